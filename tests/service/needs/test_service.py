"""The verbs of a need: who may, what they change and record, whom they tell, and what they refuse."""

import pytest

from openlab.audit.queries import history
from openlab.kit.errors import ConflictError, ForbiddenError, InvalidInputError, LoginRequiredError
from openlab.kit.lifecycle import ReasonRequiredError
from openlab.kit.policy import SYSTEM
from openlab.needs import service
from openlab.needs.events import NeedChanged, NeedClosed, NeedPublished, NeedReturned, NeedSubmitted
from openlab.needs.exchange import parse_need
from openlab.needs.states import NeedStatus
from tests.builders import make_actor, make_need, make_organisation

WRITERS = {"officer", "manager", "head", "program"}
ROW = {
    "id": "N-1",
    "title": "지하차도 침수",
    "problem": "비가 오면 물이 찬다.",
    "category": "CRIME_DISASTER",
    "region": "경기도 과천시",
}


def acts(need):
    return [record.action for record in reversed(history("need", need.id))]


def record(**changes):
    return parse_need({**ROW, **changes}).record


def kinds(told):
    return [type(event) for event in told]


def attempt(verb, *args, **values):
    """Return the refusal of a verb, None when it was let through."""
    try:
        verb(*args, **values)
    except (ForbiddenError, LoginRequiredError) as refusal:
        return type(refusal)
    return None


def test_only_writers_of_the_municipality_begin_drafts_for_it(people, city):
    outcome = {role: attempt(service.create_draft, actor, "제목", organisation_id=city.id)
               for role, actor in people.items()}  # fmt: skip

    assert {role for role, refusal in outcome.items() if refusal is None} == WRITERS
    assert outcome["nobody"] is LoginRequiredError


def test_somebody_who_writes_elsewhere_and_audits_here_begins_no_draft_here(people, city):
    elsewhere = make_organisation(region_code="41110")
    both = make_actor(elsewhere, "OFFICER")
    both = type(both)(both.user_id, both.name, {**both.roles, city.id: frozenset({"AUDITOR"})},
                      {**both.kinds, city.id: "MUNICIPALITY"}, city.id)  # fmt: skip

    with pytest.raises(ForbiddenError):
        service.create_draft(both, "제목", organisation_id=city.id)
    assert service.create_draft(both, "제목", organisation_id=elsewhere.id).organisation_id == elsewhere.id


def test_draft_is_empty_but_for_its_title_and_its_beginning_is_on_record(people, city):
    need = service.create_draft(people["officer"], "제목", organisation_id=city.id, category="CRIME_DISASTER")

    assert (need.status, need.category, need.problem, need.kpis) == ("DRAFT", "CRIME_DISASTER", "", [])
    assert need.author_id == people["officer"].user_id
    assert acts(need) == ["need.created"]


def test_unknown_field_of_a_draft_is_a_programming_error(people, city):
    with pytest.raises(KeyError):
        service.create_draft(people["officer"], "제목", organisation_id=city.id, status="PUBLISHED")


def test_only_writers_change_a_draft(people, city):
    need = make_need(city)
    outcome = {role: attempt(service.update, actor, need, {"title": role}) for role, actor in people.items()}

    assert {role for role, refusal in outcome.items() if refusal is None} == WRITERS


@pytest.mark.parametrize("status", [state for state in NeedStatus if state is not NeedStatus.DRAFT])
def test_nobody_but_the_program_changes_a_need_that_left_its_draft(people, city, status):
    need = make_need(city, status=status)

    assert attempt(service.update, people["manager"], need, {"title": "다른 제목"}) is ForbiddenError
    assert attempt(service.update, SYSTEM, need, {"title": "다른 제목"}) is None


def test_change_is_recorded_and_told_once_and_no_change_is_not(people, city, heard):
    need = make_need(city)
    heard.clear()

    assert service.update(people["officer"], need, {"title": "새 제목", "category": "CRIME_DISASTER"}) is True
    assert service.update(people["officer"], need, {"title": "새 제목"}) is False

    assert kinds(heard) == [NeedChanged]
    assert acts(need) == ["need.created", "need.edited"]
    assert history("need", need.id)[0].data == {"fields": ["title", "category"]}


def test_change_of_an_older_version_is_refused_and_changes_nothing(people, city):
    need = make_need(city, title="처음")
    seen = need.version
    service.update(people["officer"], need, {"title": "먼저"}, expected_version=seen)

    with pytest.raises(ConflictError):
        service.update(people["manager"], need, {"title": "나중"}, expected_version=seen)

    assert need.title == "먼저"
    assert need.version == seen + 1


def test_submit_of_a_complete_need_waits_for_the_approver(people, city, complete, heard):
    need = make_need(city, **complete)

    service.submit(people["officer"], need)

    assert need.status is NeedStatus.IN_REVIEW
    assert kinds(heard)[-1] is NeedSubmitted


def test_submit_of_an_incomplete_need_names_everything_that_lacks(people, city, complete):
    need = make_need(city, **{**complete, "category": "", "contact": ""})

    with pytest.raises(InvalidInputError) as caught:
        service.submit(people["officer"], need)

    assert set(caught.value.fields) == {"category", "contact"}
    assert need.status is NeedStatus.DRAFT


def test_only_writers_submit(people, city, complete):
    for role, actor in people.items():
        refusal = attempt(service.submit, actor, make_need(city, **complete))
        assert (refusal is None) == (role in WRITERS), role


def test_only_deciders_approve_and_it_is_public_at_once(people, city, complete, heard):
    for role, actor in people.items():
        need = make_need(city, status="IN_REVIEW", **complete)
        refusal = attempt(service.approve, actor, need)
        assert (refusal is None) == (role in {"approver", "head", "program"}), role
        assert (need.status == "PUBLISHED") == (refusal is None)
        assert (need.published_at is not None) == (refusal is None)
    assert kinds(heard) == [NeedPublished] * 3


def test_approval_leaves_both_steps_on_record(people, city, complete):
    need = make_need(city, status="IN_REVIEW", **complete)

    service.approve(people["approver"], need)

    assert acts(need) == ["need.created", "need.approve", "need.publish"]


def test_approve_of_a_draft_is_refused(people, city, complete):
    need = make_need(city, **complete)

    with pytest.raises(ConflictError):
        service.approve(people["manager"], need)
    assert need.status is NeedStatus.DRAFT


def test_approve_of_what_became_incomplete_is_refused(people, city):
    with pytest.raises(InvalidInputError):
        service.approve(people["approver"], make_need(city, status="IN_REVIEW"))


def test_publish_directly_takes_all_steps_for_somebody_who_may(people, city, complete):
    need = make_need(city, **complete)

    service.publish_directly(people["head"], need)

    assert need.status is NeedStatus.PUBLISHED
    assert acts(need) == ["need.created", "need.submit", "need.approve", "need.publish"]


@pytest.mark.parametrize("role", ["officer", "manager", "approver"])
def test_publish_directly_by_somebody_who_may_not_do_all_of_it_is_refused(people, city, complete, role):
    with pytest.raises(ForbiddenError):
        service.publish_directly(people[role], make_need(city, **complete))


def test_send_back_tells_the_reason_and_lets_the_author_go_on(people, city, complete, heard):
    need = make_need(city, status="IN_REVIEW", **complete)

    service.send_back(people["approver"], need, "  근거를 더 써 주세요.  ")

    assert need.status is NeedStatus.DRAFT
    assert heard[-1] == NeedReturned(need.id, "근거를 더 써 주세요.")
    assert history("need", need.id)[0].data["reason"] == "근거를 더 써 주세요."
    assert attempt(service.update, people["officer"], need, {"title": "고친 제목"}) is None


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_send_back_without_a_reason_is_refused(people, city, reason):
    need = make_need(city, status="IN_REVIEW")

    with pytest.raises(ReasonRequiredError):
        service.send_back(people["approver"], need, reason)
    assert need.status is NeedStatus.IN_REVIEW


def test_withdraw_of_a_published_need_needs_a_reason_and_of_a_draft_does_not(people, city, heard):
    draft, public = make_need(city), make_need(city, status="PUBLISHED")

    service.withdraw(people["officer"], draft)
    with pytest.raises(ReasonRequiredError):
        service.withdraw(people["officer"], public)
    service.withdraw(people["officer"], public, "예산이 없어졌다")

    assert (draft.status, public.status) == ("WITHDRAWN", "WITHDRAWN")
    assert heard[-1] == NeedClosed(public.id)


@pytest.mark.parametrize(
    ("status", "action", "target", "told"),
    [
        ("PUBLISHED", "sound_market", "RFI", None),
        ("RFI", "close_sounding", "PUBLISHED", None),
        ("PUBLISHED", "call", "CALLING", None),
        ("CALLING", "call_failed", "PUBLISHED", None),
        ("CALLING", "agree", "AGREED", NeedClosed),
        ("AGREED", "agreement_failed", "PUBLISHED", NeedPublished),
        ("AGREED", "solve", "SOLVED", None),
        ("PUBLISHED", "expire", "EXPIRED", NeedClosed),
        ("EXPIRED", "republish", "PUBLISHED", NeedPublished),
    ],
)
def test_step_tells_the_market_only_when_the_need_enters_or_leaves_it(
    people, city, heard, status, action, target, told
):
    need = make_need(city, status=status)
    heard.clear()

    service.act(people["officer"], need, action, "까닭")

    assert need.status == target
    assert kinds(heard) == ([told] if told else [])


def test_step_that_the_state_does_not_know_changes_nothing(people, city):
    need = make_need(city, status="SOLVED")

    with pytest.raises(ConflictError):
        service.act(people["manager"], need, "republish")
    assert need.status is NeedStatus.SOLVED


def test_copy_takes_the_content_and_leaves_place_and_contact(people, city, complete):
    other = people["officer elsewhere"]
    need = make_need(city, status="PUBLISHED", **{**complete, "translation": {"title": "Cars"}, "department": "교통과"})

    twin = service.copy(other, need, organisation_id=other.organisation_id)

    assert (twin.title, twin.problem, twin.kpis, twin.translation) == (
        need.title, need.problem, need.kpis, {"title": "Cars"})  # fmt: skip
    assert (twin.region_code, twin.contact, twin.department, twin.status) == ("", "", "", "DRAFT")
    assert twin.copied_from_id == need.id
    assert need.organisation_id != twin.organisation_id


def test_copy_shares_no_list_with_its_original(people, city, complete, session):
    need = make_need(city, status="PUBLISHED", **complete)
    twin = service.copy(people["officer"], need, organisation_id=city.id)

    service.update(people["officer"], twin, {"kpis": [], "keywords": ["새 낱말"]})
    session.expire_all()

    assert need.kpis == complete["kpis"]
    assert need.keywords == []


@pytest.mark.parametrize("role", ["firm", "curator", "nobody", "approver"])
def test_copy_by_somebody_who_writes_no_needs_is_refused(people, city, role):
    actor = people[role]

    with pytest.raises((ForbiddenError, LoginRequiredError)):
        service.copy(actor, make_need(city, status="PUBLISHED"), organisation_id=actor.organisation_id or city.id)


def test_copy_of_a_draft_of_others_is_refused(people, city):
    other = people["officer elsewhere"]

    with pytest.raises(ForbiddenError):
        service.copy(other, make_need(city), organisation_id=other.organisation_id)


def test_take_over_twice_makes_one_need_and_says_so(city, session):
    first, made = service.take_over(SYSTEM, record(), organisation_id=city.id)
    again, same = service.take_over(SYSTEM, record(), organisation_id=city.id)

    assert (made, same) == ("created", "unchanged")
    assert first is again
    assert acts(first) == ["need.created"]


def test_take_over_of_a_changed_row_follows_it_and_keeps_the_status(city):
    need, _ = service.take_over(SYSTEM, record(), organisation_id=city.id)
    service.withdraw(SYSTEM, need, "끝")

    _, outcome = service.take_over(SYSTEM, record(title="새 제목", status="PUBLISHED"), organisation_id=city.id)

    assert outcome == "updated"
    assert (need.title, need.status) == ("새 제목", "WITHDRAWN")


@pytest.mark.parametrize(
    ("status", "is_public", "told"),
    [("PUBLISHED", True, [NeedPublished]), ("SOLVED", True, []), ("DRAFT", False, [])],
)
def test_take_over_takes_the_status_of_a_new_row(city, heard, status, is_public, told):
    need, _ = service.take_over(SYSTEM, record(status=status), organisation_id=city.id)

    assert need.status == status
    assert (need.published_at is not None) == is_public
    assert kinds(heard) == told


def test_take_over_with_a_status_nobody_knows_is_refused(city):
    with pytest.raises(ValueError, match="FLYING"):
        service.take_over(SYSTEM, record(status="FLYING"), organisation_id=city.id)


def test_only_the_program_takes_over(people, city):
    for role, actor in people.items():
        refusal = attempt(service.take_over, actor, record(id=role), organisation_id=city.id)
        assert (refusal is None) == (role == "program"), role
