"""Seeing the site as somebody else: with a reason, for a while, looking only, and told to them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from openlab.audit.models import AccessRecord
from openlab.audit.queries import history
from openlab.extensions import db
from openlab.identity.orgs.models import Organisation
from openlab.identity.orgs.states import OrganisationKind, Role
from openlab.kit import clock
from tests.builders import make_actor, make_curator, make_official, make_organisation, sign_in

WHY = {"reason": "화면이 비어 보인다는 문의"}


@pytest.fixture
def curator(build, client):
    person = build(make_curator)
    sign_in(client, person)
    return person


@pytest.fixture
def official(build):
    return build(make_official)


@pytest.fixture
def visiting(client, curator, official):
    """A browser in which a curator sees the site as the official does."""
    answer = client.post(f"/admin/users/{official.user_id}/visit", data=WHY)
    assert answer.location == "/work"
    return client


def test_without_a_reason_nobody_takes_a_place(client, curator, official):
    answer = client.post(f"/admin/users/{official.user_id}/visit", data={"reason": " "})

    assert answer.status_code == 422
    assert client.get("/admin/desk").status_code == 200


def test_the_visitor_sees_what_the_person_sees_under_a_banner(visiting, official):
    page = visiting.get("/work").text

    assert f"{official.name} 님의 자리에서 보고 있습니다" in page
    assert visiting.get("/admin/desk").status_code == 403


@pytest.mark.parametrize("path", ["/account", "/account/password", "/needs/new", "/switch", "/account/sessions/end"])
def test_nothing_can_be_sent_in_the_persons_name(visiting, path):
    answer = visiting.post(path, data={"title": "제목", "name": "이름", "locale": "ko"})

    assert answer.status_code == 403
    assert "볼 수만 있습니다" in answer.text


@pytest.mark.parametrize("path", ["/account/security", "/account/email"])
def test_the_pages_of_secrets_stay_closed(visiting, path):
    assert visiting.get(path).status_code == 403


def test_the_visitor_comes_back_to_their_own_place(visiting, curator):
    answer = visiting.post("/visit/end")

    assert answer.location == "/admin/users"
    assert "님의 자리에서 보고 있습니다" not in visiting.get("/admin/desk").text


def test_a_visit_ends_by_itself_after_half_an_hour(visiting):
    with clock.at(clock.now() + timedelta(minutes=31)):
        assert visiting.get("/work").location.startswith("/login")


def test_the_cookie_of_a_visit_that_was_left_is_dead(app, visiting):
    with visiting.session_transaction() as cookie:
        token = cookie["_user_id"]
    visiting.post("/visit/end")
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(_user_id=token, _fresh=True)

    assert thief.get("/work").location.startswith("/login")


def test_the_person_reads_afterwards_who_looked_and_why(app, visiting, curator, official):
    theirs = app.test_client()
    sign_in(theirs, official)

    page = theirs.get("/account/visits").text

    assert curator.name in page
    assert WHY["reason"] in page


def test_the_record_holds_the_reason_and_both_ends(app, visiting, official, curator):
    visiting.post("/visit/end")

    with app.app_context():
        acts = [(one.action, one.actor_id) for one in history("user_account", official.user_id)]
    assert acts[:2] == [("account.impersonation_ended", curator.user_id), ("account.impersonated", curator.user_id)]


def test_what_the_visitor_sees_of_others_is_noted_under_their_own_name(app, build, client, curator):
    firm = build(lambda: make_organisation(OrganisationKind.COMPANY).id)
    manager = build(lambda: make_actor(db.session.get_one(Organisation, firm), Role.MEMBER, Role.MANAGER))
    member = build(lambda: make_actor(db.session.get_one(Organisation, firm), Role.MEMBER))
    client.post(f"/admin/users/{manager.user_id}/visit", data=WHY)

    assert client.get(f"/organisations/{firm}/people").status_code == 200

    with app.app_context():
        rows = db.session.scalars(select(AccessRecord).where(AccessRecord.place == "orgs.people")).all()
        assert {(row.actor_id, row.subject_id) for row in rows} == {
            (curator.user_id, manager.user_id),
            (curator.user_id, member.user_id),
        }


def test_nobody_takes_the_place_of_another_admin(client, curator, build):
    other = build(lambda: make_curator(name="다른 운영자"))

    assert client.post(f"/admin/users/{other.user_id}/visit", data=WHY).status_code == 409


def test_leaving_without_a_visit_finds_nothing(client, official):
    sign_in(client, official)

    assert client.post("/visit/end").status_code == 404
