"""The years of a member: dues, renewal, reminders, and how membership is suspended or ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import update

from openlab.audit import service as audit
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.i18n import use_locale
from openlab.i18n.formats import format_date
from openlab.kit import clock
from openlab.kit.errors import ConflictError, InvalidInputError
from openlab.kit.events import emit
from openlab.kit.policy import SYSTEM, Actor, policies
from openlab.membership import bylaws, news
from openlab.membership.ballots import ballots_to_close, open_voices
from openlab.membership.certificates import issue
from openlab.membership.events import MemberEnded, MemberJoined
from openlab.membership.labels import ACTION_LABELS
from openlab.membership.models import Membership, MembershipPeriod
from openlab.membership.queries import ending_soon, find_application, planned_until
from openlab.membership.service import year_from
from openlab.membership.states import ENDING_GROUNDS, LIFECYCLE, MEMBERS, DuesState, Ground, MembershipStatus
from openlab.membership.voting import close_ballot
from openlab.needs.queries import Filters as NeedFilters
from openlab.needs.queries import list_needs
from openlab.solutions.queries import of_organisations

REMIND_DAYS = (60, 30, 7, 0)  # before the end of a term
RENEWABLE_DAYS = 60
GRACE = timedelta(days=30)  # after the end of a term, before the membership is suspended


@dataclass(frozen=True, slots=True)
class Effects:
    """What a suspension or an end would touch, shown before anybody confirms it."""

    solutions: int
    needs: int
    votes: int
    leaves_directory: bool
    certificate_until: date | None


def dues_state(membership: Membership) -> DuesState:
    """Say how the dues of a member stand today: paid to the end of the term, due, or late."""
    paid, ends = membership.dues_until, membership.term_ends_on
    if paid is not None and ends is not None and paid >= ends:
        return DuesState.PAID
    return DuesState.PENDING if paid is None or paid >= clock.today() else DuesState.OVERDUE


def record_dues(actor: Actor, membership: Membership, until: date, note: str) -> None:
    """Note until which day the dues are paid, and from what that is known."""
    policies.require(actor, "membership:member:curate", membership)
    if membership.status not in MEMBERS:
        raise ConflictError(_("회원에게만 회비를 적을 수 있습니다."))
    if membership.joined_on and until < membership.joined_on:
        raise _refused("dues_until", _("가입일보다 앞선 날입니다."))
    if not note.strip():
        raise _refused("dues_note", _("무엇을 보고 적는지 써 주세요. 예: 10월 2일 입금, 세금계산서 번호"))
    membership.dues_until, membership.dues_note = until, note.strip()
    db.session.flush()
    audit.record(actor, "membership.dues_recorded", membership, until=until.isoformat(), reason=note.strip())


def may_renew(membership: Membership) -> bool:
    """Say whether the term can be renewed today: near its end, or later when nothing but its end is the matter."""
    ends = membership.term_ends_on
    if ends is None:
        return False
    if membership.status is MembershipStatus.ACTIVE:
        return clock.today() >= ends - timedelta(days=RENEWABLE_DAYS)
    return membership.status is MembershipStatus.SUSPENDED and membership.ground is Ground.TERM_ENDED


def renew(actor: Actor, membership: Membership, *, agreed: bool) -> None:
    """Begin the next year: by-laws agreed to anew, dues pending, a new certificate."""
    policies.require(actor, "membership:member:represent", membership)
    if not may_renew(membership):
        raise ConflictError(_("아직 갱신할 때가 아니거나 갱신할 수 없는 상태입니다."))
    if not agreed:
        raise _refused("agreed", _("지금의 회원 규약에 동의해 주세요."))
    begins = (membership.term_ends_on or clock.today()) + timedelta(days=1)
    if membership.status is MembershipStatus.SUSPENDED:
        begins = clock.today()
        audit.advance(LIFECYCLE, membership, "restore", SYSTEM, _("회원 기간 갱신"))
        membership.ground, membership.ground_note = None, ""
        emit(MemberJoined(membership.organisation_id, actor_id=actor.user_id))
    membership.term_ends_on = year_from(begins)
    membership.reminded_days = None
    _note_consent(membership)
    issue(membership)
    audit.record(actor, "membership.renewed", membership, until=membership.term_ends_on.isoformat())
    until = membership.term_ends_on
    news.tell_members(
        membership,
        lambda: _("회원 기간을 갱신했습니다."),
        lambda: _("%(day)s까지 회원입니다. 회비는 납부 대기입니다.", day=format_date(until)),
    )


def effects(membership: Membership) -> Effects:
    """Count what a suspension or an end would touch."""
    own = membership.organisation_id
    return Effects(
        solutions=len(of_organisations([own])),
        needs=list_needs(SYSTEM, NeedFilters(organisation_id=own), 1).total,
        votes=len(open_voices([own])),
        leaves_directory=membership.status is MembershipStatus.ACTIVE,
        certificate_until=membership.term_ends_on,
    )


def end(actor: Actor, membership: Membership, action: str, ground: Ground, note: str, on: date) -> None:
    """Suspend, expel or let go on a day: at once when it is today, else by the job of that day."""
    row = LIFECYCLE.find(membership.status, action)
    if row is None or action not in ENDING_GROUNDS:
        raise ConflictError(_("지금 상태에서는 할 수 없는 일입니다."))
    policies.require(actor, row.permission, membership)
    if ground not in ENDING_GROUNDS[action]:
        raise _refused("ground", _("보기에서 골라 주세요."))
    if not note.strip():
        raise _refused("note", _("이유를 써 주세요. 상대방이 읽습니다."))
    if on < clock.today():
        raise _refused("on", _("시행일은 오늘이나 그 뒤여야 합니다."))
    if on == clock.today():
        _end_now(actor, membership, action, ground, note.strip())
        return
    membership.planned_action, membership.planned_on = action, on
    membership.planned_ground, membership.planned_note = ground, note.strip()
    db.session.flush()
    audit.record(actor, "membership.planned", membership, action=action, on=on.isoformat(), reason=note.strip())
    news.tell_of_ground(
        membership,
        lambda: _("%(action)s 예정: %(day)s", action=ACTION_LABELS[action], day=format_date(on)),
        ground,
        note,
    )


def drop_plan(actor: Actor, membership: Membership) -> None:
    """Take back what was planned for a later day: whoever may plan it may drop it."""
    row = LIFECYCLE.find(membership.status, membership.planned_action)
    if row is None:
        raise ConflictError(_("정해 둔 것이 없습니다."))
    policies.require(actor, row.permission, membership)
    _forget_plan(membership)
    audit.record(actor, "membership.plan_dropped", membership)


def restore(actor: Actor, membership: Membership, note: str = "") -> None:
    """Lift a suspension; a term that has ended must be renewed by the member instead."""
    if membership.ground is Ground.TERM_ENDED:
        raise ConflictError(_("회원 기간이 끝난 정지는 회원이 갱신하면 풀립니다."))
    audit.advance(LIFECYCLE, membership, "restore", actor, note)
    membership.ground, membership.ground_note = None, ""
    db.session.flush()
    emit(MemberJoined(membership.organisation_id, actor_id=actor.user_id))
    news.tell_members(membership, lambda: _("자격 정지가 풀렸습니다."), lambda: note)


def look_daily() -> None:
    """Do what the day brings: planned steps, votes that are over, terms that ended, reminders."""
    today = clock.today()
    for membership in planned_until(today):
        _do_plan(membership)
    for ballot_id in ballots_to_close(today):
        close_ballot(SYSTEM, ballot_id)
    for membership in ending_soon(today + timedelta(days=max(REMIND_DAYS))):
        _look_at_term(membership, today)


def _look_at_term(membership: Membership, today: date) -> None:
    ends = membership.term_ends_on or today
    if today > ends + GRACE:
        with use_locale("ko"):
            note = _("%(day)s까지 갱신하지 않았습니다.", day=format_date(ends + GRACE))
        _end_now(SYSTEM, membership, "suspend", Ground.TERM_ENDED, note)
        return
    due = [days for days in REMIND_DAYS if today >= ends - timedelta(days=days)]
    nearest = min(due, default=None)
    if nearest is None or (membership.reminded_days is not None and membership.reminded_days <= nearest):
        return
    membership.reminded_days = nearest
    news.tell_members(
        membership,
        lambda: _("회원 기간이 %(day)s에 끝납니다.", day=format_date(ends)),
        lambda: _("회원 화면에서 갱신해 주세요. 끝나고 30일이 지나면 자격이 정지됩니다."),
        f"/membership/{membership.id}/renew",
    )


def _do_plan(membership: Membership) -> None:
    action, ground, note = membership.planned_action, membership.planned_ground, membership.planned_note
    if ground is None or LIFECYCLE.find(membership.status, action) is None:
        _forget_plan(membership)  # something else came first
        return
    _end_now(SYSTEM, membership, action, ground, note)


def _end_now(actor: Actor, membership: Membership, action: str, ground: Ground, note: str) -> None:
    was_active = membership.status is MembershipStatus.ACTIVE
    audit.advance(LIFECYCLE, membership, action, actor, note)
    membership.ground, membership.ground_note = ground, note
    _forget_plan(membership)
    if action != "suspend":
        _close_period(membership)
    db.session.flush()
    if was_active:
        emit(MemberEnded(membership.organisation_id, actor_id=actor.user_id))
    news.tell_of_ground(
        membership, lambda: _("얼라이언스 회원 자격: %(action)s", action=ACTION_LABELS[action]), ground, note
    )


def _close_period(membership: Membership) -> None:
    running = (MembershipPeriod.membership_id == membership.id, MembershipPeriod.ended_on.is_(None))
    db.session.execute(update(MembershipPeriod).where(*running).values(ended_on=clock.today()))


def _forget_plan(membership: Membership) -> None:
    membership.planned_action, membership.planned_on = "", None
    membership.planned_ground, membership.planned_note = None, ""
    db.session.flush()


def _note_consent(membership: Membership) -> None:
    application = find_application(membership.application_id or 0)
    if application is not None:
        application.bylaws_version, application.bylaws_agreed_at = bylaws.VERSION, clock.now()


def _announced(action: str, on: date) -> str:
    return _("%(action)s 예정: %(day)s", action=ACTION_LABELS[action], day=format_date(on))


def _refused(field: str, sentence: str) -> InvalidInputError:
    return InvalidInputError(sentence, {field: [sentence]})


def planned(membership: Membership) -> dict[str, Any] | None:
    """Return what is planned for a member, for pages: action, day, ground and note."""
    if not membership.planned_action:
        return None
    return {
        "action": ACTION_LABELS[membership.planned_action],
        "on": membership.planned_on,
        "ground": membership.planned_ground,
        "note": membership.planned_note,
    }


def ending_actions(membership: Membership, actor: Actor) -> Sequence[str]:
    """Return the ways to suspend or end a membership that are open to somebody now."""
    return [row.action for row in LIFECYCLE.allowed(membership, actor) if row.action in ENDING_GROUNDS]
