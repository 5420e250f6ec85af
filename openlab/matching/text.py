"""What of a need, a solution or a typed text is read for matching, and in what form."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from openlab.kit.text import clean_block, guess_language

TEXT_VERSION = 2  # raise it when other fields are read, so that stored hashes no longer agree and vectors are renewed

NEED_FIELDS = ("problem", "desired_outcome", "affected", "site", "constraints")
SOLUTION_FIELDS = ("summary", "description")

# A sentence ends at . ! ? … before a space, or at a Korean memo ending (함, 음, 됨, 임) before a line's end.
_SENTENCE_END = re.compile(r"(?<=[.!?…。])[\"'”’)\]]*\s+|\n+")
_SHORT = 7  # a shorter piece ("예.", "No. 3") is joined to its neighbour, since alone it means nothing


class Side(StrEnum):
    """The two sides of the market."""

    NEEDS = "needs"
    SOLUTIONS = "solutions"

    @property
    def other(self) -> "Side":
        """Return the opposite side."""
        return Side.SOLUTIONS if self is Side.NEEDS else Side.NEEDS


class Written(Protocol):
    """What both sides share: an id, a language, and the same texts in the other language.

    The attributes are `Any` because a protocol's plain attributes must agree exactly, and rows and records differ.
    """

    id: Any
    lang: Any
    title: Any
    translation: Any  # a mapping of the same field names to text in the other language
    category: Any
    keywords: Any


class NeedLike(Written, Protocol):
    """The attributes of a need that matching reads; a table row and an imported record both have them."""

    problem: Any
    region_code: Any
    budget_min: Any
    budget_max: Any
    period_months: Any
    min_trl: Any


class SolutionLike(Written, Protocol):
    """The attributes of a solution that matching reads."""

    summary: Any
    description: Any
    region_codes: Any
    nationwide: Any
    price_min: Any
    price_max: Any
    trl: Any
    delivery_weeks: Any


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of a document, with the field it stands in and its language."""

    field: str
    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class Facts:
    """The countable facts of a need or a solution; None and empty mean "not stated"."""

    category: str = ""
    regions: tuple[str, ...] = ()
    nationwide: bool = False
    budget_min: int | None = None
    budget_max: int | None = None
    price_min: int | None = None
    price_max: int | None = None
    months: int | None = None
    weeks: int | None = None
    trl: int | None = None
    certifications: tuple[str, ...] = ()
    data_hub: bool | None = None
    size_class: str = ""
    evidence: int | None = None
    dated: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A need, a solution or a free text as matching sees it; `side` is None for a free text."""

    id: str
    side: Side | None
    lang: str
    title: str
    title_other: str
    passages: tuple[Passage, ...]
    other_passages: tuple[Passage, ...] = ()
    keywords: tuple[str, ...] = ()
    facts: Facts = field(default_factory=Facts)

    @property
    def main_text(self) -> str:
        """Return title, body and keywords as written: the text that becomes the vector."""
        body = (passage.text for passage in self.passages)
        return "\n".join([self.title, *body, " ".join(self.keywords)]).strip()

    @property
    def other_text(self) -> str:
        """Return title and body in the other language, or an empty text."""
        return "\n".join([self.title_other, *(passage.text for passage in self.other_passages)]).strip()

    @property
    def word_text(self) -> str:
        """Return everything that the word index reads: the text as written and in the other language."""
        return "\n".join(part for part in (self.main_text, self.other_text) if part)

    @property
    def sentences(self) -> tuple[Passage, ...]:
        """Return the sentences of writing with the title first, in reading order."""
        head = (Passage("title", self.title, self.lang),) if self.title else ()
        return head + self.passages

    def sentences_in(self, lang: str) -> tuple[Passage, ...]:
        """Return the translated sentences when they are in this language and there are any, else those of writing."""
        if lang in ("", self.lang) or not self.other_passages:
            return self.sentences
        head = (Passage("title", self.title_other, lang),) if self.title_other else ()
        return head + self.other_passages


def split_sentences(text: str) -> list[str]:
    """Split a Korean or English text at sentence ends and lines; pieces of a few letters join what precedes them."""
    sentences: list[str] = []
    for raw in _SENTENCE_END.split(text):
        piece = raw.strip()
        if not piece:
            continue
        if sentences and (len(piece) < _SHORT or len(sentences[-1]) < _SHORT):
            sentences[-1] = f"{sentences[-1]} {piece}"
        else:
            sentences.append(piece)
    return sentences


def document_from_need(need: NeedLike) -> Document:
    """Read a need: its published texts and facts, never what is sealed."""
    facts = Facts(
        category=need.category or "",
        regions=(need.region_code,) if need.region_code else (),
        budget_min=need.budget_min,
        budget_max=need.budget_max,
        months=need.period_months,
        trl=need.min_trl,
        certifications=tuple(_maybe(need, "required_certifications") or ()),
        data_hub=_maybe(need, "needs_data_hub"),
        dated=_day(_maybe(need, "published_at")),
    )
    return _document(need, Side.NEEDS, NEED_FIELDS, facts)


def document_from_solution(solution: SolutionLike) -> Document:
    """Read a solution: its listed texts and facts; the technologies count as keywords."""
    facts = Facts(
        category=solution.category or "",
        regions=tuple(solution.region_codes or ()),
        nationwide=bool(solution.nationwide),
        price_min=solution.price_min,
        price_max=solution.price_max,
        weeks=solution.delivery_weeks,
        trl=solution.trl,
        certifications=tuple(_maybe(solution, "certifications") or ()),
        data_hub=_maybe(solution, "data_hub"),
        size_class=str(_maybe(solution, "size_class") or ""),
        evidence=_evidence(solution),
        dated=_day(_maybe(solution, "listed_at")),
    )
    return _document(solution, Side.SOLUTIONS, SOLUTION_FIELDS, facts)


def _evidence(solution: SolutionLike) -> int | None:
    """Return how many references are stated: the count, which may exceed those that are named."""
    named = _maybe(solution, "references")
    stated = _maybe(solution, "references_count")
    return None if named is None and stated is None else max(len(named or ()), stated or 0)


def query_document(text: str, lang: str | None = None) -> Document:
    """Read a typed text; its language is guessed unless given, and it states no facts."""
    cleaned = clean_block(text)
    lang = lang or guess_language(cleaned)
    digest = hashlib.sha256(cleaned.encode()).hexdigest()[:16]
    passages = tuple(Passage("text", sentence, lang) for sentence in split_sentences(cleaned))
    return Document(id=f"text:{digest}", side=None, lang=lang, title="", title_other="", passages=passages)


def content_hash(document: Document) -> str:
    """Return a sha256 of everything that matching reads of a document, whatever its id."""
    content = asdict(document) | {"id": "", "version": TEXT_VERSION}
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _document(source: Written, side: Side, fields: Sequence[str], facts: Facts) -> Document:
    translation = source.translation or {}
    other = "en" if source.lang == "ko" else "ko"
    keywords = [*(_maybe(source, "technologies") or ()), *(source.keywords or ())]
    return Document(
        id=str(source.id),
        side=side,
        lang=source.lang,
        title=clean_block(source.title or ""),
        title_other=clean_block(str(translation.get("title") or "")),
        passages=_passages(((name, _maybe(source, name)) for name in fields), source.lang),
        other_passages=_passages(((name, translation.get(name)) for name in fields), other),
        keywords=tuple(dict.fromkeys(str(word) for word in keywords)),
        facts=facts,
    )


def _passages(texts: Iterable[tuple[str, Any]], lang: str) -> tuple[Passage, ...]:
    return tuple(
        Passage(name, sentence, lang)
        for name, text in texts
        for sentence in split_sentences(clean_block(str(text or "")))
    )


def _maybe(source: object, name: str) -> Any:
    return getattr(source, name, None)


def _day(moment: date | datetime | str | None) -> str:
    return moment if isinstance(moment, str) else moment.isoformat()[:10] if moment else ""
