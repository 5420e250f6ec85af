"""Reads of invitations."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from openlab.extensions import db
from openlab.identity.orgs.invitations import policies as _rules  # noqa: F401  # defines the permissions
from openlab.identity.orgs.invitations.models import Invitation
from openlab.identity.orgs.invitations.states import InvitationStatus
from openlab.kit import clock
from openlab.kit.errors import NotFoundError
from openlab.kit.ids import token_digest


def find_by_token(token: str) -> Invitation | None:
    """Return the invitation of a mailed link that can still be accepted, with its organisation."""
    wanted = _open().where(Invitation.digest == token_digest(token), Invitation.expires_at > clock.now())
    return db.session.scalar(wanted)


def find_open(organisation_id: int, email: str) -> Invitation | None:
    """Return the invitation of an address that nobody has closed yet, be its time over or not."""
    return db.session.scalar(_open().where(Invitation.organisation_id == organisation_id, Invitation.email == email))


def get_invitation(invitation_id: int) -> Invitation:
    """Return an invitation with its organisation, or raise NotFoundError."""
    wanted = select(Invitation).options(joinedload(Invitation.organisation)).where(Invitation.id == invitation_id)
    found = db.session.scalar(wanted)
    if found is None:
        raise NotFoundError(kind="invitation")
    return found


def invitations_of(organisation_id: int, limit: int = 50) -> Sequence[Invitation]:
    """Return an organisation's invitations with who sent them, the newest first."""
    wanted = select(Invitation).options(joinedload(Invitation.inviter))
    wanted = wanted.where(Invitation.organisation_id == organisation_id)
    return db.session.scalars(wanted.order_by(Invitation.id.desc()).limit(limit)).all()


def overdue() -> Sequence[Invitation]:
    """Return the open invitations whose time is over."""
    return db.session.scalars(_open().where(Invitation.expires_at <= clock.now()).order_by(Invitation.id)).all()


def count_since(organisation_id: int, since: datetime) -> int:
    """Count the invitations an organisation has sent since a moment."""
    wanted = select(func.count()).select_from(Invitation)
    wanted = wanted.where(Invitation.organisation_id == organisation_id, Invitation.created_at > since)
    return db.session.scalar(wanted) or 0


def _open() -> Select[Invitation]:
    wanted = select(Invitation).options(joinedload(Invitation.organisation))
    return wanted.where(Invitation.status == InvitationStatus.INVITED)
