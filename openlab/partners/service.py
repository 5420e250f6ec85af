"""What can be done with partner notices and requests; every verb checks, changes, records and tells the other side."""

from collections.abc import Mapping
from typing import Any

from openlab.audit.service import advance, record
from openlab.drafts import assign, require_version
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.identity.orgs.models import Organisation
from openlab.identity.orgs.queries import people_with_role
from openlab.identity.orgs.states import SUPPLY_KINDS, Role
from openlab.jobs.mail import send_mail
from openlab.kit import clock
from openlab.kit.errors import ConflictError, ForbiddenError, InvalidInputError
from openlab.kit.policy import Actor, policies
from openlab.partners.models import PartnerMessage, PartnerNotice, PartnerRequest
from openlab.partners.policies import firms_spoken_for
from openlab.partners.queries import find_talk
from openlab.partners.states import NOTICES, REQUESTS, NoticeStatus

EDITABLE = ("kind", "lang", "title", "capability", "translation", "category", "region_codes", "nationwide",
            "sizes_wanted", "keywords", "until_on")  # fmt: skip


def post_notice(actor: Actor, values: Mapping[str, Any], *, organisation_id: int) -> PartnerNotice:
    """Say what a firm seeks or offers (`values`: EDITABLE); it is shown at once, until its last day."""
    _require_firm(actor, "partners:notice:create", organisation_id)
    _require_future(values)
    moment = clock.now()
    notice = PartnerNotice(
        organisation_id=organisation_id, author_id=actor.user_id, created_at=moment, updated_at=moment,
        status=NOTICES.initial,
    )  # fmt: skip
    assign(notice, values, EDITABLE)
    db.session.add(notice)
    db.session.flush()
    record(actor, "partner_notice.posted", notice, title=notice.title, kind=notice.kind.value)
    return notice


def edit_notice(
    actor: Actor, notice: PartnerNotice, values: Mapping[str, Any], expected_version: int | None = None
) -> None:
    """Change a notice; raises ConflictError over a version newer than the one the writer saw."""
    policies.require(actor, "partners:notice:edit", notice)
    require_version(notice, expected_version)
    _require_future(values)
    changed = assign(notice, values, EDITABLE)
    if changed:
        notice.updated_at = clock.now()
        db.session.flush()
        record(actor, "partner_notice.edited", notice, fields=changed)


def act_on_notice(actor: Actor, notice: PartnerNotice, action: str) -> None:
    """Close a notice, or open it again while its last day has not passed."""
    if action == "reopen" and notice.until_on < clock.today():
        raise ConflictError(_("기한이 지난 글입니다. 기한을 먼저 늘려 주세요."))
    advance(NOTICES, notice, action, actor)
    notice.updated_at = clock.now()


def ask(
    actor: Actor, to: Organisation, message: str, *, organisation_id: int, notice: PartnerNotice | None = None
) -> PartnerRequest:
    """Ask another firm to work together: opens a thread with the first message and mails the other side.

    Raises ConflictError when the two already talk, InvalidInputError for one's own firm or a body that is no firm.
    """
    _require_firm(actor, "partners:request:create", organisation_id)
    if to.id == organisation_id or to.kind not in SUPPLY_KINDS:
        raise _refused("message", _("다른 기업이나 연구기관에만 제안할 수 있습니다."))
    if notice is not None and (notice.organisation_id != to.id or notice.status is not NoticeStatus.OPEN):
        raise _refused("message", _("이 글은 더 이상 열려 있지 않습니다."))
    if find_talk(organisation_id, to.id):
        raise ConflictError(_("이 기관과는 이미 이야기하고 있습니다. 그 대화에 이어서 써 주세요."))
    subject = notice.title if notice else _("함께 일하고 싶습니다")
    request = PartnerRequest(
        organisation_id=organisation_id, to_organisation_id=to.id, notice=notice, author_id=actor.user_id,
        subject=subject, created_at=clock.now(), status=REQUESTS.initial,
    )  # fmt: skip
    db.session.add(request)
    db.session.flush()
    _add(actor, request, organisation_id, message)
    record(actor, "partner_request.sent", request, to=to.id)
    _tell(actor, request, to.id, "sent", message)
    return request


def decide(actor: Actor, request: PartnerRequest, action: str, reason: str = "") -> None:
    """Accept, decline (with a reason) or withdraw a request; the other side is told by mail."""
    advance(REQUESTS, request, action, actor, reason)
    request.reason, request.decided_at = reason.strip(), clock.now()
    other = request.to_organisation_id if action == "withdraw" else request.organisation_id
    _tell(actor, request, other, request.status.value.lower(), request.reason)


def write(actor: Actor, request: PartnerRequest, text: str) -> PartnerMessage:
    """Add a message to the thread for the side one speaks for; the other side is told by mail."""
    policies.require(actor, "partners:request:write", request)
    asks = request.organisation_id in firms_spoken_for(actor)
    mine, other = request.organisation_id, request.to_organisation_id
    if not asks:
        mine, other = other, mine
    message = _add(actor, request, mine, text)
    record(actor, "partner_request.wrote", request)
    _tell(actor, request, other, "wrote", text)
    return message


def _add(actor: Actor, request: PartnerRequest, organisation_id: int, text: str) -> PartnerMessage:
    message = PartnerMessage(
        request=request, organisation_id=organisation_id, author_id=actor.user_id, text=text, created_at=clock.now()
    )
    db.session.add(message)
    db.session.flush()
    return message


def _tell(actor: Actor, request: PartnerRequest, organisation_id: int, what: str, text: str) -> None:
    """Mail the people of one side; `what`: sent|accepted|declined|withdrawn|wrote."""
    sides = (request.organisation_id, request.to_organisation_id)
    names = {side: db.session.get_one(Organisation, side) for side in sides}
    other = names[sides[1] if organisation_id == sides[0] else sides[0]]
    for reader in people_with_role(organisation_id, Role.MEMBER, Role.MANAGER):
        if reader.id == actor.user_id or reader.confirmed_at is None:
            continue
        send_mail(
            reader.email,
            "partner_request",
            reader.locale,
            name=reader.name,
            what=what,
            other=other.label(reader.locale),
            subject=request.subject,
            text=text,
            request_id=request.id,
        )


def _require_firm(actor: Actor, permission: str, organisation_id: int) -> None:
    policies.require(actor, permission)
    if organisation_id not in firms_spoken_for(actor):
        raise ForbiddenError(permission=permission)


def _require_future(values: Mapping[str, Any]) -> None:
    if "until_on" in values and values["until_on"] < clock.today():
        raise _refused("until_on", _("오늘이나 그 뒤의 날을 골라 주세요."))


def _refused(field: str, sentence: str) -> InvalidInputError:
    return InvalidInputError(sentence, {field: [sentence]})
