"""Which words of two sentences met, by letters or by meaning, for many pairs of sentences at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Literal

import numpy as np

from openlab.matching.encoder import Encoder, EncoderError, Matrix, TokenEncoder
from openlab.matching.lexical import terms_of_word, words_of

LETTERS_SHARE = 0.5  # this much of a word's terms must occur in the other word
ALIKE_FLOOR = 0.25  # cosine below which two words that share some letters, not all, met by chance: 이면도로 and 보이면
MEANING_FLOOR = 0.6  # cosine from which two words are said to mean alike; below it chance pairs abound
CLOSEST_FLOOR = 0.45  # where no pair reaches the floor above, the closest one is shown from here on
HIGHLIGHTS = 5
CARRIER_FLOOR = 0.2  # cosine of a word to the other sentence below which it carries nothing
KNOWN_WORDS = 32_768  # vectors kept

Words = tuple[str, ...]
Places = Sequence[int]  # of words in the table of all words of one call
_Close = dict[int, list[tuple[int, float]]]
_Met = tuple[int, float, int, int]  # by letters (0) or meaning (1), strength below zero, places of both words


@dataclass(frozen=True, slots=True)
class WordPair:
    """A word of the asker and a word of the item that met, by letters or by meaning, and how strongly (0 to 1)."""

    asker: str
    item: str
    by: Literal["letters", "meaning"]
    strength: float


class WordVectors:
    """The vectors of the words seen lately in eight bits a number; when the table is full it begins anew."""

    def __init__(self, encoder: TokenEncoder, dimension: int) -> None:
        self._encoder, self._dimension = encoder, dimension
        self._lock = Lock()
        self._begin()

    def rows(self, words: Sequence[str]) -> Matrix:
        """Return float32 [n, dimension] unit rows, one for each word."""
        with self._lock:
            missing = [word for word in dict.fromkeys(words) if word not in self._places]
            if len(self._places) + len(missing) > KNOWN_WORDS:
                self._begin()
                missing = list(dict.fromkeys(words))
            if missing:
                self._learn(missing)
            at = [self._places.get(word, 0) for word in words]
            return self._table[at].astype(np.float32) * self._steps[at, None]

    def _learn(self, words: list[str]) -> None:
        rows = self._encoder.encode_words(words)
        if not rows.any():  # a model that fails at present gives zeros
            return
        begin, end = len(self._places) + 1, len(self._places) + 1 + len(words)
        steps = np.abs(rows).max(axis=1) / 127
        self._table[begin:end] = np.rint(rows / np.maximum(steps, 1e-9)[:, None])
        self._steps[begin:end] = steps
        self._places.update(zip(words, range(begin, end), strict=True))

    def _begin(self) -> None:
        self._places: dict[str, int] = {}
        self._table = np.zeros((KNOWN_WORDS + 1, self._dimension), np.int8)  # the first row stays zero
        self._steps = np.zeros(KNOWN_WORDS + 1, np.float32)


class Meetings:
    """Finds the words that met in pairs of sentences."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._vectors = WordVectors(encoder, encoder.dimension) if isinstance(encoder, TokenEncoder) else None

    def find(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[WordPair, ...]]:
        """Return the words that met in each pair, the strongest first, each word once."""
        words = [(content_words(mine), content_words(theirs)) for mine, theirs in pairs]
        if self._vectors is None:
            return [_strongest(_by_letters(mine, theirs), mine, theirs) for mine, theirs in words]
        asker = {word: at for at, word in enumerate(dict.fromkeys(word for mine, _ in words for word in mine))}
        item = {word: at for at, word in enumerate(dict.fromkeys(word for _, theirs in words for word in theirs))}
        if not asker or not item:
            return [() for _ in pairs]
        ours, others = self._vectors.rows(list(asker)), self._vectors.rows(list(item))
        similar = ours @ others.T
        close = _close(similar)
        places = [([asker[word] for word in mine], [item[word] for word in theirs]) for mine, theirs in words]
        found = []
        for (mine, theirs), (at, to) in zip(words, places, strict=True):
            letters = [one for one in _by_letters(mine, theirs) if _believed(one, similar, at, to)]
            found.append(_strongest(letters + _by_meaning(close, at, to), mine, theirs))
        lost = [number for number, met in enumerate(found) if not met and words[number][0] and words[number][1]]
        if lost:
            whole = self._whole([text for number in lost for text in pairs[number]])
            for number in lost:
                (at, to), (asking, quoted) = places[number], pairs[number]
                found[number] = _carriers(ours[at] @ whole[quoted], others[to] @ whole[asking], *words[number])
        return found

    def _whole(self, sentences: Sequence[str]) -> dict[str, Matrix]:
        """Return the vectors of sentences, zeros while the model fails."""
        texts = list(dict.fromkeys(sentences))
        try:
            return dict(zip(texts, self._encoder.encode_documents(texts), strict=True))
        except EncoderError:
            return dict.fromkeys(texts, np.zeros(self._encoder.dimension, np.float32))


def _carriers(asker_shares: Matrix, item_shares: Matrix, mine: Words, theirs: Words) -> tuple[WordPair, ...]:
    """Return the word on each side that says most of what the other sentence means, where no two words met."""
    at, to = int(asker_shares.argmax()), int(item_shares.argmax())
    strength = float(min(asker_shares[at], item_shares[to]))
    return (WordPair(mine[at], theirs[to], "meaning", strength),) if strength >= CARRIER_FLOOR else ()


@lru_cache(maxsize=4_000)
def content_words(text: str) -> Words:
    """Return the different words of a text that carry meaning, in order."""
    return tuple(word for word in dict.fromkeys(words_of(text)) if len(word) > 1 and _terms(word))


@lru_cache(maxsize=50_000)
def _terms(word: str) -> frozenset[str]:
    return frozenset(terms_of_word(word))


@lru_cache(maxsize=1_000)
def _holders(words: Words) -> dict[str, list[int]]:
    """Return which words of a sentence have a term."""
    holders: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        for term in _terms(word):
            holders.setdefault(term, []).append(at)
    return holders


def _by_letters(mine: Words, theirs: Words) -> list[_Met]:
    """Return the pairs that share enough of their terms; only words that share one are looked at."""
    holders = _holders(mine)
    shared: dict[tuple[int, int], int] = {}
    for to, other in enumerate(theirs):
        for term in _terms(other):
            for at in holders.get(term, ()):
                shared[at, to] = shared.get((at, to), 0) + 1
    met: list[_Met] = []
    for (at, to), count in shared.items():
        share = count / min(len(_terms(mine[at])), len(_terms(theirs[to])))
        if share >= LETTERS_SHARE:
            met.append((0, -share, at, to))
    return met


def _believed(met: _Met, similar: Matrix, mine: Places, theirs: Places) -> bool:
    """Tell whether a meeting by letters stands: all of one word, or a meaning that does not speak against it."""
    _, weakness, at, to = met
    return (
        weakness <= -1
        or float(similar[mine[at], theirs[to]]) >= ALIKE_FLOOR
        or not _known(similar, mine[at], theirs[to])
    )


def _known(similar: Matrix, at: int, to: int) -> bool:
    """Tell whether the model knows two words: an unknown one is near to nothing."""
    return bool(similar[at].any() and similar[:, to].any())


def _close(similar: Matrix) -> _Close:
    """Return the pairs of words that may mean alike: by the item's word, the asker's words and how near they are."""
    close: _Close = {}
    at, to = np.nonzero(similar >= CLOSEST_FLOOR)
    for one, other, strength in zip(at.tolist(), to.tolist(), similar[at, to].tolist(), strict=True):
        close.setdefault(other, []).append((one, strength))
    return close


def _by_meaning(close: _Close, mine: Places, theirs: Places) -> list[_Met]:
    """Return the pairs that mean alike, or the closest one where none does."""
    mine_at = {one: at for at, one in enumerate(mine)}
    met: list[_Met] = [
        (1, -strength, mine_at[one], to)
        for to, other in enumerate(theirs)
        for one, strength in close.get(other, ())
        if one in mine_at
    ]
    floor = min(MEANING_FLOOR, max((-weakness for _, weakness, *_ in met), default=0.0))
    return [one for one in met if -one[1] >= floor]


def _strongest(met: list[_Met], mine: Words, theirs: Words) -> tuple[WordPair, ...]:
    """Keep the strongest pairs, those by letters first, each word once."""
    kept: list[WordPair] = []
    ours, others = set(), set()
    for kind, weakness, at, to in sorted(met):
        if at not in ours and to not in others:
            ours.add(at)
            others.add(to)
            kept.append(WordPair(mine[at], theirs[to], "meaning" if kind else "letters", -weakness))
            if len(kept) == HIGHLIGHTS:
                break
    return tuple(kept)
