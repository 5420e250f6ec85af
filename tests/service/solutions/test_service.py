"""The verbs of solutions: what they change, record and tell, and what they refuse."""

from datetime import timedelta

import pytest

from openlab.audit.queries import history
from openlab.kit import clock
from openlab.kit.errors import ConflictError, ForbiddenError, InvalidInputError, LoginRequiredError
from openlab.kit.events import bus
from openlab.kit.lifecycle import UnknownTransitionError
from openlab.kit.policy import ANONYMOUS, SYSTEM
from openlab.solutions import service
from openlab.solutions.events import (
    SolutionChanged,
    SolutionListed,
    SolutionReturned,
    SolutionSubmitted,
    SolutionUnlisted,
)
from openlab.solutions.states import ReviewReason, SolutionStatus
from tests.builders import COMPLETE_SOLUTION, make_curator, make_firm_member, make_official, make_solution


@pytest.fixture
def told(session, monkeypatch):
    """The events of solutions that were told during the test."""
    heard = []
    monkeypatch.setattr(bus, "_subscribers", bus._subscribers.copy())
    for kind in (SolutionSubmitted, SolutionReturned, SolutionListed, SolutionChanged, SolutionUnlisted):
        monkeypatch.setitem(bus._subscribers, kind, [heard.append])
    return heard


@pytest.fixture
def member(session):
    return make_firm_member()


@pytest.fixture
def curator(session):
    return make_curator()


@pytest.fixture
def draft(member):
    return service.create_draft(member, "이동형 정차 감지", organisation_id=member.organisation_id, **COMPLETE_SOLUTION)


@pytest.fixture
def listed(member, curator, draft):
    service.submit(member, draft)
    service.list_solution(curator, draft)
    return draft


def acts(solution):
    return [record.action for record in reversed(history("solution", solution.id))]


def test_a_draft_keeps_what_it_is_given_and_is_recorded(member, draft):
    assert (draft.status, draft.author_id, draft.price_min) == (SolutionStatus.DRAFT, member.user_id, 60_000_000)
    assert draft.references == []
    assert acts(draft) == ["solution.created"]


def test_nobody_begins_a_solution_for_a_firm_that_is_not_theirs(member, session):
    other = make_firm_member()
    with pytest.raises(ForbiddenError):
        service.create_draft(member, "남의 솔루션", organisation_id=other.organisation_id)
    with pytest.raises(ForbiddenError):
        service.create_draft(make_official(), "시의 솔루션", organisation_id=other.organisation_id)
    with pytest.raises(LoginRequiredError):
        service.create_draft(ANONYMOUS, "아무나", organisation_id=other.organisation_id)


def test_a_field_that_solutions_do_not_have_is_a_programming_error(member, draft):
    with pytest.raises(KeyError):
        service.update(member, draft, {"status": "LISTED"})


def test_saving_the_same_again_changes_and_tells_nothing(member, draft, told):
    version = draft.version
    assert service.update(member, draft, {"title": draft.title, **COMPLETE_SOLUTION}) is False
    assert (draft.version, told, acts(draft)) == (version, [], ["solution.created"])


def test_an_older_version_is_refused(member, draft):
    seen = draft.version
    service.update(member, draft, {"title": "새 이름입니다"}, expected_version=seen)
    with pytest.raises(ConflictError):
        service.update(member, draft, {"title": "늦은 이름"}, expected_version=seen)
    assert draft.title == "새 이름입니다"


def test_an_incomplete_draft_is_refused_with_a_sentence_for_each_gap(member, draft):
    service.update(member, draft, {"trl": None, "category": ""})
    with pytest.raises(InvalidInputError) as refusal:
        service.submit(member, draft)
    assert set(refusal.value.fields) == {"trl", "category"}
    assert draft.status is SolutionStatus.DRAFT


def test_the_way_into_the_market_is_recorded_and_told(member, curator, draft, told):
    service.submit(member, draft)
    service.list_solution(curator, draft)
    assert draft.status is SolutionStatus.LISTED
    assert draft.listed_at is not None
    assert acts(draft) == ["solution.created", "solution.submit", "solution.list"]
    assert told == [SolutionSubmitted(draft.id), SolutionListed(draft.id)]


def test_a_refusal_keeps_reason_and_note_until_the_solution_is_listed(member, curator, draft, told):
    service.submit(member, draft)
    service.request_changes(curator, draft, ReviewReason.EVIDENCE, " 시험 이름을 적어 주세요. ")
    assert (draft.status, draft.review_reason) == (SolutionStatus.CHANGES_REQUESTED, ReviewReason.EVIDENCE)
    assert draft.review_note == "시험 이름을 적어 주세요."
    assert told[-1] == SolutionReturned(draft.id, "수치나 실적의 근거가 모자람: 시험 이름을 적어 주세요.")
    service.submit(member, draft)
    service.list_solution(curator, draft)
    assert (draft.review_reason, draft.review_note) == (None, "")


def test_a_refusal_speaks_the_language_of_the_listing(member, curator, draft, told):
    service.update(member, draft, {"lang": "en", "summary": "s" * 40, "description": "d" * 200})
    service.submit(member, draft)
    service.request_changes(curator, draft, ReviewReason.OTHER, "Please name the test.")
    assert told[-1].reason == "Other: Please name the test."


@pytest.mark.parametrize("verb", [service.request_changes, service.suspend])
def test_a_refusal_without_a_word_is_refused(member, curator, draft, verb):
    service.submit(member, draft)
    with pytest.raises(InvalidInputError) as refusal:
        verb(curator, draft, ReviewReason.OTHER, "  ")
    assert set(refusal.value.fields) == {"note"}
    assert draft.status is SolutionStatus.SUBMITTED


def test_nobody_reviews_what_their_own_firm_offers(curator, session):
    own = make_solution(status="SUBMITTED")
    roles = {**curator.roles, own.organisation_id: frozenset({"MEMBER"})}
    both = type(curator)(curator.user_id, curator.name, roles, {**curator.kinds, own.organisation_id: "COMPANY"})
    with pytest.raises(ForbiddenError):
        service.list_solution(both, own)


def test_small_facts_of_a_listed_solution_change_at_once(member, listed, told):
    assert service.update(member, listed, {"price_max": 90_000_000, "nationwide": False, "region_codes": ["41000"]})
    assert (listed.status, listed.region_codes) == (SolutionStatus.LISTED, ["41000"])
    assert told == [SolutionChanged(listed.id)]


def test_reviewed_texts_of_a_listed_solution_do_not_change_in_passing(member, listed, told):
    with pytest.raises(InvalidInputError) as refusal:
        service.update(member, listed, {"price_max": 1, "title": "다른 이름입니다", "trl": 9})
    assert set(refusal.value.fields) == {"title", "trl"}
    assert (listed.title, listed.price_max, told) == ("이동형 정차 감지", None, [])


def test_resubmitting_changes_the_texts_and_leaves_the_market(member, listed, told):
    service.resubmit(member, listed, {"summary": "새로 쓴 요약: 정차한 차를 사람 없이 가려냅니다."})
    assert listed.status is SolutionStatus.SUBMITTED
    assert told == [SolutionChanged(listed.id), SolutionSubmitted(listed.id), SolutionUnlisted(listed.id)]
    edited = history("solution", listed.id)[0]
    assert edited.data["before"] == {"summary": COMPLETE_SOLUTION["summary"]}


def test_resubmitting_an_incomplete_text_changes_nothing(member, listed, told):
    with pytest.raises(InvalidInputError):
        service.resubmit(member, listed, {"summary": "짧음"})
    assert (listed.status, listed.summary, told) == (SolutionStatus.LISTED, COMPLETE_SOLUTION["summary"], [])


def test_suspending_and_restoring_tells_the_market_both_times(curator, listed, told):
    first_listed = listed.listed_at
    service.suspend(curator, listed, ReviewReason.RIGHTS, "특허를 확인하는 동안")
    with clock.at(clock.now() + timedelta(days=3)):
        service.list_solution(curator, listed)
    assert [type(event) for event in told] == [SolutionUnlisted, SolutionListed]
    assert listed.listed_at == first_listed


def test_retiring_a_draft_tells_the_market_nothing_and_a_listed_one_something(member, listed, told):
    service.retire(member, service.create_draft(member, "접은 생각", organisation_id=member.organisation_id))
    assert told == []
    service.retire(member, listed, "단종")
    assert told == [SolutionUnlisted(listed.id, "단종")]
    with pytest.raises(UnknownTransitionError):
        service.retire(member, listed)


def test_recalling_lets_the_firm_go_on_writing(member, draft):
    service.submit(member, draft)
    with pytest.raises(ForbiddenError):
        service.update(member, draft, {"trl": 9})
    service.recall(member, draft)
    assert service.update(member, draft, {"trl": 9})


def test_firms_cannot_mark_their_own_references_as_verified(member, draft):
    entry = {"client": "과천시", "year": 2025, "note": "이면도로 2.1km"}
    service.update(member, draft, {"references": [{**entry, "verified": True}]})
    assert draft.references == [{**entry, "verified": False}]


def test_a_verified_reference_keeps_its_mark_only_while_it_says_the_same(member, draft, session):
    entry = {"client": "과천시", "year": 2025, "note": "이면도로 2.1km"}
    draft.references = [{**entry, "verified": True}]
    session.flush()
    service.update(member, draft, {"references": [entry, {**entry, "year": 2026}]})
    assert [reference["verified"] for reference in draft.references] == [True, False]


def test_an_expired_certificate_no_longer_counts_but_stays_on_record(session):
    solution = make_solution(certificate_dates={"GS_CERT": None, "CSAP": clock.today()})
    assert solution.certifications == ["CSAP", "GS_CERT"]
    with clock.at(clock.now() + timedelta(days=1)):
        assert solution.certifications == ["GS_CERT"]
        assert set(solution.certificate_dates) == {"CSAP", "GS_CERT"}


def test_regions_and_certificates_are_replaced_without_doubling(session):
    solution = make_solution(region_codes=["41000", "11000", "41000"], certifications=["GS_CERT"])
    service.update(SYSTEM, solution, {"region_codes": ["41000", "26000"], "certifications": ["GS_CERT", "ISMS"]})
    session.flush()
    session.expire_all()
    assert (solution.region_codes, solution.certifications) == (["26000", "41000"], ["GS_CERT", "ISMS"])
