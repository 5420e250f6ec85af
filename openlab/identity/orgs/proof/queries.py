"""Reads of official domains and of proofs by mail."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from openlab.extensions import db
from openlab.identity.accounts.models import User
from openlab.identity.orgs.checks import DEFAULT_RULES
from openlab.identity.orgs.models import OrganisationRole
from openlab.identity.orgs.proof import policies as _rules  # noqa: F401  # defines the permissions
from openlab.identity.orgs.proof.models import AddressProof, OfficialDomain
from openlab.kit import clock
from openlab.kit.errors import NotFoundError
from openlab.kit.ids import token_digest


def official_rules() -> Mapping[str, bool]:
    """Return every pattern of official domains with whether it is accepted: the defaults and what replaced them."""
    said = db.session.execute(select(OfficialDomain.pattern, OfficialDomain.accepted))
    return {**DEFAULT_RULES, **{pattern: accepted for pattern, accepted in said}}  # noqa: C416


def official_domains() -> Sequence[OfficialDomain]:
    """Return what the alliance has said about domains, with who said it last."""
    wanted = select(OfficialDomain).options(joinedload(OfficialDomain.changer))
    return db.session.scalars(wanted.order_by(OfficialDomain.pattern)).all()


def find_official_domain(pattern: str) -> OfficialDomain | None:
    """Return what the alliance has said about a pattern."""
    return db.session.scalar(select(OfficialDomain).where(OfficialDomain.pattern == pattern))


def get_official_domain(domain_id: int) -> OfficialDomain:
    """Return an entry by id or raise NotFoundError."""
    found = db.session.get(OfficialDomain, domain_id)
    if found is None:
        raise NotFoundError(kind="official domain")
    return found


def find_proof(token: str) -> AddressProof | None:
    """Return the proof of a mailed link that still works, with its organisation."""
    wanted = select(AddressProof).options(joinedload(AddressProof.organisation))
    wanted = wanted.where(AddressProof.digest == token_digest(token), AddressProof.used_at.is_(None))
    return db.session.scalar(wanted.where(AddressProof.expires_at > clock.now()))


def proofs_since(user_id: int, email: str, since: datetime) -> int:
    """Count the links asked for by a person or sent to an address since a moment."""
    wanted = select(func.count()).select_from(AddressProof).where(AddressProof.created_at > since)
    return db.session.scalar(wanted.where(or_(AddressProof.user_id == user_id, AddressProof.email == email))) or 0


def is_taken(email: str, organisation_id: int, user_id: int) -> bool:
    """Say whether an address is somebody else's: an account of its own, or proof for another member there."""
    account = select(User.id).where(User.email == email, User.id != user_id, User.confirmed_at.is_not(None))
    proved = (
        select(AddressProof.id)
        .join(OrganisationRole, OrganisationRole.user_id == AddressProof.user_id)
        .where(
            AddressProof.email == email,
            AddressProof.used_at.is_not(None),
            AddressProof.user_id != user_id,
            OrganisationRole.organisation_id == organisation_id,
        )
    )
    return any(db.session.scalar(wanted.limit(1)) is not None for wanted in (account, proved))
