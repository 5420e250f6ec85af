"""Managers keep the list of departments; a new name follows to the people who work there."""

from collections.abc import Iterable

from sqlalchemy import update

from openlab.audit.service import record
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.identity.accounts.models import User
from openlab.identity.orgs.invitations.models import Invitation
from openlab.identity.orgs.invitations.states import InvitationStatus
from openlab.identity.orgs.models import Department, Organisation, OrganisationRole
from openlab.identity.orgs.queries import departments_of, get_organisation, roles_held
from openlab.identity.orgs.states import DEMAND_KINDS
from openlab.kit.errors import InvalidInputError, NotFoundError
from openlab.kit.policy import Actor, policies

MOST = 200  # departments of one body; the largest cities have about that many 과


def add_department(actor: Actor, organisation: Organisation, name: str, name_en: str = "") -> Department:
    """Put a department on the list; raise InvalidInputError on `name` for one that is there already."""
    policies.require(actor, "orgs:organisation:people", organisation)
    if organisation.kind not in DEMAND_KINDS:
        raise _refused(_("부서는 지자체와 공공기관만 둡니다."))
    listed = departments_of(organisation.id)
    _require_new(listed, name)
    if len(listed) >= MOST:
        raise _refused(_("부서는 %(most)s개까지 둘 수 있습니다.", most=MOST))
    department = Department(organisation_id=organisation.id, name=name, name_en=name_en)
    db.session.add(department)
    db.session.flush()
    record(actor, "department.added", organisation, name=name)
    return department


def rename_department(actor: Actor, department: Department, name: str, name_en: str = "") -> None:
    """Give a department other names; whoever works there or is invited there goes along."""
    organisation = get_organisation(department.organisation_id)
    policies.require(actor, "orgs:organisation:people", organisation)
    before = department.name
    if name != before:
        _require_new(departments_of(organisation.id), name)
        _move_people(organisation.id, before, name)
    department.name, department.name_en = name, name_en
    db.session.flush()
    record(actor, "department.renamed", organisation, before=before, name=name)


def remove_department(actor: Actor, department: Department) -> None:
    """Take a department off the list; its people stay in the organisation without one."""
    organisation = get_organisation(department.organisation_id)
    policies.require(actor, "orgs:organisation:people", organisation)
    _move_people(organisation.id, department.name, "")
    db.session.delete(department)
    db.session.flush()
    record(actor, "department.removed", organisation, name=department.name)


def place(actor: Actor, organisation: Organisation, user: User, name: str) -> None:
    """Say in which department somebody works; "" is none.

    Raises InvalidInputError on `department` for a name that is not on the list, NotFoundError for a stranger.
    """
    policies.require(actor, "orgs:organisation:people", organisation)
    if name and all(one.name != name for one in departments_of(organisation.id)):
        sentence = _("목록에 없는 부서입니다.")
        raise InvalidInputError(sentence, {"department": [sentence]})
    held = roles_held(user.id, organisation.id).values()
    if not held:
        raise NotFoundError(kind="member")
    if any(role.department != name for role in held):
        for role in held:
            role.department = name
        record(actor, "department.placed", organisation, user=user.id, name=name)


def _move_people(organisation_id: int, before: str, after: str) -> None:
    roles = update(OrganisationRole).where(OrganisationRole.organisation_id == organisation_id)
    db.session.execute(roles.where(OrganisationRole.department == before).values(department=after))
    invited = update(Invitation).where(Invitation.organisation_id == organisation_id, Invitation.department == before)
    db.session.execute(invited.where(Invitation.status == InvitationStatus.INVITED).values(department=after))


def _require_new(listed: Iterable[Department], name: str) -> None:
    if any(one.name == name for one in listed):
        raise _refused(_("이미 목록에 있는 부서입니다."))


def _refused(sentence: str) -> InvalidInputError:
    return InvalidInputError(sentence, {"name": [sentence]})
