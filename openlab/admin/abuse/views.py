"""The form that anybody signed in can report with, and the queue of reports."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from openlab.admin.abuse import queries, service
from openlab.admin.abuse.forms import DecisionForm, ReportForm
from openlab.admin.abuse.labels import CAUSE_LABELS, STATUS_LABELS, TARGET_LABELS
from openlab.admin.abuse.models import AbuseReport
from openlab.admin.abuse.states import AbuseReason, ReportStatus, ReportTarget
from openlab.audit.access import note_access
from openlab.audit.states import Purpose
from openlab.extensions import limiter
from openlab.i18n import current_locale
from openlab.i18n import gettext as _
from openlab.kit.errors import ConflictError, NotFoundError
from openlab.kit.listing import Listing
from openlab.kit.web import current_actor, guarded_by, page_number, requires

bp = Blueprint("abuse", __name__)
PAGES = {
    ReportTarget.NEED: ("needs.detail", "need_id"),
    ReportTarget.SOLUTION: ("solutions.detail", "solution_id"),
    ReportTarget.ORGANISATION: ("orgs.detail", "organisation_id"),
}


@bp.route("/report/<kind>/<slug_id:target_id>", methods=["GET", "POST"])
@requires("admin:abuse:report")
@limiter.limit("20/hour", methods=["POST"])
def report(kind: str, target_id: int) -> ResponseReturnValue:
    """Ask what is wrong with a page and put it before the alliance."""
    target = ReportTarget.__members__.get(kind.upper())
    if target is None:
        raise NotFoundError(kind="report target")
    thing, form, refusal = service.get_target(current_actor(), target, target_id), ReportForm(), None
    if form.validate_on_submit():
        try:
            service.report(current_actor(), target, target_id, AbuseReason(form.cause.data), form.note.data)
        except ConflictError as error:
            refusal = error
        else:
            flash(_("신고를 받았습니다. 얼라이언스가 살펴보고 정합니다."), "success")
            return redirect(_address(target, target_id), 303)
    page = render_template(
        "abuse/report.html",
        form=form,
        refusal=refusal,
        title_of_target=service.title_of(thing, current_locale()),
        kind=TARGET_LABELS[target],
        back=_address(target, target_id),
    )
    return page, refusal.status if refusal else 422 if form.errors else 200


@bp.get("/admin/reports")
@requires("admin:abuse:decide")
def queue() -> ResponseReturnValue:
    """List the reports of a state."""
    status = ReportStatus.__members__.get(request.args.get("status", ""), ReportStatus.OPEN)
    counts = queries.count_by_status()
    tabs = [
        {"label": label, "url": url_for("abuse.queue", status=one.value), "current": one is status,
         "count": counts.get(one, 0)}
        for one, label in STATUS_LABELS.items()
    ]  # fmt: skip
    return render_template(
        "abuse/queue.html",
        page=queries.queue(status, page_number()),
        tabs=tabs,
        listing=Listing("abuse.queue", request.args),
        causes=CAUSE_LABELS,
        targets=TARGET_LABELS,
    )


@bp.get("/admin/reports/<slug_id:report_id>")
@requires("admin:abuse:decide")
def detail(report_id: int) -> ResponseReturnValue:
    """Show one report and ask for a decision."""
    return _page(queries.get_report(report_id), DecisionForm(formdata=None))


@bp.post("/admin/reports/<slug_id:report_id>")
@guarded_by("admin:abuse:decide")
def decide(report_id: int) -> ResponseReturnValue:
    """Close a report with a reason."""
    row, form = queries.get_report(report_id), DecisionForm()
    if not form.validate_on_submit():
        service.require_decider(current_actor())
        return _page(row, form), 422
    service.decide(current_actor(), row, form.action.data, form.reason.data)
    flash(_("결정을 저장했습니다."), "success")
    return redirect(url_for("abuse.queue"), 303)


def _page(row: AbuseReport, form: Any) -> str:
    note_access([row.reporter_id], Purpose.CURATION)
    return render_template(
        "abuse/detail.html",
        report=row,
        form=form,
        target_url=_address(row.target_type, row.target_id),
        others=queries.same_target(row),
        causes=CAUSE_LABELS,
        targets=TARGET_LABELS,
        statuses=STATUS_LABELS,
    )


def _address(target: ReportTarget, target_id: int) -> str:
    endpoint, name = PAGES[target]
    return url_for(endpoint, **{name: target_id})  # type: ignore[arg-type]  # a page's own address
