"""The declared side of the matrix: routes, verbs, who may, who may know, gathered from the features' modules."""

import pkgutil
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

from tests.access import features
from tests.access.people import EVERYBODY

GONE = "gone"  # a thing that was deleted: its id is nobody's
PUBLIC = "public"
Data = Mapping[str, Any] | Callable[[Any], Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class _Asked:
    permission: str
    things: tuple[str, ...] = ("",)
    # "thing": the thing is looked for before the permission, so that what must stay unknown is 404 for everybody;
    # "permission": whoever lacks it learns nothing of the thing.
    first: str = "thing"
    who: Mapping[str, Collection[str]] | None = None  # instead of WHO[permission], where a step needs another one
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Route(_Asked):
    """One address with one method, and what has to be sent so that only the guard can refuse it."""

    endpoint: str
    method: str = "GET"
    param: str = ""  # the part of the address that names the thing
    args: Data = field(default_factory=dict)  # other parts of the address; "@name" stands for the id of a thing
    data: Data = field(default_factory=dict)
    ok: tuple[int, ...] = (200, 302, 303)

    @property
    def name(self) -> str:
        """Return how a failure names the route."""
        return f"{self.method} {self.endpoint}{f' ({self.label})' if self.label else ''}"


@dataclass(frozen=True, kw_only=True)
class Verb(_Asked):
    """One function of a service, called as each person; it may fail for other reasons, but not let anybody in."""

    call: Callable[[Any, Any, str], Any]  # (world, actor, name of the thing)

    @property
    def name(self) -> str:
        """Return how a failure names the verb."""
        return f"verb {self.label}"


@cache
def _modules() -> tuple[Any, ...]:
    names = sorted(found.name for found in pkgutil.iter_modules(features.__path__))
    return tuple(import_module(f"{features.__name__}.{name}") for name in names)


def builders() -> list[Callable[[Any], None]]:
    """Return what stores the things of each feature."""
    return [module.build for module in _modules() if hasattr(module, "build")]


@cache
def routes() -> tuple[Route, ...]:
    """Return every declared route."""
    return tuple(route for module in _modules() for route in getattr(module, "ROUTES", ()))


@cache
def verbs() -> tuple[Verb, ...]:
    """Return every declared verb."""
    return tuple(verb for module in _modules() for verb in getattr(module, "VERBS", ()))


@cache
def permissions() -> Mapping[str, Mapping[str, Collection[str]]]:
    """Return who may, by permission and thing."""
    found: dict[str, Mapping[str, Collection[str]]] = {PUBLIC: {}}
    for module in _modules():
        for name, who in getattr(module, "WHO", {}).items():
            if name in found:
                raise ValueError(f"{name} is declared twice")
            found[name] = who
    return found


@cache
def _readers() -> Mapping[str, Collection[str]]:
    return {name: who for module in _modules() for name, who in getattr(module, "READERS", {}).items()}


def may_know(person: str, thing: str) -> bool:
    """Say whether a person may learn that a thing exists."""
    return thing != GONE and person in _readers().get(thing, EVERYBODY)


def may(person: str, asked: Route | Verb, thing: str) -> bool:
    """Say whether a person may do what a route or a verb does to a thing."""
    who = permissions()[asked.permission] if asked.who is None else asked.who
    return (asked.permission == PUBLIC and asked.who is None) or person in who.get(thing, who.get("", ()))
