"""People around one municipality, and what makes a need complete."""

import pytest

from openlab.identity.orgs.states import OrganisationKind, Role
from openlab.kit.events import emit
from openlab.kit.policy import ANONYMOUS, SYSTEM
from openlab.needs import service
from tests.builders import make_actor, make_curator, make_firm_member, make_official, make_organisation

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


@pytest.fixture
def complete():
    """Values of a need that may be published."""
    return dict(COMPLETE)


@pytest.fixture
def city(session):
    """A municipality."""
    return make_organisation(region_code="41290")


@pytest.fixture
def people(session, city):
    """Somebody of each role, in and around the municipality."""
    research = make_organisation(OrganisationKind.RESEARCH)
    return {
        "nobody": ANONYMOUS,
        "officer": make_actor(city, Role.OFFICER),
        "approver": make_actor(city, Role.APPROVER),
        "manager": make_actor(city, Role.MANAGER),
        "head": make_actor(city, Role.MANAGER, Role.APPROVER),
        "auditor": make_actor(city, Role.AUDITOR),
        "inspector": make_actor(city, Role.INSPECTOR),
        "officer elsewhere": make_official(),
        "firm": make_firm_member(),
        "researcher": make_actor(research, Role.MEMBER, Role.EVALUATOR),
        "curator": make_curator(),
        "program": SYSTEM,
    }


@pytest.fixture
def heard(monkeypatch):
    """What the needs tell the rest of the program, in order; the rest hears it too."""
    told = []

    def overhear(event):
        told.append(event)
        emit(event)

    monkeypatch.setattr(service, "emit", overhear)
    return told
