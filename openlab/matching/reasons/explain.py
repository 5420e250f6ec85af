"""Why a match stands where it stands: the sentences that met, the words that met, and the facts worth a chip."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np

from openlab.matching.encoder import Encoder, EncoderError, Matrix
from openlab.matching.packed import Rows
from openlab.matching.reasons.meeting import Meetings, WordPair
from openlab.matching.scoring.features import Feature, Verdict
from openlab.matching.shelves.sentences import PooledEncoder, Sentences, pooled
from openlab.matching.shelves.shelf import Head, Shelf
from openlab.matching.text import Document, Passage

CACHED_SENTENCES = 4_000

__all__ = ["Explainer", "Quoted", "Reasons", "WordPair"]


@dataclass(frozen=True, slots=True)
class Reasons:
    """Everything a page needs to say why: all computed from the pair itself."""

    asker_sentence: Passage | None
    item_sentence: Passage | None
    sentence_similarity: float
    word_pairs: tuple[WordPair, ...]
    chips: tuple[Feature, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """One item to give reasons for: where it lies, what it says beside its texts, and how its facts compare."""

    shelf: Shelf
    row: int
    head: Head
    features: tuple[Feature, ...]


@dataclass(frozen=True, slots=True)
class _Sentences:
    """The sentences of an item in the language they are quoted in."""

    shelf: Shelf
    numbers: range
    lang: str


class Explainer:
    """Finds what met between two documents; sentence vectors are kept for the most recently used sentences."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._meetings = Meetings(encoder)
        self._cache: OrderedDict[str, Matrix] = OrderedDict()
        self._lock = Lock()

    def explain(self, asker: Document, items: Sequence[Quoted], lang: str = "") -> list[Reasons]:
        """Return the reasons for each item, quoting each side in the reader's language where it is translated."""
        mine = asker.sentences_in(lang)
        theirs = [_sentences(item, lang) for item in items]
        met = self._met(mine, theirs)
        words = iter(self._meetings.find([(one[0].text, one[1].text) for one in met if one]))
        reasons = []
        for item, one in zip(items, met, strict=True):
            chips = tuple(feature for feature in item.features if feature.verdict is not Verdict.UNKNOWN)
            reasons.append(Reasons(*one, next(words), chips) if one else Reasons(None, None, 0.0, (), chips))
        return reasons

    def _met(
        self, mine: Sequence[Passage], theirs: Sequence[_Sentences]
    ) -> list[tuple[Passage, Passage, float] | None]:
        """Return the closest pair of sentences of the asker and each item, and how close it is."""
        if not mine:
            return [None] * len(theirs)
        similar = self._similar(np.stack(self._vectors([passage.text for passage in mine])), theirs)
        met: list[tuple[Passage, Passage, float] | None] = []
        begin = 0
        for item in theirs:
            block = similar[:, begin : begin + len(item.numbers)]
            begin += len(item.numbers)
            if not len(item.numbers):
                met.append(None)
                continue
            at, to = divmod(int(block.argmax()), block.shape[1])
            quoted = item.shelf.sentences.passage(item.numbers[to], item.lang)
            met.append((mine[at], quoted, float(block[at, to])))
        return met

    def _similar(self, asker: Matrix, items: Sequence[_Sentences]) -> Matrix:
        """Return the cosines of the asker's sentences with all sentences of the items, item after item."""
        pooling = pooled(self._encoder)
        if pooling is not None and all(len(item.shelf.sentences.tokens.values) for item in items):
            return _pooled(asker, items, pooling)
        texts = [item.shelf.sentences.texts.text(at) for item in items for at in item.numbers]
        return asker @ np.stack(self._vectors(texts)).T if texts else np.zeros((len(asker), 0), np.float32)

    def _vectors(self, texts: Sequence[str]) -> list[Matrix]:
        with self._lock:
            found = {text: self._cache[text] for text in texts if text in self._cache}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        if missing:
            found.update(zip(missing, self._encode(missing), strict=True))
        with self._lock:
            for text, vector in found.items():
                if vector.any():  # a model that fails at present gives zeros
                    self._cache[text] = vector
                    self._cache.move_to_end(text)
            while len(self._cache) > CACHED_SENTENCES:
                self._cache.popitem(last=False)
        return [found[text] for text in texts]

    def _encode(self, texts: list[str]) -> Matrix:
        try:
            return self._encoder.encode_documents(texts)
        except EncoderError:  # quotes are then simply the first sentences
            return np.zeros((len(texts), self._encoder.dimension), np.float32)


def _sentences(item: Quoted, lang: str) -> _Sentences:
    """Choose the translated sentences when they are in this language and there are any, else those of writing."""
    written = item.head.lang
    translated = bool(lang and lang != written and item.head.other)
    numbers = item.shelf.sentences.span(item.row, translated=translated)
    return _Sentences(item.shelf, numbers, lang if translated else written)


def _pooled(asker: Matrix, items: Sequence[_Sentences], encoder: PooledEncoder) -> Matrix:
    """Return cosines from tokens: each token's products once, summed by sentence, over the length of the sum."""
    similar = np.zeros((sum(len(item.numbers) for item in items), len(asker)), np.float32)
    shelves = {id(item.shelf): item.shelf for item in items}
    for key, shelf in shelves.items():
        mine = np.concatenate([np.full(len(item.numbers), id(item.shelf) == key) for item in items])
        numbers = np.concatenate([np.asarray(item.numbers, np.int64) for item in items if item.shelf is shelf])
        similar[mine] = _pooled_of(asker, shelf.sentences, numbers, encoder)
    return similar.T


def _pooled_of(asker: Matrix, sentences: Sentences, numbers: Rows, encoder: PooledEncoder) -> Matrix:
    tokens = sentences.tokens.take(numbers)
    different, places = np.unique(tokens.values, return_inverse=True)
    products = encoder.token_rows(different) @ asker.T
    similar = np.zeros((len(numbers), len(asker)), np.float32)
    filled = np.flatnonzero(np.diff(tokens.starts))
    if len(filled):
        similar[filled] = np.add.reduceat(products[places], tokens.starts[filled], axis=0)
    return np.asarray(similar / np.maximum(sentences.norms[numbers], 1e-9)[:, None], np.float32)
