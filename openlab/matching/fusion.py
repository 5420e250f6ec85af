"""Joins meaning and words into one text score between 0 and 1, with weights that know the query."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Mode = Literal["hybrid", "dense", "lexical"]
Floats = NDArray[np.float32]

# Measured on held-out problem types, see docs/decisions/0011: short queries gain from words, whole needs hardly do.
WORDS_SHORT = 0.45
WORDS_LONG = 0.15
SHORT_TERMS = 6.0
LONG_TERMS = 60.0


@dataclass(frozen=True, slots=True)
class Weights:
    """The shares of meaning and words in the text score; together one."""

    meaning: float
    words: float


def weights_for(mode: Mode, term_count: int) -> Weights:
    """Return the shares for a query of so many index terms: words weigh most in a short query."""
    if mode == "dense":
        return Weights(1.0, 0.0)
    if mode == "lexical":
        return Weights(0.0, 1.0)
    span = np.log(LONG_TERMS / SHORT_TERMS)
    place = float(np.clip(np.log(max(term_count, 1) / SHORT_TERMS) / span, 0.0, 1.0))
    words = WORDS_SHORT + (WORDS_LONG - WORDS_SHORT) * place
    return Weights(1.0 - words, words)


def meaning_of(cosines: Floats, hubs: Floats | None = None, strength: float = 0.0) -> Floats:
    """Return cosines cut to 0..1, less what an item owes to being close to everything (`hubs`, centred)."""
    corrected = cosines if hubs is None else cosines - np.float32(strength) * hubs
    return np.clip(corrected, 0.0, 1.0).astype(np.float32)


def hubness(items: Floats, others: Floats, neighbours: int = 10) -> Floats:
    """Return each item's mean cosine to its nearest neighbours on the other side, centred on zero (CSLS)."""
    if len(items) == 0 or len(others) <= neighbours:
        return np.zeros(len(items), np.float32)
    similar = items @ others.T
    nearest = np.partition(similar, -neighbours, axis=1)[:, -neighbours:]
    mean = nearest.mean(axis=1)
    return np.asarray(mean - mean.mean(), np.float32)
