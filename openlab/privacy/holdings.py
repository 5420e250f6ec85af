"""What the tables hold about one person: found by walking the mapped tables, so that no table can be forgotten.

The foreign key says what becomes of a row when its person goes: CASCADE rows are about the person and go too, SET NULL
rows belong to an organisation or the alliance and only forget who had a hand in them.  What must be kept in spite of
that, and what names a person without a foreign key, is listed here with its reason.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, Table, delete, select, update

from openlab.extensions import db
from openlab.identity.accounts.models import User
from openlab.kit.db import Base
from openlab.privacy.states import Fate

# Rows that stay although their person goes, for the time of the law, without a name: only a number is left in them.
KEPT = {
    ("account_deletion", "user_id"),  # proof that the deletion was asked for
    ("impersonation", "user_id"),  # proof of who acted in somebody's name
}
# Columns that name a person without a foreign key.
LOOSE = {
    ("audit_record", "actor_id"): Fate.KEPT,  # 전자정부법·공공기록물법; the chain would break
    ("access_record", "subject_id"): Fate.KEPT,  # 개인정보의 안전성 확보조치 기준 제8조
    ("access_record", "actor_id"): Fate.KEPT,
    ("attachment", "uploaded_by"): Fate.UNLINKED,
    ("abuse_report", "decided_by"): Fate.UNLINKED,
}
BY_ADDRESS = {("login_attempt", "email"): Fate.DELETED, ("invitation", "email"): Fate.DELETED}
SECRET = re.compile(r"hash|digest|secret|salt|token|credential|public_key|last_counter")
OWN_WORDS = {"author_id", "reporter_id", "uploaded_by", "user_id", "actor_id", "subject_id", "email"}
OUTLINE = {"id", "title", "name", "code", "kind", "status", "at", "created_at", "made_at", "opened_at", "cast_at"}
OTHERS = {("access_record", "subject_id"): {"address"}}  # columns that tell of somebody else


@dataclass(frozen=True, slots=True)
class Holding:
    """One column by which a table names people, and what becomes of its rows."""

    table: Table
    column: str
    fate: Fate

    @property
    def name(self) -> str:
        """Return how the export calls it: the table, with the column where that alone would not say enough."""
        plain = self.column in {"user_id", "email", "author_id"}
        return self.table.name if plain else f"{self.table.name}.{self.column}"

    def rows_of(self, user: User) -> ColumnElement[bool]:
        """Return the condition for a person's rows."""
        column = self.table.c[self.column]
        return column == (user.email if (self.table.name, self.column) in BY_ADDRESS else user.id)


def holdings() -> Iterator[Holding]:
    """Yield every column of every table that names people, children before their parents."""
    for table in reversed(Base.metadata.sorted_tables):
        for column in table.columns:
            if (fate := _fate(table.name, column)) is not None:
                yield Holding(table, column.name, fate)


def collect(user: User) -> dict[str, list[dict[str, Any]]]:
    """Return all rows about a person by the name of their holding, without secrets; tables without one are left out."""
    found: dict[str, list[dict[str, Any]]] = {"user_account": [_plain(User.__table__, _own_row(user), set())]}
    for holding in holdings():
        chosen = select(holding.table).where(holding.rows_of(user))
        hidden = OTHERS.get((holding.table.name, holding.column), set())
        outline = holding.column not in OWN_WORDS  # they had a hand in it, but it is about somebody else
        kept = db.session.execute(chosen).mappings()
        rows = [_plain(holding.table, dict(row), hidden, outline=outline) for row in kept]
        if rows:
            found[holding.name] = rows
    return found


def dissolve(user: User) -> dict[str, int]:
    """Delete and unlink a person's rows as their fate says; return how many by name."""
    done: dict[str, int] = {}
    for holding in holdings():
        if holding.fate is Fate.KEPT:
            continue
        statement: Any = (
            delete(holding.table)
            if holding.fate is Fate.DELETED
            else update(holding.table).values({holding.column: None})
        )
        count = db.session.execute(statement.where(holding.rows_of(user))).rowcount  # type: ignore[attr-defined]
        if count:
            done[holding.name] = count
    db.session.expire_all()
    return done


def _fate(table: str, column: Any) -> Fate | None:
    place = (table, column.name)
    known = LOOSE.get(place) or BY_ADDRESS.get(place)
    if known is not None:
        return known
    keys = [key for key in column.foreign_keys if key.column.table is User.__table__]
    if not keys:
        return None
    if place in KEPT:
        return Fate.KEPT
    if keys[0].ondelete == "CASCADE":
        return Fate.DELETED
    return Fate.UNLINKED if column.nullable else Fate.KEPT


def _own_row(user: User) -> dict[Any, Any]:
    return dict(db.session.execute(select(User.__table__).where(User.__table__.c.id == user.id)).mappings().one())


def _plain(table: Any, row: Mapping[Any, Any], hidden: set[str], *, outline: bool = False) -> dict[str, Any]:
    """Return a row as JSON knows it, without secrets and what is about others."""
    return {
        column.name: _value(row[column.name])
        for column in table.columns
        if not SECRET.search(column.name)
        and column.name not in hidden
        and not isinstance(column.type, LargeBinary)
        and (not outline or column.name in OUTLINE)
    }


def _value(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, (datetime, date)) else value
