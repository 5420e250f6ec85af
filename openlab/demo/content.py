"""The demonstration's content as it lies in `data/`: rows of the exchange format, and the organisations behind them."""

import csv
import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

Record = dict[str, Any]
DATA = files("openlab.demo").joinpath("data")


class Judgement(NamedTuple):
    """How well an item answers a query: 3 solves the core, 2 a part, 1 is related, 0 is not."""

    query_id: str
    item_id: str
    grade: int


def needs() -> list[Record]:
    """Return the 30 needs as rows of the exchange format; `organisation` is a municipality's id."""
    return list(_rows("needs"))


def solutions() -> list[Record]:
    """Return the 60 solutions as rows of the exchange format; `firm` is a firm's id."""
    return list(_rows("solutions"))


def organisations() -> list[Record]:
    """Return the municipalities, the firms and the alliance: id, kind, name, name_en, region, summary, summary_en …"""
    return [*_rows("municipalities"), *_rows("firms"), *_rows("alliance")]


def people() -> list[Record]:
    """Return the people; `demo_role` marks the one-click ones (official, firm, alliance), else it is None."""
    return list(_rows("people"))


def committees() -> list[Record]:
    """Return committees; `seats` are firms, the chair's and the secretary's first, `meeting` is planned `in_days`."""
    return list(_rows("committees"))


def partner_notices() -> list[Record]:
    """Return what firms seek and offer, shown for so many `days`."""
    return list(_rows("partner_notices"))


@cache
def role_addresses() -> dict[str, str]:
    """Return the addresses of the one-click roles: official, firm, alliance."""
    return {row["demo_role"]: row["email"] for row in people() if row["demo_role"]}


def judgements(side: str) -> list[Judgement]:
    """Return the judgements seen from one side: 'needs' asks for solutions, 'solutions' asks for needs."""
    lines = DATA.joinpath(f"qrels_{side}.tsv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(lines, delimiter="\t")
    return [Judgement(row["query_id"], row["item_id"], int(row["grade"])) for row in rows]


def _rows(name: str) -> Iterator[Record]:
    for line in DATA.joinpath(f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)
