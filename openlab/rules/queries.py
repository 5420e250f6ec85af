"""What a rule says on a day: the newest version that holds by then, else the entry that openlab ships."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from sqlalchemy import select

from openlab.extensions import db
from openlab.kit import clock
from openlab.rules.models import RuleVersion
from openlab.rules.states import Area, Mark

FIELDS = ("name", "name_en", "number", "unit", "text", "text_en", "basis", "mark")


class UnknownRuleError(LookupError):
    """A code that no rule has, or a rule without a number where a number is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a rule says from a day on; the shipped one has no such day and no id."""

    code: str
    name: str
    name_en: str
    number: float | None
    unit: str
    text: str
    text_en: str
    basis: str
    mark: Mark
    effective_from: date | None = None
    version_id: int | None = None
    reason: str = ""
    made_by: int | None = None

    def label(self, locale: str) -> str:
        """Return the name for readers of a locale."""
        return (self.name_en or self.name) if locale == "en" else self.name

    def words(self, locale: str) -> str:
        """Return the sentence for readers of a locale."""
        return (self.text_en or self.text) if locale == "en" else self.text


@cache
def shipped() -> Mapping[str, Entry]:
    """Return the entries of the first version, by code, in the order of the file."""
    text = files("openlab.rules").joinpath("data/rules.json").read_text(encoding="utf-8")
    return {row["code"]: Entry(**{**row, "mark": Mark(row["mark"])}) for row in json.loads(text)}


def entries(on: date | None = None) -> list[Entry]:
    """Return every rule as it reads on a day, today by default."""
    found = dict(shipped())
    held = select(RuleVersion).where(RuleVersion.area == Area.RULE, RuleVersion.effective_from <= (on or clock.today()))
    for row in db.session.scalars(held.order_by(RuleVersion.effective_from, RuleVersion.id)):
        found[row.code] = _entry(row)
    return list(found.values())


def get_entry(code: str, on: date | None = None) -> Entry:
    """Return a rule as it reads on a day; raise UnknownRuleError when there is none by then."""
    held = select(RuleVersion).where(
        RuleVersion.area == Area.RULE, RuleVersion.code == code, RuleVersion.effective_from <= (on or clock.today())
    )
    newest = held.order_by(RuleVersion.effective_from.desc(), RuleVersion.id.desc()).limit(1)
    row = db.session.scalar(newest)
    if row is not None:
        return _entry(row)
    if code not in shipped():
        raise UnknownRuleError(code)
    return shipped()[code]


def value(code: str, on: date | None = None) -> float:
    """Return the number of a rule on a day, in the rule's own unit (won, days, percent, …)."""
    number = get_entry(code, on).number
    if number is None:
        raise UnknownRuleError(f"{code} has no number")
    return number


def versions_of(code: str) -> Sequence[Entry]:
    """Return everything a rule has said and will say, the oldest first; empty for an unknown code."""
    rows = select(RuleVersion).where(RuleVersion.area == Area.RULE, RuleVersion.code == code)
    later = db.session.scalars(rows.order_by(RuleVersion.effective_from, RuleVersion.id)).all()
    first = [shipped()[code]] if code in shipped() else []
    return [*first, *map(_entry, later)]


def differences(before: Entry, after: Entry) -> list[tuple[str, object, object]]:
    """Return (field, before, after) of what two versions say differently."""
    return [
        (name, getattr(before, name), getattr(after, name))
        for name in FIELDS
        if getattr(before, name) != getattr(after, name)
    ]


def _entry(row: RuleVersion) -> Entry:
    said = {name: getattr(row, name) for name in FIELDS}
    return Entry(
        code=row.code,
        effective_from=row.effective_from,
        version_id=row.id,
        reason=row.reason,
        made_by=row.made_by,
        **said,
    )
