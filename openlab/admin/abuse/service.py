"""Report abuse, and decide about a report."""

from datetime import timedelta
from typing import Any

from openlab.admin import policies as _rules  # noqa: F401  # defines the permissions asked for below
from openlab.admin.abuse.models import AbuseReport
from openlab.admin.abuse.queries import count_since, find_open
from openlab.admin.abuse.states import LIFECYCLE, AbuseReason, ReportTarget
from openlab.audit import service as audit
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.identity.orgs.queries import get_organisation
from openlab.kit import clock
from openlab.kit.errors import ConflictError
from openlab.kit.policy import Actor, policies
from openlab.needs.queries import get_need
from openlab.solutions.queries import get_solution

MOST_A_DAY = 10  # reports of one person


def get_target(actor: Actor, target: ReportTarget, target_id: int) -> Any:
    """Return the reported thing, as far as the actor may know of it; raise NotFoundError otherwise."""
    if target is ReportTarget.ORGANISATION:
        return get_organisation(target_id)
    return get_need(actor, target_id) if target is ReportTarget.NEED else get_solution(actor, target_id)


def title_of(thing: Any, locale: str) -> str:
    """Return what a reported thing is called."""
    return str(thing.label(locale) if hasattr(thing, "label") else thing.text("title", locale))


def report(actor: Actor, target: ReportTarget, target_id: int, cause: AbuseReason, note: str) -> AbuseReport:
    """Put a report into the queue; one person has one open report about a thing, and ten a day."""
    policies.require(actor, "admin:abuse:report")
    thing = get_target(actor, target, target_id)
    if find_open(actor.user_id, target, target_id) is not None:
        raise ConflictError(_("이미 신고하셨습니다. 얼라이언스가 살펴보고 있습니다."))
    if count_since(actor.user_id, clock.now() - timedelta(days=1)) >= MOST_A_DAY:
        raise ConflictError(_("신고는 하루에 %(most)s건까지 할 수 있습니다. 내일 다시 해 주세요.", most=MOST_A_DAY))
    row = AbuseReport(
        target_type=target,
        target_id=target_id,
        target_title=title_of(thing, "ko")[:200],
        cause=cause,
        note=note,
        reporter_id=actor.user_id or None,
        created_at=clock.now(),
        status=LIFECYCLE.initial,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "abuse_report.made", row, target=f"{target.value}/{target_id}", cause=cause.value)
    return row


def decide(actor: Actor, row: AbuseReport, action: str, reason: str) -> None:
    """Close a report with a reason that whoever made it can read."""
    audit.advance(LIFECYCLE, row, action, actor, reason)
    row.decided_by, row.decided_at, row.reason = actor.user_id or None, clock.now(), reason.strip()


def require_decider(actor: Actor) -> None:
    """Raise unless the actor decides about reports."""
    policies.require(actor, "admin:abuse:decide")
