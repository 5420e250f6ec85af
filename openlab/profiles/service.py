"""Managers set a logo and show documents; the alliance decides whether a document proves who an organisation is."""

from pathlib import Path
from typing import BinaryIO

from openlab.audit.service import advance, record
from openlab.extensions import db
from openlab.files import service as files
from openlab.files.errors import RefusedFileError
from openlab.files.models import Attachment
from openlab.files.names import extension
from openlab.i18n import gettext as _
from openlab.identity.orgs.models import Organisation
from openlab.identity.orgs.queries import people_with_role
from openlab.identity.orgs.service import verify_organisation
from openlab.identity.orgs.states import Role
from openlab.jobs.mail import send_mail
from openlab.kit import clock
from openlab.kit.errors import ConflictError
from openlab.kit.policy import Actor, policies
from openlab.profiles.models import VerificationRequest
from openlab.profiles.queries import LOGO, find_waiting, logos_of
from openlab.profiles.states import LIFECYCLE, VerificationStatus

LOGO_ENDINGS = ("png", "jpg", "jpeg", "webp")
LOGO_LIMIT = 1024 * 1024  # bytes


def set_logo(
    actor: Actor, organisation: Organisation, filename: str, stream: BinaryIO, *, storage_dir: Path
) -> Attachment:
    """Take a picture as the organisation's logo, in place of the one it has; raise RefusedFileError for others."""
    policies.require(actor, "orgs:organisation:edit", organisation)
    if extension(filename) not in LOGO_ENDINGS:
        raise RefusedFileError(_("로고는 PNG, JPEG, WebP 그림이어야 합니다."))
    before = logos_of([organisation.id]).get(organisation.id)
    logo = files.attach(actor, organisation, filename, stream, kind=LOGO, storage_dir=storage_dir, limit=LOGO_LIMIT)
    if before is not None:
        files.remove(actor, before)
    return logo


def remove_logo(actor: Actor, organisation: Organisation) -> None:
    """Take the logo away; the drawn sign stands in its place again."""
    policies.require(actor, "orgs:organisation:edit", organisation)
    logo = logos_of([organisation.id]).get(organisation.id)
    if logo is not None:
        files.remove(actor, logo)


def ask_verification(
    actor: Actor, organisation: Organisation, message: str, filename: str, stream: BinaryIO, *, storage_dir: Path,
    limit: int,
) -> VerificationRequest:  # fmt: skip
    """Ask the alliance to look at a document that shows who the organisation is.

    Raises ConflictError when it is verified or a request waits, RefusedFileError for a file that is not taken.
    """
    policies.require(actor, "profiles:verification:ask", organisation)
    if organisation.verified_at is not None:
        raise ConflictError(_("이미 확인한 기관입니다."))
    if find_waiting(organisation.id) is not None:
        raise ConflictError(_("이미 신청했습니다. 얼라이언스의 답을 기다려 주세요."))
    request = VerificationRequest(
        organisation=organisation,
        user_id=actor.user_id or None,
        message=message,
        status=LIFECYCLE.initial,
        created_at=clock.now(),
    )
    db.session.add(request)
    db.session.flush()
    record(actor, "verification.request", request, organisation=organisation.id)
    files.attach(actor, request, filename, stream, storage_dir=storage_dir, limit=limit)
    return request


def decide(actor: Actor, request: VerificationRequest, action: str, reason: str = "") -> None:
    """Accept or decline (with a reason) or cancel a request; the managers are told of a decision by mail."""
    advance(LIFECYCLE, request, action, actor, reason)
    request.reason, request.decided_at = reason.strip(), clock.now()
    if request.status is VerificationStatus.CANCELLED:
        return
    organisation = request.organisation
    if request.status is VerificationStatus.ACCEPTED:
        verify_organisation(actor, organisation)
    for manager in people_with_role(organisation.id, Role.MANAGER):
        send_mail(
            manager.email,
            "verification_decided",
            manager.locale,
            name=manager.name,
            accepted=request.status is VerificationStatus.ACCEPTED,
            reason=request.reason,
            organisation=organisation.label(manager.locale),
            organisation_id=organisation.id,
        )
