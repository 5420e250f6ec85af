"""A shelf: an immutable set of documents of one side with everything that matching reads of them, as flat arrays.

`arrays` gives all of it under names; `Shelf.from_arrays` makes a shelf of such arrays again, memory-mapped ones too.
Arrays of another `layout` mean something else: throw them away and build the shelf again.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from functools import cache
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openlab.matching.encoder import Encoder, Matrix
from openlab.matching.packed import Hashes, Ragged, Rows, flat, hash_of, hashes_of, unflat
from openlab.matching.shelves.columns import FactColumns
from openlab.matching.shelves.sentences import FIELDS, Sentences
from openlab.matching.shelves.words import Words
from openlab.matching.text import TEXT_VERSION, Document, Facts, Passage, Side
from openlab.regions.table import all_regions

FORMAT = 2  # raise it when the same arrays come to mean something else
HALVED_FROM = 20_000  # from so many documents on, vectors are kept in half precision


@dataclass(frozen=True)
class Ids:
    """The ids of documents, found by their hashes."""

    texts: Ragged
    hashes: Hashes  # by document
    order: Rows  # documents by ascending hash

    @classmethod
    def build(cls, ids: Sequence[str]) -> "Ids":
        """Keep ids; they must differ."""
        hashes = hashes_of(ids)
        return cls(Ragged.of_bytes([one.encode() for one in ids]), hashes, np.argsort(hashes, kind="stable"))

    def find(self, item_id: str) -> int:
        """Return the row of an id, or -1."""
        wanted = np.uint64(hash_of(item_id))
        at = int(np.searchsorted(self.hashes, wanted, sorter=self.order))
        while at < len(self.order) and self.hashes[self.order[at]] == wanted:
            row = int(self.order[at])
            if self.texts.text(row) == item_id:
                return row
            at += 1
        return -1

    def listed(self) -> list[str]:
        """Return all ids."""
        return [self.texts.text(row) for row in range(len(self.hashes))]

    def rows(self, ids: Iterable[str]) -> Rows:
        """Return the rows of those ids that are present."""
        found = np.asarray([self.find(one) for one in ids], np.int64)
        return found[found >= 0]

    def take(self, rows: Rows) -> "Ids":
        """Return some ids, in the order given."""
        return _ordered(self.texts.take(rows), self.hashes[rows])

    @classmethod
    def join(cls, parts: Sequence["Ids"]) -> "Ids":
        """Return the ids of all parts, one after another."""
        return _ordered(Ragged.join([part.texts for part in parts]), np.concatenate([part.hashes for part in parts]))


@dataclass(frozen=True, slots=True)
class Head:
    """What a document says beside its texts: the languages of writing and of the translation, keywords and facts."""

    lang: str
    other: str  # empty without a translation
    keywords: tuple[str, ...]
    facts: Facts


@dataclass(frozen=True)
class Shelf:
    """Documents by row number; see the classes of the parts for what each holds.

    `heads` are JSON rows of what is neither text nor number; `hubs` is NaN where it was not measured yet.
    """

    ids: Ids
    heads: Ragged
    english: NDArray[np.bool_]  # written in English, else in Korean
    sentences: Sentences
    facts: FactColumns
    words: Words
    vectors: NDArray[Any]  # float32 or float16 [n, dimension], unit rows
    hubs: Matrix
    hubs_against: Rows  # one number: how many of the other side the hubs were measured against
    lists: NDArray[np.uint8]  # a file of the vector index's own, which finds rows of `vectors`; empty in small shelves

    @classmethod
    def build(cls, documents: Sequence[Document], vectors: Matrix, encoder: Encoder | None = None) -> "Shelf":
        """Lay documents out with their unit vectors; an encoder that pools tokens makes quotes quick to choose."""
        count = len(documents)
        return cls(
            Ids.build([document.id for document in documents]),
            Ragged.of_bytes([_head(document) for document in documents]),
            np.asarray([document.lang == "en" for document in documents], np.bool_),
            Sentences.build(documents, encoder),
            FactColumns.build([document.facts for document in documents]),
            Words.build([document.word_text for document in documents]),
            _kept(np.asarray(vectors, np.float32)),
            np.full(count, np.nan, np.float32),
            np.zeros(1, np.int64),
            np.zeros(0, np.uint8),
        )

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "Shelf":
        """Make a shelf of what `arrays` gave, without copying; a missing array raises KeyError."""
        return unflat(cls, arrays)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return everything under stable names."""
        return flat(self)

    def __len__(self) -> int:
        return len(self.ids.hashes)

    def take(self, rows: Rows) -> "Shelf":
        """Return some documents, in the order given."""
        return Shelf(
            self.ids.take(rows), self.heads.take(rows), self.english[rows], self.sentences.take(rows),
            self.facts.take(rows), self.words.take(rows), self.vectors[rows], self.hubs[rows], self.hubs_against,
            np.zeros(0, np.uint8),
        )  # fmt: skip

    @classmethod
    def join(cls, parts: Sequence["Shelf"]) -> "Shelf":
        """Return the documents of all parts, one after another; their ids must differ."""
        return Shelf(
            Ids.join([part.ids for part in parts]),
            Ragged.join([part.heads for part in parts]),
            np.concatenate([part.english for part in parts]),
            Sentences.join([part.sentences for part in parts]),
            FactColumns.join([part.facts for part in parts]),
            Words.join([part.words for part in parts]),
            _kept(np.concatenate([part.vectors for part in parts])),
            np.concatenate([part.hubs for part in parts]),
            parts[0].hubs_against,
            np.zeros(0, np.uint8),
        )

    def with_hubs(self, hubs: Matrix, against: int) -> "Shelf":
        """Return the same documents with other hub values, measured against so many of the other side."""
        return replace(self, hubs=hubs, hubs_against=np.asarray([against], np.int64))

    def document(self, row: int, side: Side) -> Document:
        """Return a document whole again."""
        head = self.head(row)
        written = [self.sentences.passage(at, head.lang) for at in self.sentences.span(row, translated=False)]
        moved = [self.sentences.passage(at, head.other) for at in self.sentences.span(row, translated=True)]
        return Document(
            id=self.ids.texts.text(row),
            side=side,
            lang=head.lang,
            title=_title(written),
            title_other=_title(moved),
            passages=tuple(one for one in written if one.field != "title"),
            other_passages=tuple(one for one in moved if one.field != "title"),
            keywords=head.keywords,
            facts=head.facts,
        )

    def head(self, row: int) -> Head:
        """Return what a document says beside its texts."""
        lang, other, keywords, facts = json.loads(self.heads.text(row))
        return Head(lang, other, tuple(keywords), _facts(facts))


@cache
def layout() -> str:
    """Name what arrays mean: their format, the fields that are read, today's regions."""
    facts = ",".join(one.name for one in fields(Facts))
    regions = ",".join(region.code + "".join(region.successors) for region in all_regions())
    meaning = f"{TEXT_VERSION} {FIELDS} {facts} {regions}"
    return f"{FORMAT}-{sha256(meaning.encode()).hexdigest()[:12]}"


def empty(dimension: int) -> Shelf:
    """Return a shelf without documents."""
    return Shelf.build([], np.zeros((0, dimension), np.float32))


def _ordered(texts: Ragged, hashes: Hashes) -> Ids:
    return Ids(texts, hashes, np.argsort(hashes, kind="stable"))


def _kept(vectors: NDArray[Any]) -> NDArray[Any]:
    return vectors.astype(np.float32 if len(vectors) < HALVED_FROM else np.float16, copy=False)


def _head(document: Document) -> bytes:
    other = document.other_passages[0].lang if document.other_passages else ""
    head = [document.lang, other, document.keywords, astuple(document.facts)]
    return json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()


def _facts(values: list[Any]) -> Facts:
    stated: list[Any] = [tuple(value) if isinstance(value, list) else value for value in values]
    return Facts(*stated)


def _title(passages: Sequence[Passage]) -> str:
    return next((one.text for one in passages if one.field == "title"), "")
