"""A market of any size to measure on: needs and solutions put together from the corpus's sentences, the same each time.

Every text keeps to one municipal problem, strays into another of the same field now and then, names a place and changes
its figures, so that no two are alike and many are close, as in a real market.
"""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

import numpy as np

from openlab.matching.encoder import DEFAULT_MODEL_DIR, Encoder
from openlab.matching.shelves.shelf import Shelf
from openlab.matching.text import Document, Facts, Passage, Side, split_sentences
from openlab.regions.table import Region, all_regions

FOLDER = DEFAULT_MODEL_DIR.parent / "corpus"
CHUNK = 20_000  # documents laid out at a time
_DIGITS = re.compile(r"\d+")
_CERTIFICATES = ("GS_CERT", "ISMS_P", "KC", "CSAP", "NEP")


@dataclass(frozen=True, slots=True)
class Source:
    """What one problem type offers, by language."""

    code: str
    field: str
    titles: dict[str, list[str]]
    needs: dict[str, list[str]]
    solutions: dict[str, list[str]]


def documents(side: Side, count: int, seed: int = 0) -> Iterator[Document]:
    """Yield documents of one side; the first of a seed are the same however many are asked for."""
    chance = random.Random(f"{seed} {side}")
    for number in range(count):
        yield _document(side, number, seed, chance)


def shelf(side: Side, count: int, encoder: Encoder, seed: int = 0) -> Shelf:
    """Return a side of the market as one shelf, without lists."""
    made, source = [], documents(side, count, seed)
    while chunk := list(islice(source, CHUNK)):
        rows = encoder.encode_documents([document.main_text for document in chunk])
        made.append(Shelf.build(chunk, rows, encoder))
    return Shelf.join(made)


def _document(side: Side, number: int, seed: int, chance: random.Random) -> Document:
    types = _types()
    own = chance.choice(types)
    lang = "ko" if chance.random() < 0.85 else "en"
    place = chance.choice(_places())
    name = place.name_ko if lang == "ko" else place.name_en
    listed = _sentences(own, side, lang, chance)
    fields = ("problem", "desired_outcome") if side is Side.NEEDS else ("summary", "description")
    cut = max(1, len(listed) // 2)
    return Document(
        id=f"{side.value[0].upper()}{seed}-{number}",
        side=side,
        lang=lang,
        title=f"{name} {chance.choice(own.titles[lang])}",
        title_other="",
        passages=tuple(Passage(fields[at >= cut], text, lang) for at, text in enumerate(listed)),
        keywords=(own.titles[lang][0].split()[0],),
        facts=_need_facts(own, place, chance) if side is Side.NEEDS else _solution_facts(own, place, chance),
    )


def _sentences(own: Source, side: Side, lang: str, chance: random.Random) -> list[str]:
    """Choose some of the type's sentences and perhaps some of another type of its field, with other figures."""
    pool = (own.needs if side is Side.NEEDS else own.solutions)[lang]
    listed = chance.sample(pool, min(len(pool), chance.randint(3, 7)))
    if chance.random() < 0.4:
        other = chance.choice(_fields()[own.field])
        strange = (other.needs if side is Side.NEEDS else other.solutions)[lang]
        listed += chance.sample(strange, min(len(strange), chance.randint(1, 2)))
    return [_DIGITS.sub(lambda found: str(chance.randrange(10 ** len(found[0]))), text) for text in listed]


def _need_facts(own: Source, place: Region, chance: random.Random) -> Facts:
    budget = chance.randint(3, 80) * 10_000_000
    return Facts(
        category=own.field,
        regions=(place.code,),
        budget_min=budget // 2,
        budget_max=budget if chance.random() < 0.9 else None,
        months=chance.choice((None, 3, 6, 9, 12, 18)),
        trl=chance.choice((None, None, 6, 7, 8)),
        certifications=tuple(chance.sample(_CERTIFICATES, 1)) if chance.random() < 0.15 else (),
        data_hub=chance.random() < 0.2,
    )


def _solution_facts(own: Source, place: Region, chance: random.Random) -> Facts:
    price = chance.randint(1, 50) * 10_000_000
    nationwide = chance.random() < 0.7
    return Facts(
        category=own.field if chance.random() < 0.9 else chance.choice(_types()).field,
        regions=() if nationwide else tuple({place.parent or place.code, chance.choice(_places()).parent} - {""}),
        nationwide=nationwide,
        price_min=price if chance.random() < 0.9 else None,
        price_max=2 * price,
        weeks=chance.choice((None, 4, 12, 24, 40)),
        trl=chance.choice((None, 6, 7, 8, 9)),
        certifications=tuple(chance.sample(_CERTIFICATES, chance.randint(0, 2))),
        data_hub=chance.choice((None, True, False)),
        size_class=chance.choice(("", "LARGE", "MID", "SME", "VENTURE", "STARTUP")),
        evidence=chance.choice((None, 0, 1, 3, 8)),
    )


@cache
def _types() -> tuple[Source, ...]:
    lines = (line for path in sorted(FOLDER.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines())
    return tuple(_source(json.loads(line)) for line in lines if line.strip())


@cache
def _fields() -> dict[str, list[Source]]:
    found: dict[str, list[Source]] = {}
    for one in _types():
        found.setdefault(one.field, []).append(one)
    return found


@cache
def _places() -> tuple[Region, ...]:
    return tuple(region for region in all_regions() if region.holds_on(None) and region.is_self_governing)


def _source(one: dict) -> Source:
    return Source(
        one["type_id"],
        one["field"],
        {"ko": [one["type_ko"], *(text["approach"] for text in one["solutions"] if text["lang"] == "ko")],
         "en": [one["type_en"], *(text["approach"] for text in one["solutions"] if text["lang"] == "en")]},
        _texts(one["needs"]),
        _texts(one["solutions"]),
    )  # fmt: skip


def _texts(texts: Sequence[dict]) -> dict[str, list[str]]:
    """Return sentences by language; where a type has none in one, the other's stand in."""
    found: dict[str, list[str]] = {"ko": [], "en": []}
    for text in texts:
        found[text["lang"]] += split_sentences(text["text"])
    return {lang: found[lang] or found["en" if lang == "ko" else "ko"] for lang in found}


def asked(count: int, seed: int = 9) -> list[Document]:
    """Return needs that are in no market of another seed, to ask with."""
    return list(documents(Side.NEEDS, count, seed))


def exact(rows: np.ndarray, vector: np.ndarray, k: int) -> np.ndarray:
    """Return the rows nearest to a unit vector by plain arithmetic, best first."""
    values = np.concatenate([rows[at : at + CHUNK].astype(np.float32) @ vector for at in range(0, len(rows), CHUNK)])
    return np.argsort(-values, kind="stable")[:k]
