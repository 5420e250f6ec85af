"""Reads of members and applications."""

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from openlab.extensions import db
from openlab.identity.orgs.models import Organisation
from openlab.membership.models import Membership
from openlab.membership.states import MembershipStatus


def is_member(organisation_id: int) -> bool:
    """Say whether an organisation is a member in good standing: neither suspended nor gone."""
    wanted = exists().where(Membership.organisation_id == organisation_id, Membership.status == MembershipStatus.ACTIVE)
    return bool(db.session.scalar(select(wanted)))


def active_members() -> Sequence[Membership]:
    """Return the members in good standing with their organisations, by name."""
    wanted = select(Membership).join(Membership.organisation).options(joinedload(Membership.organisation))
    wanted = wanted.where(Membership.status == MembershipStatus.ACTIVE)
    return db.session.scalars(wanted.order_by(Organisation.name, Organisation.id)).all()
