"""How the alliance grew: two figures from public sources, then the members of this site month by month."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import extract, func, select

from openlab.extensions import db
from openlab.kit import clock
from openlab.membership.models import MembershipPeriod
from openlab.membership.states import MemberClass

MOST_MONTHS = 24  # of our own data in the drawing; the table and the CSV have all


@dataclass(frozen=True, slots=True)
class SourcedPoint:
    """A number of members that a public source gives for a month."""

    month: date
    total: int


# Press release of the Ministry of Land, Infrastructure and Transport of 15 July 2019 on the third smart city plan
# (제3차 스마트도시 종합계획): 113 firms at the launch in February 2019, 395 in June 2019.
SOURCED = (SourcedPoint(date(2019, 2, 1), 113), SourcedPoint(date(2019, 6, 1), 395))


@dataclass(frozen=True, slots=True)
class Month:
    """The members of this site at the end of a month, by class."""

    month: date
    by_class: dict[MemberClass, int]

    @property
    def total(self) -> int:
        """Return the number of members."""
        return sum(self.by_class.values())


def own_months() -> list[Month]:
    """Return the members at the end of each month, from the first member's month to the present one."""
    begun, ended = _changes(MembershipPeriod.began_on), _changes(MembershipPeriod.ended_on)
    if not begun:
        return []
    running: Counter[MemberClass] = Counter()
    months = []
    for month in _months(min(begun), clock.today().replace(day=1)):
        running.update(begun.get(month, {}))
        running.subtract(ended.get(month, {}))
        months.append(Month(month, {kind: running[kind] for kind in MemberClass}))
    return months


def _changes(column: Any) -> dict[date, dict[MemberClass, int]]:
    year, month = extract("year", column), extract("month", column)
    wanted = select(year, month, MembershipPeriod.member_class, func.count()).where(column <= clock.today())
    found: dict[date, dict[MemberClass, int]] = {}
    for one, two, kind, count in db.session.execute(wanted.group_by(year, month, MembershipPeriod.member_class)):
        found.setdefault(date(int(one), int(two), 1), {})[kind] = count
    return found


def _months(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = date(first.year + first.month // 12, first.month % 12 + 1, 1)
