"""Opinions as examples to learn from: measured values, whether the match fits, and how likely it was to be seen."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

import numpy as np

from openlab.matching.feedback.models import MatchFeedback
from openlab.matching.feedback.states import ABOUT_THE_MOMENT, Opinion, Origin
from openlab.matching.scoring.pairs import Compared, Doubles
from openlab.matching.scoring.ranking import score_parts, total
from openlab.matching.scoring.weights import Weights
from openlab.matching.text import Side

ASKER = {Origin.NEED: Side.NEEDS, Origin.SOLUTION: Side.SOLUTIONS}
HELD_OUT_EACH = 5  # every fifth question is kept for comparing and never learned from
PRIOR_VIEWS = 50  # views that the assumed falling attention is worth against what was counted
LEAST_ATTENTION = 0.1  # so no example counts more than ten times


@dataclass(frozen=True, slots=True)
class Example:
    """One opinion on one match of a ranked list; `asker` is the side that said so."""

    asker: Side
    question: str
    person: int
    rank: int
    fits: bool
    measured: Mapping[str, float]

    @property
    def text(self) -> float:
        """Return the text score before any weight."""
        return self.measured.get("meaning", 0.0) + self.measured.get("words", 0.0)

    @property
    def held_out(self) -> bool:
        """Say whether this example is for comparing only; all answers to one question share a lot."""
        return hashlib.sha256(self.question.encode()).digest()[0] % HELD_OUT_EACH == 0


def examples(feedback: Sequence[MatchFeedback]) -> list[Example]:
    """Return what can be learned from; typed texts state no facts, and some reasons say nothing of the match."""
    return [
        Example(
            ASKER[one.origin],
            f"{one.origin} {one.origin_key}",
            one.user_id,
            one.rank,
            one.opinion is Opinion.FITS,
            one.measured,
        )
        for one in feedback
        if one.origin in ASKER and one.why not in ABOUT_THE_MOMENT
    ]


def attention(places: Mapping[int, tuple[int, int]], deepest: int = 100) -> list[float]:
    """Return how likely a place is looked at against the first one, from (shown, opened) by rank.

    Few views lean on a curve that falls with the logarithm of the rank; it never rises again further down.
    """
    first = places.get(1, (0, 0))
    top = (first[1] + 1) / (first[0] + 10)
    found: list[float] = []
    for rank in range(1, deepest + 1):
        shown, opened = places.get(rank, (0, 0))
        assumed = 1 / log2(rank + 1)
        rate = (opened + PRIOR_VIEWS * assumed * top) / (shown + PRIOR_VIEWS)
        found.append(max(LEAST_ATTENTION, min(rate / top, found[-1] if found else 1.0, 1.0)))
    return found


def scores(found: Sequence[Example], weights: Weights) -> Doubles:
    """Return what weights would have given each example: the very formula of the ranking."""
    result = np.zeros(len(found))
    for side in Side:
        at = [place for place, one in enumerate(found) if one.asker is side]
        if not at:
            continue
        names = {name for place in at for name in found[place].measured} - {"meaning", "words"}
        values = {name: np.asarray([found[place].measured.get(name, 0.5) for place in at]) for name in sorted(names)}
        text = {
            name: np.asarray([found[place].measured.get(name, 0.0) for place in at]) for name in ("meaning", "words")
        }
        facts = Compared(values, {}, np.ones(len(at), np.bool_))
        result[at] = total(score_parts(text, facts, side, weights))
    return result


def right_order(found: Sequence[Example], weights: Weights) -> tuple[float | None, int]:
    """Return the share of right orders among the pairs of a fit and a misfit of one question, and how many there are.

    The share is None while there is no such pair; equal scores count half.
    """
    given = scores(found, weights)
    right, pairs = 0.0, 0
    for question in sorted({one.question for one in found}):
        good = [given[at] for at, one in enumerate(found) if one.question == question and one.fits]
        bad = [given[at] for at, one in enumerate(found) if one.question == question and not one.fits]
        right += sum((high > low) + 0.5 * (high == low) for high in good for low in bad)
        pairs += len(good) * len(bad)
    return (right / pairs if pairs else None), pairs
