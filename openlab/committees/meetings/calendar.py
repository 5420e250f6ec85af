"""Meetings as iCalendar: one file for one meeting, and the file that a subscribed calendar asks for."""

from collections.abc import Iterable

from icalendar import Calendar, Event

from openlab import __version__
from openlab.committees.models import Meeting
from openlab.kit.clock import in_seoul


def meeting_file(meeting: Meeting, base_url: str, locale: str) -> bytes:
    """Return one meeting as an iCalendar file, with times in Asia/Seoul."""
    return _file([meeting], base_url, locale)


def feed_file(meetings: Iterable[Meeting], base_url: str, locale: str, name: str) -> bytes:
    """Return several meetings as the content of a subscription called `name`."""
    return _file(meetings, base_url, locale, name)


def _file(meetings: Iterable[Meeting], base_url: str, locale: str, name: str = "") -> bytes:
    calendar = Calendar()
    calendar.add("prodid", f"-//openlab//openlab {__version__}//{locale.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("x-wr-timezone", "Asia/Seoul")
    for meeting in meetings:
        calendar.add_component(_event(meeting, base_url, locale))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(meeting: Meeting, base_url: str, locale: str) -> Event:
    page = f"{base_url}/committees/meetings/{meeting.id}"
    event = Event()
    event.add("uid", f"{meeting.uid}@openlab")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.updated_at)
    event.add("last-modified", meeting.updated_at)
    event.add("dtstart", in_seoul(meeting.starts_at))
    event.add("dtend", in_seoul(meeting.ends_at))
    event.add("summary", f"{meeting.committee.label(locale)}: {meeting.title}")
    event.add("description", "\n\n".join(part for part in (meeting.agenda, meeting.link, page) if part))
    event.add("location", meeting.place or meeting.link)
    event.add("url", page)
    event.add("status", "CANCELLED" if meeting.cancelled_at else "CONFIRMED")
    return event
