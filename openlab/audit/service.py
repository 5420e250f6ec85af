"""Write the audit record, take lifecycle steps with it, and write who saw whose data."""

import hashlib
import json
from collections.abc import Collection
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import insert, inspect, text

from openlab.audit.models import AccessRecord, AuditRecord
from openlab.audit.queries import last_record
from openlab.audit.states import GENESIS, Handling, Purpose
from openlab.extensions import db
from openlab.kit import clock
from openlab.kit.lifecycle import Change, Lifecycle
from openlab.kit.policy import Actor

S = TypeVar("S", bound=StrEnum)
CHAIN_LOCK = 7_274_496  # any constant: the PostgreSQL advisory lock that lets one writer at a time extend the chain


def record(actor: Actor, action: str, target: Any, /, **data: Any) -> AuditRecord:
    """Append one act on a stored thing; `data` must be JSON and hold no secrets."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
    db.session.flush()
    head = last_record()
    entry = AuditRecord(
        at=clock.now(),
        actor_id=actor.user_id,
        organisation_id=actor.organisation_id,
        action=action,
        target_type=target.__tablename__,
        target_id=_identity(target),
        data=data,
        previous=head.digest if head else GENESIS,
    )
    entry.digest = digest(entry)
    db.session.add(entry)
    db.session.flush()
    return entry


def advance(lifecycle: Lifecycle[S], thing: Any, action: str, actor: Actor, reason: str = "") -> Change[S]:
    """Take one step of a lifecycle and record it: the only way a status changes."""
    change = lifecycle.advance(thing, action, actor, reason)
    record(
        actor,
        f"{lifecycle.name}.{action}",
        thing,
        source=change.source.value,
        target=change.target.value,
        **({"reason": change.reason} if change.reason else {}),
    )
    return change


def write_accesses(
    actor: Actor,
    subject_ids: Collection[int],
    purpose: Purpose,
    handling: Handling,
    *,
    place: str,
    reason: str = "",
    address: str = "",
) -> None:
    """Write that an actor saw or took the personal data of these people; `place`: an endpoint or a command."""
    shared = {
        "at": clock.now(),
        "actor_id": actor.user_id,
        "organisation_id": actor.organisation_id,
        "place": place[:64],
        "handling": handling,
        "purpose": purpose,
        "reason": reason[:300],
        "address": address[:64],
    }
    if subject_ids:
        db.session.execute(insert(AccessRecord), [{**shared, "subject_id": one} for one in subject_ids])


def digest(entry: AuditRecord) -> str:
    """Return the SHA-256 over a record's content and its predecessor's digest."""
    content = [
        entry.previous,
        entry.at.isoformat(),
        entry.actor_id,
        entry.organisation_id,
        entry.action,
        entry.target_type,
        entry.target_id,
        entry.data,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _identity(target: Any) -> str:
    identity = inspect(target).identity
    return "-".join(str(part) for part in identity) if identity else str(target.id)
