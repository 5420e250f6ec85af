"""Reads of announcements."""

from collections.abc import Sequence

from sqlalchemy import select

from openlab.admin.announcements.models import Announcement
from openlab.extensions import db
from openlab.kit import clock
from openlab.kit.errors import NotFoundError


def current() -> Sequence[Announcement]:
    """Return what stands on the pages now, the newest first."""
    moment = clock.now()
    wanted = select(Announcement).where(
        Announcement.ends_at > moment, Announcement.starts_at <= moment, Announcement.withdrawn_at.is_(None)
    )
    return db.session.scalars(wanted.order_by(Announcement.id.desc()).limit(3)).all()


def latest(limit: int = 50) -> Sequence[Announcement]:
    """Return the announcements, past and coming ones too, the newest first."""
    return db.session.scalars(select(Announcement).order_by(Announcement.id.desc()).limit(limit)).all()


def get_announcement(announcement_id: int) -> Announcement:
    """Return an announcement or raise NotFoundError."""
    found = db.session.get(Announcement, announcement_id)
    if found is None:
        raise NotFoundError(kind="announcement")
    return found
