"""Joins meaning and words into one text score between 0 and 1, with weights that know the query."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Mode = Literal["hybrid", "dense", "lexical"]
Floats = NDArray[np.float32]

# How much a covered share of the query's words counts beside a cosine. Measured on the development set, see
# docs/decisions/0011: coverage of a whole need is small and telling, that of two typed words is large and coarse.
WORDS_SHORT = 0.5
WORDS_LONG = 2.0
SHORT_TERMS = 12
LONG_TERMS = 40

# What an item owes to being near to everything is taken off by this much (CSLS), and measured so.
HUB_STRENGTH = 0.5

# Texts of one language lie closer together than texts that say the same in two. The language whose best answers lie
# lower is lifted by this share of the gap, so that neither is favoured for being the asker's.
LANGUAGE_LIFT = 0.25
BEST_OF_A_LANGUAGE = 3


def words_weight(mode: Mode, term_count: int | NDArray[np.int64]) -> float | NDArray[np.float64]:
    """Return what a share of covered words counts beside a cosine, for a query of so many different terms."""
    if mode == "dense":
        return 0.0
    place = np.clip((np.asarray(term_count) - SHORT_TERMS) / (LONG_TERMS - SHORT_TERMS), 0.0, 1.0)
    return np.asarray(WORDS_SHORT + (WORDS_LONG - WORDS_SHORT) * place, np.float64)


def join(
    cosines: Floats,
    hubs: Floats,
    coverage: Floats,
    english: NDArray[np.bool_],
    mode: Mode,
    term_count: int | NDArray[np.int64],
) -> tuple[Floats, Floats]:
    """Return the parts "meaning" and "words" of each item, which add up to a text score between 0 and 1.

    `hubs` are centred on zero, `coverage` is the share of the query's words, `english` says what is written in English.
    Words fill what meaning leaves open.
    """
    meaning = np.clip(cosines - np.float32(HUB_STRENGTH) * hubs, 0.0, 1.0)
    meaning = np.clip(meaning + language_lift(meaning, english), 0.0, 1.0)
    if mode == "lexical":
        meaning = np.zeros_like(meaning)
    words = (1 - meaning) * np.minimum(words_weight(mode, term_count) * coverage, 1.0)
    return meaning.astype(np.float32), words.astype(np.float32)


def language_lift(meaning: Floats, english: NDArray[np.bool_]) -> Floats:
    """Return what each item gains for its language; zeros while a language has too few items to tell."""
    if meaning.shape[-1] < 2 * BEST_OF_A_LANGUAGE:
        return np.zeros_like(meaning)
    theirs, ours = (_best_mean(np.where(group, meaning, -np.inf)) for group in (english, ~english))
    known = np.isfinite(theirs) & np.isfinite(ours)
    gap = np.where(known, theirs, 0) - np.where(known, ours, 0)
    lifted = np.where(gap < 0, english, ~english)
    return np.where(lifted, LANGUAGE_LIFT * np.abs(gap), 0).astype(np.float32)


def _best_mean(values: Floats) -> Floats:
    best = np.partition(values, -BEST_OF_A_LANGUAGE, axis=-1)[..., -BEST_OF_A_LANGUAGE:]
    return np.asarray(best.mean(axis=-1, keepdims=True), np.float32)
