"""Names of regions: labels in both languages, and reading of what people and files write."""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from openlab.i18n import current_locale
from openlab.regions.table import NATIONWIDE, Region, RegionKind, all_regions, current, find_region, sidos, sigungus

_SEPARATORS = re.compile(r"[\s,·/()|>\-‐-―]+")
_LEVEL_EN = re.compile(r"-(?:si|gun|gu)$")
_CODE = re.compile(r"(\d{5})(?:\d{5})?")
_LONGEST = 200  # characters; no name of a place with its address is longer
_NATIONWIDE_WORDS = {"전국", "전지역", "전국어디나", "대한민국", "nationwide", "korea", "southkorea", "allkorea"}


def label(code: str, locale: str | None = None) -> str:
    """Return the full name ("경기도 과천시", "Gwacheon-si, Gyeonggi-do"); an unknown code is returned as it is."""
    return _joined(code, locale, short=False)


def short_label(code: str, locale: str | None = None) -> str:
    """Return the short name ("경기 과천시", "Gwacheon-si, Gyeonggi"); an unknown code is returned as it is."""
    return _joined(code, locale, short=True)


def _joined(code: str, locale: str | None, *, short: bool) -> str:
    region = NATIONWIDE if code == NATIONWIDE.code else current(code)
    if region is None:
        return code
    korean = (locale or current_locale()) == "ko"
    if not region.parent:
        return _name(region, korean=korean, short=short)
    sido = _name(current(region.parent) or region, korean=korean, short=short)
    return f"{sido} {region.name_ko}" if korean else f"{region.name_en}, {sido}"


def _name(region: Region, *, korean: bool, short: bool) -> str:
    if short:
        return region.short_ko if korean else region.short_en
    return region.name_ko if korean else region.name_en


def parse_region(text: str | Mapping[str, str | None] | None) -> Region | None:
    """Return the region of today that a text, a code or a mapping with `sido` and `sigungu` names, or None.

    Short names, English names, old names and codes, wards and the rest of an address are understood; "전국" gives
    NATIONWIDE. A name that several regions carry ("중구") gives None: `suggest_regions` lists them.
    """
    words = _words(text)
    squeezed = "".join(words)
    if squeezed in _NATIONWIDE_WORDS:
        return NATIONWIDE
    if code := _CODE.fullmatch(squeezed):
        return current(code.group(1))
    index = _index()
    if found := _single(index.get(squeezed)):
        return found
    # The rest of an address may follow in Korean and precede in English, but only where a 시·군·구 is left: otherwise a
    # misspelt 시·군·구 would quietly become its whole 시·도.
    for part in _shortened(words):
        found = _single(index.get(part))
        if found and (found.parent or not sigungus(found.code)):
            return found
    return None


def suggest_regions(text: str | Mapping[str, str | None] | None, limit: int = 5) -> list[Region]:
    """Return what a text may have meant: every region of that name, else those spelt most alike, best first."""
    squeezed = "".join(_words(text))
    exact = _index().get(squeezed)
    if exact:
        return [region for code in sorted(exact) if (region := find_region(code))][:limit]
    spellings = _spellings()
    close = difflib.get_close_matches(_letters(squeezed), spellings, n=limit * 3, cutoff=0.6)
    codes = dict.fromkeys(code for spelling in close for code in spellings[spelling])
    return [region for code in codes if (region := find_region(code))][:limit]


def _words(text: str | Mapping[str, str | None] | None) -> list[str]:
    if isinstance(text, Mapping):
        sido, sigungu = text.get("sido") or text.get("sido_en"), text.get("sigungu") or text.get("sigungu_en")
        text = f"{sido or ''} {sigungu or ''}"
    plain = unicodedata.normalize("NFKC", (text or "")[:_LONGEST]).casefold()
    return [word for word in _SEPARATORS.split(plain) if word]


def _shortened(words: list[str]) -> Iterator[str]:
    """Yield what is left when words go from the end or the start; a 시·도 never goes ("대구 안동" is no 안동)."""
    for length in range(len(words) - 1, 0, -1):
        for kept, dropped in ((words[:length], words[length:]), (words[-length:], words[:-length])):
            if not _sido_keys().intersection(dropped):
                yield "".join(kept)


def _single(codes: frozenset[str] | None) -> Region | None:
    return find_region(next(iter(codes))) if codes and len(codes) == 1 else None


def _squeeze(name: str) -> str:
    return "".join(_words(name))


def _sido_names(region: Region) -> Iterator[str]:
    yield from map(_squeeze, (region.name_ko, region.name_en, region.short_ko, region.short_en, *region.aliases))


def _own_names(region: Region) -> Iterator[str]:
    yield _squeeze(region.name_ko)
    yield _squeeze(region.name_en)


def _stems(region: Region) -> Iterator[str]:
    stem = _LEVEL_EN.sub("", region.name_en)
    yield _squeeze(stem)
    yield _squeeze(stem + {"시": "city", "군": "county", "구": "district"}[region.name_ko[-1]])
    if len(region.name_ko) > 2:
        yield region.name_ko[:-1]


@cache
def _sido_keys() -> frozenset[str]:
    return frozenset(name for region in all_regions() if region.kind is RegionKind.SIDO for name in _sido_names(region))


@cache
def _index() -> Mapping[str, frozenset[str]]:
    """Map every squeezed way to write a region to today's codes; a 시·도 wins over a name, a name over its stem."""
    layers: tuple[dict[str, set[str]], ...] = (defaultdict(set), defaultdict(set), defaultdict(set))
    for region in all_regions():
        today = current(region.code)
        if today is None:
            continue
        if region.kind is RegionKind.SIDO:
            for name in _sido_names(region):
                layers[0][name].add(today.code)
            continue
        for layer, names in ((1, list(_own_names(region))), (2, list(_stems(region)))):
            for key in (*names, *_with_parents(region, names)):
                layers[layer][key].add(today.code)
    merged = layers[2] | layers[1] | layers[0]
    return {key: frozenset(codes) for key, codes in merged.items()}


def _with_parents(region: Region, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        for above in _parent_names(region.parent):
            yield above + name
            yield name + above


@cache
def _parent_names(code: str) -> tuple[str, ...]:
    """Return the squeezed ways to write what precedes a name: its 시·도, or a ward's city (with and without 시·도)."""
    parent = find_region(code)
    if parent is None:
        return ()
    if parent.kind is RegionKind.SIDO:
        return tuple(dict.fromkeys(_sido_names(parent)))
    city = (*_own_names(parent), *_stems(parent))
    return (*city, *_with_parents(parent, city))


def _letters(text: str) -> str:
    # Hangul taken apart, so that a wrong vowel costs one letter and not a syllable.
    return unicodedata.normalize("NFD", text)


@cache
def _spellings() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for region in (*sidos(), *(inner for sido in sidos() for inner in sigungus(sido.code))):
        labels = [form(region.code, locale) for form in (label, short_label) for locale in ("ko", "en")]
        for name in (*labels, region.name_ko, region.name_en):
            found[_letters(_squeeze(name))].add(region.code)
    return {spelling: tuple(sorted(codes)) for spelling, codes in found.items()}
