"""A device with passkeys, made of the curves themselves, for tests without a browser."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


@dataclass
class Device:
    """One passkey of one site; what it says can be bent to see whether the server notices."""

    domain: str = "localhost"
    origin: str = "http://localhost"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: str) -> str:
        """Answer what a site asks when a passkey is made."""
        point = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + cbor2.dumps(cose)
        data = self._data(WITH_KEY) + attested
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer("webauthn.create", options, lambda _said: {"attestationObject": statement})

    def get(self, options: str) -> str:
        """Answer what a site asks when somebody signs in."""
        self.count += 1
        data = self._data()

        def sign(said: bytes) -> dict[str, bytes]:
            signed = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
            return {"authenticatorData": data, "signature": signed}

        return self._answer("webauthn.get", options, sign)

    def _data(self, more: int = 0) -> bytes:
        site = hashlib.sha256(self.domain.encode()).digest()
        return site + bytes([self.flags | more]) + self.count.to_bytes(4, "big")

    def _answer(self, kind: str, options: str, prove) -> str:
        said = json.dumps({"type": kind, "challenge": json.loads(options)["challenge"], "origin": self.origin}).encode()
        response = {"clientDataJSON": said, **prove(said)}
        name = bytes_to_base64url(self.credential_id)
        encoded = {key: bytes_to_base64url(value) for key, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": encoded})
