"""Committees on every database: who sits on them, who reads them, tasks, and the secret calendar address."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from openlab.committees import queries, service
from openlab.committees.models import CommitteeSeat
from openlab.committees.states import SeatRole, TaskStatus, Visibility
from openlab.identity.accounts.queries import find_user
from openlab.identity.orgs.states import Role
from openlab.jobs.models import OutboxJob
from openlab.kit import clock
from openlab.kit.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from openlab.kit.lifecycle import ReasonRequiredError
from openlab.kit.policy import ANONYMOUS
from openlab.membership.models import Membership
from openlab.membership.states import MembershipStatus
from tests.builders import (
    give_role,
    make_actor,
    make_alliance_member,
    make_committee,
    make_firm_member,
    make_organisation,
    make_user,
)


def mails(session, template):
    """Return whom mails with a word in their subject go to."""
    jobs = session.scalars(select(OutboxJob).where(OutboxJob.kind == "mail.send").order_by(OutboxJob.id))
    return [job.payload["to"] for job in jobs if template in job.payload["subject"]]


def person_of(organisation):
    """Make somebody who works for an organisation."""
    user = make_user()
    give_role(user, organisation, Role.MEMBER)
    return user


def test_curator_seats_somebody_of_a_member_organisation(room):
    user = person_of(room.firm)

    seat = service.give_seat(room.curator, room.committee, user, room.firm, SeatRole.MEMBER)

    assert room.committee.seat_of(user.id) is seat


@pytest.mark.parametrize("status", [MembershipStatus.SUSPENDED, MembershipStatus.LEFT, MembershipStatus.APPLIED])
def test_seat_is_refused_for_an_organisation_that_is_no_member_in_good_standing(room, status):
    firm = make_alliance_member(status=status)

    with pytest.raises(InvalidInputError) as refused:
        service.give_seat(room.curator, room.committee, person_of(firm), firm, SeatRole.MEMBER)

    assert list(refused.value.fields) == ["organisation_id"]


def test_seat_is_refused_for_a_stranger_to_the_organisation_and_for_whoever_sits_there_already(room):
    stranger = person_of(make_organisation())

    for user in (stranger, None, find_user(room.member.user_id)):
        with pytest.raises(InvalidInputError) as refused:
            service.give_seat(room.curator, room.committee, user, room.firm, SeatRole.MEMBER)
        assert list(refused.value.fields) == ["email"]


def test_there_is_one_chair_until_the_chair_becomes_something_else(room):
    seat = room.committee.seat_of(room.member.user_id)

    with pytest.raises(InvalidInputError):
        service.change_seat(room.curator, seat, SeatRole.CHAIR)
    service.change_seat(room.curator, room.committee.chair, SeatRole.MEMBER)
    service.change_seat(room.curator, seat, SeatRole.CHAIR)

    assert room.committee.chair is seat


def test_whoever_leaves_a_seat_can_take_one_again_and_both_times_are_kept(room, any_session):
    user = find_user(room.member.user_id)
    service.end_seat(room.curator, room.committee.seat_of(user.id))

    service.give_seat(room.curator, room.committee, user, room.firm, SeatRole.MEMBER)

    rows = any_session.scalars(
        select(CommitteeSeat).where(CommitteeSeat.user_id == user.id).order_by(CommitteeSeat.id)
    ).all()
    assert [row.ended_at is None for row in rows] == [False, True]


@pytest.mark.parametrize("visibility", list(Visibility))
def test_list_and_single_read_agree_for_everybody(room, any_session, visibility):
    room.committee.visibility = visibility
    suspended = make_alliance_member()
    people = {
        "member": room.member,
        "curator": room.curator,
        "in alliance": make_actor(make_alliance_member(), Role.MEMBER),
        "outside": make_firm_member(),
        "suspended": make_actor(suspended, Role.MEMBER),
        "visitor": ANONYMOUS,
    }
    held = any_session.scalar(select(Membership).where(Membership.organisation_id == suspended.id))
    held.status = MembershipStatus.SUSPENDED
    any_session.flush()

    seen = {name for name, actor in people.items() if room.committee in queries.list_committees(actor)}

    assert seen == {name for name, actor in people.items() if queries.may_read(actor, room.committee.id)}
    assert (
        seen
        == {
            Visibility.PUBLIC: set(people),
            Visibility.ALLIANCE: {"member", "curator", "in alliance"},
            Visibility.MEMBERS: {"member", "curator"},
        }[visibility]
    )


def test_former_member_of_a_closed_committee_finds_it_no_more(room):
    service.end_seat(room.curator, room.committee.seat_of(room.member.user_id))

    with pytest.raises(NotFoundError):
        queries.get_committee(room.member, room.committee.id)


def test_ended_committee_takes_no_seat_no_task_and_nobody_runs_it_but_curators(room):
    service.end_committee(room.curator, room.committee, "할 일을 마쳤습니다.")

    with pytest.raises(ConflictError):
        service.give_seat(room.curator, room.committee, person_of(room.firm), room.firm, SeatRole.MEMBER)
    with pytest.raises(ForbiddenError):
        service.give_task(room.chair, room.committee, "초안", assignee_id=room.member.user_id, due_on=clock.today())


def test_older_version_of_a_committee_is_not_saved_over_a_newer_one(room, any_session):
    version = room.committee.version
    service.edit_committee(room.curator, room.committee, {"name": "표준·인증분과"}, version)

    with pytest.raises(ConflictError):
        service.edit_committee(room.curator, room.committee, {"name": "다른 이름"}, version)


def test_task_is_mailed_to_its_person_who_finishes_it_while_others_may_not(room, any_session):
    task = service.give_task(
        room.secretary, room.committee, "표준 초안 쓰기", assignee_id=room.member.user_id, due_on=clock.today()
    )
    outsider = make_firm_member()

    assert mails(any_session, "표준 초안 쓰기") == ["member@example.org"]
    with pytest.raises(ForbiddenError):
        service.act_on_task(outsider, task, "finish")
    service.act_on_task(room.member, task, "finish")
    assert (task.status, task.done_at is not None) == (TaskStatus.DONE, True)
    with pytest.raises(ForbiddenError):
        service.act_on_task(room.member, task, "reopen")
    service.act_on_task(room.chair, task, "reopen")
    assert (task.status, task.done_at) == (TaskStatus.OPEN, None)
    with pytest.raises(ReasonRequiredError):
        service.act_on_task(room.chair, task, "drop")


@pytest.mark.parametrize(("days", "inside", "field"), [(-1, True, "due_on"), (1, False, "assignee_id")])
def test_task_is_refused_for_a_past_day_and_for_somebody_without_a_seat(room, days, inside, field):
    assignee = room.member if inside else make_firm_member()

    with pytest.raises(InvalidInputError) as refused:
        service.give_task(
            room.chair, room.committee, "초안", assignee_id=assignee.user_id,
            due_on=clock.today() + timedelta(days=days),
        )  # fmt: skip

    assert list(refused.value.fields) == [field]


def test_person_who_left_the_committee_finishes_its_tasks_no_more(room):
    task = service.give_task(room.chair, room.committee, "초안", assignee_id=room.member.user_id, due_on=clock.today())
    service.end_seat(room.curator, room.committee.seat_of(room.member.user_id))

    with pytest.raises(ForbiddenError):
        service.act_on_task(room.member, task, "finish")


def test_calendar_address_is_kept_only_as_a_digest_and_a_new_one_ends_the_old(room):
    first = service.new_feed(room.member)
    second = service.new_feed(room.member)

    assert queries.get_feed(second).user_id == room.member.user_id
    assert second not in vars(queries.find_feed(room.member.user_id)).values()
    with pytest.raises(NotFoundError):
        queries.get_feed(first)
    service.end_feed(room.member)
    with pytest.raises(NotFoundError):
        queries.get_feed(second)


def test_calendar_address_of_a_closed_account_is_nobodys(room):
    token = service.new_feed(room.member)
    find_user(room.member.user_id).active = False

    with pytest.raises(NotFoundError):
        queries.get_feed(token)


def test_two_committees_may_have_the_same_person_as_chair(room):
    other = make_committee("해외진출분과")

    service.give_seat(room.curator, other, find_user(room.chair.user_id), room.firm, SeatRole.CHAIR)

    assert other.chair.user_id == room.committee.chair.user_id
