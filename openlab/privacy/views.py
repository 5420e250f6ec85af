"""One's own page of who saw one's data, and the alliance's record of all accesses."""

import io
from datetime import date
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from openlab.audit.access import note_access
from openlab.audit.states import Handling, Purpose
from openlab.config import Settings
from openlab.i18n import current_locale
from openlab.i18n import gettext as _
from openlab.kit import clock
from openlab.kit.listing import Listing
from openlab.kit.tabular_out import write_csv
from openlab.kit.text import clean_line
from openlab.kit.web import current_actor, guarded_by, page_number, requires
from openlab.privacy import queries, service
from openlab.privacy.forms import ReasonToExportForm
from openlab.privacy.labels import EXPORT_COLUMNS, HANDLING_LABELS, PLACE_LABELS, PURPOSE_LABELS
from openlab.privacy.queries import Filters, Known

bp = Blueprint("privacy", __name__)


@bp.get("/account/accesses")
@requires("privacy:self:use")
def own_accesses() -> ResponseReturnValue:
    """Show who saw one's own data, when, where and why."""
    page = queries.accesses_about(current_actor().user_id or 0, page_number())
    known = queries.known_to(page.items)
    return render_template(
        "privacy/own_accesses.html",
        page=page,
        rows=[_told(row, known) for row in page.items],
        listing=Listing("privacy.own_accesses", request.args),
        years=service.years_kept(_settings().access_years),
    )


@bp.get("/admin/accesses")
@requires("privacy:access:read")
def all_accesses() -> ResponseReturnValue:
    """Show who saw whose data, narrowed; whoever looks at this page is on it the next time."""
    return _accesses_page(ReasonToExportForm(formdata=None))


@bp.post("/admin/accesses.csv")
@guarded_by("privacy:access:read")
def export_accesses() -> ResponseReturnValue:
    """Give the narrowed record as CSV, for a reason that is kept."""
    form, actor = ReasonToExportForm(), current_actor()
    if not form.validate_on_submit():
        return _accesses_page(form), 422
    rows, known = service.export_accesses(actor, _filters(), form.reason.data, address=request.remote_addr or "")
    stream = io.BytesIO()
    write_csv(stream, EXPORT_COLUMNS, (_exported(row, known) for row in rows))
    name = f"openlab-accesses-{clock.today():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(stream.getvalue(), mimetype="text/csv", headers=headers)


def _accesses_page(form: ReasonToExportForm) -> str:
    service.require_reader(current_actor())
    filters = _filters()
    page = queries.accesses(filters, page_number())
    known = queries.known_to(page.items)
    note_access(known.people, Purpose.AUDIT)
    return render_template(
        "privacy/accesses.html",
        page=page,
        rows=[_told(row, known) for row in page.items],
        filters=filters,
        form=form,
        listing=Listing("privacy.all_accesses", request.args),
        purposes=PURPOSE_LABELS,
        handlings=HANDLING_LABELS,
        years=service.years_kept(_settings().access_years),
    )


def _filters() -> Filters:
    given = request.args
    purpose, handling = given.get("purpose", ""), given.get("handling", "")
    return Filters(
        person=clean_line(given.get("person", ""))[:80],
        purpose=Purpose(purpose) if purpose in Purpose.__members__ else None,
        handling=Handling(handling) if handling in Handling.__members__ else None,
        since=_day(given.get("since", "")),
        until=_day(given.get("until", "")),
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year < 9000 else None


def _told(row: Any, known: Known) -> dict[str, Any]:
    """Return a row as a page tells it."""
    organisation = known.organisations.get(row.organisation_id)
    return {
        "at": row.at,
        "actor": _name(row.actor_id, known),
        "organisation": organisation.label(current_locale()) if organisation else "",
        "subject": _name(row.subject_id, known),
        "place": PLACE_LABELS.get(row.place, row.place),
        "handling": HANDLING_LABELS[row.handling],
        "purpose": PURPOSE_LABELS[row.purpose],
        "reason": row.reason,
        "address": row.address,
    }


def _exported(row: dict[str, Any], known: Known) -> dict[str, Any]:
    """Return a row of the file: people by number and address, so that names alike are not mixed up."""
    organisation = known.organisations.get(row["organisation_id"])
    return {
        **row,
        "at": row["at"].isoformat(),
        "actor": _number(row["actor_id"], known),
        "subject": _number(row["subject_id"], known),
        "organisation": organisation.name if organisation else "",
    }


def _name(user_id: int | None, known: Known) -> str:
    if not user_id:
        return _("운영자(서버)") if user_id == 0 else _("로그인하지 않은 사람")
    return known.people[user_id].name if user_id in known.people else _("%(number)s번 계정", number=user_id)


def _number(user_id: int | None, known: Known) -> str:
    user = known.people.get(user_id or 0)
    return f"{user_id} {user.email}" if user else str(user_id or 0)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["openlab.settings"]
    return settings
