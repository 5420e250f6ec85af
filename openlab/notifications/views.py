"""Pages to choose which mails come, and the link in a mail that turns its kind off."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from openlab.extensions import csrf
from openlab.i18n import gettext as _
from openlab.kit.web import current_actor, public, requires
from openlab.notifications import choosing
from openlab.notifications.forms import ChoicesForm
from openlab.notifications.labels import KIND_HELP, KIND_LABELS
from openlab.notifications.states import CHOSEN, MUST_SEND, MailKind

bp = Blueprint("notifications", __name__)


@bp.get("/account/mails")
@requires("notifications:choice:use")
def choices() -> ResponseReturnValue:
    """Show which mails come; what must be sent is marked."""
    return _page()


@bp.post("/account/mails")
@requires("notifications:choice:use")
def save_choices() -> ResponseReturnValue:
    """Take over the choice."""
    form = ChoicesForm()
    if not form.validate_on_submit():
        return _page(form), 422
    choosing.choose(current_actor(), [MailKind(code) for code in form.kinds.data or ()])
    flash(_("받을 메일을 저장했습니다."), "success")
    return redirect(url_for("notifications.choices"), 303)


@bp.get("/unsubscribe/<token>")
@public
def unsubscribe_page(token: str) -> ResponseReturnValue:
    """Ask for a press of the button, because mail scanners follow links."""
    _user, kind = choosing.read_link(token)
    return render_template("notifications/unsubscribe.html", kind=KIND_LABELS[kind], token=token, done=False)


@bp.post("/unsubscribe/<token>")
@public
@csrf.exempt  # type: ignore[untyped-decorator]  # the reader's mail program presses it, which has no cookie (RFC 8058)
def unsubscribe(token: str) -> ResponseReturnValue:
    """Turn a kind of mail off, by the signed link alone."""
    kind = choosing.turn_off(token)
    return render_template("notifications/unsubscribe.html", kind=KIND_LABELS[kind], token=token, done=True)


def _page(form: ChoicesForm | None = None) -> str:
    refused = choosing.refused_by(current_actor().user_id)
    return render_template(
        "notifications/choices.html",
        form=form or ChoicesForm(formdata=None),
        chosen=[(kind.value, KIND_LABELS[kind], kind not in refused, str(KIND_HELP[kind])) for kind in CHOSEN],
        always=[(KIND_LABELS[kind], KIND_HELP[kind]) for kind in MailKind if kind in MUST_SEND and kind in KIND_LABELS],
    )
