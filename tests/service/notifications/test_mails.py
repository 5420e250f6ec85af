"""Who is mailed about what, in which language, and who is left alone; the mails are read as files of the outbox."""

import email
import email.policy

import pytest

from openlab.extensions import db
from openlab.identity.accounts.queries import find_user
from openlab.identity.orgs.queries import roles_held
from openlab.identity.orgs.states import OrganisationKind, Role
from openlab.jobs import service as jobs
from openlab.kit.db import transaction
from openlab.kit.policy import SYSTEM
from openlab.needs import service as needs
from openlab.needs.queries import find_need
from openlab.solutions import service as solutions
from openlab.solutions.queries import find_solution
from openlab.solutions.states import ReviewReason
from tests.builders import give_role, make_actor, make_curator, make_organisation

NEED = {
    "problem": "점심마다 30분씩 차가 서 있어 마을버스가 지나가지 못한다. " * 4,
    "category": "TRANSPORT",
    "region_code": "41290",
    "kpis": [{"name": "대기 시간", "unit": "분", "baseline": 14, "target": 6, "direction": "down"}],
    "budget_max": 100_000_000,
    "period_months": 8,
    "contact": "031-000-0000",
}
SOLUTION = {
    "summary": "버스가 다니는 길에 선 차를 사람 없이 가려냅니다.",
    "description": "가" * 100,
    "category": "TRANSPORT",
    "nationwide": True,
    "trl": 8,
    "maturity": "COMMERCIAL",
    "price_min": 60_000_000,
}


@pytest.fixture
def do(app):
    """Run a function as one committed transaction of its own, as a request would be, and return what it returns."""

    def run(act):
        with app.app_context(), transaction(db.session):
            return act()

    return run


@pytest.fixture
def mails(settings):
    """Return a function that reads and removes the mails written so far, as {address: message}."""

    def read():
        found = {}
        for path in settings.outbox_dir.glob("*.eml") if settings.outbox_dir.exists() else ():
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            assert found.setdefault(message["To"], message) is message, f"two mails to {message['To']}"
            path.unlink()
        return found

    return read


@pytest.fixture
def city(do):
    """An officer, two approvers, one reading English, and a manager of a municipality."""

    def make():
        body = make_organisation(name="과천시", name_en="Gwacheon", region_code="41290")
        return {
            "officer": make_actor(body, Role.OFFICER, email="officer@example.org"),
            "approver": make_actor(body, Role.APPROVER, Role.OFFICER, email="approver@example.org"),
            "second": make_actor(body, Role.APPROVER, email="second@example.org", locale="en"),
            "manager": make_actor(body, Role.MANAGER, email="manager@example.org"),
        }

    return do(make)


@pytest.fixture
def firm(do):
    """A member and a manager of a firm, and the alliance's curator."""

    def make():
        body = make_organisation(OrganisationKind.COMPANY, "골목빛", name_en="Golmokbit")
        return {
            "member": make_actor(body, Role.MEMBER, email="member@example.org"),
            "manager": make_actor(body, Role.MANAGER, email="boss@example.org"),
            "curator": make_curator(email="curator@example.org"),
        }

    return do(make)


@pytest.fixture
def need(do, city):
    """The id of the officer's complete draft."""
    officer, make = city["officer"], needs.create_draft
    return do(lambda: make(officer, "상가 골목 정차 문제", organisation_id=officer.organisation_id, **NEED).id)


@pytest.fixture
def solution(do, firm):
    """The id of the member's complete draft."""
    member = firm["member"]
    make = solutions.create_draft
    return do(lambda: make(member, "이동형 정차 감지", organisation_id=member.organisation_id, **SOLUTION).id)


@pytest.fixture
def submitted(do, mails, need, city):
    """The id of a need that waits for approval, its mails read."""
    do(lambda: needs.submit(city["officer"], find_need(need)))
    mails()
    return need


@pytest.fixture
def listed(do, mails, solution, firm):
    """The id of a listed solution, its mails read."""
    do(lambda: solutions.submit(firm["member"], find_solution(solution)))
    do(lambda: solutions.list_solution(firm["curator"], find_solution(solution)))
    mails()
    return solution


def text_of(message):
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


def change(do, actor, **values):
    """Change the account of somebody."""

    def run():
        user = find_user(actor.user_id)
        for name, value in values.items():
            setattr(user, name, value)

    do(run)


def dismiss(do, actor):
    """Take all roles from somebody."""

    def run():
        for role in roles_held(actor.user_id, actor.organisation_id).values():
            db.session.delete(role)

    do(run)


def test_a_submitted_need_is_told_to_every_approver_in_their_language(do, mails, need, city):
    do(lambda: needs.submit(city["officer"], find_need(need)))
    told = mails()
    assert set(told) == {"approver@example.org", "second@example.org"}
    assert told["approver@example.org"]["Subject"] == "[오픈랩] 결재할 수요: 상가 골목 정차 문제"
    assert told["second@example.org"]["Subject"] == "[openlab] Waiting for your approval: 상가 골목 정차 문제"
    assert "from Gwacheon is waiting for approval" in text_of(told["second@example.org"])
    assert f"http://127.0.0.1:5000/needs/{need}\n" in text_of(told["second@example.org"])


def test_an_approver_who_submits_is_not_told_of_it(do, mails, need, city):
    do(lambda: needs.submit(city["approver"], find_need(need)))
    assert set(mails()) == {"second@example.org"}


@pytest.mark.parametrize("values", [{"active": False}, {"confirmed_at": None}])
def test_closed_and_unconfirmed_accounts_get_no_mail(do, mails, need, city, values):
    change(do, city["second"], **values)
    do(lambda: needs.submit(city["officer"], find_need(need)))
    assert set(mails()) == {"approver@example.org"}


def test_a_need_published_in_one_go_asks_nobody_to_approve_it(do, mails, need, city):
    do(lambda: needs.publish_directly(city["approver"], find_need(need)))
    assert set(mails()) == {"officer@example.org"}


def test_a_need_taken_further_before_the_worker_comes_is_not_announced_any_more(
    app, do, mails, need, city, monkeypatch
):
    monkeypatch.setattr(jobs, "_wake", [])
    do(lambda: needs.submit(city["officer"], find_need(need)))
    do(lambda: needs.approve(city["approver"], find_need(need)))
    with app.app_context():
        jobs.drain()
    assert set(mails()) == {"officer@example.org"}


def test_a_change_that_is_undone_tells_nobody(do, mails, need, city):
    def fails():
        needs.submit(city["officer"], find_need(need))
        raise RuntimeError("undo")

    with pytest.raises(RuntimeError, match="undo"):
        do(fails)
    assert mails() == {}


def test_a_returned_need_comes_to_its_author_with_the_reason(do, mails, submitted, city):
    do(lambda: needs.send_back(city["second"], find_need(submitted), "근거를 <더>\n써 주세요."))
    [(address, message)] = mails().items()
    assert address == "officer@example.org"
    assert "이유: 근거를 <더>\n써 주세요." in text_of(message)
    assert "근거를 &lt;더&gt;" in message.get_body(("html",)).get_content()
    assert f"/needs/{submitted}/edit" in text_of(message)


def test_a_published_need_is_told_to_its_author(do, mails, submitted, city):
    do(lambda: needs.approve(city["approver"], find_need(submitted)))
    [(address, message)] = mails().items()
    assert (address, message["Subject"]) == ("officer@example.org", "[오픈랩] 공개된 수요: 상가 골목 정차 문제")


def test_the_managers_are_told_when_the_author_has_left_the_city(do, mails, submitted, city):
    dismiss(do, city["officer"])
    do(lambda: needs.send_back(city["second"], find_need(submitted), "다시"))
    assert set(mails()) == {"manager@example.org"}


def test_what_the_program_itself_publishes_is_no_news(do, mails, submitted):
    do(lambda: needs.approve(SYSTEM, find_need(submitted)))
    assert mails() == {}


def test_a_submitted_solution_is_told_to_the_curators(do, mails, solution, firm):
    do(lambda: solutions.submit(firm["member"], find_solution(solution)))
    [(address, message)] = mails().items()
    assert (address, message["Subject"]) == ("curator@example.org", "[오픈랩] 심사할 솔루션: 이동형 정차 감지")
    assert f"/admin/solutions/{solution}\n" in text_of(message)


def test_a_curator_of_the_firm_itself_is_not_asked_to_review(do, mails, solution, firm):
    do(lambda: give_role(find_user(firm["curator"].user_id), find_solution(solution).organisation, Role.MEMBER))
    do(lambda: solutions.submit(firm["member"], find_solution(solution)))
    assert mails() == {}


def test_a_listed_solution_is_told_to_its_author(do, mails, solution, firm):
    do(lambda: solutions.submit(firm["member"], find_solution(solution)))
    mails()
    do(lambda: solutions.list_solution(firm["curator"], find_solution(solution)))
    [(address, message)] = mails().items()
    assert (address, message["Subject"]) == ("member@example.org", "[오픈랩] 등록된 솔루션: 이동형 정차 감지")


def test_a_request_for_changes_names_reason_and_note_in_the_language_of_its_reader(do, mails, solution, firm):
    change(do, firm["member"], locale="en")
    do(lambda: solutions.submit(firm["member"], find_solution(solution)))
    mails()
    refuse = solutions.request_changes
    do(lambda: refuse(firm["curator"], find_solution(solution), ReviewReason.DUPLICATE, "See no. 7."))
    [(address, message)] = mails().items()
    assert address == "member@example.org"
    assert "Reason: Repeats another listing: See no. 7." in text_of(message)
    assert message["Content-Language"] == "en"


def test_a_suspension_is_told_with_its_reason_and_to_managers_when_the_author_is_gone(do, mails, listed, firm):
    change(do, firm["member"], active=False)
    do(lambda: solutions.suspend(firm["curator"], find_solution(listed), ReviewReason.RIGHTS, "신고 12호"))
    [(address, message)] = mails().items()
    assert address == "boss@example.org"
    assert "이유: 권리 침해 신고: 신고 12호" in text_of(message)


def test_a_firm_that_takes_its_solution_down_tells_nobody(do, mails, listed, firm):
    do(lambda: solutions.retire(firm["manager"], find_solution(listed), "단종"))
    assert mails() == {}


def test_a_solution_in_review_again_is_told_to_the_curators_and_not_as_suspended(do, mails, listed, firm):
    do(lambda: solutions.resubmit(firm["manager"], find_solution(listed), {"title": "더 나은 감지"}))
    assert set(mails()) == {"curator@example.org"}
