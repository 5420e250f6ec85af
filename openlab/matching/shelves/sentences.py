"""The sentences of many documents as arrays: texts to quote, and tokens from which their vectors follow at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from openlab.matching.encoder import Encoder, Matrix
from openlab.matching.packed import Ragged, Rows, lengths_of, spread, starts_of
from openlab.matching.text import NEED_FIELDS, SOLUTION_FIELDS, Document, Passage

FIELDS = ("title", *dict.fromkeys((*NEED_FIELDS, *SOLUTION_FIELDS)), "text")
_NUMBER = {name: at for at, name in enumerate(FIELDS)}
_CHUNK = 2_000  # sentences measured at a time


@runtime_checkable
class PooledEncoder(Protocol):
    """An encoder whose vector of a text is the sum of its tokens' rows, scaled to length one."""

    def tokens(self, texts: list[str]) -> list[list[int]]:
        """Return the token numbers of each text."""

    def token_rows(self, numbers: NDArray[np.integer]) -> Matrix:
        """Return float32 [n, dimension] rows of tokens."""


def pooled(encoder: object) -> PooledEncoder | None:
    """Return an encoder that pools tokens, if this is one or holds one."""
    inner = getattr(encoder, "inner", encoder)
    return inner if isinstance(inner, PooledEncoder) else None


@dataclass(frozen=True)
class Sentences:
    """Each document's sentences of writing, then those of its translation, titles first.

    `tokens` and `norms` (the length of the sum of a sentence's token rows) are empty rows and zeros where the encoder
    does not pool tokens.
    """

    starts: Rows  # by document
    written: NDArray[np.int32]  # by document: so many of its sentences are in the language of writing
    texts: Ragged
    fields: NDArray[np.uint8]
    tokens: Ragged
    norms: NDArray[np.float32]

    @classmethod
    def build(cls, documents: Sequence[Document], encoder: Encoder | None = None) -> "Sentences":
        """Read the sentences of documents."""
        listed = [(*document.sentences, *_translated(document)) for document in documents]
        passages = [passage for row in listed for passage in row]
        tokens, norms = _tokens([passage.text for passage in passages], encoder)
        return cls(
            starts_of([len(row) for row in listed]),
            np.asarray([len(document.sentences) for document in documents], np.int32),
            Ragged.of_bytes([passage.text.encode() for passage in passages]),
            np.asarray([_NUMBER[passage.field] for passage in passages], np.uint8),
            tokens,
            norms,
        )

    def take(self, rows: Rows) -> "Sentences":
        """Return the sentences of some documents, in the order given."""
        at = spread(self.starts, rows)
        return Sentences(
            starts_of(lengths_of(self.starts, rows)), self.written[rows], self.texts.take(at), self.fields[at],
            self.tokens.take(at), self.norms[at],
        )  # fmt: skip

    @classmethod
    def join(cls, parts: Sequence["Sentences"]) -> "Sentences":
        """Return the documents of all parts, one after another."""
        return cls(
            starts_of(np.concatenate([np.diff(part.starts) for part in parts])),
            np.concatenate([part.written for part in parts]),
            Ragged.join([part.texts for part in parts]),
            np.concatenate([part.fields for part in parts]),
            Ragged.join([part.tokens for part in parts]),
            np.concatenate([part.norms for part in parts]),
        )

    def passage(self, at: int, lang: str) -> Passage:
        """Return the sentence with a number."""
        return Passage(FIELDS[self.fields[at]], self.texts.text(at), lang)

    def span(self, row: int, *, translated: bool) -> range:
        """Return the numbers of a document's sentences in one of its languages."""
        begin, end = int(self.starts[row]), int(self.starts[row + 1])
        middle = begin + int(self.written[row])
        return range(middle, end) if translated else range(begin, middle)


def _translated(document: Document) -> tuple[Passage, ...]:
    """Return the sentences of the translation, its title first."""
    head = (Passage("title", document.title_other, ""),) if document.title_other else ()
    return head + document.other_passages


def _tokens(texts: Sequence[str], encoder: Encoder | None) -> tuple[Ragged, NDArray[np.float32]]:
    pooling = pooled(encoder)
    if pooling is None or not texts:
        return Ragged(np.zeros(len(texts) + 1, np.int64), np.zeros(0, np.uint16)), np.zeros(len(texts), np.float32)
    listed = pooling.tokens(list(texts))
    starts = starts_of([len(row) for row in listed])
    numbers = np.fromiter(chain.from_iterable(listed), np.uint32, int(starts[-1]))
    tokens = Ragged(starts, numbers.astype(np.min_scalar_type(int(numbers.max(initial=256)))))
    chunks = [np.arange(begin, min(begin + _CHUNK, len(texts))) for begin in range(0, len(texts), _CHUNK)]
    return tokens, np.concatenate([_lengths(tokens.take(chunk), pooling) for chunk in chunks])


def _lengths(tokens: Ragged, encoder: PooledEncoder) -> NDArray[np.float32]:
    """Return the length of the sum of each sentence's token rows."""
    different, places = np.unique(tokens.values, return_inverse=True)
    rows, parts = encoder.token_rows(different), np.split(places, tokens.starts[1:-1])
    return np.asarray([np.linalg.norm(rows[part].sum(axis=0)) for part in parts], np.float32)
