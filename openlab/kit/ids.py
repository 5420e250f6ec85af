"""Tokens and readable addresses."""

import hashlib
import re
import secrets
import unicodedata

MAX_ID = 2**63 - 1  # what an SQLite INTEGER and a PostgreSQL BIGINT hold


def new_token() -> str:
    """Return a fresh secret of 256 bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """Return what the database keeps of a token: its SHA-256 in hex."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def content_key(*parts: object) -> str:
    """Return an id made of what a row says, for rows that bring none: the same row gets the same id again."""
    return f"row-{hashlib.sha256(chr(31).join(map(str, parts)).encode()).hexdigest()[:24]}"


def slug(text: str, limit: int = 40) -> str:
    """Return a readable, lower-case address part; Hangul stays: '상가 밀집 골목의…' → '상가-밀집-골목의'."""
    words = re.findall(r"[0-9a-z가-힣]+", unicodedata.normalize("NFC", text).lower())
    out = ""
    for word in words:
        longer = f"{out}-{word}" if out else word
        if len(longer) > limit:
            return out or longer[:limit]
        out = longer
    return out
