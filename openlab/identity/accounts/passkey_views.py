"""Addresses that passkeys are made, used and removed at; the page's script speaks with the device."""

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for

from openlab.config import Settings
from openlab.extensions import limiter
from openlab.i18n import gettext as _
from openlab.identity.accounts import passkeys
from openlab.identity.accounts.forms import LoginForm, PasskeyForm
from openlab.identity.accounts.views import HOME, Page, begin, browser, lifetime, me
from openlab.kit.errors import InvalidInputError, NotFoundError
from openlab.kit.web import current_actor, keep_changes, problem, public, requires, safe_next

LONGEST = 20_000  # characters of what a device answers; real answers have a few thousand
bp = Blueprint("passkeys", __name__)


@bp.post("/login/passkey/options")
@public
@limiter.limit("30/minute")
def sign_in_options() -> Response:
    """Return the challenge that a passkey signs."""
    return _json(passkeys.sign_in_options(site()))


@bp.post("/login/passkey")
@public
@limiter.limit("30/minute")
def sign_in() -> Page:
    """Sign in with what a passkey signed."""
    target = safe_next(request.form.get("next"), HOME)
    try:
        begin(*passkeys.sign_in(_answer("credential"), browser(), lifetime(), site()))
    except InvalidInputError as error:
        keep_changes()
        form = LoginForm(formdata=None, data={"next": target})
        return render_template("accounts/login.html", form=form, refusal=error, site=site()), error.status
    return redirect(target, 303)


@bp.post("/account/passkeys/options")
@requires("accounts:self:use")
@limiter.limit("30/minute")
def enrolment_options() -> Response:
    """Return what a device needs to make a passkey, once name and password are right; a problem document otherwise."""
    form = PasskeyForm()
    if not form.validate_on_submit():
        return problem(422, "invalid-input", " ".join(f"{label}: {text}" for _id, label, text in form.all_errors()))
    try:
        return _json(passkeys.enrolment_options(me(), form.password.data, site()))
    except InvalidInputError as error:
        keep_changes()
        texts = [str(text) for texts in error.fields.values() for text in texts]
        return problem(error.status, error.code, " ".join(texts) or str(error))


@bp.post("/account/passkeys")
@requires("accounts:self:use")
@limiter.limit("30/minute")
def enrol() -> Page:
    """Keep the passkey that a device has made."""
    name = PasskeyForm().name.data or _("패스키")
    try:
        passkeys.enrol(me(), _answer("passkey-credential"), name[:80], site())
    except InvalidInputError as error:
        flash(str(error), "danger")
    else:
        flash(_("패스키를 더했습니다. 다음부터 비밀번호 없이 로그인할 수 있습니다."), "success")
    return redirect(url_for("security.overview", _anchor="passkeys"), 303)


@bp.post("/account/passkeys/<slug_id:passkey_id>/remove")
@requires("accounts:self:use")
def remove(passkey_id: int) -> Page:
    """Remove one of one's passkeys."""
    passkeys.remove(current_actor(), passkey_id)
    flash(_("패스키를 지웠습니다."), "success")
    return redirect(url_for("security.overview", _anchor="passkeys"), 303)


def site() -> passkeys.Site:
    """Return what this installation's passkeys are bound to; raise NotFoundError where there can be none."""
    settings: Settings = current_app.extensions["openlab.settings"]
    found = passkeys.find_site(settings.base_url)
    if found is None:
        raise NotFoundError
    return found


def _answer(name: str) -> str:
    return request.form.get(name, "")[:LONGEST]


def _json(text: str) -> Response:
    return Response(text, content_type="application/json")
