"""Committees of the alliance with their meetings, minutes, tasks and calendars."""

from datetime import timedelta

from sqlalchemy import select

from openlab.committees import service
from openlab.committees.meetings import service as meetings
from openlab.committees.meetings.queries import find_meeting
from openlab.committees.models import CommitteeSeat, CommitteeTask
from openlab.committees.queries import find_committee
from openlab.committees.states import MinutesStatus, Reply, SeatRole, TaskStatus
from openlab.extensions import db
from openlab.kit import clock
from openlab.membership.models import Membership
from openlab.membership.states import MemberClass, MembershipStatus
from tests.access.people import CURATORS, EVERYBODY, F_PEOPLE, SIGNED_IN
from tests.access.table import GONE, PUBLIC, Route, Verb
from tests.builders import make_committee, make_meeting, make_minutes, stored

# The closed committee is led by the firm's manager, its secretary is the researcher, and the firm's member sits there.
SEATED = frozenset({"firm_manager", "researcher", "member"})
RUN = frozenset({"firm_manager", "researcher"})
INSIDE = F_PEOPLE | CURATORS  # the firm F is a member of the alliance
THINGS = {"committee_public": "PUBLIC", "committee_inside": "ALLIANCE", "committee_closed": "MEMBERS"}
READERS = {
    "committee_inside": INSIDE,
    "committee_closed": SEATED | CURATORS,
    "closed_meeting": SEATED | CURATORS,
    "closed_past": SEATED | CURATORS,
    "inside_meeting": INSIDE,
    "closed_minutes": SEATED | CURATORS,
    "closed_task": SEATED | CURATORS,
}
RUNS = {
    "committee_public": CURATORS,
    "committee_inside": CURATORS,
    "committee_closed": RUN | CURATORS,
    "closed_meeting": RUN | CURATORS,
    "closed_past": RUN | CURATORS,
    "inside_meeting": CURATORS,
    "closed_minutes": RUN | CURATORS,
}
WHO = {
    "committees:committee:read": {**READERS, "committee_public": EVERYBODY},
    "committees:committee:found": {"": CURATORS},
    "committees:committee:run": RUNS,
    "committees:committee:attend": {"closed_meeting": SEATED, "inside_meeting": frozenset()},
    "committees:minutes:adopt": {"closed_minutes": {"firm_manager"} | CURATORS},
    "committees:task:finish": {"closed_task": {"member"} | RUN | CURATORS},
    "committees:feed:use": {"": SIGNED_IN},
}
COMMITTEES = (*THINGS, GONE)
MEETINGS = ("closed_meeting", "inside_meeting", GONE)
FORM = {"kind": "COMMITTEE", "name": "표준분과", "visibility": "PUBLIC"}
MEETING = {"title": "회의", "day": "2099-01-02", "starts": "14:00", "ends": "15:00", "place": "서울"}
REASON = {"reason": "까닭"}


def build(world):
    """Store a committee of each visibility, meetings before and after now, minutes, and a task."""
    for name, visibility in THINGS.items():
        world.ids[name] = make_committee(f"위원회 {name}", visibility=visibility).id
    closed = find_committee(world.ids["committee_closed"])
    for name, role in (("firm_manager", "CHAIR"), ("researcher", "SECRETARY"), ("member", "MEMBER")):
        firm = "R" if name == "researcher" else "F"
        stored(CommitteeSeat(committee_id=closed.id, user_id=world.ids[f"{name}'s account"],
                             organisation_id=world.ids[firm], role=SeatRole(role), created_at=clock.now()))  # fmt: skip
    db.session.refresh(closed)
    world.ids["closed_seat"] = closed.sitting[-1].id
    world.ids["closed_meeting"] = make_meeting(closed).id
    past = make_meeting(closed, starts_at=clock.now() - timedelta(days=2))
    world.ids["closed_past"] = past.id
    minutes = make_minutes(make_meeting(closed, starts_at=clock.now() - timedelta(days=9)), MinutesStatus.CIRCULATED)
    world.ids["closed_minutes"] = minutes.meeting_id
    world.ids["inside_meeting"] = make_meeting(find_committee(world.ids["committee_inside"])).id
    task = CommitteeTask(committee_id=closed.id, title="초안 쓰기", assignee_id=world.ids["member's account"],
                         due_on=clock.today(), status=TaskStatus.OPEN, created_at=clock.now())  # fmt: skip
    world.ids["closed_task"] = stored(task).id
    world.later.append(_join_alliance)


def _join_alliance(world):
    """Let the firm F be a member, whatever another feature has stored of it."""
    found = db.session.scalar(select(Membership).where(Membership.organisation_id == world.ids["F"]))
    found = found or stored(Membership(organisation_id=world.ids["F"], status=MembershipStatus.ACTIVE,
                                       member_class=MemberClass.SME, applied_at=clock.now()))  # fmt: skip
    found.status = MembershipStatus.ACTIVE


def _of(world, name):
    return find_committee(world.ids[name])


def _meeting(world, name):
    return find_meeting(world.ids[name])


def _seat(world, _person, _thing):
    return {"organisation_id": str(world.ids["F"]), "email": "member@example.org", "role": "MEMBER"}


def _task(world, _person, _thing):
    return {"title": "할 일", "assignee_id": str(world.ids["member's account"]), "due_on": "2099-01-02"}


def _on(endpoint, method, permission, things=COMMITTEES, param="committee_id", **values):
    return Route(endpoint=endpoint, method=method, permission=permission, param=param, things=things, **values)


FOUND, RUNNING = "committees:committee:found", "committees:committee:run"
ROUTES = [
    Route(endpoint="committees.index", permission=PUBLIC),
    _on("committees.detail", "GET", "committees:committee:read"),
    Route(endpoint="committees.found", permission=FOUND, first="permission"),
    Route(endpoint="committees.found", method="POST", permission=FOUND, first="permission", data=FORM),
    _on("committees.edit", "GET", FOUND, first="permission"),
    _on("committees.edit", "POST", FOUND, first="permission", data=FORM),
    _on("committees.end", "GET", FOUND, first="permission"),
    _on("committees.end", "POST", FOUND, first="permission", data=REASON),
    _on("committees.seats", "GET", FOUND, first="permission"),
    _on("committees.add_seat", "POST", FOUND, first="permission", data=_seat, ok=(303, 422)),
    _on("committees.change_seat", "POST", FOUND, ("committee_closed", GONE), first="permission",
        args={"seat_id": "@closed_seat", "what": "SECRETARY"}),
    _on("committees.attach", "POST", RUNNING),
    _on("committees.add_task", "POST", RUNNING, data=_task, ok=(303, 422)),
    _on("committees.task_step", "GET", "committees:task:finish", ("closed_task", GONE), "task_id",
        args={"action": "finish"}),
    _on("committees.task_step", "POST", "committees:task:finish", ("closed_task", GONE), "task_id",
        args={"action": "finish"}),
    _on("committees.task_step", "POST", "committees:task:finish", ("closed_task", GONE), "task_id",
        args={"action": "drop"}, data=REASON, who={"closed_task": RUN | CURATORS}, label="drop"),
    Route(endpoint="committees.calendar", permission="committees:feed:use", first="permission"),
    Route(endpoint="committees.make_feed", method="POST", permission="committees:feed:use", first="permission"),
    Route(endpoint="committees.end_feed", method="POST", permission="committees:feed:use", first="permission"),
    Route(endpoint="committees.feed", permission=PUBLIC, args={"token": "no-such-secret"},
          things=(GONE,)),
    _on("meetings.detail", "GET", "committees:committee:read", MEETINGS, "meeting_id"),
    _on("meetings.file", "GET", "committees:committee:read", MEETINGS, "meeting_id"),
    _on("meetings.call", "GET", RUNNING),
    _on("meetings.call", "POST", RUNNING, data=MEETING),
    _on("meetings.edit", "GET", RUNNING, MEETINGS, "meeting_id"),
    _on("meetings.edit", "POST", RUNNING, MEETINGS, "meeting_id", data=MEETING),
    _on("meetings.cancel", "GET", RUNNING, MEETINGS, "meeting_id"),
    _on("meetings.cancel", "POST", RUNNING, MEETINGS, "meeting_id", data=REASON),
    _on("meetings.answer", "POST", "committees:committee:attend", MEETINGS, "meeting_id", data={"reply": "COMING"}),
    _on("meetings.attendance", "POST", RUNNING, ("closed_past", GONE), "meeting_id"),
    _on("meetings.attach", "POST", RUNNING, MEETINGS, "meeting_id"),
    _on("meetings.minutes", "GET", RUNNING, ("closed_past", GONE), "meeting_id"),
    _on("meetings.minutes", "POST", RUNNING, ("closed_past", GONE), "meeting_id", data={"text": "정한 것"}),
    _on("meetings.minutes_step", "GET", RUNNING, ("closed_minutes", GONE), "meeting_id", args={"action": "revise"}),
    _on("meetings.minutes_step", "POST", RUNNING, ("closed_minutes", GONE), "meeting_id", args={"action": "revise"},
        data=REASON),
    _on("meetings.minutes_step", "POST", RUNNING, ("closed_minutes", GONE), "meeting_id", args={"action": "adopt"},
        who=WHO["committees:minutes:adopt"], label="adopt"),
]  # fmt: skip
VERBS = [
    Verb(label="committees.service.found_committee", permission=FOUND,
         call=lambda world, actor, _name: service.found_committee(actor, {"name": "새 위원회"})),
    Verb(label="committees.service.edit_committee", permission=FOUND, things=tuple(THINGS),
         call=lambda world, actor, name: service.edit_committee(actor, _of(world, name), {"name": "다른 이름"})),
    Verb(label="committees.service.end_committee", permission=FOUND, things=tuple(THINGS),
         call=lambda world, actor, name: service.end_committee(actor, _of(world, name), "까닭")),
    Verb(label="committees.service.give_seat", permission=FOUND, things=tuple(THINGS),
         call=lambda world, actor, name: service.give_seat(actor, _of(world, name), None, None, SeatRole.MEMBER)),
    Verb(label="committees.service.change_seat", permission=FOUND,
         call=lambda world, actor, _name: service.change_seat(
             actor, _of(world, "committee_closed").sitting[-1], SeatRole.SECRETARY)),
    Verb(label="committees.service.end_seat", permission=FOUND,
         call=lambda world, actor, _name: service.end_seat(actor, _of(world, "committee_closed").sitting[-1])),
    Verb(label="committees.service.give_task", permission=RUNNING, things=tuple(THINGS),
         call=lambda world, actor, name: service.give_task(
             actor, _of(world, name), "할 일", assignee_id=0, due_on=clock.today())),
    Verb(label="committees.service.new_feed", permission="committees:feed:use",
         call=lambda world, actor, _name: service.new_feed(actor)),
    Verb(label="committees.service.end_feed", permission="committees:feed:use",
         call=lambda world, actor, _name: service.end_feed(actor)),
    Verb(label="meetings.service.call_meeting", permission=RUNNING, things=tuple(THINGS),
         call=lambda world, actor, name: meetings.call_meeting(
             actor, _of(world, name), {"starts_at": clock.now(), "ends_at": clock.now()})),
    Verb(label="meetings.service.change_meeting", permission=RUNNING, things=("closed_meeting", "inside_meeting"),
         call=lambda world, actor, name: meetings.change_meeting(
             actor, _meeting(world, name), {"starts_at": clock.now(), "ends_at": clock.now()})),
    Verb(label="meetings.service.cancel_meeting", permission=RUNNING, things=("closed_meeting", "inside_meeting"),
         call=lambda world, actor, name: meetings.cancel_meeting(actor, _meeting(world, name), "까닭")),
    Verb(label="meetings.service.answer", permission="committees:committee:attend",
         things=("closed_meeting", "inside_meeting"),
         call=lambda world, actor, name: meetings.answer(actor, _meeting(world, name), Reply.COMING)),
    Verb(label="meetings.service.note_attendance", permission=RUNNING, things=("closed_past",),
         call=lambda world, actor, name: meetings.note_attendance(actor, _meeting(world, name), ())),
    Verb(label="meetings.service.write_minutes", permission=RUNNING, things=("closed_past",),
         call=lambda world, actor, name: meetings.write_minutes(actor, _meeting(world, name), "글")),
]  # fmt: skip
