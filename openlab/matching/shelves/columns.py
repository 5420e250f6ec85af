"""The countable facts of many documents as columns, and the filters that are answered from them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openlab.matching.packed import Hashes, Ragged, Rows, hash_of
from openlab.matching.text import Document, Facts
from openlab.regions import current
from openlab.regions.table import all_regions

MISSING = np.iinfo(np.int64).min  # "not stated" in every whole-number column
_LARGEST = np.iinfo(np.int64).max
Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Within:
    """A narrowing of one side: a field or sub-category, and a 시도 that is theirs or that they serve."""

    category: str = ""
    sido: str = ""


@dataclass(frozen=True)
class FactColumns:
    """One value a document; regions are bits: those that it is in or serves today, and all its 시도 as written."""

    category: Hashes
    field: Hashes  # the category up to its first dot; zero where there is none
    placed: Mask  # states a region
    nationwide: Mask
    home: Hashes  # [n, words] bits of the first region and its 시도
    served: Hashes  # [n, words] bits of every region
    sidos: Hashes  # [n, 2] bits of the first two digits of every region code
    budget_max: Numbers
    price_min: Numbers
    price_max: Numbers
    months: Numbers
    weeks: Numbers
    trl: Numbers
    evidence: Numbers
    data_hub: Numbers  # 1, 0 or MISSING
    size: NDArray[np.int8]  # 0 not stated, 1 large, 2 any other
    certificates: Ragged  # hashes

    @classmethod
    def build(cls, facts: Sequence[Facts]) -> "FactColumns":
        """Read the facts of documents."""
        categories = [one.category for one in facts]
        numbers = {name: _numbers(getattr(one, name) for one in facts) for name in _NUMBERS}
        return cls(
            category=_hashes(categories),
            field=_hashes(category.split(".")[0] for category in categories),
            placed=np.fromiter((bool(one.regions) for one in facts), np.bool_, len(facts)),
            nationwide=np.fromiter((one.nationwide for one in facts), np.bool_, len(facts)),
            home=_bits([_home(one.regions) for one in facts], _words()),
            served=_bits([_served(one.regions) for one in facts], _words()),
            sidos=_bits([_sidos(one.regions) for one in facts], 2),
            size=np.asarray([_size(one.size_class) for one in facts], np.int8),
            certificates=Ragged.of([_hashes(one.certifications) for one in facts], np.uint64),
            **numbers,
        )

    @classmethod
    def of(cls, document: Document) -> "FactColumns":
        """Return the columns of one document, for comparing it with many."""
        return cls.build([document.facts])

    def __len__(self) -> int:
        return len(self.category)

    def take(self, rows: Rows) -> "FactColumns":
        """Return some rows, in the order given."""
        taken: dict[str, Any] = {}
        for one in fields(self):
            value = getattr(self, one.name)
            taken[one.name] = value.take(rows) if isinstance(value, Ragged) else value.take(rows, 0)
        return FactColumns(**taken)

    @classmethod
    def join(cls, parts: Sequence["FactColumns"]) -> "FactColumns":
        """Return the rows of all parts, one after another."""
        joined: dict[str, Any] = {}
        for one in fields(cls):
            values = [getattr(part, one.name) for part in parts]
            joined[one.name] = Ragged.join(values) if one.name == "certificates" else np.concatenate(values)
        return cls(**joined)

    def within(self, wanted: Within) -> Mask:
        """Say of each document whether it is inside a narrowing."""
        inside = np.ones(len(self), np.bool_)
        if wanted.category:
            code = np.uint64(hash_of(wanted.category))
            inside &= (self.category == code) | (self.field == code)
        if wanted.sido:
            bits = _bits([_sidos((wanted.sido,))], 2)[0]
            inside &= self.nationwide | ((self.sidos & bits) != 0).any(axis=1)
        return inside


_NUMBERS = ("budget_max", "price_min", "price_max", "months", "weeks", "trl", "evidence", "data_hub")


def _numbers(values: Iterable[int | None]) -> Numbers:
    return np.asarray(
        [MISSING if value is None else min(max(int(value), -_LARGEST), _LARGEST) for value in values], np.int64
    )


def _hashes(texts: Iterable[str]) -> Hashes:
    return np.asarray([_hash(text) for text in texts], np.uint64)


@lru_cache(maxsize=10_000)
def _hash(code: str) -> int:
    return hash_of(code) if code else 0


def _size(size_class: str) -> int:
    return 0 if not size_class else 1 if size_class == "LARGE" else 2


@cache
def _places() -> dict[str, int]:
    """Number today's regions."""
    return {region.code: at for at, region in enumerate(one for one in all_regions() if current(one.code) == one)}


def _words() -> int:
    return len(_places()) // 64 + 1


@lru_cache(maxsize=10_000)
def _home(codes: tuple[str, ...]) -> tuple[int, ...]:
    region = current(codes[0]) if codes else None
    return tuple(_places()[code] for code in (region.code, region.parent) if code in _places()) if region else ()


@lru_cache(maxsize=10_000)
def _served(codes: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(_places()[region.code] for region in map(current, codes) if region)


def _sidos(codes: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(int(code[:2]) for code in codes if len(code) > 1 and code[:2].isascii() and code[:2].isdigit())


def _bits(rows: Sequence[tuple[int, ...]], words: int) -> Hashes:
    made = np.zeros((len(rows), words), np.uint64)
    for at, row in enumerate(rows):
        for bit in row:
            made[at, bit // 64] |= np.uint64(1 << bit % 64)
    return made
