"""Announce something, and take it down."""

from datetime import date, datetime, time, timedelta

from openlab.admin import policies as _rules  # noqa: F401  # defines the permissions asked for below
from openlab.admin.announcements.models import Announcement
from openlab.audit import service as audit
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.kit import clock
from openlab.kit.errors import InvalidInputError
from openlab.kit.policy import Actor, policies


def announce(actor: Actor, text: str, text_en: str, first: date, last: date) -> Announcement:
    """Put a sentence on every page from the beginning of one day to the end of another, in Seoul."""
    policies.require(actor, "admin:announcement:write")
    if last < first or last < clock.today():
        sentence = _("끝나는 날은 시작하는 날과 오늘보다 빠를 수 없습니다.")
        raise InvalidInputError(sentence, {"last": [sentence]})
    row = Announcement(
        text=text,
        text_en=text_en,
        starts_at=_midnight(first),
        ends_at=_midnight(last + timedelta(days=1)),
        made_by=actor.user_id or None,
        created_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "announcement.made", row, text=text, first=first.isoformat(), last=last.isoformat())
    return row


def withdraw(actor: Actor, row: Announcement) -> None:
    """Take an announcement off the pages at once."""
    policies.require(actor, "admin:announcement:write")
    if row.withdrawn_at is None:
        row.withdrawn_at = clock.now()
        audit.record(actor, "announcement.withdrawn", row)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.SEOUL)
