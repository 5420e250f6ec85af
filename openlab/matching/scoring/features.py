"""The countable side of a match: what each party states, held against what the other asks, one feature a fact.

Facts are message ids with parameters, so that pages can say them in Korean or English; nothing here is prose.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from openlab.matching.text import Document, Facts, Side
from openlab.regions import is_served

WEEKS_A_MONTH = 365.25 / 12 / 7
NEUTRAL = 0.5  # the value of what is not stated: neither praised nor blamed
PROVEN_AT = 5  # this many references count as full evidence


class Verdict(StrEnum):
    """How one fact stands."""

    FITS = "fits"
    CHECK = "check"
    DOES_NOT_FIT = "does_not_fit"
    UNKNOWN = "unknown"


Param = str | int | float | tuple[str, ...] | None


class Message(NamedTuple):
    """A thing to say, without a language: an id and its parameters."""

    id: str
    params: Mapping[str, Param] = {}


class Feature(NamedTuple):
    """One fact of a pair: its value (0 to 1), its verdict, whether it is a hard limit, and what to say of it."""

    name: str
    value: float
    verdict: Verdict
    fact: Message
    hard: bool = False

    @property
    def blocks(self) -> bool:
        """Say whether this fact alone makes the pair infeasible."""
        return self.hard and self.verdict is Verdict.DOES_NOT_FIT


def compare(asker: Document, item: Document) -> tuple[Feature, ...]:
    """Return the features of a pair of documents from opposite sides; other pairs share only a category."""
    return compare_facts(asker.side, asker.facts, item.side, item.facts)


def compare_facts(asker_side: Side | None, asker: Facts, item_side: Side | None, item: Facts) -> tuple[Feature, ...]:
    """Return the features of the facts of a pair of documents."""
    if asker_side is None or item_side is None:
        return ()
    if asker_side is item_side:
        return (category(asker, item),)
    need, solution = (asker, item) if asker_side is Side.NEEDS else (item, asker)
    return tuple(feature(need, solution) for feature in FEATURES)


def feasible(features: tuple[Feature, ...]) -> bool:
    """Say whether no hard limit is broken."""
    return not any(feature.blocks for feature in features)


def category(need: Facts, solution: Facts) -> Feature:
    """Compare the fields of city life: the same sub-category, the same field, or another."""
    params: dict[str, Param] = {"need": need.category, "solution": solution.category}
    if not need.category or not solution.category:
        return _unknown("category")
    if need.category == solution.category:
        return Feature("category", 1.0, Verdict.FITS, Message("category.same", params))
    if need.category.split(".")[0] == solution.category.split(".")[0]:
        return Feature("category", 0.8, Verdict.FITS, Message("category.same_field", params))
    return Feature("category", 0.0, Verdict.CHECK, Message("category.other", params))


def region(need: Facts, solution: Facts) -> Feature:
    """Ask whether the solution is offered in the need's province."""
    if solution.nationwide:
        return Feature("region", 1.0, Verdict.FITS, Message("region.nationwide"), hard=True)
    if not need.regions or not solution.regions:
        return _unknown("region")
    params: dict[str, Param] = {"need": need.regions[0], "served": solution.regions}
    if is_served(need.regions[0], solution.regions, nationwide=False):
        return Feature("region", 1.0, Verdict.FITS, Message("region.served", params), hard=True)
    return Feature("region", 0.0, Verdict.DOES_NOT_FIT, Message("region.not_served", params), hard=True)


def budget(need: Facts, solution: Facts) -> Feature:
    """Hold the most the need can pay against the least the solution costs (KRW)."""
    have, least, most = need.budget_max, solution.price_min, solution.price_max
    if have is None or least is None:
        return _unknown("budget")
    params: dict[str, Param] = {"have": have, "need": least}
    if have < least:
        return Feature("budget", 0.0, Verdict.DOES_NOT_FIT, Message("budget.short", params), hard=True)
    value = 1.0 if most is None or have >= most else 0.8
    return Feature("budget", value, Verdict.FITS, Message("budget.enough", params), hard=True)


def maturity(need: Facts, solution: Facts) -> Feature:
    """Hold the solution's technology readiness (TRL 1 to 9) against the level asked for."""
    if need.trl is None or solution.trl is None:
        return _unknown("maturity")
    params: dict[str, Param] = {"have": solution.trl, "need": need.trl}
    if solution.trl < need.trl:
        return Feature("maturity", 0.0, Verdict.DOES_NOT_FIT, Message("maturity.below", params), hard=True)
    return Feature("maturity", 1.0, Verdict.FITS, Message("maturity.reached", params), hard=True)


def period(need: Facts, solution: Facts) -> Feature:
    """Ask whether delivery fits into the pilot period."""
    if need.months is None or solution.weeks is None:
        return _unknown("period")
    params: dict[str, Param] = {"have": need.months, "need": solution.weeks}
    if solution.weeks > need.months * WEEKS_A_MONTH:
        return Feature("period", 0.0, Verdict.CHECK, Message("period.tight", params))
    return Feature("period", 1.0, Verdict.FITS, Message("period.fits", params))


def certifications(need: Facts, solution: Facts) -> Feature:
    """Ask which of the required certificates the solution holds."""
    if not need.certifications:
        return _unknown("certifications")
    missing = tuple(code for code in need.certifications if code not in solution.certifications)
    value = 1 - len(missing) / len(need.certifications)
    if missing:
        return Feature("certifications", value, Verdict.CHECK, Message("certifications.missing", {"codes": missing}))
    held = Message("certifications.held", {"codes": need.certifications})
    return Feature("certifications", value, Verdict.FITS, held)


def data_hub(need: Facts, solution: Facts) -> Feature:
    """Ask whether the solution connects to the city's data hub when the need asks for it."""
    if not need.data_hub or solution.data_hub is None:
        return _unknown("data_hub")
    if solution.data_hub:
        return Feature("data_hub", 1.0, Verdict.FITS, Message("data_hub.connects"))
    return Feature("data_hub", 0.0, Verdict.CHECK, Message("data_hub.missing"))


def evidence(_need: Facts, solution: Facts) -> Feature:
    """Count the places where the solution has run."""
    if solution.evidence is None:
        return _unknown("evidence")
    if solution.evidence == 0:
        return Feature("evidence", 0.0, Verdict.CHECK, Message("evidence.none"))
    value = min(solution.evidence / PROVEN_AT, 1.0)
    return Feature("evidence", value, Verdict.FITS, Message("evidence.references", {"count": solution.evidence}))


def size(_need: Facts, solution: Facts) -> Feature:
    """Note the firm's size class: large firms meet participation limits in public software projects."""
    if not solution.size_class:
        return _unknown("size")
    fact = {"size": solution.size_class}
    if solution.size_class == "LARGE":
        return Feature("size", 0.0, Verdict.CHECK, Message("size.large", fact))
    return Feature("size", 1.0, Verdict.FITS, Message("size.open", fact))


@cache
def _unknown(name: str) -> Feature:
    return Feature(name, NEUTRAL, Verdict.UNKNOWN, Message(f"{name}.unknown"))


FEATURES: tuple[Callable[[Facts, Facts], Feature], ...] = (
    category, region, budget, maturity, period, certifications, data_hub, evidence, size,
)  # fmt: skip
