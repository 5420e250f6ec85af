"""The pages of the console."""

import io
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from openlab import __version__
from openlab.admin import queries
from openlab.admin import service as console
from openlab.admin.forms import ReviewForm
from openlab.audit import queries as audit
from openlab.audit.access import note_access
from openlab.audit.states import Handling, Purpose
from openlab.audit.verifying import first_break
from openlab.choices import category_facets
from openlab.editing import get_step
from openlab.files.queries import visible_attachments
from openlab.i18n import current_locale
from openlab.i18n import gettext as _
from openlab.jobs.queries import JobState, count_jobs, list_jobs
from openlab.kit import clock
from openlab.kit.errors import ConflictError
from openlab.kit.listing import Listing
from openlab.kit.policy import policies
from openlab.kit.tabular_out import write_csv
from openlab.kit.web import current_actor, guarded_by, page_number, requires
from openlab.matching.views import live_index
from openlab.solutions import queries as solutions
from openlab.solutions import service
from openlab.solutions.hints import readiness
from openlab.solutions.labels import ACTION_LABELS, REASON_LABELS, STATUS_LABELS
from openlab.solutions.models import TEXT_FIELDS, Solution
from openlab.solutions.states import LIFECYCLE, ReviewReason, SolutionStatus

bp = Blueprint("admin", __name__, url_prefix="/admin")
QUEUES = (
    SolutionStatus.SUBMITTED,
    SolutionStatus.CHANGES_REQUESTED,
    SolutionStatus.LISTED,
    SolutionStatus.SUSPENDED,
    SolutionStatus.RETIRED,
)
LATE_AFTER = 7  # days in the queue after which a firm has waited too long


@bp.get("/")
@requires("admin:console:use")
def queue() -> ResponseReturnValue:
    """Show what waits for the alliance: listings, organisations to verify, requests to join."""
    status = _choice(SolutionStatus, request.args.get("status"), SolutionStatus.SUBMITTED)
    category = request.args.get("category", "")[:40]
    page = solutions.review_queue(status, category, page_number())
    counts = solutions.count_by_status()
    listing, requests = Listing("admin.queue", request.args), queries.waiting_join_requests()
    note_access([asked.user_id for asked in requests], Purpose.JOINING)
    tabs = [
        {
            "label": STATUS_LABELS[one],
            "url": url_for("admin.queue", status=one.value),
            "current": one is status,
            "count": counts.get(one.value, 0),
        }
        for one in QUEUES
    ]
    return render_template(
        "admin/queue.html",
        page=page,
        status=status,
        tabs=tabs,
        listing=listing,
        category=category,
        categories=category_facets(""),
        ages={one.id: _age(one) for one in page.items},
        late_after=LATE_AFTER,
        organisations=queries.unverified_organisations(),
        requests=requests,
    )


@bp.get("/solutions/<slug_id:solution_id>")
@requires("admin:console:use")
def review(solution_id: int) -> ResponseReturnValue:
    """Show a listing as the market would, beside what to look at."""
    return _review_page(solutions.get_solution(current_actor(), solution_id), ReviewForm())


@bp.post("/solutions/<slug_id:solution_id>")
@guarded_by("solutions:solution:review")
def decide(solution_id: int) -> ResponseReturnValue:
    """List, send back, suspend or restore a solution."""
    actor, solution = current_actor(), solutions.get_solution(current_actor(), solution_id)
    action, form = request.form.get("action", ""), ReviewForm()
    row = get_step(LIFECYCLE, solution, actor, action)
    if row.permission != "solutions:solution:review":
        raise ConflictError(_("지금 상태에서는 할 수 없는 일입니다."))
    if row.needs_reason and not form.validate_on_submit():
        return _review_page(solution, form), 422
    if action == "request_changes":
        service.request_changes(actor, solution, ReviewReason(form.reason.data), form.note.data)
    elif action == "suspend":
        service.suspend(actor, solution, ReviewReason(form.reason.data), form.note.data)
    else:
        service.list_solution(actor, solution)
    title = solution.text("title", current_locale())
    flash(_("‘%(title)s’: %(status)s", title=title, status=STATUS_LABELS[solution.status]), "success")
    return redirect(url_for("admin.queue"), 303)


@bp.get("/audit")
@requires("admin:console:use")
def audit_list() -> ResponseReturnValue:
    """Show the audit record, narrowed by action and target; ?check=1 walks the whole chain."""
    wanted = {name: request.args.get(name, "").strip()[:64] for name in ("action", "target_type", "target_id")}
    page = audit.search(**wanted, number=page_number())
    checked = request.args.get("check") == "1"
    note_access([record.actor_id for record in page.items], Purpose.AUDIT)
    return render_template(
        "admin/audit.html",
        page=page,
        wanted=wanted,
        listing=Listing("admin.audit_list", request.args),
        names=queries.names_of([record.actor_id for record in page.items]),
        target_types=audit.target_types(),
        checked=checked,
        broken_at=first_break() if checked else None,
    )


@bp.get("/audit.csv")
@requires("admin:console:use")
def audit_export() -> ResponseReturnValue:
    """Give what the search finds as CSV, the newest first, at most as much as one file should hold."""
    wanted = {name: request.args.get(name, "").strip()[:64] for name in ("action", "target_type", "target_id")}
    found = queries.audit_rows(**wanted)
    note_access([row["actor_id"] for row in found], Purpose.AUDIT, Handling.EXPORT)
    stream = io.BytesIO()
    write_csv(stream, queries.AUDIT_COLUMNS, found)
    name = f"openlab-audit-{clock.today():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(stream.getvalue(), mimetype="text/csv", headers=headers)


@bp.get("/jobs")
@requires("admin:console:use")
def jobs() -> ResponseReturnValue:
    """Show the outbox: what failed for good, what is tried again, what waits."""
    state = _choice(JobState, request.args.get("state"), JobState.FAILED)
    counts, labels = count_jobs(), _job_labels()
    tabs = [
        {
            "label": labels[one],
            "url": url_for("admin.jobs", state=one.value),
            "current": one is state,
            "count": counts[one],
        }
        for one in JobState
    ]
    return render_template(
        "admin/jobs.html",
        page=list_jobs(state, page_number()),
        state=state,
        tabs=tabs,
        listing=Listing("admin.jobs", request.args),
        model=queries.model_change(),
    )


@bp.post("/jobs/<slug_id:job_id>/retry")
@guarded_by("admin:console:use")
def retry_job(job_id: int) -> ResponseReturnValue:
    """Let a failed job be tried again."""
    job = console.retry_job(current_actor(), job_id)
    flash(_("작업 %(number)s번을 다시 맡겼습니다.", number=job.id), "success")
    return redirect(url_for("admin.jobs", state=JobState.WAITING.value), 303)


@bp.get("/health")
@requires("admin:console:use")
def health() -> ResponseReturnValue:
    """Show how the installation is."""
    settings = current_app.extensions["openlab.settings"]
    return render_template(
        "admin/health.html",
        health=queries.health(settings.home),
        version=__version__,
        job_labels=_job_labels(),
        index=live_index().state(),
    )


def _review_page(solution: Solution, form: ReviewForm) -> str:
    actor = current_actor()
    files = visible_attachments(actor, solution)
    history = audit.history("solution", solution.id)
    own = solutions.of_organisations([solution.organisation_id])
    return render_template(
        "admin/review.html",
        solution=solution,
        form=form,
        ready=readiness(solution),
        history=history,
        images=[file for file in files if file.is_image],
        documents=[file for file in files if not file.is_image],
        status_label=STATUS_LABELS[solution.status],
        status_labels=STATUS_LABELS,
        reason_labels=REASON_LABELS,
        action_labels=ACTION_LABELS,
        actions=[row for row in LIFECYCLE.allowed(solution, actor) if row.permission == "solutions:solution:review"],
        may_decide=policies.allows(actor, "solutions:solution:review", solution),
        rewritten=_rewritten(solution, history),
        siblings=[
            one for one in own if one.id != solution.id and policies.allows(actor, "solutions:solution:read", one)
        ][:6],
        age=_age(solution),
    )


def _rewritten(solution: Solution, history: Any) -> list[dict[str, Any]]:
    """Return the texts that differ from what was last reviewed, each before and now."""
    before: dict[str, str] = next((record.data["before"] for record in history if "before" in record.data), {})
    return [
        {"field": name, "before": before[name], "now": getattr(solution, name)}
        for name in TEXT_FIELDS
        if solution.status is SolutionStatus.SUBMITTED and name in before and before[name] != getattr(solution, name)
    ]


def _age(solution: Solution) -> int:
    """Return for how many days a solution has been where it is."""
    since = solution.submitted_at if solution.status is SolutionStatus.SUBMITTED else solution.updated_at
    return (clock.today() - clock.in_seoul(since or solution.updated_at).date()).days


def _choice(kind: Any, given: str | None, default: Any) -> Any:
    return kind(given) if given in kind.__members__ else default


def _job_labels() -> dict[JobState, str]:
    return {
        JobState.FAILED: _("실패"),
        JobState.RETRYING: _("다시 시도 중"),
        JobState.WAITING: _("대기"),
        JobState.DONE: _("마침"),
    }
