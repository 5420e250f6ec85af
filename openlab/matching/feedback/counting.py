"""Counts how lists are used, by day and without people, so that reading a page writes nothing.

Counts gather in memory; each half minute the process adds them to the tables, in a transaction of its own after an
answer has gone out.  A beacon would count only browsers that run scripts, and cost a request and a write each time; a
process that is killed loses half a minute of counts, which statistics can bear.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from time import monotonic
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from openlab.extensions import db
from openlab.kit import clock
from openlab.kit.db import transaction
from openlab.matching.feedback.models import MatchPlace, MatchUse
from openlab.matching.feedback.shown import Asked
from openlab.matching.feedback.states import Origin
from openlab.matching.models import MatchEntry
from openlab.matching.text import Side

PAUSE = 30.0  # seconds between two writes of one process
MOST = 20_000  # different things counted in between; beyond it new ones are left out
CHUNK = 500
SIDE_OF = {Origin.NEED: Side.NEEDS, Origin.SOLUTION: Side.SOLUTIONS}
UseKey = tuple[date, Side, int]
PlaceKey = tuple[date, Origin, int]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was counted since the last time: by thing and by place, each with the name of what happened."""

    uses: Mapping[tuple[UseKey, str], int]
    places: Mapping[tuple[PlaceKey, str], int]


class Uses:
    """The counts of one process that are not yet in the tables."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._uses: Counter[tuple[UseKey, str]] = Counter()
        self._places: Counter[tuple[PlaceKey, str]] = Counter()
        self._flushed = monotonic()

    def listed(self, asked: Asked, side: Side, item_ids: Sequence[int]) -> None:
        """Count a list that somebody looks at, best item first."""
        day = clock.today()
        with self._lock:
            if asked.origin in SIDE_OF:
                self._add_use((day, SIDE_OF[asked.origin], asked.item_id), "asked")
            for rank, item_id in enumerate(item_ids, start=1):
                self._add_use((day, side, item_id), "shown")
                self._places[(day, asked.origin, rank), "shown"] += 1

    def opened(self, asked: Asked, side: Side, item_id: int, rank: int) -> None:
        """Count that something was opened from a list."""
        day = clock.today()
        with self._lock:
            if asked.origin in SIDE_OF:
                self._add_use((day, SIDE_OF[asked.origin], asked.item_id), "led")
            self._add_use((day, side, item_id), "opened")
            self._places[(day, asked.origin, rank), "opened"] += 1

    @property
    def due(self) -> bool:
        """Say whether there is something to write and the last time is long enough ago."""
        return bool(self._uses or self._places) and monotonic() - self._flushed >= PAUSE

    def take(self) -> Gathered:
        """Hand over what was counted and begin again."""
        with self._lock:
            taken = Gathered(self._uses, self._places)
            self._uses, self._places, self._flushed = Counter(), Counter(), monotonic()
        return taken

    def _add_use(self, key: UseKey, event: str) -> None:
        if (key, event) in self._uses or len(self._uses) < MOST:
            self._uses[key, event] += 1


def store(gathered: Gathered) -> None:
    """Add counts to the tables in a transaction of its own; what is not in the market is left out."""
    with transaction(db.session):
        known = {side: _in_market(side, gathered) for side in Side}
        uses = {key: count for key, count in gathered.uses.items() if key[0][2] in known[key[0][1]]}
        for (day, side, item_id), values in _rows(uses).items():
            _add(MatchUse, {"day": day, "side": side, "item_id": item_id}, values)
        for (day, origin, rank), values in _rows(gathered.places).items():
            _add(MatchPlace, {"day": day, "origin": origin, "rank": rank}, values)


def _in_market(side: Side, gathered: Gathered) -> set[int]:
    """Return which of the counted ids exist: addresses can be made up, and must not fill a table."""
    ids = sorted({key[2] for key, _event in gathered.uses if key[1] is side})
    found: set[int] = set()
    for start in range(0, len(ids), CHUNK):
        wanted = select(MatchEntry.item_id).where(MatchEntry.side == side)
        found.update(db.session.scalars(wanted.where(MatchEntry.item_id.in_(ids[start : start + CHUNK]))))
    return found


def _rows(counts: Mapping[tuple[Any, str], int]) -> dict[Any, dict[str, int]]:
    """Return the counts of each key by event, in an order that all processes share, so that none waits in a ring."""
    rows: dict[Any, dict[str, int]] = {}
    for key, event in sorted(counts):
        rows.setdefault(key, {})[event] = counts[key, event]
    return rows


def _add(model: Any, key: Mapping[str, Any], values: Mapping[str, int]) -> None:
    table = model.__table__
    zeros = {column.name: 0 for column in table.columns if column.name not in key}
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    wanted = insert(table).values({**zeros, **values, **key})
    added = {name: table.c[name] + count for name, count in values.items()}
    db.session.execute(wanted.on_conflict_do_update(index_elements=list(key), set_=added))
