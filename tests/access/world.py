"""A small world that holds one of everything, and ways to ask it anything without leaving a trace."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from flask import url_for

from openlab.app import Openlab
from openlab.extensions import db, limiter
from openlab.identity.accounts.models import LoginSession, User
from openlab.identity.accounts.service import Browser, open_session
from openlab.identity.orgs.queries import actor_for, get_organisation
from openlab.kit import clock, web
from openlab.kit.db import rollback, transaction, write_intent
from openlab.kit.errors import DomainError, ForbiddenError, LoginRequiredError
from openlab.kit.policy import ANONYMOUS, Actor
from tests.access import table
from tests.access.people import DEAD, ORGANISATIONS, PEOPLE
from tests.access.table import GONE, Route, Verb
from tests.builders import give_role, make_organisation, make_user

GONE_ID = 987_654_321
OK, LOGIN, FORBIDDEN, MISSING = "let in", "asked to sign in", "forbidden", "not found"


@dataclass
class World:
    """The application, the ids of things by name, and the people as actors with their cookies."""

    app: Openlab
    ids: dict[str, int] = field(default_factory=lambda: {GONE: GONE_ID})
    texts: dict[str, str] = field(default_factory=dict)  # tokens and other words that addresses need
    people: dict[str, Actor] = field(default_factory=lambda: {"anonymous": ANONYMOUS})
    cookies: dict[str, str] = field(default_factory=dict)
    later: list[Any] = field(default_factory=list)  # what can be stored only once every feature has stored its own

    def organisation(self, name: str) -> Any:
        """Return one of the organisations of `people.py`."""
        return get_organisation(self.ids[name])

    def ask(self, route: Route, person: str, thing: str) -> str:
        """Send a request as somebody and say how it was answered; nothing that it changes is kept."""
        headers = {"Cookie": f"openlab={self.cookies[person]}"} if person in self.cookies else {}
        client = self.app.test_client(use_cookies=False)
        with patch.object(web, "commit", rollback):
            answer = client.open(
                self.address(route, thing),
                method=route.method,
                headers=headers,
                data=self._filled(route.data, person, thing) if route.method != "GET" else None,
            )
            answer.close()
        if answer.status_code == 401 or (answer.status_code == 302 and answer.location.startswith("/login")):
            return LOGIN
        named = {403: FORBIDDEN, 404: MISSING}
        return OK if answer.status_code in route.ok else named.get(answer.status_code, f"{answer.status_code}")

    def call(self, verb: Verb, person: str, thing: str) -> str:
        """Call a function of a service as somebody and say whether it let them in; nothing is kept."""
        actor = ANONYMOUS if person in DEAD else self.people[person]
        with self.app.test_request_context(), write_intent():
            try:
                verb.call(self, actor, thing)
            except LoginRequiredError:
                return LOGIN
            except ForbiddenError:
                return FORBIDDEN
            except DomainError:
                return OK  # past the guard, and stopped by what the thing or the input lacks
            finally:
                rollback(db.session)
        return OK

    def address(self, route: Route, thing: str) -> str:
        """Return where a route about a thing is."""
        args = self._filled(route.args, "", thing)
        if route.param:
            args[route.param] = self.ids[thing]
        with self.app.test_request_context():
            return url_for(route.endpoint, **args)

    def _filled(self, data: Any, person: str, thing: str) -> dict[str, Any]:
        given = data(self, person, thing) if callable(data) else data
        return {
            key: self.ids[value[1:]] if isinstance(value, str) and value.startswith("@") else value
            for key, value in given.items()
        }


def make_world(app: Openlab) -> World:
    """Store organisations, people and everything the features name."""
    limiter.enabled = False
    world = World(app)
    with app.test_request_context(), transaction(db.session):
        for name, kind in ORGANISATIONS.items():
            region = {"A": "41290", "B": "28185"}.get(name, "")
            world.ids[name] = make_organisation(kind, f"기관 {name}", region_code=region).id
        for name, roles in (*PEOPLE.items(), *((name, ()) for name in sorted(DEAD))):
            _make_person(world, name, roles)
        for build in table.builders():
            build(world)
        for build in world.later:
            build(world)
    with app.app_context():
        for name in PEOPLE:
            world.people[name] = actor_for(db.session.get_one(User, world.ids[f"{name}'s account"]))
    return world


def _make_person(world: World, name: str, roles: Any) -> None:
    user = make_user(email=f"{name}@example.org", name=name)
    for organisation, role in roles:
        give_role(user, world.organisation(organisation), role)
    token, row = open_session(user, Browser("127.0.0.1", "test"), timedelta(hours=10))
    world.ids[f"{name}'s account"], world.ids[f"{name}'s session"] = user.id, row.id
    world.people[name] = actor_for(user)
    world.cookies[name] = _cookie(world.app, token)
    if name == "logged_out":
        db.session.get_one(LoginSession, row.id).ended_at = clock.now()
    elif name == "deactivated":
        user.active = False


def _cookie(app: Openlab, token: str) -> str:
    signer = app.session_interface.get_signing_serializer(app)
    assert signer is not None
    return str(signer.dumps({"_user_id": token, "_fresh": True}))


@contextmanager
def quiet(app: Openlab) -> Any:
    """Close the database of an application once it has been used."""
    try:
        yield app
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
