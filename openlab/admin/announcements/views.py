"""The list of announcements and the form of a new one; and the button that puts a banner away."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from openlab.admin.announcements import queries, service
from openlab.admin.announcements.forms import AnnouncementForm
from openlab.admin.announcements.models import Announcement
from openlab.i18n import gettext as _
from openlab.kit import clock
from openlab.kit.errors import InvalidInputError
from openlab.kit.policy import policies
from openlab.kit.web import current_actor, guarded_by, is_htmx, public, requires, safe_next

bp = Blueprint("announcements", __name__)
REMEMBERED = 20  # announcements that a browser has put away


def banners() -> list[Announcement]:
    """Return what this browser is still to be shown."""
    away = session.get("put_away", [])
    return [one for one in queries.current() if one.id not in away]


@bp.route("/admin/announcements", methods=["GET", "POST"])
@requires("admin:announcement:write")
def index() -> ResponseReturnValue:
    """List what is, was and will be announced, and take a new one."""
    today = clock.today()
    form = AnnouncementForm(data=None if request.method == "POST" else {"first": today, "last": today + timedelta(7)})
    if form.validate_on_submit():
        first, last = form.first.data or today, form.last.data or today
        try:
            service.announce(current_actor(), form.text.data, form.text_en.data, first, last)
        except InvalidInputError as error:
            form.take_errors(error, "last")
        else:
            flash(_("공지를 저장했습니다."), "success")
            return redirect(url_for("announcements.index"), 303)
    page = render_template("announcements/index.html", form=form, rows=queries.latest(), now=clock.now())
    return page, 422 if form.errors else 200


@bp.post("/admin/announcements/<slug_id:announcement_id>/withdraw")
@guarded_by("admin:announcement:write")
def withdraw(announcement_id: int) -> ResponseReturnValue:
    """Take an announcement off the pages."""
    policies.require(current_actor(), "admin:announcement:write")
    service.withdraw(current_actor(), queries.get_announcement(announcement_id))
    flash(_("공지를 내렸습니다."), "success")
    return redirect(url_for("announcements.index"), 303)


@bp.post("/announcements/<slug_id:announcement_id>/dismiss")
@public
def dismiss(announcement_id: int) -> ResponseReturnValue:
    """Put a banner away in this browser and go on where the reader was."""
    session["put_away"] = [*session.get("put_away", []), announcement_id][-REMEMBERED:]
    return "" if is_htmx() else redirect(safe_next(request.form.get("next"), "/"), 303)
