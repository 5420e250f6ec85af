"""One's own pages over HTTP: who saw me, my data, my account's end; and the alliance's record of accesses."""

import csv
import io
import zipfile

import pytest
from sqlalchemy import select

from openlab.audit.models import AccessRecord
from openlab.audit.service import write_accesses
from openlab.audit.states import Handling, Purpose
from openlab.extensions import db
from openlab.identity.accounts.models import LoginAttempt, User
from openlab.identity.accounts.passwords import make_hash
from openlab.identity.orgs.queries import actor_for
from openlab.identity.orgs.states import OrganisationKind, Role
from openlab.privacy.models import AccountDeletion
from tests.builders import PASSWORD, give_role, make_curator, make_firm_member, make_organisation, make_user, sign_in

PAGES = ("/account/accesses", "/account/data", "/account/delete", "/account/mails")


@pytest.fixture
def me(build, client):
    """Somebody signed in whose password is PASSWORD."""

    def make():
        user = make_user("me@example.org", "나본인")
        user.password_hash = make_hash(PASSWORD)
        db.session.flush()
        return actor_for(user)

    person = build(make)
    sign_in(client, person)
    return person


@pytest.fixture
def stored(app):
    def read(kind):
        with app.app_context():
            return db.session.scalars(select(kind).order_by(kind.id)).all()

    return read


@pytest.mark.parametrize("path", PAGES)
def test_the_own_pages_are_for_people_who_are_signed_in(client, me, path):
    assert client.get(path).status_code == 200
    assert client.get(f"{path}?lang=en").status_code == 200
    client.delete_cookie("openlab")
    assert client.get(path).location.startswith("/login?next=")


def test_somebody_sees_who_saw_them_for_whom_where_and_why(client, me, build):
    def look():
        manager = make_firm_member(name="박관리")
        write_accesses(manager, [me.user_id], Purpose.PEOPLE, Handling.VIEW, place="orgs.people", address="10.1.2.3")

    build(look)
    page = client.get("/account/accesses").text

    for words in ("박관리", "기관의 구성원과 역할 관리", "기관의 사람과 역할"):
        assert words in page
    assert "10.1.2.3" not in page


def test_the_file_of_own_data_comes_for_the_password(client, me):
    answer = client.post("/account/data", data={"password": PASSWORD})

    assert answer.mimetype == "application/zip"
    assert "user_account.json" in zipfile.ZipFile(io.BytesIO(answer.data)).namelist()


@pytest.mark.parametrize("path", ["/account/data", "/account/delete"])
@pytest.mark.parametrize("password", ["", "wrong password"])
def test_without_the_password_nothing_happens_and_the_failure_counts(client, me, stored, path, password):
    answer = client.post(path, data={"password": password})

    assert answer.status_code == 422
    assert len(stored(LoginAttempt)) == (1 if password else 0)
    assert stored(AccountDeletion) == []


def test_guessing_the_password_behind_an_open_browser_is_slowed_down(client, me):
    answers = [client.post("/account/data", data={"password": f"wrong {turn}"}).status_code for turn in range(6)]

    assert answers == [422] * 5 + [429]


def test_an_account_is_deleted_after_a_wait_that_can_be_taken_back(client, me, stored):
    assert client.post("/account/delete", data={"password": PASSWORD}).status_code == 303
    assert "삭제 되돌리기" in client.get("/account/delete").text
    assert client.post("/account/delete/undo").status_code == 303
    assert [wish.status for wish in stored(AccountDeletion)] == ["TAKEN_BACK"]
    assert "계정 삭제 신청" in client.get("/account/delete").text
    assert client.post("/account/delete/undo").status_code == 404


def test_the_last_manager_is_told_what_to_hand_over(client, me, build, stored):
    def make():
        firm, user = make_organisation(OrganisationKind.COMPANY, "넘길 회사"), db.session.get_one(User, me.user_id)
        give_role(user, firm, Role.MEMBER, Role.MANAGER)
        give_role(make_user(), firm, Role.MEMBER)

    build(make)

    assert "넘길 회사" in client.get("/account/delete").text
    assert client.post("/account/delete", data={"password": PASSWORD}).status_code == 409
    assert stored(AccountDeletion) == []


@pytest.fixture
def curator(build, client):
    person = build(make_curator)
    sign_in(client, person)
    return person


@pytest.fixture
def access(build):
    """A row that says that a member of a firm saw somebody."""

    def make():
        reader, subject = make_firm_member(name="박열람", email="reader@firm.example"), make_user("shown@example.org")
        write_accesses(reader, [subject.id], Purpose.PEOPLE, Handling.VIEW, place="orgs.people", address="10.1.2.3")

    return build(make)


def test_the_record_of_accesses_is_for_curators(client, me, access, build):
    assert client.get("/admin/accesses").status_code == 403
    assert client.post("/admin/accesses.csv", data={"reason": "살펴보려고"}).status_code == 403
    sign_in(client, build(make_curator))
    assert "박열람" in client.get("/admin/accesses").text


def test_whoever_looks_at_the_record_is_on_it(client, curator, access, stored):
    client.get("/admin/accesses")

    mine = [row for row in stored(AccessRecord) if row.actor_id == curator.user_id]
    assert {row.place for row in mine} == {"privacy.all_accesses"}
    assert len(mine) == 2


@pytest.mark.parametrize(
    "query", ["purpose=NONSENSE", "since=2026-13-45", "until=0001-01-01", "person=%25'", "page=9999999", "handling=x"]
)
def test_any_narrowing_answers(client, curator, access, query):
    assert client.get(f"/admin/accesses?{query}").status_code == 200


@pytest.mark.parametrize("reason", ["", "    ", "왜"])
def test_a_file_without_a_reason_is_refused(client, curator, access, reason):
    answer = client.post("/admin/accesses.csv?person=reader", data={"reason": reason})

    assert answer.status_code == 422
    assert 'value="reader"' in answer.text


def test_the_file_holds_what_the_page_was_narrowed_to(client, curator, access):
    for query, count in (("person=reader", 1), ("person=nobody", 0)):
        answer = client.post(f"/admin/accesses.csv?{query}", data={"reason": "11월 정기 점검"})
        rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
        assert answer.mimetype == "text/csv"
        assert len(rows) == count
        assert all(row["address"] == "10.1.2.3" and "reader@firm.example" in row["actor"] for row in rows)
