"""Reads of consortia, and the share that large firms may have together."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from openlab import rules
from openlab.extensions import db
from openlab.kit.errors import NotFoundError
from openlab.kit.policy import Actor, policies
from openlab.partners.consortia import policies as _rules  # noqa: F401  # defines the permissions asked for below
from openlab.partners.consortia.models import Consortium
from openlab.partners.policies import firms_spoken_for

LARGE_SHARE = "consortium.large.share"  # percent, in the rule table


def large_limit() -> tuple[int, str]:
    """Return the most that large firms may have together, in hundredths of a percent, and the basis of that."""
    entry = rules.get_entry(LARGE_SHARE)
    return round(rules.value(LARGE_SHARE) * 100), entry.basis


def consortia_of(actor: Actor) -> Sequence[Consortium]:
    """Return the consortia of the firms a person speaks for, the last touched first."""
    wanted = select(Consortium).options(selectinload(Consortium.members))
    wanted = wanted.where(Consortium.organisation_id.in_(firms_spoken_for(actor)))
    return db.session.scalars(wanted.order_by(Consortium.updated_at.desc(), Consortium.id)).all()


def get_consortium(actor: Actor, consortium_id: int) -> Consortium:
    """Return a consortium with its members; it is not found by anybody but its firm."""
    wanted = select(Consortium).options(selectinload(Consortium.members)).where(Consortium.id == consortium_id)
    found = db.session.scalar(wanted)
    if found is None or not policies.allows(actor, "partners:consortium:read", found):
        raise NotFoundError(kind="consortium")
    return found
