"""Pages for moving an account to another e-mail address, confirming it, and undoing it from the old one."""

from flask import Blueprint, flash, redirect, render_template, url_for

from openlab.extensions import limiter
from openlab.i18n import gettext as _
from openlab.identity.accounts import addresses
from openlab.identity.accounts.forms import EmailForm
from openlab.identity.accounts.queries import find_email_change, find_undo
from openlab.identity.accounts.views import Page, end, me
from openlab.kit.errors import InvalidInputError, NotFoundError
from openlab.kit.web import keep_changes, public, requires

bp = Blueprint("addresses", __name__)


@bp.route("/account/email", methods=["GET", "POST"])
@requires("accounts:self:use")
@limiter.limit("20/hour", methods=["POST"])
def change() -> Page:
    """Ask for the new address and the password; the answer is the same whether the address is known or not."""
    form = EmailForm()
    status = 200
    if form.validate_on_submit():
        try:
            addresses.ask_for_change(me(), form.password.data, form.email.data)
        except InvalidInputError as error:
            keep_changes()
            form.take_errors(error, "password")
            status = error.status
        else:
            return render_template("accounts/sent.html", email=form.email.data, purpose="email")
    page = render_template("accounts/email.html", form=form, email=me().user.email)
    return page, 422 if form.errors and status == 200 else status


@bp.get("/email/confirm/<token>")
@public
def confirm_page(token: str) -> Page:
    """Ask for a press of the button, because mail scanners follow links."""
    found = find_email_change(token)
    if found is None:
        return _dead()
    return render_template("accounts/email_confirm.html", change=found, undo=False)


@bp.post("/email/confirm/<token>")
@public
def confirm(token: str) -> Page:
    """Move the account to the new address."""
    try:
        addresses.confirm_change(token)
    except NotFoundError:
        return _dead()
    flash(_("이메일을 바꾸었습니다. 다음부터는 새 주소로 로그인해 주세요."), "success")
    return redirect(url_for("accounts.account"), 303)


@bp.get("/email/undo/<token>")
@public
def undo_page(token: str) -> Page:
    """Say what undoing does, and ask for a press of the button."""
    found = find_undo(token)
    if found is None:
        return _dead()
    return render_template("accounts/email_confirm.html", change=found, undo=True)


@bp.post("/email/undo/<token>")
@public
def undo(token: str) -> Page:
    """Give the account back to the old address."""
    try:
        user = addresses.undo_change(token)
    except NotFoundError:
        return _dead()
    end()
    return render_template("accounts/sent.html", email=user.email, purpose="undone")


def _dead() -> Page:
    return render_template("accounts/dead_link.html", again=url_for("addresses.change")), 404
