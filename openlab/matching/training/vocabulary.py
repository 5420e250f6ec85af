"""Makes the tokenizer of the default model: Korean morphemes as they are written, English words, and their shared rows.

A morphological analyser is far too heavy to run with every query (480 MB, three seconds to load), so it is asked once,
when the model is made: what it found becomes a unigram vocabulary, which cuts 지하차도가 into 지하차도 and 가 by counts
alone. Forms of one verb (잠기고, 잠겨, 잠긴) and singular and plural share one row of the model.
"""

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

DOMAIN_WEIGHT = 8  # a word of our own texts counts as much as eight of the general ones
KEEP_KOREAN = 12  # general Korean pieces below this count, and
KEEP_ENGLISH = 25  # general English words below this, are left to smaller pieces
SUBWORDS = 4_000
MARKS = "0123456789%℃㎡.,()·/-+~:&\"'"
VERBS = frozenset({"VV", "VA", "VX"})

_HANGUL = re.compile("[가-힣]+")
_LATIN = re.compile("[a-z]+")
_UNKNOWN = "[UNK]"
# Costs in natural logarithms: what a piece loses against whole words, so that it is used only where none fits.
_LONE_SYLLABLE, _SUBWORD, _MARK = 1.0, 6.0, -6.0


@dataclass(frozen=True, slots=True)
class Morpheme:
    """One analysed morpheme: where it stands in its text, its part of speech, its dictionary form."""

    start: int
    length: int
    tag: str
    lemma: str


Analyse = Callable[[Iterable[str]], Iterable[Sequence[Morpheme]]]


@dataclass
class Counts:
    """How often each written piece occurs, as which verb, and how often each English word."""

    korean: Counter[str] = field(default_factory=Counter)
    verbs: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    english: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Counts", weight: int) -> None:
        """Add other counts, multiplied."""
        for own, theirs in ((self.korean, other.korean), (self.english, other.english)):
            for piece, count in theirs.items():
                own[piece] += weight * count
        for piece, lemmas in other.verbs.items():
            for lemma, count in lemmas.items():
                self.verbs[piece][lemma] += weight * count


@dataclass(frozen=True)
class Vocabulary:
    """A tokenizer and, for each of its tokens, the row that the token shares with its other forms."""

    tokenizer: Tokenizer
    rows: NDArray[np.int64]


def kiwi(workers: int = 2) -> Analyse:
    """Return Kiwi as the analyser; it is needed only where a model is made (`pip install 'openlab[training]'`)."""
    from kiwipiepy import Kiwi  # noqa: PLC0415

    analyser = Kiwi(num_workers=workers)

    def analyse(texts: Iterable[str]) -> Iterator[list[Morpheme]]:
        for tokens in analyser.tokenize(iter(texts)):
            yield [Morpheme(one.start, one.len, one.tag.split("-")[0], one.lemma) for one in tokens]

    return analyse


def count(texts: Sequence[str], analyse: Analyse) -> Counts:
    """Count the pieces of texts as they are written; a morpheme that melted into the one before keeps what is left."""
    counts = Counts()
    korean = [text for text in texts if _HANGUL.search(text)]
    for text, morphemes in zip(korean, analyse(korean), strict=True):
        end = 0
        for one in morphemes:
            piece = text[max(one.start, end) : one.start + one.length]
            end = max(end, one.start + one.length)
            if _HANGUL.fullmatch(piece):
                counts.korean[piece] += 1
                counts.verbs[piece][f"{one.lemma}/V" if one.tag in VERBS else ""] += 1
    counts.english.update(chain.from_iterable(_LATIN.findall(text.lower()) for text in texts))
    return counts


def build(domain: Counts, general: Counts) -> Vocabulary:
    """Return the vocabulary of our own texts, whole, and of the general ones as far as they are frequent."""
    joined = Counts()
    joined.add(domain, DOMAIN_WEIGHT)
    joined.add(general, 1)
    total = sum(joined.korean.values()) + sum(joined.english.values())
    english = {
        word: number
        for word, number in joined.english.items()
        if len(word) > 1 and (domain.english[word] or number >= KEEP_ENGLISH)
    }
    scores = _korean_scores(joined.korean, domain.korean, total)
    scores.update({piece: score - _SUBWORD for piece, score in _subwords(joined.english).items()})
    for word, number in english.items():
        scores[word] = max(scores.get(word, -math.inf), math.log(number / total))
    scores = {_UNKNOWN: 0.0} | scores | dict.fromkeys(MARKS, _MARK)
    return Vocabulary(_tokenizer(scores), _shared_rows(scores, joined.verbs, english))


def _korean_scores(counted: Counter[str], own: Counter[str], total: int) -> dict[str, float]:
    return {
        piece: math.log(number / total) - (_LONE_SYLLABLE if len(piece) == 1 else 0.0)
        for piece, number in counted.items()
        if len(piece) == 1 or own[piece] or number >= KEEP_KOREAN
    }


def _subwords(english: Counter[str]) -> dict[str, float]:
    """Return pieces for English words that the vocabulary lacks, with their logarithmic scores."""
    teacher = Tokenizer(models.Unigram())
    teacher.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.UnigramTrainer(
        vocab_size=SUBWORDS, show_progress=False, special_tokens=[_UNKNOWN], unk_token=_UNKNOWN
    )
    often = (word for word, number in english.items() if number > 3 for _ in range(min(20, math.isqrt(number))))
    teacher.train_from_iterator(often, trainer)
    found = {piece: score for piece, score in json.loads(teacher.to_str())["model"]["vocab"] if _LATIN.fullmatch(piece)}
    return dict.fromkeys("abcdefghijklmnopqrstuvwxyz", -12.0) | found


def _tokenizer(scores: dict[str, float]) -> Tokenizer:
    rounded = [(piece, round(score, 6)) for piece, score in scores.items()]  # the trainer's last bits vary between runs
    tokenizer = Tokenizer(models.Unigram(rounded, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Punctuation("isolated"),
            pre_tokenizers.Split(Regex("[가-힣]+|[a-z]+|[0-9]"), "isolated"),
        ]
    )
    return tokenizer


def _shared_rows(pieces: Iterable[str], verbs: dict[str, Counter[str]], english: dict[str, int]) -> NDArray[np.int64]:
    """Number the rows: one a verb, one an English noun with its plural, one each for everything else."""
    numbers: dict[str, int] = {}
    rows = []
    for piece in pieces:
        lemma = verbs[piece].most_common(1)[0][0] if piece in verbs else ""
        rows.append(numbers.setdefault(lemma or _singular(piece, english), len(numbers)))
    return np.asarray(rows, np.int64)


def _singular(word: str, known: dict[str, int]) -> str:
    """Return the singular of an English plural when the vocabulary has it, else the word itself."""
    if not _LATIN.fullmatch(word) or word.endswith(("ss", "us", "is")):
        return word
    for ending, kept in (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("s", "")):
        stem = word.removesuffix(ending) + kept
        if word.endswith(ending) and len(stem) > 2 and stem in known:
            return stem
    return word
