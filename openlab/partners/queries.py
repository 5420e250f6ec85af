"""Every read of partner notices, requests and their threads."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import selectinload

from openlab.extensions import db
from openlab.kit import clock
from openlab.kit.db import Page, paginate
from openlab.kit.errors import NotFoundError
from openlab.kit.policy import Actor, policies
from openlab.partners.models import PartnerNotice, PartnerRequest
from openlab.partners.policies import firms_spoken_for
from openlab.partners.states import NoticeKind, NoticeStatus, RequestStatus

PAGE_SIZE = 20


def is_live() -> ColumnElement[bool]:
    """Return the notices that are shown: open, and not past their last day."""
    return (PartnerNotice.status == NoticeStatus.OPEN) & (PartnerNotice.until_on >= clock.today())


def list_notices(kind: str, category: str, number: int) -> Page[PartnerNotice]:
    """Return one page of the live notices, the newest first, narrowed to a kind and a field."""
    wanted = select(PartnerNotice).where(is_live())
    if kind in set(NoticeKind):
        wanted = wanted.where(PartnerNotice.kind == NoticeKind(kind))
    if category:
        wanted = wanted.where(
            or_(PartnerNotice.category == category, PartnerNotice.category.startswith(f"{category}.", autoescape=True))
        )
    return paginate(db.session, wanted.order_by(PartnerNotice.updated_at.desc(), PartnerNotice.id), number, PAGE_SIZE)


def live_versions() -> dict[int, int]:
    """Return the version of every live notice by its id, for whoever keeps a copy of them."""
    return dict(db.session.execute(select(PartnerNotice.id, PartnerNotice.version).where(is_live())).all())


def notices_by_id(ids: Sequence[int]) -> dict[int, PartnerNotice]:
    """Return several notices by id in one query."""
    found = db.session.scalars(select(PartnerNotice).where(PartnerNotice.id.in_(ids)))
    return {notice.id: notice for notice in found}


def own_notices(actor: Actor) -> Sequence[PartnerNotice]:
    """Return the notices of the firms a person speaks for, the last touched first."""
    wanted = select(PartnerNotice).where(PartnerNotice.organisation_id.in_(firms_spoken_for(actor)))
    return db.session.scalars(wanted.order_by(PartnerNotice.updated_at.desc(), PartnerNotice.id)).all()


def get_notice(actor: Actor, notice_id: int) -> PartnerNotice:
    """Return a notice the actor may read; one that must stay unknown is not found."""
    found = db.session.get(PartnerNotice, notice_id)
    if found is None or not policies.allows(actor, "partners:notice:read", found):
        raise NotFoundError(kind="partner notice")
    return found


def get_request(actor: Actor, request_id: int) -> PartnerRequest:
    """Return a request with its thread to either of the two sides; it is not found for anybody else."""
    wanted = select(PartnerRequest).options(selectinload(PartnerRequest.messages))
    found = db.session.scalar(wanted.where(PartnerRequest.id == request_id))
    if found is None or not policies.allows(actor, "partners:request:read", found):
        raise NotFoundError(kind="partner request")
    return found


def requests_of(actor: Actor) -> Sequence[PartnerRequest]:
    """Return the requests from and to the firms a person speaks for: what waits for them first, then the newest."""
    mine = firms_spoken_for(actor)
    wanted = select(PartnerRequest).where(
        or_(PartnerRequest.organisation_id.in_(mine), PartnerRequest.to_organisation_id.in_(mine))
    )
    waits = (PartnerRequest.status == RequestStatus.SENT) & PartnerRequest.to_organisation_id.in_(mine)
    return db.session.scalars(wanted.order_by(~waits, PartnerRequest.id.desc()).limit(200)).all()


def find_talk(organisation_id: int, other_id: int) -> PartnerRequest | None:
    """Return a request between two organisations, whoever asked, that waits or was accepted."""
    sides = (PartnerRequest.organisation_id, PartnerRequest.to_organisation_id)
    pair = or_(
        (sides[0] == organisation_id) & (sides[1] == other_id), (sides[0] == other_id) & (sides[1] == organisation_id)
    )
    talking = PartnerRequest.status.in_([RequestStatus.SENT, RequestStatus.ACCEPTED])
    return db.session.scalar(select(PartnerRequest).where(pair, talking).order_by(PartnerRequest.id.desc()).limit(1))
