"""A municipality with its people, needs of it, and browsers they sit at."""

import pytest

from openlab.extensions import db
from openlab.identity.orgs.queries import find_organisation
from openlab.identity.orgs.states import Role
from openlab.needs.models import Need
from tests.builders import make_actor, make_curator, make_firm_member, make_need, make_official, make_organisation
from tests.builders import sign_in as sign_in_to

COMPLETE = {
    "title": "상가 골목 정차 문제",
    "problem": "점심마다 30분씩 차가 서 있어 마을버스가 지나가지 못한다. " * 4,
    "category": "TRANSPORT",
    "region_code": "41290",
    "kpis": [{"name": "대기 시간", "unit": "분", "baseline": 14, "target": 6, "direction": "down"}],
    "budget_max": 100_000_000,
    "period_months": 8,
    "contact": "031-000-0000",
}
FORM = {
    "lang": "ko",
    "title": "상가 골목 정차 문제",
    "problem": "점심마다 30분씩 차가 서 있어 마을버스가 지나가지 못한다. " * 4,
    "category": "TRANSPORT",
    "region_code": "41290",
    "kpis-0-name": "대기 시간",
    "kpis-0-unit": "분",
    "kpis-0-baseline": "14",
    "kpis-0-target": "6",
    "kpis-0-direction": "down",
    "budget_max": "1억",
    "period_months": "8",
    "contact": "031-000-0000",
}


@pytest.fixture
def city(build):
    """The id of a municipality."""
    return build(lambda: make_organisation(region_code="41290").id)


@pytest.fixture
def person(build, city):
    """Return a function that gives somebody of a role, made once."""
    made = {}
    others = {"elsewhere": make_official, "firm": make_firm_member, "curator": make_curator}
    roles = {
        "officer": (Role.OFFICER,),
        "approver": (Role.APPROVER,),
        "head": (Role.MANAGER, Role.APPROVER),
        "auditor": (Role.AUDITOR,),
    }

    def find(role):
        if role not in made:
            make = others.get(role) or (lambda: make_actor(find_organisation(city), *roles[role]))
            made[role] = build(make)
        return made[role]

    return find


@pytest.fixture
def browser(app, person):
    """Return a function that opens a browser of its own for somebody; nobody has not signed in."""

    def open_for(role):
        client = app.test_client()
        if role != "nobody":
            sign_in_to(client, person(role))
        return client

    return open_for


@pytest.fixture
def need(build, city):
    """Return a function that makes a need of the municipality and gives its id."""

    def make(status="DRAFT", **values):
        return build(lambda: make_need(find_organisation(city), status=status, **values).id)

    return make


@pytest.fixture
def stored(app):
    """Return a function that reads attributes of a stored need."""

    def read(need_id, *names):
        with app.app_context():
            found = db.session.get_one(Need, need_id)
            return getattr(found, names[0]) if len(names) == 1 else tuple(getattr(found, name) for name in names)

    return read


@pytest.fixture
def typed():
    """What somebody types into the form of a complete need."""
    return dict(FORM)


@pytest.fixture
def complete():
    """Values of a need that may be published."""
    return dict(COMPLETE)
