"""Flat arrays instead of objects: rows of different length end to end, and groups of arrays under dotted names.

What is kept so can be memory-mapped, shared by all workers, cut and joined without touching a Python object a row.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from hashlib import blake2b
from typing import Any, TypeVar, get_type_hints

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]  # row numbers
Hashes = NDArray[np.uint64]
T = TypeVar("T")
_SIGN_AND_HALF = np.int32(-0x70000001)  # the sign bit and the 28 bits that exponent and fraction of a half now fill
_REBASED = np.float32(2.0**112)  # exponents count from 15 in half and from 127 in single precision


@dataclass(frozen=True)
class Ragged:
    """Rows of different length: row `i` is `values[starts[i]:starts[i + 1]]`."""

    starts: NDArray[np.int64]
    values: NDArray[Any]

    @classmethod
    def of(cls, rows: Sequence[NDArray[Any]], kind: Any) -> "Ragged":
        """Lay arrays end to end."""
        return cls(starts_of([len(row) for row in rows]), np.concatenate([np.zeros(0, kind), *rows]).astype(kind))

    @classmethod
    def of_bytes(cls, rows: Sequence[bytes]) -> "Ragged":
        """Lay byte strings end to end."""
        return cls(starts_of([len(row) for row in rows]), np.frombuffer(b"".join(rows), np.uint8))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def row(self, at: int) -> NDArray[Any]:
        """Return one row."""
        return self.values[self.starts[at] : self.starts[at + 1]]

    def text(self, at: int) -> str:
        """Return one row of bytes as text."""
        return self.row(at).tobytes().decode()

    def take(self, rows: Rows) -> "Ragged":
        """Return some rows, in the order given."""
        return Ragged(starts_of(lengths_of(self.starts, rows)), self.values[spread(self.starts, rows)])

    @classmethod
    def join(cls, parts: Sequence["Ragged"]) -> "Ragged":
        """Return the rows of all parts, one after another."""
        return cls(starts_of(np.concatenate([np.diff(part.starts) for part in parts])),
                   np.concatenate([part.values for part in parts]))  # fmt: skip


def starts_of(lengths: Sequence[int] | NDArray[Any]) -> NDArray[np.int64]:
    """Return where each row begins, and behind the last where it ends."""
    starts = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts


def lengths_of(starts: NDArray[np.int64], rows: Rows) -> NDArray[np.int64]:
    """Return how long some rows are."""
    return np.asarray(starts[rows + 1] - starts[rows], np.int64)


def spread(starts: NDArray[np.int64], rows: Rows) -> Rows:
    """Return the positions of all values of some rows, row after row."""
    begins = starts[rows]
    lengths = starts[rows + 1] - begins
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.asarray(np.arange(total) + np.repeat(begins - (ends - lengths), lengths), np.int64)


def widened(rows: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return finite numbers of half precision in single precision, as `astype` does but three times as fast."""
    if rows.dtype != np.float16:
        return rows.astype(np.float32, copy=False)
    bits = rows.view(np.int16).astype(np.int32)  # the sign fills what is gained
    bits <<= 13
    bits &= _SIGN_AND_HALF
    wide = bits.view(np.float32)
    wide *= _REBASED
    return wide


def hash_of(text: str) -> int:
    """Return the 64-bit hash under which a text is known; the same in every process."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def hashes_of(texts: Iterable[str]) -> Hashes:
    """Return the 64-bit hashes of texts."""
    return np.fromiter((hash_of(text) for text in texts), np.uint64)


def mixed(one: Hashes | int, other: int) -> Hashes:
    """Scramble hashes with a number, so that the order of the results favours nobody (splitmix64)."""
    with np.errstate(over="ignore"):
        value = (np.asarray(one, np.uint64) ^ np.uint64(other)) + np.uint64(0x9E3779B97F4A7C15)
        value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(value ^ (value >> np.uint64(31)), np.uint64)


def flat(group: Any, prefix: str = "") -> dict[str, NDArray[Any]]:
    """Return all arrays of a dataclass of arrays and further such dataclasses, under names like "ids.hashes"."""
    found: dict[str, NDArray[Any]] = {}
    for one in fields(group):
        value, name = getattr(group, one.name), f"{prefix}{one.name}"
        found.update(flat(value, f"{name}.") if is_dataclass(value) else {name: value})
    return found


def unflat(cls: type[T], arrays: Mapping[str, NDArray[Any]], prefix: str = "") -> T:
    """Make again what `flat` took apart, without copying; a missing array raises KeyError."""
    values: dict[str, Any] = {}
    for name, kind in get_type_hints(cls).items():
        key = f"{prefix}{name}"
        values[name] = (
            unflat(kind, arrays, f"{key}.")
            if isinstance(kind, type) and is_dataclass(kind)
            else np.asarray(arrays[key])
        )
    return cls(**values)
