"""What can be done with a solution; every verb checks the policy, changes, records and tells."""

from collections.abc import Mapping
from typing import Any

from openlab.audit import service as audit
from openlab.drafts import Typed, assign, differing, require_version
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.i18n import use_locale
from openlab.kit import clock
from openlab.kit.errors import ForbiddenError, InvalidInputError
from openlab.kit.events import emit
from openlab.kit.ids import content_key
from openlab.kit.policy import Actor, is_system, policies
from openlab.solutions.events import (
    SolutionChanged,
    SolutionListed,
    SolutionReturned,
    SolutionSubmitted,
    SolutionUnlisted,
)
from openlab.solutions.hints import readiness
from openlab.solutions.labels import REASON_LABELS
from openlab.solutions.models import TEXT_FIELDS, Solution
from openlab.solutions.policies import firms_written_for
from openlab.solutions.queries import find_by_exchange_id
from openlab.solutions.states import DRAFTS, LIFECYCLE, PUBLIC, Maturity, ReviewReason, SolutionStatus

# What a firm may change while the solution is listed; everything else was reviewed and goes to review again.
FACT_FIELDS = (
    "price_min",
    "price_max",
    "price_basis",
    "delivery_weeks",
    "nationwide",
    "region_codes",
    "references",
    "references_count",
    "translation",
)
EDITABLE_FIELDS = (
    *TEXT_FIELDS,
    *(name for name in FACT_FIELDS if name != "price_basis"),
    "lang",
    "category",
    "technologies",
    "keywords",
    "trl",
    "maturity",
    "certifications",
    "certificate_dates",
    "data_hub",
    "standards",
    "open_source_licence",
    "repository_url",
    "compliance_flags",
    "claimed_kpis",
)


def create_draft(actor: Actor, title: str, *, organisation_id: int, **values: Any) -> Solution:
    """Begin a solution with nothing but a title; other fields may come along."""
    policies.require(actor, "solutions:solution:create")
    if not is_system(actor) and organisation_id not in firms_written_for(actor):
        raise ForbiddenError(permission="solutions:solution:create")
    moment = clock.now()
    solution = Solution(
        title=title,
        organisation_id=organisation_id,
        author_id=actor.user_id or None,
        status=LIFECYCLE.initial,
        created_at=moment,
        updated_at=moment,
    )
    db.session.add(solution)
    db.session.flush()  # the columns take their defaults here
    assign(solution, values, EDITABLE_FIELDS)
    db.session.flush()
    audit.record(actor, "solution.created", solution, title=title)
    return solution


def take_over(actor: Actor, record: Any, *, organisation_id: int) -> tuple[Solution, str]:
    """Store a solution from a file under its exchange id; return it with "created", "updated" or "unchanged".

    A new one gets the status that the file says; one that is known keeps its own, only its content follows the file.
    """
    policies.require(actor, "solutions:solution:import")
    values = {name: getattr(record, name) for name in EDITABLE_FIELDS if name != "certificate_dates"}
    values["maturity"] = Maturity(record.maturity) if record.maturity else None
    values["translation"] = dict(record.translation)
    values["certifications"] = sorted(record.certifications)  # as they are read back, or a repeated import changes them
    key = record.exchange_id or content_key(organisation_id, record.title, record.description)
    known = find_by_exchange_id(key)
    if known is not None:
        return known, "updated" if update(actor, known, values) else "unchanged"
    solution = create_draft(actor, values.pop("title"), organisation_id=organisation_id, **values)
    solution.exchange_id, solution.status = key, SolutionStatus(record.status)
    if solution.status in PUBLIC:
        solution.submitted_at = solution.listed_at = record.listed_at or clock.now()
    db.session.flush()
    if solution.status in PUBLIC:
        emit(SolutionListed(solution.id, actor_id=actor.user_id))
    return solution, "created"


def update(actor: Actor, solution: Solution, values: Mapping[str, Any], *, expected_version: int | None = None) -> bool:
    """Change a draft, or the small facts of a listed solution; return whether anything changed.

    Raises ConflictError when somebody saved a newer version than the one the writer had before them, and
    InvalidInputError when a listed solution would change in what was reviewed.
    """
    policies.require(actor, "solutions:solution:edit", solution)
    require_version(solution, expected_version)
    values = _keep_verified(solution, values)
    if solution.status not in DRAFTS and not is_system(actor):
        _refuse_reviewed(solution, values)
    return _change(actor, solution, values)


def hand_on(actor: Actor, solution: Solution, user_id: int) -> None:
    """Make somebody else the author; the caller has checked that the present one leaves and who takes over."""
    before, solution.author_id = solution.author_id, user_id
    db.session.flush()
    audit.record(actor, "solution.handed_on", solution, before=before, to=user_id)


def submit(actor: Actor, solution: Solution) -> None:
    """Hand a complete draft in for review.

    Raises InvalidInputError with a sentence for every requirement that is not met.
    """
    policies.require(actor, "solutions:solution:run", solution)
    _require_complete(solution)
    audit.advance(LIFECYCLE, solution, "submit", actor)
    _queue(actor, solution)


def resubmit(
    actor: Actor, solution: Solution, values: Mapping[str, Any], *, expected_version: int | None = None
) -> None:
    """Change what was reviewed of a listed solution: it leaves the market until it has been reviewed again.

    Raises ConflictError and InvalidInputError as `update` and `submit` do; nothing has changed then.
    """
    policies.require(actor, "solutions:solution:edit", solution)
    require_version(solution, expected_version)
    _require_complete(Typed(solution, values))
    audit.advance(LIFECYCLE, solution, "resubmit", actor)
    _change(actor, solution, _keep_verified(solution, values), keep_texts=True)
    _queue(actor, solution)
    emit(SolutionUnlisted(solution.id, actor_id=actor.user_id))


def recall(actor: Actor, solution: Solution) -> None:
    """Take a solution back from the queue to go on writing."""
    audit.advance(LIFECYCLE, solution, "recall", actor)
    _touch(solution)


def list_solution(actor: Actor, solution: Solution) -> None:
    """Let a reviewed solution into the market, or let a suspended one back in."""
    action = "restore" if solution.status is SolutionStatus.SUSPENDED else "list"
    audit.advance(LIFECYCLE, solution, action, actor)
    solution.listed_at = solution.listed_at or clock.now()
    solution.review_reason, solution.review_note = None, ""
    _touch(solution)
    emit(SolutionListed(solution.id, actor_id=actor.user_id))


def request_changes(actor: Actor, solution: Solution, reason: ReviewReason, note: str) -> None:
    """Send a solution back to its firm, saying what should change."""
    sentence = _refuse(actor, solution, "request_changes", reason, note)
    emit(SolutionReturned(solution.id, sentence, actor_id=actor.user_id))


def suspend(actor: Actor, solution: Solution, reason: ReviewReason, note: str) -> None:
    """Take a listed solution out of the market until its firm and the alliance have sorted it out."""
    sentence = _refuse(actor, solution, "suspend", reason, note)
    emit(SolutionUnlisted(solution.id, sentence, actor_id=actor.user_id))


def retire(actor: Actor, solution: Solution, reason: str = "") -> None:
    """Take a solution out of the market for good, at its firm's wish."""
    was_public = solution.status in PUBLIC
    audit.advance(LIFECYCLE, solution, "retire", actor, reason)
    _touch(solution)
    if was_public:
        emit(SolutionUnlisted(solution.id, reason, actor_id=actor.user_id))


def _change(actor: Actor, solution: Solution, values: Mapping[str, Any], *, keep_texts: bool = False) -> bool:
    """Take over the values; `keep_texts` puts the texts they replace on record, for the curator to compare."""
    texts = {name: getattr(solution, name) for name in TEXT_FIELDS}
    changed = assign(solution, values, EDITABLE_FIELDS)
    if changed:
        _touch(solution)
        before = {name: text for name, text in texts.items() if name in changed}
        audit.record(actor, "solution.edited", solution, fields=changed, **({"before": before} if keep_texts else {}))
        emit(SolutionChanged(solution.id))
    return bool(changed)


def _refuse(actor: Actor, solution: Solution, action: str, reason: ReviewReason, note: str) -> str:
    """Keep why a curator refuses, and return it as a sentence in the language of the listing."""
    if not note.strip():
        raise InvalidInputError(_("이유를 써 주세요."), {"note": [_("이유를 써 주세요. 상대방이 읽습니다.")]})
    with use_locale(solution.lang):
        sentence = f"{REASON_LABELS[reason]}: {note.strip()}"
    audit.advance(LIFECYCLE, solution, action, actor, sentence)
    solution.review_reason, solution.review_note = reason, note.strip()
    _touch(solution)
    return sentence


def _queue(actor: Actor, solution: Solution) -> None:
    solution.submitted_at = clock.now()
    _touch(solution)
    emit(SolutionSubmitted(solution.id, actor_id=actor.user_id))


def _touch(solution: Solution) -> None:
    solution.updated_at = clock.now()
    db.session.flush()


def _require_complete(solution: Any) -> None:
    readiness(solution).require(_("심사를 받으려면 몇 가지가 더 필요합니다."))


def _refuse_reviewed(solution: Solution, values: Mapping[str, Any]) -> None:
    reviewed = [name for name in differing(solution, values, EDITABLE_FIELDS) if name not in FACT_FIELDS]
    if reviewed:
        sentence = _("심사를 거친 내용입니다. 바꾸려면 ‘다시 심사 받기’를 눌러 주세요. 쓰신 글은 그대로 있습니다.")
        raise InvalidInputError(sentence, {name: [sentence] for name in reviewed})


def _keep_verified(solution: Solution, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Mark no reference as verified that was not: firms write references, others verify them."""
    if "references" not in values:
        return values
    proven = [_without_mark(entry) for entry in solution.references if entry.get("verified")]
    plain = [_without_mark(entry) for entry in values["references"]]
    return {**values, "references": [{**entry, "verified": entry in proven} for entry in plain]}


def _without_mark(reference: Mapping[str, Any]) -> dict[str, Any]:
    return {name: reference.get(name) for name in ("client", "year", "note")}
