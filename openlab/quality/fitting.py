"""Learns weights from opinions: a logistic regression a side, never negative, each place weighed by its attention."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from openlab.i18n import gettext as _
from openlab.kit.errors import ConflictError
from openlab.matching.scoring.weights import WISHES, Weights
from openlab.matching.text import Side
from openlab.quality.examples import Example

LEAST, LEAST_EACH, LEAST_PEOPLE = 40, 8, 3  # opinions of a side, of each kind, and people who gave them
TRUST = 200  # opinions at which a fit counts as much as the weights in use
LEAST_TEXT = 0.5  # only what stood high was judged, where all texts meet well, so opinions say too little of the text
TEXT = "text"


@dataclass(frozen=True, slots=True)
class SideFit:
    """What one side's opinions say: coefficients by feature, none of them negative, and what they rest on."""

    count: int
    fits: int
    people: int
    coefficients: Mapping[str, float]

    @property
    def text_share(self) -> float:
        """Return the share of the text in the whole."""
        return self.coefficients[TEXT] / sum(self.coefficients.values())

    def wishes(self) -> dict[str, float]:
        """Return the shares of the facts; nothing when no fact counts."""
        facts = {name: value for name, value in self.coefficients.items() if name != TEXT and value > 0}
        return {name: value / sum(facts.values()) for name, value in facts.items()}


def enough(found: Sequence[Example]) -> bool:
    """Say whether there are enough opinions of one side to learn from."""
    fits = sum(one.fits for one in found)
    people = len({one.person for one in found})
    return len(found) >= LEAST and min(fits, len(found) - fits) >= LEAST_EACH and people >= LEAST_PEOPLE


def fit(found: Sequence[Example], attention: Sequence[float], current: Weights) -> tuple[Weights, dict[Side, SideFit]]:
    """Return weights between those in use and what the opinions say, and the fit of each side that had enough.

    A side without enough keeps its wishes; ConflictError with a sentence when neither has enough.
    """
    fits: dict[Side, SideFit] = {}
    for side in Side:
        mine = [one for one in found if one.asker is side]
        if enough(mine):
            fits[side] = _fit_side(mine, attention, tuple(WISHES[side]))
    if not fits:
        raise ConflictError(
            _(
                "배우기에는 의견이 모자랍니다. 수요의 목록이나 솔루션의 목록 가운데 하나에 "
                "%(people)s명 이상이 남긴 의견 %(least)s개가 있고, "
                "맞음과 맞지 않음이 각각 %(each)s개 이상이어야 합니다.",
                least=LEAST,
                each=LEAST_EACH,
                people=LEAST_PEOPLE,
            )
        )
    trust = {side: one.count / (one.count + TRUST) for side, one in fits.items()}
    wishes = {
        side: _between(current.wishes[side], fits[side].wishes(), trust[side]) if side in fits else dict(old)
        for side, old in current.wishes.items()
    }
    shares = [(1 - trust[side]) * current.text_share + trust[side] * one.text_share for side, one in fits.items()]
    counts = [one.count for one in fits.values()]
    text_share = max(LEAST_TEXT, float(np.average(shares, weights=counts)))
    return Weights("fitted", text_share, wishes, current.exposure), fits


def _between(old: Mapping[str, float], new: Mapping[str, float], trust: float) -> dict[str, float]:
    """Return wishes between two; where no fact counts there is nothing to move to."""
    if not new:
        return dict(old)
    return {name: (1 - trust) * old.get(name, 0.0) + trust * new.get(name, 0.0) for name in {**old, **new}}


def _fit_side(found: Sequence[Example], attention: Sequence[float], names: Sequence[str]) -> SideFit:
    """Fit one side; what would count against a match is left out and the rest fitted again, down to the text alone."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  # loads for a second, and only learning needs it

    columns = {TEXT: [one.text for one in found]}
    columns |= {name: [one.measured.get(name, 0.5) for one in found] for name in names}
    answers = np.asarray([one.fits for one in found])
    seen = np.asarray([1 / attention[min(one.rank, len(attention)) - 1] for one in found])
    kept = list(columns)
    while True:
        model = LogisticRegression(C=1.0, max_iter=1000)
        model.fit(np.asarray([columns[name] for name in kept]).T, answers, sample_weight=seen / seen.mean())
        found_out = dict(zip(kept, model.coef_[0].tolist(), strict=True))
        worst = min(found_out, key=lambda name: found_out[name])
        if found_out[worst] >= 0 or len(kept) == 1:
            break
        kept.remove(worst)
    if found_out.get(TEXT, 0.0) <= 0:
        raise ConflictError(_("이 의견들로는 배울 수 없습니다. 글이 통할수록 맞지 않는다고 말하고 있습니다."))
    people = len({one.person for one in found})
    return SideFit(len(found), int(answers.sum()), people, {name: found_out.get(name, 0.0) for name in columns})
