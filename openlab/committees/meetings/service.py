"""What can be done with meetings: call, move and cancel them, say who comes, write and adopt minutes."""

from collections.abc import Collection, Mapping
from typing import Any

from openlab.audit.service import advance, record
from openlab.committees.models import Attendance, Committee, Meeting, Minutes
from openlab.committees.states import MINUTES, MinutesStatus, Reply
from openlab.drafts import assign, require_version
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.jobs.mail import send_mail
from openlab.kit import clock
from openlab.kit.errors import ConflictError, InvalidInputError
from openlab.kit.ids import new_token
from openlab.kit.policy import Actor, policies

EDITABLE = ("title", "agenda", "starts_at", "ends_at", "place", "link")
TOLD_OF = {"title", "starts_at", "ends_at", "place", "link"}  # a change of these is mailed, one of the agenda is not


def call_meeting(actor: Actor, committee: Committee, values: Mapping[str, Any]) -> Meeting:
    """Call a meeting (`values`: EDITABLE) and tell everybody who sits on the committee by mail."""
    policies.require(actor, "committees:committee:run", committee)
    if committee.ended_at is not None:
        raise ConflictError(_("이미 끝난 위원회입니다."))
    _require_order(values)
    moment = clock.now()
    if values["starts_at"] < moment:
        raise _refused("day", _("지나간 때로는 회의를 부를 수 없습니다."))
    meeting = Meeting(committee=committee, uid=new_token(), created_at=moment, updated_at=moment, sequence=0)
    assign(meeting, values, EDITABLE)
    db.session.add(meeting)
    db.session.flush()
    record(actor, "committee_meeting.called", meeting, committee=committee.id, title=meeting.title)
    _tell(actor, meeting, "called")
    return meeting


def change_meeting(
    actor: Actor, meeting: Meeting, values: Mapping[str, Any], expected_version: int | None = None
) -> None:
    """Change a meeting that has not been cancelled; who was told before is told again when time or place move."""
    policies.require(actor, "committees:committee:run", meeting)
    _require_alive(meeting)
    require_version(meeting, expected_version)
    _require_order(values)
    changed = assign(meeting, values, EDITABLE)
    if not changed:
        return
    meeting.sequence, meeting.updated_at = meeting.sequence + 1, clock.now()
    db.session.flush()
    record(actor, "committee_meeting.changed", meeting, fields=changed)
    if TOLD_OF & set(changed):
        _tell(actor, meeting, "changed")


def cancel_meeting(actor: Actor, meeting: Meeting, reason: str) -> None:
    """Cancel a meeting with a reason; calendars show it as cancelled."""
    policies.require(actor, "committees:committee:run", meeting)
    _require_alive(meeting)
    if not reason.strip():
        raise _refused("reason", _("이유를 써 주세요. 상대방이 읽습니다."))
    meeting.cancelled_at = meeting.updated_at = clock.now()
    meeting.cancel_reason, meeting.sequence = reason.strip(), meeting.sequence + 1
    record(actor, "committee_meeting.cancelled", meeting, reason=reason.strip())
    _tell(actor, meeting, "cancelled")


def answer(actor: Actor, meeting: Meeting, reply: Reply) -> None:
    """Say whether one means to come."""
    policies.require(actor, "committees:committee:attend", meeting)
    _require_alive(meeting)
    _attendance(meeting, actor.user_id or 0).reply = reply
    record(actor, "committee_meeting.answered", meeting, reply=reply.value)


def note_attendance(actor: Actor, meeting: Meeting, present: Collection[int]) -> None:
    """Write down who of those who sit on the committee was there (user ids); the others were not."""
    policies.require(actor, "committees:committee:run", meeting)
    _require_alive(meeting)
    if meeting.starts_at > clock.now():
        raise ConflictError(_("회의가 시작된 뒤에 출석을 적을 수 있습니다."))
    if _is_adopted(meeting):
        raise ConflictError(_("확정한 회의록은 고칠 수 없습니다."))
    for seat in meeting.committee.sitting:
        _attendance(meeting, seat.user_id).present = seat.user_id in present
    record(actor, "committee_meeting.attended", meeting, present=sorted(present))


def write_minutes(actor: Actor, meeting: Meeting, text: str, expected_version: int | None = None) -> Minutes:
    """Write or rewrite the draft of the minutes; circulated or adopted ones must be taken back first."""
    policies.require(actor, "committees:committee:run", meeting)
    _require_alive(meeting)
    minutes = meeting.minutes
    if minutes is None:
        minutes = Minutes(meeting=meeting, status=MINUTES.initial, text="")
        minutes.updated_at = clock.now()
        db.session.add(minutes)
        db.session.flush()
    elif minutes.status is not MinutesStatus.DRAFT:
        raise ConflictError(_("회람 중이거나 확정한 회의록입니다. 먼저 초안으로 되돌려 주세요."))
    else:
        require_version(minutes, expected_version)
    minutes.text, minutes.updated_at = text, clock.now()
    db.session.flush()
    record(actor, "minutes.written", minutes, meeting=meeting.id)
    return minutes


def act_on_minutes(actor: Actor, minutes: Minutes, action: str, reason: str = "") -> None:
    """Circulate, take back (with a reason) or adopt the minutes; circulation is told by mail."""
    if action == "circulate" and not minutes.text.strip():
        raise _refused("text", _("회의록에 쓴 것이 없습니다."))
    advance(MINUTES, minutes, action, actor, reason)
    minutes.updated_at = clock.now()
    if minutes.status is MinutesStatus.CIRCULATED:
        minutes.circulated_at = clock.now()
        _tell(actor, minutes.meeting, "minutes")
    elif minutes.status is MinutesStatus.ADOPTED:
        minutes.adopted_at = clock.now()


def _tell(actor: Actor, meeting: Meeting, what: str) -> None:
    """Mail everybody who sits on the committee but the one who acts; `what`: called|changed|cancelled|minutes."""
    committee = meeting.committee
    for seat in committee.sitting:
        reader = seat.user
        if reader.id == actor.user_id or not reader.active:
            continue
        send_mail(
            reader.email,
            "committee_meeting",
            reader.locale,
            name=reader.name,
            what=what,
            title=meeting.title,
            committee=committee.label(reader.locale),
            starts_at=meeting.starts_at,
            place=meeting.place or meeting.link,
            reason=meeting.cancel_reason,
            meeting_id=meeting.id,
        )


def _attendance(meeting: Meeting, user_id: int) -> Attendance:
    found = next((row for row in meeting.attendance if row.user_id == user_id), None)
    if found is None:
        found = Attendance(meeting=meeting, user_id=user_id)
        db.session.add(found)
        db.session.flush()
    return found


def _is_adopted(meeting: Meeting) -> bool:
    return meeting.minutes is not None and meeting.minutes.status is MinutesStatus.ADOPTED


def _require_alive(meeting: Meeting) -> None:
    if meeting.cancelled_at is not None:
        raise ConflictError(_("취소한 회의입니다."))


def _require_order(values: Mapping[str, Any]) -> None:
    if values["ends_at"] <= values["starts_at"]:
        raise _refused("ends", _("끝나는 때가 시작하는 때보다 늦어야 합니다."))


def _refused(field: str, sentence: str) -> InvalidInputError:
    return InvalidInputError(sentence, {field: [sentence]})
