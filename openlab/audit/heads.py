"""Signed heads of the record: what it looked like each hour, kept outside the database in OPENLAB_HOME/audit.

A chain of hashes shows a row that was changed, but not one that was cut off at the end, nor a chain that somebody with
the database computed anew.  A head says "so many rows, the last one has this digest", signed with Ed25519: whoever has
the public key can check it, and a head that was mailed away binds even an operator.  Heads are lines of a file and
each holds the digest of the line before.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from openlab.audit.models import AuditRecord
from openlab.audit.queries import count_records, last_record
from openlab.audit.states import GENESIS
from openlab.kit import clock

EVERY = timedelta(hours=1)
TAIL = 4096  # bytes; a head takes about 450


class HeadsError(Exception):
    """The file of heads or a key cannot be read; the message says what is wrong with which file."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the record looked like at a moment; `previous` is the SHA-256 of the line before, zeros for the first."""

    number: int
    at: str  # ISO 8601, UTC
    last_id: int
    records: int
    digest: str
    previous: str
    signature: str = ""  # Ed25519 over `content`, in hex

    @property
    def content(self) -> bytes:
        """Return what is signed: every field but the signature, as JSON with sorted keys and no spaces."""
        fields = {name: value for name, value in asdict(self).items() if name != "signature"}
        return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()

    @property
    def line(self) -> str:
        """Return the head as one line of the file, without the line break."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))

    @property
    def moment(self) -> datetime:
        """Return when it was written."""
        return datetime.fromisoformat(self.at)

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        """Say whether this head was signed with the other half of a key."""
        try:
            key.verify(bytes.fromhex(self.signature), self.content)
        except (InvalidSignature, ValueError):
            return False
        return True


class HeadFolder:
    """The folder of one installation's heads: `heads.jsonl`, `key.pem` (secret) and `public.pem`."""

    def __init__(self, home: Path) -> None:
        self.path = home / "audit"
        self.heads = self.path / "heads.jsonl"

    def read(self) -> list[Head]:
        """Return all heads, oldest first, none when there is no file; raise HeadsError for a line that is none."""
        return read_heads(self.heads) if self.heads.exists() else []

    def last(self) -> Head | None:
        """Return the newest head without reading the others."""
        if not self.heads.exists():
            return None
        with self.heads.open("rb") as file:
            file.seek(max(0, self.heads.stat().st_size - TAIL))
            lines = _whole(file.read()).splitlines()
        return _parse(lines[-1], self.heads, "the last line") if lines else None

    def public_pem(self) -> str:
        """Return the public key as PEM, nothing when no head was ever signed here."""
        path = self.path / "public.pem"
        return path.read_text() if path.exists() else ""

    def public_key(self) -> Ed25519PublicKey | None:
        """Return the public key, None when no head was ever signed here."""
        return read_public_key(self.path / "public.pem") if self.public_pem() else None

    def is_due(self) -> bool:
        """Say whether the record grew and the last head is an hour old."""
        last, newest = self.last(), last_record()
        if newest is None:
            return False
        return last is None or (clock.now() - last.moment >= EVERY and last.digest != newest.digest)

    def write(self) -> Head | None:
        """Sign a head of the record as it is and add it to the file; None when it has not grown since the last."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _locked(self.heads) as file:
            last, newest = self.last(), last_record()
            if newest is None or (last is not None and last.digest == newest.digest):
                return None
            head = _sign(_next(last, newest), self._key())
            file.write(head.line + "\n")
            file.flush()
            os.fsync(file.fileno())
        return head

    def _key(self) -> Ed25519PrivateKey:
        path = self.path / "key.pem"
        if not path.exists():
            _make_key(path)
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise HeadsError(f"{path}: not an Ed25519 key")
        public = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        (self.path / "public.pem").write_bytes(public)
        return key


def read_heads(path: Path) -> list[Head]:
    """Return the heads of a file, oldest first; raise HeadsError for a line that is none."""
    lines = _whole(path.read_bytes()).splitlines()
    return [_parse(line, path, f"line {number}") for number, line in enumerate(lines, start=1)]


def read_public_key(path: Path) -> Ed25519PublicKey:
    """Return the key of a PEM file; raise HeadsError when it is none."""
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except ValueError as error:
        raise HeadsError(f"{path}: not a public key") from error
    if not isinstance(key, Ed25519PublicKey):
        raise HeadsError(f"{path}: not an Ed25519 key")
    return key


def digest_of(head: Head) -> str:
    """Return what the next head holds of this one."""
    return hashlib.sha256(head.line.encode()).hexdigest()


def _next(last: Head | None, newest: AuditRecord) -> Head:
    return Head(
        number=last.number + 1 if last else 1,
        at=clock.now().isoformat(),
        last_id=newest.id,
        records=count_records(),
        digest=newest.digest,
        previous=digest_of(last) if last else GENESIS,
    )


def _whole(content: bytes) -> bytes:
    """Return what ends with a line break: a line cut off by a crash was never a head."""
    return content[: content.rfind(b"\n") + 1]


def _parse(line: bytes, path: Path, place: str) -> Head:
    try:
        return Head(**json.loads(line))
    except (ValueError, TypeError) as error:
        raise HeadsError(f"{path}: {place} is no head") from error


def _sign(head: Head, key: Ed25519PrivateKey) -> Head:
    return Head(**{**asdict(head), "signature": key.sign(head.content).hex()})


def _make_key(path: Path) -> None:
    """Write a new key as a whole; called under the lock of the heads, so nobody else makes one."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    draft = path.with_suffix(".part")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@contextmanager
def _locked(path: Path) -> Iterator[IO[str]]:
    """Open the heads for adding while no other process of this machine does, without what a crash left half written."""
    with path.open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(len(_whole(path.read_bytes())))
        yield file
