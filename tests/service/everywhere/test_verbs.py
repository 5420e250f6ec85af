"""The main verbs of every feature on every database: what is written is read back, and rules hold there too."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError

from openlab.audit.verifying import first_break
from openlab.demo import content
from openlab.extensions import db
from openlab.identity.accounts import queries as accounts
from openlab.identity.accounts.service import Browser, log_in, log_out
from openlab.identity.orgs import queries as orgs
from openlab.identity.orgs.service import ask_to_join, decide_join, found_organisation
from openlab.identity.orgs.states import JoinStatus, OrganisationKind, Role
from openlab.jobs import service as jobs
from openlab.jobs.models import OutboxJob
from openlab.kit.db import commit, set_write_intent, transaction
from openlab.kit.errors import ConflictError
from openlab.kit.policy import SYSTEM
from openlab.matching import service as matching
from openlab.matching.encoder import load_encoder
from openlab.matching.market.live import LiveIndex
from openlab.matching.text import Side
from openlab.needs import queries as need_queries
from openlab.needs import service as needs
from openlab.needs.states import NeedStatus
from openlab.solutions import queries as solution_queries
from openlab.solutions import service as solutions
from openlab.solutions.states import ReviewReason, SolutionStatus
from openlab.transfer.service import import_file
from tests.builders import (
    PASSWORD,
    make_actor,
    make_curator,
    make_firm_member,
    make_need,
    make_organisation,
    make_solution,
    make_user,
    sign_up,
)

COMPLETE = {
    "problem": "지하보도의 조명이 자주 꺼져 밤길을 걷는 주민이 넘어지는 일이 한 달에 열두 번 일어난다. " * 3,
    "category": "SAFETY",
    "region_code": "41290",
    "kpis": [{"name": "소등", "unit": "회", "baseline": 12, "target": 0.5, "direction": "down"}],
    "budget_max": 9_000_000_000,  # more than 32 bits hold
    "period_months": 6,
    "contact": "031-000-0000",
}


def fresh(thing):
    """Read a stored thing anew."""
    db.session.flush()
    db.session.expire_all()
    return thing


def test_published_need_keeps_every_value_and_stands_in_lists_and_facets(any_session):
    city = make_organisation(region_code="41290")
    officer = make_actor(city, Role.OFFICER, Role.APPROVER)
    need = needs.create_draft(officer, "지하보도 조명이 꺼지는 문제", organisation_id=city.id, **COMPLETE)

    needs.publish_directly(officer, need)

    assert {name: getattr(fresh(need), name) for name in COMPLETE} == COMPLETE
    assert need.published_at.tzinfo is not None
    page = need_queries.list_needs(SYSTEM, need_queries.Filters(category="SAFETY"), 1)
    assert [found.id for found in page.items] == [need.id]
    facets = need_queries.count_facets(SYSTEM, need_queries.Filters())
    assert (facets.category["SAFETY"], facets.sido["41"], facets.budget["ge500m"]) == (1, 1, 1)


def test_need_that_somebody_else_saved_first_is_not_overwritten(any_session):
    need = make_need(**COMPLETE)
    seen = need.version
    needs.update(SYSTEM, need, {"affected": "주민 4,200명"})

    with pytest.raises(ConflictError):
        needs.update(SYSTEM, need, {"affected": "주민 3명"}, expected_version=seen)

    assert fresh(need).affected == "주민 4,200명"


def test_withdrawn_need_is_seen_by_its_city_alone(any_session):
    city = make_organisation(region_code="41290")
    officer = make_actor(city, Role.OFFICER)
    need = make_need(city, status="PUBLISHED", **COMPLETE)

    needs.withdraw(officer, need, "예산이 깎임")

    assert fresh(need).status is NeedStatus.WITHDRAWN
    assert need_queries.may_read(officer, need.id)
    assert not need_queries.may_read(make_firm_member(), need.id)


def test_returned_solution_tells_why_and_a_listed_one_is_counted(any_session):
    firm, curator = make_firm_member(), make_curator()
    solution = make_solution(orgs.get_organisation(firm.organisation_id), status="SUBMITTED", nationwide=False,
                             region_codes=["41000", "11000"], certifications=["CSAP", "GS"], trl=8)  # fmt: skip

    solutions.request_changes(curator, solution, ReviewReason.EVIDENCE, "수치의 근거를 붙여 주세요")
    assert (fresh(solution).status, solution.review_note) == (
        SolutionStatus.CHANGES_REQUESTED,
        "수치의 근거를 붙여 주세요",
    )

    solution.status = SolutionStatus.SUBMITTED
    solutions.list_solution(curator, solution)
    assert fresh(solution).region_codes == ["11000", "41000"]
    assert solution.certifications == ["CSAP", "GS"]
    assert solution_queries.count_public() == 1


def test_person_signs_up_logs_in_and_out(any_session):
    sign_up("Official@Korea.kr", "김담당", PASSWORD, "ko")
    user = accounts.find_user_by_email("official@korea.kr")
    user.confirmed_at = user.created_at

    token, session = log_in("OFFICIAL@korea.kr", PASSWORD, Browser("127.0.0.1", "test"), timedelta(hours=1))
    assert accounts.find_session(token).user_id == user.id

    log_out(session)
    assert accounts.find_session(token) is None


def test_address_belongs_to_one_account(any_session):
    make_user("one@example.org")

    with pytest.raises(IntegrityError):
        make_user("one@example.org")


def test_asked_membership_is_given_by_the_manager(any_session):
    manager = orgs.actor_for(make_user())
    firm = found_organisation(manager, OrganisationKind.RESEARCH, {"name": "도시연구원"})
    manager = orgs.actor_for(accounts.find_user(manager.user_id))
    request = ask_to_join(orgs.actor_for(make_user()), firm, "함께 일합니다")

    decide_join(manager, request, "accept")

    assert fresh(request).status is JoinStatus.ACCEPTED
    assert orgs.actor_for(accounts.find_user(request.user_id)).has_role(firm.id, "MEMBER")


def test_job_is_done_once_and_a_failing_one_waits_with_its_trace(any_session):
    done = []
    jobs.handles("test.good")(lambda payload: done.append(payload["값"]))
    jobs.handles("test.bad")(lambda payload: done.append(payload["없음"]))
    jobs.enqueue("test.bad")
    jobs.enqueue("test.good", 값=7)
    commit(any_session)

    jobs.drain()
    jobs.drain()

    bad, good = any_session.scalars(select(OutboxJob).order_by(OutboxJob.id)).all()
    assert done == [7]
    assert good.done_at is not None
    assert (bad.done_at, bad.attempts) == (None, 1)
    assert "KeyError" in bad.error


def test_market_follows_the_database_in_every_process(any_session):
    first, second = LiveIndex(load_encoder()), LiveIndex(load_encoder())
    city = make_organisation(region_code="41290")
    officer = make_actor(city, Role.OFFICER, Role.APPROVER)
    need = needs.create_draft(officer, "지하보도 조명이 꺼지는 문제", organisation_id=city.id, **COMPLETE)
    needs.publish_directly(officer, need)
    commit(any_session)

    for index in (first, second):
        assert [found.item.id for found in matching.match_text(index, "지하보도 조명", Side.NEEDS)] == [need.id]

    needs.withdraw(officer, need, "예산이 깎임")
    commit(any_session)
    assert matching.match_text(first, "지하보도 조명", Side.NEEDS) == []


@pytest.mark.parametrize("side", ["needs", "solutions"])
def test_importing_a_file_twice_changes_nothing_the_second_time(any_session, side):
    path = Path(str(content.DATA)) / f"{side}.jsonl"

    first, again = import_file(SYSTEM, path), import_file(SYSTEM, path)

    assert first.is_clean
    assert first.counts["created"] > 0
    assert (again.counts["created"], again.counts["updated"]) == (0, 0)
    assert again.counts["unchanged"] == first.counts["created"]
    assert first_break() is None


def test_reading_transaction_cannot_write(any_app):
    with any_app.app_context():
        set_write_intent(write=False)
        with pytest.raises(DBAPIError, match=r"read-?only"):
            make_organisation()


def test_failed_transaction_leaves_nothing_behind(any_app):
    def fail():
        with transaction(db.session):
            make_organisation(name="남지 않을 기관")
            raise ConflictError("")

    with any_app.app_context():
        with pytest.raises(ConflictError):
            fail()

        assert orgs.find_by_name(OrganisationKind.MUNICIPALITY, "남지 않을 기관") is None
