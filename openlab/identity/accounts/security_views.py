"""Pages of further proofs: the step after the password, the authenticator app and its recovery codes."""

from collections.abc import Callable

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for

from openlab.config import Settings
from openlab.extensions import limiter
from openlab.fields import Form
from openlab.i18n import gettext as _
from openlab.identity.accounts import codes, proofs
from openlab.identity.accounts.forms import AgainForm, CodeForm, PasskeyForm, SecondStepForm
from openlab.identity.accounts.passkeys import find_site
from openlab.identity.accounts.queries import find_code_app, passkeys_of, recovery_codes_left
from openlab.identity.accounts.views import HOME, Page, begin, browser, lifetime, me
from openlab.kit.errors import InvalidInputError, NotFoundError
from openlab.kit.web import keep_changes, public, requires, safe_next

bp = Blueprint("security", __name__)


@bp.route("/login/code", methods=["GET", "POST"])
@public
@limiter.limit("30/minute", methods=["POST"])
def second_step() -> Page:
    """Ask for a code after the password, and open the session."""
    form = SecondStepForm()
    target = safe_next(session.get("next"), HOME)
    if form.validate_on_submit():
        try:
            begin(*proofs.finish_log_in(session.get("step", ""), form.code.data, browser(), lifetime(), _key()))
        except NotFoundError:
            session.pop("step", None)
            flash(_("시간이 지났습니다. 로그인을 처음부터 다시 해 주세요."), "warning")
            return redirect(url_for("accounts.login", next=target), 303)
        except InvalidInputError as error:
            keep_changes()
            form.take_errors(error, "code")
            return render_template("accounts/second_step.html", form=form), error.status
        return redirect(target, 303)
    return render_template("accounts/second_step.html", form=form), 422 if form.errors else 200


@bp.get("/account/security")
@requires("accounts:self:use")
def overview() -> Page:
    """Show how the account is protected beside the password."""
    return _overview(AgainForm(formdata=None))


@bp.post("/account/code/start")
@requires("accounts:self:use")
@limiter.limit("30/minute")
def start_app() -> Page:
    """Begin to enrol an authenticator app."""
    return _with_password(lambda password: proofs.start_app(me(), password)) or redirect(
        url_for("security.enrol_app"), 303
    )


@bp.route("/account/code", methods=["GET", "POST"])
@requires("accounts:self:use")
@limiter.limit("30/minute", methods=["POST"])
def enrol_app() -> Page:
    """Show the QR code, take the first code of the app, and show the recovery codes this once."""
    app = find_code_app(me().user_id)
    if app is None or app.confirmed_at is not None:
        return redirect(url_for("security.overview"))
    form, status = CodeForm(), 200
    if form.validate_on_submit():
        try:
            made = proofs.confirm_app(me(), form.code.data, _key())
        except InvalidInputError as error:
            keep_changes()
            form.take_errors(error, "code")
            status = error.status
        else:
            return render_template("accounts/recovery_codes.html", codes=made, fresh=True)
    secret = codes.app_secret(_key(), app.salt)
    picture = codes.qr_picture(codes.app_link(secret, me().user.email))
    page = render_template("accounts/enrol_app.html", form=form, secret=secret, picture=picture)
    return page, 422 if form.errors and status == 200 else status


@bp.post("/account/code/off")
@requires("accounts:self:use")
@limiter.limit("30/minute")
def remove_app() -> Page:
    """Ask for no code any more."""
    refused = _with_password(lambda password: proofs.remove_app(me(), password))
    if refused is None:
        flash(_("로그인할 때 인증 앱의 코드를 더는 묻지 않습니다."), "success")
    return refused or redirect(url_for("security.overview"), 303)


@bp.post("/account/code/recovery")
@requires("accounts:self:use")
@limiter.limit("30/minute")
def renew_recovery_codes() -> Page:
    """Make new recovery codes and show them this once."""
    made: list[str] = []
    refused = _with_password(lambda password: made.extend(proofs.renew_recovery_codes(me(), password)))
    return refused or render_template("accounts/recovery_codes.html", codes=made, fresh=False)


def _with_password(act: Callable[[str], None]) -> Page | None:
    """Do what needs the present password; return the page that says why it was not done, None when it was."""
    form = AgainForm()
    if not form.validate_on_submit():
        return _overview(form), 422
    try:
        act(form.password.data)
    except InvalidInputError as error:
        keep_changes()
        form.take_errors(error, "password")
        return _overview(form), error.status
    return None


def _overview(again: Form) -> str:
    user = me().user
    app, site = find_code_app(user.id), find_site(_settings().base_url)
    return render_template(
        "accounts/security.html",
        again=again,
        app=app if app is not None and app.confirmed_at is not None else None,
        left=recovery_codes_left(user.id),
        passkeys=passkeys_of(user.id),
        passkey=PasskeyForm(formdata=None),
        site=site,
        here=site is not None and request.host_url.rstrip("/") == site.origin,
    )


def _key() -> str:
    return _settings().secret_key


def _settings() -> Settings:
    settings: Settings = current_app.extensions["openlab.settings"]
    return settings
