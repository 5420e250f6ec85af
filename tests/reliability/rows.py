"""Rows for every table, made from the models alone, and what the tables hold, to be compared."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Enum,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    inspect,
    select,
)

from openlab.kit.db import Base, UtcDateTime

MOMENT = datetime(2026, 11, 20, 9, 30, 15, 123456, tzinfo=UTC)
Rows = dict[str, dict[tuple[Any, ...], dict[str, Any]]]


def fill(connection: Connection, count: int) -> int:
    """Put `count` rows into every table, each pointing at the rows with its own number; return how many there are."""
    tables = Base.metadata.sorted_tables
    for table in tables:
        connection.execute(table.insert(), [_row(table, number) for number in range(1, count + 1)])
    return count * len(tables)


def _row(table: Table, number: int) -> dict[str, Any]:
    return {column.name: _value(column, number) for column in table.columns}


def _value(column: Column[Any], number: int) -> Any:
    if column.nullable and number % 3 == 0:
        return None
    kind = column.type
    if isinstance(kind, Enum):
        return list(kind.python_type)[number % len(kind.enums)]
    if column.primary_key or column.foreign_keys:
        return number if isinstance(kind, Integer) else str(number)
    if isinstance(kind, String):
        return f"{number} 가나다 “{column.name}”"[: kind.length] if kind.length != 2 else "ko"
    if isinstance(kind, JSON):
        return {"번호": number, "비율": 0.1 * number, "목록": [None, True, "값"]}
    return _plain(kind, number)


def _plain(kind: Any, number: int) -> Any:
    if isinstance(kind, Boolean):
        return number % 2 == 0
    if isinstance(kind, UtcDateTime | DateTime):
        return MOMENT + timedelta(minutes=number)
    if isinstance(kind, Date):
        return date(2026, 1, 1) + timedelta(days=number)
    if isinstance(kind, LargeBinary):
        return bytes([number % 256, 0, 255])
    if isinstance(kind, Integer):
        return number % 9 + 1  # fits every check, also that of a TRL
    raise TypeError(f"no value for a column of type {kind!r}")


def held(connection: Connection) -> Rows:
    """Return every row of every table but Alembic's own, by primary key, as the database stores it."""
    stored = MetaData()
    stored.reflect(connection)
    rows: Rows = {}
    for name, table in stored.tables.items():
        if name != "alembic_version":
            keys = [column.name for column in table.primary_key]
            found = connection.execute(select(table)).mappings()
            rows[name] = {tuple(row[key] for key in keys): dict(row) for row in found}
    return rows


def changed(before: Rows, after: Rows) -> int:
    """Count the rows that are gone, new or different, in the tables and columns that both have."""
    count = 0
    for name in before.keys() & after.keys():
        old, new = before[name], after[name]
        count += len(old.keys() ^ new.keys())
        count += sum(
            old[key] != {column: new[key].get(column) for column in old[key]} for key in old.keys() & new.keys()
        )
    return count


def kept(before: Rows, columns: dict[str, set[str]]) -> Rows:
    """Return what a schema has room for: a revision takes the tables and columns that it brought away again."""
    return {name: {key: {column: row[column] for column in row if column in columns[name]} for key, row in rows.items()}
            for name, rows in before.items() if name in columns}  # fmt: skip


def columns(connection: Connection) -> dict[str, set[str]]:
    """Return the tables of a database with the names of their columns."""
    found = inspect(connection)
    return {name: {column["name"] for column in found.get_columns(name)} for name in found.get_table_names()}
