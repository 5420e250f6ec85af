"""Every place in the database that refers to an organisation, found in the tables so that none is forgotten.

Records of what was done (audit, accesses to personal data) keep naming the organisation of their time.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, Table

from openlab.identity.orgs.models import Organisation
from openlab.kit.db import Base

# Columns without a foreign key that name an organisation as well; with the column that says so, and what it says.
SOFT = (
    ("login_session", "organisation_id", "", ""),
    ("attachment", "owner_id", "owner_type", "organisation"),
    ("abuse_report", "target_id", "target_type", "ORGANISATION"),
)
KEPT = frozenset({"audit_record", "access_record"})


@dataclass(frozen=True, slots=True)
class Reference:
    """One column that refers to organisations, in the rows that a condition picks."""

    table: Table
    column: Column[int]
    kind: Column[str] | None = None
    word: str = ""

    def to(self, organisation_id: int) -> list[ColumnElement[bool]]:
        """Return the condition of the rows that refer to one organisation."""
        found: list[ColumnElement[bool]] = [self.column == organisation_id]
        return found if self.kind is None else [*found, self.kind == self.word]


def references() -> Iterator[Reference]:
    """Yield every reference that moves when organisations are merged."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column is Organisation.__table__.c.id for key in column.foreign_keys):
                yield Reference(table, column)
    for name, column_name, kind, word in SOFT:
        soft = Base.metadata.tables.get(name)
        if soft is not None:
            yield Reference(soft, soft.c[column_name], soft.c[kind] if kind else None, word)
