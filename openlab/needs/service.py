"""What can be done with a need; every verb checks the policy, changes, records and tells."""

from collections.abc import Mapping
from typing import Any

from openlab.audit import service as audit
from openlab.drafts import assign, require_version
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.kit import clock
from openlab.kit.errors import ForbiddenError
from openlab.kit.events import Event, emit
from openlab.kit.ids import content_key
from openlab.kit.policy import Actor, is_system, policies
from openlab.needs.events import NeedChanged, NeedClosed, NeedPublished, NeedReturned, NeedSubmitted
from openlab.needs.hints import readiness
from openlab.needs.models import TEXT_FIELDS, Need
from openlab.needs.policies import bodies_written_for
from openlab.needs.queries import find_by_exchange_id
from openlab.needs.states import LIFECYCLE, OPEN, PUBLIC, Funding, NeedStatus

EDITABLE_FIELDS = (
    *TEXT_FIELDS,
    "lang",
    "translation",
    "category",
    "region_code",
    "foreign_city",
    "keywords",
    "kpis",
    "policy_tags",
    "compliance_flags",
    "budget_min",
    "budget_max",
    "funding",
    "period_months",
    "desired_start",
    "min_trl",
    "required_certifications",
    "needs_data_hub",
    "department",
    "contact",
)
COPIED_FIELDS = tuple(
    name for name in EDITABLE_FIELDS if name not in {"region_code", "foreign_city", "department", "contact"}
)


def create_draft(actor: Actor, title: str, *, organisation_id: int, **values: Any) -> Need:
    """Begin a need with nothing but a title; other fields may come along."""
    policies.require(actor, "needs:need:create")
    if not is_system(actor) and organisation_id not in bodies_written_for(actor):
        raise ForbiddenError(permission="needs:need:create")
    moment = clock.now()
    need = Need(
        title=title,
        organisation_id=organisation_id,
        author_id=actor.user_id or None,
        status=LIFECYCLE.initial,
        created_at=moment,
        updated_at=moment,
        translation={},
        keywords=[],
        kpis=[],
        policy_tags=[],
        compliance_flags=[],
        required_certifications=[],
        lang="ko",
    )
    for name in (
        "problem",
        "desired_outcome",
        "affected",
        "site",
        "constraints",
        "testbed_offer",
        "data_offer",
        "purchase_plan",
        "category",
        "region_code",
        "foreign_city",
        "department",
        "contact",
    ):
        setattr(need, name, "")
    assign(need, values, EDITABLE_FIELDS)
    db.session.add(need)
    db.session.flush()
    audit.record(actor, "need.created", need, title=title)
    return need


def take_over(actor: Actor, record: Any, *, organisation_id: int) -> tuple[Need, str]:
    """Store a need from a file under its exchange id; return it with "created", "updated" or "unchanged".

    A new one gets the status that the file says; one that is known keeps its own, only its content follows the file.
    """
    policies.require(actor, "needs:need:import")
    values = {name: getattr(record, name) for name in EDITABLE_FIELDS}
    values["funding"] = Funding(record.funding) if record.funding else None
    values["translation"] = dict(record.translation)
    key = record.exchange_id or content_key(organisation_id, record.title, record.problem)
    known = find_by_exchange_id(key)
    if known is not None:
        return known, "updated" if update(actor, known, values) else "unchanged"
    need = create_draft(actor, values.pop("title"), organisation_id=organisation_id, **values)
    need.exchange_id, need.status = key, NeedStatus(record.status)
    if need.status in PUBLIC:
        need.published_at = record.published_at or clock.now()
    db.session.flush()
    if need.status in OPEN:
        emit(NeedPublished(need.id, actor_id=actor.user_id))
    return need, "created"


def update(actor: Actor, need: Need, values: Mapping[str, Any], *, expected_version: int | None = None) -> bool:
    """Change a draft; return whether anything changed.

    Raises ConflictError when somebody saved a newer version than the one the writer had before them.
    """
    policies.require(actor, "needs:need:edit", need)
    require_version(need, expected_version)
    changed = assign(need, values, EDITABLE_FIELDS)
    if changed:
        need.updated_at = clock.now()
        db.session.flush()
        audit.record(actor, "need.edited", need, fields=changed)
        emit(NeedChanged(need.id))
    return bool(changed)


def submit(actor: Actor, need: Need) -> None:
    """Put a complete need up for approval.

    Raises InvalidInputError with a sentence for every requirement that is not met.
    """
    policies.require(actor, "needs:need:edit", need)
    _require_complete(need)
    _advance(actor, need, "submit", NeedSubmitted(need.id, actor_id=actor.user_id))


def approve(actor: Actor, need: Need) -> None:
    """Approve a need and make it public."""
    if need.status is NeedStatus.IN_REVIEW:
        audit.advance(LIFECYCLE, need, "approve", actor)
    _require_complete(need)
    _advance(actor, need, "publish", NeedPublished(need.id, actor_id=actor.user_id))


def publish_directly(actor: Actor, need: Need) -> None:
    """Submit, approve and publish in one go, for somebody who may do all three."""
    submit(actor, need)
    approve(actor, need)


def send_back(actor: Actor, need: Need, reason: str) -> None:
    """Return a need to its author with a reason."""
    change = audit.advance(LIFECYCLE, need, "return", actor, reason)
    need.updated_at = clock.now()
    emit(NeedReturned(need.id, change.reason, actor_id=actor.user_id))


def withdraw(actor: Actor, need: Need, reason: str = "") -> None:
    """Take a need back for good; a published one needs a reason."""
    audit.advance(LIFECYCLE, need, "withdraw", actor, reason)
    need.updated_at = clock.now()
    emit(NeedClosed(need.id))


def act(actor: Actor, need: Need, action: str, reason: str = "") -> None:
    """Take any other step of the lifecycle (market sounding, call, agreement, solved, expired)."""
    was_open = need.status in OPEN
    audit.advance(LIFECYCLE, need, action, actor, reason)
    need.updated_at = clock.now()
    if was_open and need.status not in OPEN:
        emit(NeedClosed(need.id))
    elif need.status in OPEN and not was_open:
        emit(NeedPublished(need.id, actor_id=actor.user_id))


def hand_on(actor: Actor, need: Need, user_id: int) -> None:
    """Make somebody else the author; the caller has checked that the present one leaves and who takes over."""
    before, need.author_id = need.author_id, user_id
    db.session.flush()
    audit.record(actor, "need.handed_on", need, before=before, to=user_id)


def copy(actor: Actor, need: Need, *, organisation_id: int) -> Need:
    """Begin a new draft from a need one may read; place and contact stay behind."""
    policies.require(actor, "needs:need:read", need)
    values = {name: getattr(need, name) for name in COPIED_FIELDS}
    twin = create_draft(actor, values.pop("title"), organisation_id=organisation_id, **values)
    twin.copied_from_id = need.id
    return twin


def _advance(actor: Actor, need: Need, action: str, event: Event) -> None:
    audit.advance(LIFECYCLE, need, action, actor)
    need.updated_at = clock.now()
    if need.status is NeedStatus.PUBLISHED and need.published_at is None:
        need.published_at = clock.now()
    db.session.flush()
    emit(event)


def _require_complete(need: Need) -> None:
    readiness(need).require(_("공개하려면 몇 가지가 더 필요합니다."))
