"""Meetings on every database: who is told, what calendars get, who came, and the life of the minutes."""

from datetime import datetime, timedelta

import pytest
from icalendar import Calendar

from openlab.committees import service as committees
from openlab.committees.meetings import queries, service
from openlab.committees.meetings.calendar import feed_file, meeting_file
from openlab.committees.states import MinutesStatus, Reply
from openlab.kit import clock
from openlab.kit.errors import ConflictError, ForbiddenError, InvalidInputError
from openlab.kit.lifecycle import ReasonRequiredError
from tests.builders import make_committee, make_meeting, make_minutes
from tests.service.committees.test_committees import mails

STARTS = datetime(2099, 3, 2, 14, 0, tzinfo=clock.SEOUL)
VALUES = {
    "title": "1차 회의",
    "agenda": "1. 표준 목록\n2. 일정",
    "starts_at": STARTS,
    "ends_at": STARTS + timedelta(hours=2),
    "place": "서울 회의실",
    "link": "",
}
OTHERS = ["member@example.org", "secretary@example.org"]


@pytest.fixture
def meeting(room):
    """A meeting that the chair has called for the far future."""
    return service.call_meeting(room.chair, room.committee, VALUES)


def events(content):
    """Return the events of an iCalendar file."""
    return Calendar.from_ical(content).walk("VEVENT")


def test_called_meeting_is_mailed_to_everybody_else_on_the_committee(meeting, any_session):
    assert sorted(mails(any_session, "회의 안내")) == OTHERS


def test_member_without_an_office_may_not_call_a_meeting(room):
    with pytest.raises(ForbiddenError):
        service.call_meeting(room.member, room.committee, VALUES)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at": STARTS}, "ends"),
        ({"starts_at": datetime(2020, 1, 2, tzinfo=clock.SEOUL), "ends_at": STARTS}, "day"),
    ],
)
def test_meeting_is_refused_that_ends_before_it_starts_or_lies_in_the_past(room, changes, field):
    with pytest.raises(InvalidInputError) as refused:
        service.call_meeting(room.chair, room.committee, VALUES | changes)

    assert list(refused.value.fields) == [field]


def test_moved_meeting_is_told_again_and_a_new_agenda_is_not(meeting, room, any_session):
    service.change_meeting(room.chair, meeting, VALUES | {"agenda": "3. 기타"})
    assert (meeting.sequence, mails(any_session, "바뀐 회의")) == (1, [])

    service.change_meeting(room.chair, meeting, VALUES | {"place": "세종 회의실"})

    assert (meeting.sequence, sorted(mails(any_session, "바뀐 회의"))) == (2, OTHERS)


def test_calendar_file_tells_time_in_seoul_and_follows_changes(meeting, room):
    (event,) = events(meeting_file(meeting, "https://lab.example", "ko"))
    assert event["DTSTART"].to_ical() == b"20990302T140000"
    assert event["DTSTART"].params["TZID"] == "Asia/Seoul"
    assert event.decoded("dtstart") == STARTS
    assert b"BEGIN:VTIMEZONE" in meeting_file(meeting, "https://lab.example", "ko")
    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CONFIRMED", 0)

    service.cancel_meeting(room.chair, meeting, "정족수를 채우지 못합니다.")

    (after,) = events(meeting_file(meeting, "https://lab.example", "ko"))
    assert (after["UID"], str(after["STATUS"]), after["SEQUENCE"]) == (event["UID"], "CANCELLED", 1)


def test_text_of_a_meeting_cannot_break_out_of_its_line_in_the_file(room):
    evil = VALUES | {"title": "회의\nEND:VEVENT\nBEGIN:VALARM", "agenda": "a;b,c\\n\r\nSTATUS:CANCELLED"}
    (event,) = events(meeting_file(service.call_meeting(room.chair, room.committee, evil), "https://x.example", "ko"))

    assert str(event["STATUS"]) == "CONFIRMED"
    assert event.subcomponents == []


def test_feed_holds_meetings_of_ones_seats_and_nothing_old_or_foreign(meeting, room):
    make_meeting(room.committee, "옛 회의", starts_at=clock.now() - timedelta(days=100))
    make_meeting(make_committee("남의 위원회"), "남의 회의")

    mine = queries.meetings_for(room.member.user_id)

    assert [str(event["SUMMARY"]) for event in events(feed_file(mine, "https://x.example", "ko", "회의"))] == [
        "표준분과: 1차 회의"
    ]
    committees.end_seat(room.curator, room.committee.seat_of(room.member.user_id))
    assert queries.meetings_for(room.member.user_id) == []


def test_cancelled_meeting_cannot_be_changed_answered_or_cancelled_again(meeting, room):
    service.cancel_meeting(room.chair, meeting, "취소")

    with pytest.raises(ConflictError):
        service.change_meeting(room.chair, meeting, VALUES)
    with pytest.raises(ConflictError):
        service.answer(room.member, meeting, Reply.COMING)
    with pytest.raises(ConflictError):
        service.cancel_meeting(room.chair, meeting, "취소")


def test_last_answer_counts_and_attendance_is_noted_for_everybody_once_it_has_begun(room):
    meeting = make_meeting(room.committee, starts_at=clock.now() - timedelta(hours=1))
    service.answer(room.member, meeting, Reply.COMING)
    service.answer(room.member, meeting, Reply.NOT_COMING)
    service.note_attendance(room.secretary, meeting, {room.member.user_id})

    rows = {row.user_id: (row.reply, row.present) for row in meeting.attendance}
    assert rows == {
        room.chair.user_id: (None, False),
        room.secretary.user_id: (None, False),
        room.member.user_id: (Reply.NOT_COMING, True),
    }


def test_attendance_is_refused_before_the_meeting_begins(meeting, room):
    with pytest.raises(ConflictError):
        service.note_attendance(room.secretary, meeting, {room.member.user_id})


def test_minutes_go_from_draft_over_circulation_to_adoption_and_stay_as_they_are(room, any_session):
    meeting = make_meeting(room.committee, starts_at=clock.now() - timedelta(hours=3))
    minutes = service.write_minutes(room.secretary, meeting, "표준 목록을 정했다.")
    service.act_on_minutes(room.secretary, minutes, "circulate")
    assert sorted(mails(any_session, "회의록 회람")) == ["chair@example.org", "member@example.org"]

    with pytest.raises(ConflictError):
        service.write_minutes(room.secretary, meeting, "몰래 고침")
    with pytest.raises(ForbiddenError):
        service.act_on_minutes(room.secretary, minutes, "adopt")
    with pytest.raises(ReasonRequiredError):
        service.act_on_minutes(room.secretary, minutes, "revise")
    service.act_on_minutes(room.chair, minutes, "adopt")

    assert (minutes.status, minutes.adopted_at is not None) == (MinutesStatus.ADOPTED, True)
    with pytest.raises(ConflictError):
        service.act_on_minutes(room.chair, minutes, "revise", "다시")
    with pytest.raises(ConflictError):
        service.note_attendance(room.secretary, meeting, set())


def test_minutes_taken_back_with_a_reason_can_be_written_again(room):
    minutes = make_minutes(make_meeting(room.committee), MinutesStatus.CIRCULATED)

    service.act_on_minutes(room.secretary, minutes, "revise", "이름이 틀렸습니다.")
    service.write_minutes(room.secretary, minutes.meeting, "고친 글")

    assert (minutes.status, minutes.text) == (MinutesStatus.DRAFT, "고친 글")


def test_empty_minutes_are_not_circulated_and_an_older_draft_is_not_saved_over_a_newer_one(room):
    meeting = make_meeting(room.committee)
    minutes = service.write_minutes(room.chair, meeting, "첫 글")
    version = minutes.version
    service.write_minutes(room.secretary, meeting, " ", version)

    with pytest.raises(ConflictError):
        service.write_minutes(room.chair, meeting, "늦은 글", version)
    with pytest.raises(InvalidInputError):
        service.act_on_minutes(room.chair, minutes, "circulate")
