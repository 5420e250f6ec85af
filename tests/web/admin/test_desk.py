"""The desk over HTTP: what waits and since when, lists at hand, and nothing to many at once without being asked."""

from datetime import timedelta

import pytest

from openlab.admin.abuse.models import AbuseReport
from openlab.admin.abuse.states import ReportStatus
from openlab.audit.queries import history
from openlab.extensions import db
from openlab.identity.accounts.models import User
from openlab.identity.orgs.models import Organisation
from openlab.kit import clock
from tests.builders import (
    make_curator,
    make_firm_member,
    make_official,
    make_organisation,
    make_solution,
    make_user,
    sign_in,
)

WRONG = {"cause": "FALSE_FACTS", "note": "인증 번호가 없는 번호입니다."}


@pytest.fixture
def curator(build, client):
    person = build(make_curator)
    sign_in(client, person)
    return person


@pytest.fixture
def listed(build):
    return build(lambda: make_solution(status="LISTED").id)


@pytest.fixture
def stored(app):
    """Return a function that reads one attribute of a stored row."""

    def read(kind, number, name):
        with app.app_context():
            return getattr(db.session.get_one(kind, number), name)

    return read


def test_the_overview_counts_what_waits_and_says_since_when(client, build, curator):
    long_ago = clock.now() - timedelta(days=9)
    build(lambda: make_organisation(verified_at=None, created_at=long_ago).id)
    build(lambda: make_organisation(verified_at=None).id)

    page = client.get("/admin/desk").text

    row = page.partition('href="/admin/organisations?verified=no"')[2].partition("</tr>")[0]
    assert '<td class="num">2</td>' in row
    assert "9일" in row


@pytest.mark.parametrize("words", ["%EB%B0%94%EB%9E%8C", "220-81-62517", "Wind"])
def test_an_organisation_is_found_by_name_english_name_or_number(client, build, curator, words):
    build(lambda: make_organisation("COMPANY", "바람기술", name_en="Wind Works", business_number="2208162517").id)
    build(lambda: make_organisation("COMPANY", "물기술").id)

    page = client.get(f"/admin/organisations?q={words}").text

    assert "바람기술" in page
    assert "물기술" not in page


def test_chosen_organisations_are_listed_before_any_is_verified(client, build, curator, stored):
    one = build(lambda: make_organisation(name="새 기관", verified_at=None).id)

    asked = client.post("/admin/organisations/verify", data={"ids": one})
    before = stored(Organisation, one, "verified_at")
    client.post("/admin/organisations/verify", data={"ids": one, "confirmed": "1"})

    assert "새 기관" in asked.text
    assert before is None
    assert stored(Organisation, one, "verified_at") is not None


def test_accounts_are_shut_with_a_reason_and_their_sessions_end(app, client, build, curator, stored):
    person = build(make_firm_member)
    theirs = app.test_client()
    sign_in(theirs, person)
    chosen = {"ids": person.user_id}

    asked = client.post("/admin/users/deactivate", data=chosen)
    unreasoned = client.post("/admin/users/deactivate", data={**chosen, "confirmed": "1", "reason": " "})
    client.post("/admin/users/deactivate", data={**chosen, "confirmed": "1", "reason": "퇴사했다고 알려 옴"})

    assert (asked.status_code, unreasoned.status_code) == (200, 422)
    assert stored(User, person.user_id, "active") is False
    assert theirs.get("/account").location.startswith("/login")
    with app.app_context():
        assert history("user_account", person.user_id)[0].data == {"reason": "퇴사했다고 알려 옴"}


def test_a_reopened_account_does_not_get_its_old_sessions_back(app, client, build, curator, stored):
    person = build(make_firm_member)
    theirs = app.test_client()
    sign_in(theirs, person)

    for action in ("deactivate", "reactivate"):
        client.post(f"/admin/users/{action}", data={"ids": person.user_id, "confirmed": "1", "reason": "확인"})

    assert stored(User, person.user_id, "active") is True
    assert theirs.get("/account").location.startswith("/login")


def test_nobody_shuts_their_own_account_at_the_desk(client, curator, stored):
    answer = client.post("/admin/users/deactivate", data={"ids": curator.user_id, "confirmed": "1", "reason": "실수"})

    assert answer.status_code == 403
    assert stored(User, curator.user_id, "active") is True


def test_nothing_chosen_says_so_and_changes_nothing(client, curator):
    answer = client.post("/admin/users/deactivate", follow_redirects=True)

    assert "먼저 목록에서 골라 주세요." in answer.text


def test_an_account_is_found_by_mail_and_by_state(client, build, curator):
    build(lambda: make_user("wind@example.org", "바람").id)
    build(lambda: make_user("water@example.org", "물결", active=False).id)

    assert "water@example.org" not in client.get("/admin/users?q=wind@").text
    assert "wind@example.org" not in client.get("/admin/users?state=inactive").text


def test_a_report_is_taken_decided_with_a_reason_and_closed(client, build, listed, stored):
    sign_in(client, build(make_official))
    made = client.post(f"/report/solution/{listed}", data=WRONG)
    sign_in(client, build(make_curator))

    empty = client.post("/admin/reports/1", data={"action": "uphold", "reason": ""})
    client.post("/admin/reports/1", data={"action": "uphold", "reason": "고쳐 달라고 했습니다."})

    assert (made.status_code, empty.status_code) == (303, 422)
    assert stored(AbuseReport, 1, "status") is ReportStatus.UPHELD
    assert "고쳐 달라고 했습니다." in client.get("/admin/reports/1").text


def test_the_same_person_reports_the_same_thing_once_and_keeps_what_was_typed(client, build, listed):
    sign_in(client, build(make_official))
    client.post(f"/report/solution/{listed}", data=WRONG)

    again = client.post(f"/report/solution/{listed}", data=WRONG)

    assert again.status_code == 409
    assert WRONG["note"] in again.text


def test_ten_reports_a_day_are_enough(client, build):
    sign_in(client, build(make_official))
    things = [build(lambda: make_solution(status="LISTED").id) for _ in range(11)]

    answers = [client.post(f"/report/solution/{thing}", data=WRONG).status_code for thing in things]

    assert answers == [303] * 10 + [409]


def test_what_one_may_not_read_cannot_be_reported(client, build):
    draft = build(lambda: make_solution().id)
    sign_in(client, build(make_official))

    assert client.get(f"/report/solution/{draft}").status_code == 404
    assert client.get("/report/person/1").status_code == 404
