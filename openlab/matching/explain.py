"""Why a match stands where it stands: the sentences that met, the words that met, and the facts worth a chip."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Literal

import numpy as np

from openlab.matching.encoder import Encoder, Matrix, TokenEncoder
from openlab.matching.features import Feature, Verdict
from openlab.matching.lexical import terms_of_word, words_of
from openlab.matching.text import Document, Passage

CACHED_SENTENCES = 4_000
LETTERS_SHARE = 0.5  # this much of a word's terms must occur in the other word
MEANING_FLOOR = 0.6  # cosine from which two words are said to mean alike; below it chance pairs abound
CLOSEST_FLOOR = 0.35  # where no pair reaches the floor above, the closest one is shown from here on
HIGHLIGHTS = 5
CARRIER_FLOOR = 0.1  # cosine of a word to the other sentence below which it carries nothing


Passages = tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class WordPair:
    """A word of the asker and a word of the item that met, by letters or by meaning, and how strongly (0 to 1)."""

    asker: str
    item: str
    by: Literal["letters", "meaning"]
    strength: float


@dataclass(frozen=True, slots=True)
class Reasons:
    """Everything a page needs to say why: all computed from the pair itself."""

    asker_sentence: Passage | None
    item_sentence: Passage | None
    sentence_similarity: float
    word_pairs: tuple[WordPair, ...]
    chips: tuple[Feature, ...]


class Explainer:
    """Finds what met between two documents; sentence vectors are kept for the most recently used sentences."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._cache: OrderedDict[str, Matrix] = OrderedDict()
        self._lock = Lock()

    def explain(
        self, asker: Document, items: Sequence[tuple[Document, tuple[Feature, ...]]], lang: str = ""
    ) -> list[Reasons]:
        """Return the reasons for each item, quoting each side in the reader's language where it is translated."""
        mine = asker.sentences_in(lang)
        theirs = [item.sentences_in(lang) for item, _ in items]
        vectors = self._vectors([passage.text for side in (mine, *theirs) for passage in side])
        return [self._reasons(mine, one, features, vectors) for one, (_, features) in zip(theirs, items, strict=True)]

    def _reasons(
        self, asker: Passages, item: Passages, features: tuple[Feature, ...], vectors: dict[str, Matrix]
    ) -> Reasons:
        chips = tuple(one for one in features if one.verdict is not Verdict.UNKNOWN)
        if not asker or not item:
            return Reasons(None, None, 0.0, (), chips)
        similar = _stack(vectors, asker) @ _stack(vectors, item).T
        at, to = np.unravel_index(int(similar.argmax()), similar.shape)
        mine, theirs = asker[at], item[to]
        pairs = self._word_pairs(mine.text, theirs.text) or self._carriers(mine.text, theirs.text)
        return Reasons(mine, theirs, float(similar[at, to]), pairs, chips)

    def _word_pairs(self, mine: str, theirs: str) -> tuple[WordPair, ...]:
        asker_words, item_words = _content_words(mine), _content_words(theirs)
        letters = [
            WordPair(one, other, "letters", share)
            for one in asker_words
            for other in item_words
            if (share := _shared(one, other)) >= LETTERS_SHARE
        ]
        meaning = self._by_meaning(asker_words, item_words)
        return _strongest(letters + meaning)

    def _by_meaning(self, asker_words: list[str], item_words: list[str]) -> list[WordPair]:
        if not isinstance(self._encoder, TokenEncoder) or not asker_words or not item_words:
            return []
        vectors = self._vectors(asker_words + item_words)
        similar = np.stack([vectors[word] for word in asker_words]) @ np.stack([vectors[word] for word in item_words]).T
        floor = min(MEANING_FLOOR, max(CLOSEST_FLOOR, float(similar.max())))
        return [
            WordPair(asker_words[at], item_words[to], "meaning", float(similar[at, to]))
            for at, to in zip(*np.nonzero(similar >= floor), strict=True)
        ]

    def _carriers(self, mine: str, theirs: str) -> tuple[WordPair, ...]:
        """Return the word on each side that says most of what the other sentence means, where no two words met."""
        asker_words, item_words = _content_words(mine), _content_words(theirs)
        if not isinstance(self._encoder, TokenEncoder) or not asker_words or not item_words:
            return ()
        vectors = self._vectors([*asker_words, *item_words, mine, theirs])
        asker_shares = np.stack([vectors[word] for word in asker_words]) @ vectors[theirs]
        item_shares = np.stack([vectors[word] for word in item_words]) @ vectors[mine]
        at, to = int(asker_shares.argmax()), int(item_shares.argmax())
        strength = float(min(asker_shares[at], item_shares[to]))
        if strength < CARRIER_FLOOR:
            return ()
        return (WordPair(asker_words[at], item_words[to], "meaning", strength),)

    def _vectors(self, texts: Sequence[str]) -> dict[str, Matrix]:
        with self._lock:
            found = {text: self._cache[text] for text in texts if text in self._cache}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        if missing:
            found.update(zip(missing, self._encoder.encode_documents(missing), strict=True))
        with self._lock:
            for text, vector in found.items():
                self._cache[text] = vector
                self._cache.move_to_end(text)
            while len(self._cache) > CACHED_SENTENCES:
                self._cache.popitem(last=False)
        return found


def _stack(vectors: dict[str, Matrix], passages: Sequence[Passage]) -> Matrix:
    return np.stack([vectors[passage.text] for passage in passages]) if passages else np.zeros((0, 1), np.float32)


def _content_words(text: str) -> list[str]:
    return [word for word in dict.fromkeys(words_of(text)) if len(word) > 1 and terms_of_word(word)]


@lru_cache(maxsize=50_000)
def _terms(word: str) -> frozenset[str]:
    return frozenset(terms_of_word(word))


def _shared(one: str, other: str) -> float:
    mine, theirs = _terms(one), _terms(other)
    return len(mine & theirs) / max(min(len(mine), len(theirs)), 1)


def _strongest(pairs: list[WordPair]) -> tuple[WordPair, ...]:
    """Keep the strongest pairs, each word once."""
    kept: list[WordPair] = []
    for pair in sorted(pairs, key=lambda one: (one.by != "letters", -one.strength)):
        if all(pair.asker != other.asker and pair.item != other.item for other in kept):
            kept.append(pair)
    return tuple(kept[:HIGHLIGHTS])
