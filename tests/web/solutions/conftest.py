"""What the tests of the market's pages share."""

import pytest

from openlab.extensions import db
from openlab.identity.orgs.queries import find_organisation
from openlab.solutions.models import Solution
from tests.builders import COMPLETE_SOLUTION, make_curator, make_firm_member, make_official, make_solution, sign_in


@pytest.fixture
def member(build):
    return build(make_firm_member)


@pytest.fixture
def solution(build, member):
    """Return a function that makes a complete solution of the member's firm and returns its id."""

    def make(status="DRAFT", **values):
        def row():
            firm = find_organisation(member.organisation_id)
            return make_solution(firm, status=status, **{**COMPLETE_SOLUTION, "title": "이동형 정차 감지", **values}).id

        return build(row)

    return make


@pytest.fixture
def reader(build, member):
    """Return a function that gives one of those who may come by."""
    others = {"other": make_firm_member, "official": make_official, "curator": make_curator}
    return lambda who: member if who == "member" else build(others[who])


@pytest.fixture
def stored(app):
    """Return a function that reads one attribute of a stored solution."""

    def read(number, name):
        with app.app_context():
            return getattr(db.session.get_one(Solution, number), name)

    return read


@pytest.fixture
def firm(client, member):
    """A browser in which the firm's member has signed in."""
    sign_in(client, member)
    return client
