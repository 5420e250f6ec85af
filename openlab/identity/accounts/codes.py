"""Codes of authenticator apps (RFC 6238) and recovery codes: computed and compared, never stored here."""

import hmac
import secrets
from base64 import b32encode
from datetime import datetime

import pyotp
import segno

from openlab.kit.ids import token_digest

ISSUER = "openlab"
DRIFT = 1  # half minutes that a telephone's clock may be off, either way
RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that could be mistaken for another


def app_secret(key: str, salt: str) -> str:
    """Return the secret (base32, 160 bits) of an app, computed from the installation's key and the app's salt."""
    mac = hmac.digest(key.encode(), b"openlab code app:" + salt.encode(), "sha256")
    return b32encode(mac[:20]).decode()


def app_link(secret: str, email: str) -> str:
    """Return the otpauth:// address that an app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def qr_picture(link: str) -> str:
    """Return a QR code as a data: address of an SVG."""
    return str(segno.make(link, error="m", micro=False).svg_data_uri(scale=5, light="#fff"))


def find_counter(secret: str, code: str, after: int, moment: datetime) -> int | None:
    """Return the half minute since 1970 that a code belongs to, None when it is wrong, too old or already spent."""
    totp = pyotp.TOTP(secret)
    present = int(moment.timestamp()) // totp.interval
    fitting = [
        counter
        for counter in range(present - DRIFT, present + DRIFT + 1)
        if hmac.compare_digest(totp.generate_otp(counter), code.encode("ascii", "replace").decode())
    ]
    return next((counter for counter in fitting if counter > after), None)


def plain_code(typed: str) -> str:
    """Return a code as it counts, without the spaces and dashes that people type and in lower case."""
    return "".join(letter for letter in typed.lower() if letter not in " -\t")


def new_recovery_codes() -> list[str]:
    """Return fresh recovery codes as people read them: four groups of four letters, 79 bits each."""
    return [
        "-".join("".join(secrets.choice(LETTERS) for _letter in range(4)) for _group in range(4))
        for _code in range(RECOVERY_CODES)
    ]


def recovery_digest(user_id: int, code: str) -> str:
    """Return what the database keeps of a person's recovery code."""
    return token_digest(f"recovery:{user_id}:{plain_code(code)}")
