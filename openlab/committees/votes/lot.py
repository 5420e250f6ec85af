"""The lot that decides ties: sealed before it is needed, and repeatable by anybody."""

import hashlib
import secrets
from collections.abc import Iterable


def draw_seed() -> str:
    """Return a fresh seed of 256 bits."""
    return secrets.token_hex(32)


def seal(seed: str) -> str:
    """Return what is shown while the vote is open: the SHA-256 of the seed in hex."""
    return hashlib.sha256(seed.encode()).hexdigest()


def in_drawn_order(seed: str, ids: Iterable[int]) -> list[int]:
    """Return ids in the order of the SHA-256 of `seed:id`: the first ones win."""
    return sorted(ids, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).hexdigest())
