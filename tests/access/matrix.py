"""The matrix itself: which cells there are, what each must answer, and which did not."""

from collections.abc import Iterator
from typing import NamedTuple

from openlab.kit.web import SAFE_METHODS
from tests.access import table
from tests.access.people import DEAD, EVERYBODY, VISITORS
from tests.access.table import PUBLIC, Route, Verb, may, may_know
from tests.access.world import FORBIDDEN, LOGIN, MISSING, OK, World

PEOPLE = tuple(sorted(EVERYBODY))


class Cell(NamedTuple):
    """One question: may this person do this to this thing?"""

    asked: Route | Verb
    person: str
    thing: str

    def __str__(self) -> str:
        return f"{self.asked.name} · {self.person} · {self.thing or '-'}"


class Wrong(NamedTuple):
    """A cell that was answered otherwise than the table says."""

    cell: Cell
    expected: str
    got: str

    @property
    def is_leak(self) -> bool:
        """Say whether somebody got further, or learned more, than the table allows."""
        return self.expected != OK

    def __str__(self) -> str:
        return f"{self.cell}: expected {self.expected}, got {self.got}"


def cells(asked: Route | Verb) -> Iterator[Cell]:
    """Yield every person with every thing of a route or verb."""
    for thing in asked.things:
        for person in PEOPLE:
            yield Cell(asked, person, thing)


def every_cell() -> Iterator[Cell]:
    """Yield the whole matrix."""
    for asked in (*table.routes(), *table.verbs()):
        yield from cells(asked)


def expected(cell: Cell) -> str:
    """Return what a cell must answer, from the table alone."""
    asked, person, thing = cell
    refused = LOGIN if person in VISITORS else FORBIDDEN
    if isinstance(asked, Verb):
        return OK if may(person, asked, thing) else refused
    if person in DEAD and asked.permission != PUBLIC and asked.method not in SAFE_METHODS:
        return LOGIN
    if asked.first == "permission" and person not in _holders(asked):
        return refused
    if thing and not may_know(person, thing):
        return MISSING
    return OK if may(person, asked, thing) else refused


def _holders(asked: Route) -> frozenset[str]:
    who = table.permissions()[asked.permission]
    return frozenset(who[""]) if "" in who else frozenset().union(*who.values())


def check(world: World, cell: Cell) -> Wrong | None:
    """Ask one cell; return how it went wrong, None when it is as the table says."""
    asked, person, thing = cell
    got = world.ask(asked, person, thing) if isinstance(asked, Route) else world.call(asked, person, thing)
    wanted = expected(cell)
    return None if got == wanted else Wrong(cell, wanted, got)
