"""A firm with its manager, a curator, and clients for both."""

from types import SimpleNamespace

import pytest

from openlab.extensions import db
from openlab.kit.db import transaction
from openlab.kit.policy import Actor
from openlab.membership.queries import find_membership_of
from tests.builders import make_curator, sign_in
from tests.service.membership.builders import make_manager


@pytest.fixture
def people(build) -> SimpleNamespace:
    """The manager of a firm, and a curator."""
    return build(lambda: SimpleNamespace(manager=make_manager(name="㈜푸른도시"), curator=make_curator()))


@pytest.fixture
def browser(app):
    """Return a function that makes a client signed in as an actor."""

    def make(actor: Actor):
        client = app.test_client()
        sign_in(client, actor)
        return client

    return make


@pytest.fixture
def firm(browser, people):
    """The manager's client."""
    return browser(people.manager)


@pytest.fixture
def desk(browser, people):
    """The curator's client."""
    return browser(people.curator)


@pytest.fixture
def with_member(app, people):
    """Run a function on the firm's membership, committed, and return its id."""

    def run(change=lambda _membership: None) -> int:
        with app.app_context(), transaction(db.session):
            membership = find_membership_of(people.manager.organisation_id)
            assert membership is not None
            change(membership)
            return membership.id

    return run
