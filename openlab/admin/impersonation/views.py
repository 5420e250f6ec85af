"""Begin and end of a visit, the guard that lets it read only, and the list for whoever was visited."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from openlab.admin.impersonation import queries, service
from openlab.admin.impersonation.forms import VisitForm
from openlab.admin.impersonation.models import Impersonation
from openlab.audit.access import look_as, note_access
from openlab.audit.states import Purpose
from openlab.i18n import gettext as _
from openlab.identity.accounts.queries import find_session, find_user
from openlab.identity.accounts.service import Browser
from openlab.identity.accounts.views import begin as sign_in
from openlab.identity.accounts.views import end as sign_out
from openlab.identity.web import SignedIn
from openlab.kit.errors import ConflictError, ForbiddenError, NotFoundError
from openlab.kit.policy import policies
from openlab.kit.web import SAFE_METHODS, current_actor, requires

bp = Blueprint("impersonation", __name__)
# What may be sent in somebody else's place: leaving it, and what changes nothing of theirs.
SENDABLE = {"impersonation.end", "accounts.logout", "announcements.dismiss"}
# Passwords, second factors, addresses and the copy of one's own data are nobody else's to open, not even to look at.
SECRET = {"security", "passkeys", "addresses", "privacy"}


@dataclass(frozen=True, slots=True)
class Visit:
    """In whose place the present request is made, and until when; plain, so that an undone request can still tell."""

    name: str
    expires_at: datetime
    admin_id: int | None


def visit() -> Visit | None:
    """Return the visit that the present request belongs to, if it is one."""
    if "visit" not in g:
        row = _row()
        g.visit = Visit(row.user.name, row.expires_at, row.admin_id) if row else None
    found: Visit | None = g.visit
    return found


def _row() -> Impersonation | None:
    person: Any = current_user
    signed_in = isinstance(person._get_current_object(), SignedIn)
    return queries.find_by_session(person.login.id) if signed_in else None


@bp.before_app_request
def only_look() -> None:
    """Refuse whatever would change something in another's name, and the pages of their secrets."""
    view = current_app.view_functions.get(request.endpoint or "")
    if "_user_id" not in session or request.endpoint == "static" or (present := visit()) is None:
        return
    look_as(present.admin_id)
    changes = request.method not in SAFE_METHODS and not getattr(view, "reads_only", False)
    if (changes and request.endpoint not in SENDABLE) or request.blueprint in SECRET:
        raise ForbiddenError(
            _("다른 사람의 자리에서는 볼 수만 있습니다. 바꾸거나 비밀을 열려면 먼저 내 자리로 돌아가 주세요."),
            permission="admin:impersonation:begin",
        )


@bp.route("/admin/users/<slug_id:user_id>/visit", methods=["GET", "POST"])
@requires("admin:console:use")
def begin(user_id: int) -> ResponseReturnValue:
    """Ask why, and go on in somebody's place."""
    user, form, refusal = find_user(user_id), VisitForm(), None
    if user is None:
        raise NotFoundError(kind="user")
    policies.require(current_actor(), "admin:impersonation:begin", user)
    if form.validate_on_submit():
        own = session["_user_id"]
        browser = Browser(request.remote_addr or "", request.user_agent.string)
        try:
            token, row = service.begin(current_actor(), user, form.reason.data, browser)
        except ConflictError as error:
            refusal = error
        else:
            sign_in(token, row)
            session["own_login"] = own
            return redirect("/work", 303)
    note_access([user.id], Purpose.CURATION)
    page = render_template(
        "impersonation/begin.html",
        user=user,
        form=form,
        refusal=refusal,
        minutes=service.LIFETIME.seconds // 60,
        visits=queries.visits_to(user.id),
    )
    return page, refusal.status if refusal else 422 if form.errors else 200


@bp.post("/visit/end")
@requires("accounts:self:use")
def end() -> ResponseReturnValue:
    """Leave somebody's place and go back to one's own."""
    found = _row()
    if found is None:
        raise NotFoundError(kind="visit")
    token = session.get("own_login", "")
    service.end(found, current_user.login)
    own = find_session(token)
    if own is None or own.user_id != found.admin_id:
        sign_out()
        return redirect(url_for("accounts.login"), 303)
    sign_in(token, own)
    flash(_("내 자리로 돌아왔습니다."), "success")
    return redirect(url_for("desk.users"), 303)


@bp.get("/account/visits")
@requires("accounts:self:use")
def visits() -> ResponseReturnValue:
    """Show a person who saw the site in their place, when and why."""
    return render_template("impersonation/visits.html", visits=queries.visits_to(current_actor().user_id or 0))
