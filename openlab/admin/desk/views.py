"""The first page of the desk, and the lists of organisations, accounts and requests to join."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from openlab.admin.desk import queries, service
from openlab.admin.desk.forms import BulkReasonForm
from openlab.admin.desk.labels import (
    QUEUE_LABELS,
    QUEUE_PAGES,
    USER_ACTIONS,
    USER_EFFECTS,
    USER_STATES,
    VERIFIED_LABELS,
)
from openlab.admin.queries import waiting_join_requests
from openlab.audit.access import note_access
from openlab.audit.states import Purpose
from openlab.i18n import gettext as _
from openlab.i18n import ngettext
from openlab.identity.orgs.labels import KIND_LABELS
from openlab.kit import clock
from openlab.kit.errors import NotFoundError
from openlab.kit.listing import Listing
from openlab.kit.policy import policies
from openlab.kit.text import clean_line
from openlab.kit.web import current_actor, guarded_by, page_number, requires

bp = Blueprint("desk", __name__, url_prefix="/admin")
CONSOLE = "admin:console:use"
LATE_AFTER = 7  # days after which somebody has waited too long


@bp.get("/desk")
@requires(CONSOLE)
def overview() -> ResponseReturnValue:
    """Show every queue with how much waits and since when."""
    rows = [_queue_row(one) for one in queries.waiting()]
    return render_template("desk/overview.html", rows=[row for row in rows if row["url"]], late_after=LATE_AFTER)


@bp.get("/joins")
@requires(CONSOLE)
def joins() -> ResponseReturnValue:
    """List the requests to join any organisation, the oldest first."""
    requests = waiting_join_requests(limit=200)
    note_access([one.user_id for one in requests], Purpose.JOINING)
    return render_template("desk/joins.html", requests=requests)


@bp.get("/organisations")
@requires(CONSOLE)
def organisations() -> ResponseReturnValue:
    """Search the organisations."""
    filters = queries.OrganisationFilters(_words("q"), _words("kind"), _words("verified"))
    page = queries.organisations(filters, page_number())
    return render_template(
        "desk/organisations.html",
        page=page,
        filters=filters,
        listing=Listing("desk.organisations", request.args),
        people=queries.people_counts([one.id for one in page.items]),
        kinds=KIND_LABELS,
        verified=VERIFIED_LABELS,
    )


@bp.post("/organisations/verify")
@guarded_by("orgs:organisation:verify")
def verify_organisations() -> ResponseReturnValue:
    """List the chosen organisations, and mark them as checked once that is confirmed."""
    policies.require(current_actor(), CONSOLE)
    chosen = queries.chosen_organisations(_chosen())
    if not chosen:
        flash(_("먼저 목록에서 골라 주세요."), "warning")
        return redirect(url_for("desk.organisations"), 303)
    if "confirmed" not in request.form:
        return render_template("desk/verify.html", chosen=chosen, kinds=KIND_LABELS)
    count = service.verify(current_actor(), chosen)
    flash(
        ngettext(
            "기관 %(num)s곳을 확인한 기관으로 표시했습니다.", "기관 %(num)s곳을 확인한 기관으로 표시했습니다.", count
        ),
        "success",
    )
    return redirect(url_for("desk.organisations", verified="no"), 303)


@bp.get("/users")
@requires(CONSOLE)
def users() -> ResponseReturnValue:
    """Search the accounts."""
    filters = queries.UserFilters(_words("q"), _words("state"))
    page = queries.users(filters, page_number())
    ids = [one.id for one in page.items]
    note_access(ids, Purpose.CURATION)
    return render_template(
        "desk/users.html",
        page=page,
        filters=filters,
        listing=Listing("desk.users", request.args),
        belongs=queries.organisations_of_people(ids),
        states=USER_STATES,
        actions=USER_ACTIONS,
    )


@bp.post("/users/<any(deactivate, reactivate):action>")
@guarded_by("admin:user:suspend")
def change_users(action: str) -> ResponseReturnValue:
    """List the chosen accounts and what will happen to them, ask why, and do it once that is confirmed."""
    policies.require(current_actor(), CONSOLE)
    chosen, form = queries.chosen_users(_chosen()), BulkReasonForm(formdata=request.form if _confirmed() else None)
    if not chosen:
        flash(_("먼저 목록에서 골라 주세요."), "warning")
        return redirect(url_for("desk.users"), 303)
    if not _confirmed() or not form.validate():
        note_access([user.id for user in chosen], Purpose.CURATION)
        page = render_template(
            "desk/change_users.html",
            chosen=chosen,
            form=form,
            action=action,
            label=USER_ACTIONS[action],
            effect=USER_EFFECTS[action],
        )
        return page, 422 if form.errors else 200
    act = service.deactivate if action == "deactivate" else service.reactivate
    count = act(current_actor(), chosen, form.reason.data)
    flash(ngettext("계정 %(num)s개를 바꾸었습니다.", "계정 %(num)s개를 바꾸었습니다.", count), "success")
    return redirect(url_for("desk.users"), 303)


def _queue_row(one: queries.Waiting) -> dict[str, Any]:
    endpoint, arguments = QUEUE_PAGES[one.queue]
    there = endpoint in current_app.view_functions
    days = (clock.today() - clock.in_seoul(one.oldest).date()).days if one.oldest else 0
    return {
        "label": QUEUE_LABELS[one.queue],
        "count": one.count,
        "oldest": one.oldest,
        "days": days,
        "url": url_for(endpoint, **arguments) if there else "",  # type: ignore[arg-type]  # a page's own arguments
    }


def _confirmed() -> bool:
    return "confirmed" in request.form


def _chosen() -> list[int]:
    given = request.form.getlist("ids")
    ids = {int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 19}
    if len(ids) > service.MOST:
        raise NotFoundError(kind="selection")
    return sorted(ids)


def _words(name: str) -> str:
    return clean_line(request.args.get(name, ""))[:80]
