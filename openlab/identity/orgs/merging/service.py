"""One organisation of two that were entered twice: everything moves, the old address leads on, the record says why."""

from typing import Any

from sqlalchemy import Table, delete, select, update
from sqlalchemy.exc import IntegrityError

from openlab.audit.service import record
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.identity.orgs.events import OrganisationsMerged
from openlab.identity.orgs.invitations.models import Invitation
from openlab.identity.orgs.invitations.states import InvitationStatus
from openlab.identity.orgs.merging.labels import table_label
from openlab.identity.orgs.merging.queries import fillable, preview
from openlab.identity.orgs.merging.references import Reference, references
from openlab.identity.orgs.models import Department, JoinRequest, Organisation, OrganisationRole
from openlab.identity.orgs.states import JoinStatus, OrganisationKind
from openlab.kit import clock
from openlab.kit.errors import ConflictError, InvalidInputError
from openlab.kit.events import emit
from openlab.kit.policy import Actor, policies


def require_mergeable(source: Organisation, target: Organisation) -> None:
    """Raise ConflictError for two that are not one and the same: other kinds, numbers, places, or already merged."""
    if source.id == target.id:
        raise ConflictError(_("같은 기관입니다."))
    if source.merged_into_id or target.merged_into_id:
        raise ConflictError(_("이미 다른 기관에 합친 기관입니다."))
    if source.kind is not target.kind:
        raise ConflictError(_("종류가 다른 기관은 합칠 수 없습니다."))
    if source.kind is OrganisationKind.ALLIANCE:
        raise ConflictError(_("얼라이언스는 합칠 수 없습니다."))
    if _differ(source.business_number, target.business_number):
        raise ConflictError(_("사업자등록번호가 서로 다른 기업은 합칠 수 없습니다."))
    if source.kind is OrganisationKind.MUNICIPALITY and _differ(source.region_code, target.region_code):
        raise ConflictError(_("서로 다른 지역의 지자체는 합칠 수 없습니다."))


def merge(actor: Actor, source: Organisation, target: Organisation, reason: str) -> None:
    """Make `source` a part of `target`: what refers to it moves, empty facts are filled in, its address leads on.

    Raises ConflictError when they are not one and the same or both hold what one can have only once, and
    InvalidInputError on `reason` without one.
    """
    policies.require(actor, "orgs:organisation:merge", source)
    require_mergeable(source, target)
    if not reason.strip():
        sentence = _("까닭을 써 주세요.")
        raise InvalidInputError(sentence, {"reason": [sentence]})
    before = preview(source, target)
    facts = {name: getattr(source, name) for name in fillable(source, target)}
    _settle_twins(source.id, target.id)
    for reference in references():
        _move(reference, source.id, target.id)
    db.session.flush()
    db.session.expire_all()
    _fill(source, target, facts)
    moved, filled = before.moved, list(before.filled)
    record(actor, "organisation.merged", source, into=target.id, reason=reason.strip(), moved=moved, filled=filled)
    record(actor, "organisation.took_in", target, other=source.id, reason=reason.strip(), moved=moved)
    emit(OrganisationsMerged(source.id, target.id, actor_id=actor.user_id))


def _differ(one: str | None, other: str | None) -> bool:
    return bool(one and other and one != other)


def _settle_twins(source_id: int, target_id: int) -> None:
    """Drop or close what the other one has as well and can have only once: roles, departments, what still waits."""
    role, department = OrganisationRole.__table__, Department.__table__
    _drop_twins(role, (role.c.user_id, role.c.role), source_id, target_id)
    _drop_twins(department, (department.c.name,), source_id, target_id)
    moment = clock.now()
    asked = select(JoinRequest.user_id).where(
        JoinRequest.organisation_id == target_id, JoinRequest.status == JoinStatus.REQUESTED
    )
    twice = update(JoinRequest).where(
        JoinRequest.organisation_id == source_id,
        JoinRequest.status == JoinStatus.REQUESTED,
        JoinRequest.user_id.in_(asked.scalar_subquery()),
    )
    db.session.execute(twice.values(status=JoinStatus.CANCELLED, decided_at=moment), _PLAIN)
    invited = select(Invitation.email).where(
        Invitation.organisation_id == target_id, Invitation.status == InvitationStatus.INVITED
    )
    again = update(Invitation).where(
        Invitation.organisation_id == source_id,
        Invitation.status == InvitationStatus.INVITED,
        Invitation.email.in_(invited.scalar_subquery()),
    )
    db.session.execute(again.values(status=InvitationStatus.REVOKED, decided_at=moment), _PLAIN)


_PLAIN = {"synchronize_session": False}  # everything is read anew afterwards


def _drop_twins(table: Any, key: tuple[Any, ...], source_id: int, target_id: int) -> None:
    theirs: Table = table.alias()
    same = [theirs.c[column.name] == column for column in key]
    twin = select(theirs.c.id).where(theirs.c.organisation_id == target_id, *same).exists()
    db.session.execute(delete(table).where(table.c.organisation_id == source_id, twin), _PLAIN)


def _move(reference: Reference, source_id: int, target_id: int) -> None:
    moving = update(reference.table).where(*reference.to(source_id))
    try:
        db.session.execute(moving.values({reference.column: target_id}), _PLAIN)
    except IntegrityError as error:
        label = table_label(reference.table.name)
        raise ConflictError(
            _("두 기관에 모두 있어 하나로 둘 수 없는 것이 있습니다: %(label)s. 한쪽을 먼저 정리해 주세요.", label=label)
        ) from error


def _fill(source: Organisation, target: Organisation, facts: dict[str, Any]) -> None:
    source.merged_into_id, source.business_number = target.id, None
    if source.kind is OrganisationKind.MUNICIPALITY:
        source.region_code = ""  # there is one municipality for each region
    db.session.flush()
    for name, value in facts.items():
        setattr(target, name, value)
    target.mail_domains = sorted({*target.mail_domains, *source.mail_domains})
    db.session.flush()
