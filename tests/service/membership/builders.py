"""Short ways to make applicants and members, through the service wherever that says what is tested."""

import io
from itertools import count

from openlab.config import Settings
from openlab.extensions import db
from openlab.files import service as files
from openlab.identity.orgs.models import Organisation
from openlab.identity.orgs.states import OrganisationKind, Role, SizeClass
from openlab.kit import clock
from openlab.kit.policy import SYSTEM, Actor
from openlab.membership import service
from openlab.membership.models import Membership, MembershipApplication, MembershipPeriod
from openlab.membership.queries import find_membership_of
from openlab.membership.states import MemberClass, MembershipStatus
from tests.builders import make_actor, make_organisation, stored
from tests.unit.files.samples import png

_numbers = count(1)
PURPOSE = "지자체와 함께 골목 정차 문제를 풀고 그 결과를 회원들과 나누고 싶습니다."


def make_manager(kind: OrganisationKind = OrganisationKind.COMPANY, **values) -> Actor:
    """Make somebody who speaks for a new organisation."""
    if kind is OrganisationKind.COMPANY:
        values = {"size_class": SizeClass.STARTUP, **values}
    return make_actor(make_organisation(kind, **values), Role.MANAGER)


def write_application(manager: Actor, settings: Settings, *, evidence: bool = True, **values) -> MembershipApplication:
    """Write a complete draft; named values replace those of the builder."""
    application = service.begin(manager, manager.organisation_id)
    whole = {"purpose": PURPOSE, "categories": ["TRANSPORT"], "committees": ["STANDARDS"], **values}
    service.update(manager, application, whole, agreed=True)
    if evidence:
        content = io.BytesIO(png())
        files.attach(manager, application, "증빙.png", content, storage_dir=settings.files_dir, limit=10**6)
    return application


def make_applicant(manager: Actor, settings: Settings, **values) -> Membership:
    """Send a complete application."""
    return service.send(manager, write_application(manager, settings, **values))


def make_screened(manager: Actor, curator: Actor, settings: Settings) -> Membership:
    """Send an application and let a curator begin with it."""
    membership = make_applicant(manager, settings)
    service.take_up(curator, membership)
    return membership


def make_member(organisation: Organisation, kind: MemberClass = MemberClass.SME, **values) -> Membership:
    """Make an organisation a member since today, past its application."""
    today = clock.today()
    values = {"joined_on": today, "term_ends_on": service.year_from(today), **values}
    member = stored(
        Membership(
            organisation=organisation,
            status=values.pop("status", MembershipStatus.ACTIVE),
            member_class=kind,
            applied_at=clock.now(),
            **values,
        )
    )
    stored(MembershipPeriod(membership_id=member.id, member_class=kind, began_on=member.joined_on))
    return member


def approved(manager: Actor, settings: Settings) -> Membership:
    """Let an organisation in, the whole way."""
    membership = make_applicant(manager, settings)
    service.approve(SYSTEM, _screened(membership))
    db.session.flush()
    return membership


def _screened(membership: Membership) -> Membership:
    membership.status = MembershipStatus.SCREENING
    return find_membership_of(membership.organisation_id) or membership
