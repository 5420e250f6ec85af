"""What can be done with committees: found and end them, give seats and tasks, keep secret calendar addresses."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from openlab.audit.service import advance, record
from openlab.committees.models import CalendarFeed, Committee, CommitteeSeat, CommitteeTask
from openlab.committees.queries import find_feed
from openlab.committees.states import TASKS, SeatRole, TaskStatus
from openlab.drafts import assign, require_version
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.identity.accounts.models import User
from openlab.identity.orgs.models import Organisation
from openlab.identity.orgs.queries import roles_held
from openlab.jobs.mail import send_mail
from openlab.kit import clock
from openlab.kit.errors import ConflictError, InvalidInputError
from openlab.kit.ids import new_token, token_digest
from openlab.kit.policy import Actor, policies
from openlab.membership.queries import is_member

EDITABLE = ("kind", "name", "name_en", "purpose", "purpose_en", "visibility")


def found_committee(actor: Actor, values: Mapping[str, Any]) -> Committee:
    """Make a committee; `values`: any of EDITABLE."""
    policies.require(actor, "committees:committee:found")
    committee = Committee(created_at=clock.now(), **{name: values[name] for name in EDITABLE if name in values})
    db.session.add(committee)
    db.session.flush()
    record(actor, "committee.founded", committee, name=committee.name)
    return committee


def edit_committee(actor: Actor, committee: Committee, values: Mapping[str, Any], version: int | None = None) -> None:
    """Change what a committee is; raises ConflictError over a version newer than the one the writer saw."""
    policies.require(actor, "committees:committee:found")
    require_version(committee, version)
    changed = assign(committee, values, EDITABLE)
    if changed:
        db.session.flush()
        record(actor, "committee.edited", committee, fields=changed)


def end_committee(actor: Actor, committee: Committee, reason: str) -> None:
    """End a committee for good, with a reason; what it wrote stays readable."""
    policies.require(actor, "committees:committee:found")
    _require_working(committee)
    committee.ended_at = clock.now()
    record(actor, "committee.ended", committee, reason=_reason(reason))


def give_seat(
    actor: Actor, committee: Committee, user: User | None, organisation: Organisation | None, role: SeatRole
) -> CommitteeSeat:
    """Let a person of a member organisation sit on a committee.

    Raises InvalidInputError when the organisation is no member, the person is not of it, or the chair is taken.
    """
    policies.require(actor, "committees:committee:found")
    _require_working(committee)
    if organisation is None or not is_member(organisation.id):
        raise _refused("organisation_id", _("얼라이언스 회원 기관을 골라 주세요."))
    if user is None or not user.active or not roles_held(user.id, organisation.id):
        raise _refused("email", _("이 기관에 속한 사람의 이메일이 아닙니다. 그 기관에 먼저 들어와 있어야 합니다."))
    if committee.seat_of(user.id):
        raise _refused("email", _("이미 이 위원회의 위원입니다."))
    _require_free_chair(committee, role)
    seat = CommitteeSeat(committee=committee, user=user, organisation=organisation, role=role, created_at=clock.now())
    db.session.add(seat)
    db.session.flush()
    record(actor, "committee.seated", committee, user=user.id, organisation=organisation.id, role=role.value)
    return seat


def change_seat(actor: Actor, seat: CommitteeSeat, role: SeatRole) -> None:
    """Let somebody be another thing on the committee from now on."""
    policies.require(actor, "committees:committee:found")
    if role is seat.role:
        return
    _require_free_chair(seat.committee, role)
    seat.role = role
    record(actor, "committee.seat_changed", seat.committee, user=seat.user_id, role=role.value)


def end_seat(actor: Actor, seat: CommitteeSeat) -> None:
    """Let somebody leave the committee; what they did there stays."""
    policies.require(actor, "committees:committee:found")
    seat.ended_at = clock.now()
    record(actor, "committee.unseated", seat.committee, user=seat.user_id)


def give_task(
    actor: Actor, committee: Committee, title: str, *, assignee_id: int, due_on: date, meeting_id: int | None = None
) -> CommitteeTask:
    """Give somebody who sits on the committee a task until a day; they are told by mail."""
    policies.require(actor, "committees:committee:run", committee)
    _require_working(committee)
    seat = committee.seat_of(assignee_id)
    if seat is None:
        raise _refused("assignee_id", _("이 위원회의 위원 가운데서 골라 주세요."))
    if due_on < clock.today():
        raise _refused("due_on", _("오늘이나 그 뒤의 날을 골라 주세요."))
    task = CommitteeTask(
        committee=committee, meeting_id=meeting_id, title=title, assignee=seat.user, due_on=due_on,
        status=TASKS.initial, created_at=clock.now(),
    )  # fmt: skip
    db.session.add(task)
    db.session.flush()
    record(actor, "committee_task.given", task, committee=committee.id, assignee=assignee_id)
    if assignee_id != actor.user_id:
        reader = seat.user
        send_mail(reader.email, "committee_task", reader.locale, name=reader.name, title=title, due_on=due_on,
                  committee=committee.label(reader.locale), committee_id=committee.id)  # fmt: skip
    return task


def act_on_task(actor: Actor, task: CommitteeTask, action: str, reason: str = "") -> None:
    """Take one step with a task: finish, drop (with a reason) or reopen."""
    advance(TASKS, task, action, actor, reason)
    task.done_at = clock.now() if task.status is TaskStatus.DONE else None


def new_feed(actor: Actor) -> str:
    """Give a person a new secret calendar address and return its secret, once; the old one ends."""
    policies.require(actor, "committees:feed:use")
    token = new_token()
    feed = find_feed(actor.user_id or 0)
    if feed is None:
        feed = CalendarFeed(user_id=actor.user_id)
        db.session.add(feed)
    feed.digest, feed.created_at = token_digest(token), clock.now()
    db.session.flush()
    record(actor, "calendar_feed.made", feed)
    return token


def end_feed(actor: Actor) -> None:
    """End a person's secret calendar address."""
    policies.require(actor, "committees:feed:use")
    feed = find_feed(actor.user_id or 0)
    if feed is not None:
        record(actor, "calendar_feed.ended", feed)
        db.session.delete(feed)


def _require_working(committee: Committee) -> None:
    if committee.ended_at is not None:
        raise ConflictError(_("이미 끝난 위원회입니다."))


def _require_free_chair(committee: Committee, role: SeatRole) -> None:
    if role is SeatRole.CHAIR and committee.chair is not None:
        raise _refused("role", _("위원장은 한 사람입니다. 지금 위원장의 역할을 먼저 바꿔 주세요."))


def _reason(text: str) -> str:
    if not text.strip():
        raise _refused("reason", _("이유를 써 주세요. 상대방이 읽습니다."))
    return text.strip()


def _refused(field: str, sentence: str) -> InvalidInputError:
    return InvalidInputError(sentence, {field: [sentence]})
