"""Reads of attachments."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, select

from openlab.extensions import db
from openlab.files.models import Attachment
from openlab.files.states import Visibility
from openlab.kit.errors import NotFoundError
from openlab.kit.policy import Actor, policies


def _live(owner_type: str) -> Select[Attachment]:
    wanted = select(Attachment).where(Attachment.owner_type == owner_type, Attachment.removed_at.is_(None))
    return wanted.order_by(Attachment.id)


def attachments_of(owner: Any) -> Sequence[Attachment]:
    """Return the files of a thing, oldest first, without asking who reads."""
    return db.session.scalars(_live(owner.__tablename__).where(Attachment.owner_id == owner.id)).all()


def visible_attachments(actor: Actor, owner: Any) -> list[Attachment]:
    """Return the files of a thing that an actor may read."""
    return [file for file in attachments_of(owner) if policies.allows(actor, "files:attachment:read", file)]


def attachments_by_owner(owner_type: str, owner_ids: Sequence[int]) -> Mapping[int, list[Attachment]]:
    """Return the files of many things that follow their owner, in one query, for lists with pictures."""
    found: dict[int, list[Attachment]] = defaultdict(list)
    wanted = _live(owner_type).where(Attachment.owner_id.in_(set(owner_ids)))
    for file in db.session.scalars(wanted.where(Attachment.visibility == Visibility.PUBLIC)):
        found[file.owner_id].append(file)
    return found


def get_attachment(attachment_id: int) -> Attachment:
    """Return a file that has not been removed, or raise NotFoundError."""
    found = db.session.get(Attachment, attachment_id)
    if found is None or found.removed_at is not None:
        raise NotFoundError(kind="attachment")
    return found


def count_of(owner_type: str, owner_id: int) -> int:
    """Count the files of a thing."""
    counted = select(func.count()).select_from(_live(owner_type).where(Attachment.owner_id == owner_id).subquery())
    return db.session.scalar(counted) or 0


def is_referred_to(sha256: str) -> bool:
    """Say whether any file that has not been removed has this content."""
    wanted = select(Attachment.id).where(Attachment.sha256 == sha256, Attachment.removed_at.is_(None))
    return db.session.scalar(wanted.limit(1)) is not None
