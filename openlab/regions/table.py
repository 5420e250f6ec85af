"""The table of regions: what each MOIS code means, since when, and what became of the old ones."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files


class RegionKind(StrEnum):
    """The level; ADMIN_SI is a city of Jeju without a council, PART a ward (lookups answer with its city)."""

    NATION = "NATION"
    SIDO = "SIDO"
    SI = "SI"
    GUN = "GUN"
    GU = "GU"
    ADMIN_SI = "ADMIN_SI"
    PART = "PART"


class UnknownRegionError(LookupError):
    """A code that no region carries or carried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One row of the table; `valid_to` is the first day on which the code no longer holds."""

    code: str
    name_ko: str
    name_en: str
    kind: RegionKind
    parent: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
    depopulation: bool = False
    short_ko: str = ""
    short_en: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def is_self_governing(self) -> bool:
        """Say whether this is a 기초자치단체: a 시, 군 or 자치구 with its own council and budget."""
        return self.kind in {RegionKind.SI, RegionKind.GUN, RegionKind.GU}

    def holds_on(self, day: date | None) -> bool:
        """Say whether the code is in force on a day; None asks for the newest state of the table."""
        if day is None:
            return self.valid_to is None
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


# What "전국" parses to: no code of the table, so that it cannot be stored as a place by mistake.
NATIONWIDE = Region(
    code="00000", name_ko="전국", name_en="Nationwide", kind=RegionKind.NATION, short_ko="전국", short_en="Nationwide"
)


def _row(record: dict[str, str]) -> Region:
    return Region(
        code=record["code"],
        name_ko=record["name_ko"],
        name_en=record["name_en"],
        kind=RegionKind(record["kind"]),
        parent=record["parent"],
        valid_from=date.fromisoformat(record["valid_from"]) if record["valid_from"] else None,
        valid_to=date.fromisoformat(record["valid_to"]) if record["valid_to"] else None,
        successors=tuple(filter(None, record["successors"].split(","))),
        depopulation=record["depopulation"] == "1",
        short_ko=record["short_ko"],
        short_en=record["short_en"],
        aliases=tuple(filter(None, record["aliases"].split("|"))),
    )


@cache
def _table() -> dict[str, Region]:
    text = files("openlab.regions").joinpath("data/regions.tsv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return {region.code: region for region in map(_row, csv.DictReader(lines, delimiter="\t"))}


def all_regions() -> Iterator[Region]:
    """Yield every row, the past and the wards included, in the order of the table."""
    yield from _table().values()


def find_region(code: str) -> Region | None:
    """Return the row of a code as the table has it, a past one too, or None."""
    return _table().get(code)


def get_region(code: str) -> Region:
    """Return the row of a code as the table has it; raise UnknownRegionError when there is none."""
    region = find_region(code)
    if region is None:
        raise UnknownRegionError(code)
    return region


def current(code: str) -> Region | None:
    """Return what a code means today: an old one leads to its successor, a ward to its city, an unknown one to None.

    Where a region was split, the successor with the seat of the old office answers (인천 중구 → 제물포구).
    """
    region = find_region(code)
    if region is None:
        return None
    if region.kind is RegionKind.PART:
        return current(region.parent)
    return current(region.successors[0]) if region.successors else region


@lru_cache(maxsize=64)
def sidos(on: date | None = None) -> tuple[Region, ...]:
    """Return the 시·도 of a day (of the newest state when no day is given), in the official order."""
    return tuple(region for region in all_regions() if region.kind is RegionKind.SIDO and region.holds_on(on))


@lru_cache(maxsize=256)
def sigungus(sido_code: str, on: date | None = None) -> tuple[Region, ...]:
    """Return the 시·군·구 of a 시·도 by code; Sejong has none.

    Without a day an old 시·도 code answers for its successor.
    """
    sido = current(sido_code) if on is None else find_region(sido_code)
    inside = (region for region in all_regions() if sido and region.parent == sido.code and region.holds_on(on))
    return tuple(sorted((r for r in inside if r.kind is not RegionKind.PART), key=lambda r: r.code))


def sido_of(code: str) -> Region | None:
    """Return today's 시·도 of a code (the 시·도 itself included), or None for an unknown code."""
    region = current(code)
    return current(region.parent) if region and region.parent else region


def is_depopulation_area(code: str) -> bool:
    """Say whether the region is one of the 89 인구감소지역 (행정안전부 고시 제2021-66호)."""
    region = current(code)
    return region is not None and region.depopulation


def is_served(region_code: str, served_codes: Iterable[str], *, nationwide: bool) -> bool:
    """Say whether a firm serves a region: nationwide, by its 시·도, or by itself; a foreign or unknown one never is."""
    region = current(region_code)
    if region is None:
        return False
    served = {found.code for found in map(current, served_codes) if found}
    return nationwide or bool(served & {region.code, region.parent})
