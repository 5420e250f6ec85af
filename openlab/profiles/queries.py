"""Reads of logos and of requests for verification, and what the files attached to them ask."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from openlab.extensions import db
from openlab.files.models import Attachment
from openlab.files.queries import attachments_by_owner
from openlab.identity.orgs.queries import find_organisation
from openlab.kit.db import Page, paginate
from openlab.kit.errors import NotFoundError
from openlab.kit.policy import Actor, policies
from openlab.profiles import policies as _rules  # noqa: F401  # defines the permissions
from openlab.profiles.models import VerificationRequest
from openlab.profiles.states import VerificationStatus

LOGO = "logo"
PAGE_SIZE = 30


def logos_of(organisation_ids: Sequence[int]) -> dict[int, Attachment]:
    """Return the logos of some organisations in one query; most have none."""
    found = attachments_by_owner("organisation", organisation_ids)
    return {owner: file for owner, files in found.items() for file in files if file.kind == LOGO and file.is_image}


def may_read_organisation(_actor: Actor, organisation_id: int) -> bool:
    """Say whether an actor may see the files of an organisation's profile: everybody, while it stands."""
    found = find_organisation(organisation_id)
    return found is not None and found.merged_into_id is None


def may_edit_organisation(actor: Actor, organisation_id: int) -> bool:
    """Say whether an actor may change the files of an organisation's profile."""
    found = find_organisation(organisation_id)
    return found is not None and policies.allows(actor, "orgs:organisation:edit", found)


def may_read_request(actor: Actor, request_id: int) -> bool:
    """Say whether an actor may read the document of a request."""
    found = _find(request_id)
    return found is not None and policies.allows(actor, "profiles:verification:read", found)


def may_edit_request(actor: Actor, request_id: int) -> bool:
    """Say whether an actor may still change the document of a request."""
    found = _find(request_id)
    waits = found is not None and found.status is VerificationStatus.REQUESTED
    return waits and policies.allows(actor, "profiles:verification:cancel", found)


def get_request(request_id: int) -> VerificationRequest:
    """Return a request with its organisation and who asked, or raise NotFoundError."""
    found = _find(request_id)
    if found is None:
        raise NotFoundError(kind="verification request")
    return found


def find_waiting(organisation_id: int) -> VerificationRequest | None:
    """Return the request of an organisation that nobody has decided yet."""
    wanted = select(VerificationRequest).where(VerificationRequest.organisation_id == organisation_id)
    return db.session.scalar(wanted.where(VerificationRequest.status == VerificationStatus.REQUESTED))


def requests_of(organisation_id: int) -> Sequence[VerificationRequest]:
    """Return what an organisation has asked for, the newest first."""
    wanted = select(VerificationRequest).where(VerificationRequest.organisation_id == organisation_id)
    return db.session.scalars(wanted.order_by(VerificationRequest.id.desc())).all()


def queue(number: int) -> Page[VerificationRequest]:
    """Return one page of the requests that wait, the longest first."""
    wanted = select(VerificationRequest).options(joinedload(VerificationRequest.organisation))
    wanted = wanted.where(VerificationRequest.status == VerificationStatus.REQUESTED)
    return paginate(
        db.session, wanted.order_by(VerificationRequest.created_at, VerificationRequest.id), number, PAGE_SIZE
    )


def _find(request_id: int) -> VerificationRequest | None:
    wanted = select(VerificationRequest).options(
        joinedload(VerificationRequest.organisation), joinedload(VerificationRequest.user)
    )
    return db.session.scalar(wanted.where(VerificationRequest.id == request_id))
