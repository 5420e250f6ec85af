"""How lists are used: the funnel of needs, opinions by place, and who is shown; counts only, nobody is named."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from openlab.extensions import db
from openlab.identity.orgs.models import Organisation
from openlab.kit import clock
from openlab.matching.feedback.models import MatchFeedback, MatchPlace, MatchUse
from openlab.matching.feedback.states import Opinion, Origin
from openlab.matching.text import Side
from openlab.needs.models import Need
from openlab.needs.states import PUBLIC
from openlab.solutions.models import Solution
from openlab.solutions.states import PUBLIC as LISTED

PLACES = ((1, 1), (2, 2), (3, 3), (4, 5), (6, 10), (11, 20), (21, 100))


@dataclass(slots=True)
class Funnel:
    """How many needs of a group came how far."""

    needs: int = 0
    shown: int = 0  # their list was looked at, or they stood in one
    opened: int = 0  # something was opened from there
    judged: int = 0  # somebody gave an opinion
    fits: int = 0  # somebody found that something fits

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return the steps in their order."""
        return tuple(one.name for one in fields(cls))


@dataclass(slots=True)
class Place:
    """Opinions on one stretch of places, and how often it was shown and opened."""

    first: int
    last: int
    shown: int = 0
    opened: int = 0
    fits: int = 0
    misfits: int = 0


@dataclass(slots=True)
class Exposed:
    """How often firms of one size were shown, beside how many listings they have."""

    size: str
    listings: int = 0
    shown: int = 0
    opened: int = 0


def by_month(limit: int = 12) -> dict[str, Funnel]:
    """Return the funnel of the needs published in each of the last months ("2026-11"), oldest first."""
    found = _grouped(lambda published, _category: f"{clock.in_seoul(published):%Y-%m}")
    return {month: found[month] for month in sorted(found)[-limit:]}


def by_field() -> dict[str, Funnel]:
    """Return the funnel by field of city life, the largest field first."""
    found = _grouped(lambda _published, category: category.split(".")[0])
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].needs, pair[0])))


def whole() -> Funnel:
    """Return the funnel of all needs that were ever public."""
    return _grouped(lambda _published, _category: "").get("", Funnel())


def places() -> list[Place]:
    """Return opinions, views and openings by place of the list."""
    found = [Place(first, last) for first, last in PLACES]
    opinions = select(MatchFeedback.rank, MatchFeedback.opinion, func.count())
    for rank, opinion, count in db.session.execute(opinions.group_by(MatchFeedback.rank, MatchFeedback.opinion)):
        place = _at(found, rank)
        if opinion is Opinion.FITS:
            place.fits += count
        else:
            place.misfits += count
    views = select(MatchPlace.rank, func.sum(MatchPlace.shown), func.sum(MatchPlace.opened)).group_by(MatchPlace.rank)
    for rank, shown, opened in db.session.execute(views):
        place = _at(found, rank)
        place.shown, place.opened = place.shown + int(shown), place.opened + int(opened)
    return found


def exposure() -> list[Exposed]:
    """Return listings, views and openings by the size class of the firm, "" where it is not stated."""
    sizes: dict[str, Exposed] = {}
    listings = select(Organisation.size_class, func.count()).join(Solution, Solution.organisation_id == Organisation.id)
    for size, count in db.session.execute(
        listings.where(Solution.status.in_(LISTED)).group_by(Organisation.size_class)
    ):
        sizes.setdefault(_name(size), Exposed(_name(size))).listings += count
    views = (
        select(Organisation.size_class, func.sum(MatchUse.shown), func.sum(MatchUse.opened))
        .join(Solution, Solution.organisation_id == Organisation.id)
        .join(MatchUse, (MatchUse.item_id == Solution.id) & (MatchUse.side == Side.SOLUTIONS))
    )
    for size, shown, opened in db.session.execute(views.group_by(Organisation.size_class)):
        row = sizes.setdefault(_name(size), Exposed(_name(size)))
        row.shown, row.opened = row.shown + int(shown), row.opened + int(opened)
    return sorted(sizes.values(), key=lambda one: (-one.listings, one.size))


def _grouped(group: Callable[[datetime, str], str]) -> dict[str, Funnel]:
    used, said = _uses(), _opinions()
    found: dict[str, Funnel] = {}
    wanted = select(Need.id, Need.published_at, Need.category)
    for need_id, published, category in db.session.execute(wanted.where(Need.status.in_(PUBLIC))):
        if published is None:
            continue
        steps = (True, *used.get(need_id, (False, False)), *said.get(need_id, (False, False)))
        row = found.setdefault(group(published, category or ""), Funnel())
        for name, reached in zip(Funnel.names(), steps, strict=True):
            setattr(row, name, getattr(row, name) + bool(reached))
    return found


def _uses() -> dict[int, tuple[bool, bool]]:
    """Return by need whether it was part of a list somebody looked at, and whether anything was opened there."""
    sums = (func.sum(MatchUse.asked + MatchUse.shown), func.sum(MatchUse.led + MatchUse.opened))
    rows = db.session.execute(
        select(MatchUse.item_id, *sums).where(MatchUse.side == Side.NEEDS).group_by(MatchUse.item_id)
    )
    return {need_id: (bool(shown), bool(opened)) for need_id, shown, opened in rows}


def _opinions() -> dict[int, tuple[bool, bool]]:
    """Return by need whether anybody said anything of a match of it, and whether one was said to fit."""
    found: dict[int, set[Any]] = defaultdict(set)
    of_needs = select(MatchFeedback.origin_key, MatchFeedback.opinion).where(MatchFeedback.origin == Origin.NEED)
    on_needs = select(MatchFeedback.item_id, MatchFeedback.opinion).where(MatchFeedback.side == Side.NEEDS)
    for wanted in (of_needs, on_needs):
        for need_id, opinion in db.session.execute(wanted.distinct()):
            found[int(need_id)].add(opinion)
    return {need_id: (True, Opinion.FITS in opinions) for need_id, opinions in found.items()}


def _at(found: Sequence[Place], rank: int) -> Place:
    return next((place for place in found if rank <= place.last), found[-1])


def _name(size: Any) -> str:
    return str(size) if size else ""
