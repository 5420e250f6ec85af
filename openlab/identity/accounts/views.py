"""Pages of accounts: login, sign-up, confirmation, reset, and one's own account."""

from datetime import timedelta

from flask import Blueprint, current_app, flash, jsonify, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from openlab.config import Settings
from openlab.extensions import limiter
from openlab.fields import Form
from openlab.i18n import current_locale, set_locale
from openlab.i18n import gettext as _
from openlab.identity.accounts import service
from openlab.identity.accounts.forms import (
    LoginForm,
    PasswordForm,
    ProfileForm,
    ResetForm,
    ResetRequestForm,
    SignUpForm,
)
from openlab.identity.accounts.models import LoginSession, TokenPurpose, User
from openlab.identity.accounts.passkeys import Site, find_site
from openlab.identity.accounts.queries import find_token, find_user, needs_code, sessions_of
from openlab.identity.web import SignedIn
from openlab.kit.errors import ForbiddenError, InvalidInputError, NotFoundError
from openlab.kit.web import current_actor, keep_changes, public, requires, safe_next, wants_json

Page = Response | str | tuple[str, int]
HOME = "/work"
bp = Blueprint("accounts", __name__)

BROWSERS = (
    ("Edg/", "Edge"),
    ("Whale/", "Whale"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@bp.app_template_filter("device")
def device_name(user_agent: str) -> str:
    """Return what a person calls the device: 'Chrome · Windows'."""
    found = [next((name for mark, name in table if mark in user_agent), "") for table in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, found)) or _("알 수 없는 기기")


@bp.route("/login", methods=["GET", "POST"])
@public
@limiter.limit("30/minute", methods=["POST"])
def login() -> Page:
    """Sign in and go on to where the person was going."""
    form = LoginForm(data={"next": request.args.get("next", "")})
    target = safe_next(form.next.data, HOME)
    if request.method == "GET" and not current_actor().is_anonymous:
        return redirect(target)
    if form.validate_on_submit():
        try:
            token, row = service.log_in(form.email.data, form.password.data, browser(), lifetime())
        except service.CodeNeededError as more:
            session["step"], session["next"] = more.facts["step"], target
            return redirect(url_for("security.second_step"), 303)
        except InvalidInputError as error:
            keep_changes()
            return render_template("accounts/login.html", form=form, refusal=error, site=_site_here()), error.status
        begin(token, row)
        return redirect(target, 303)
    return _page("accounts/login.html", form, refusal=None, site=_site_here())


@bp.post("/logout")
@public
def logout() -> Page:
    """End the session; whoever has none is out already."""
    if current_user.is_authenticated:
        service.log_out(current_user.login)
    end()
    flash(_("로그아웃했습니다."), "success")
    return redirect("/", 303)


@bp.route("/signup", methods=["GET", "POST"])
@public
@limiter.limit("30/hour", methods=["POST"])
def sign_up() -> Page:
    """Make an account; the answer is the same whether the address is known or not."""
    form = SignUpForm()
    if form.validate_on_submit():
        service.sign_up(form.email.data, form.name.data, form.password.data, current_locale())
        return render_template("accounts/sent.html", email=form.email.data, purpose="confirm")
    return _page("accounts/signup.html", form)


@bp.get("/confirm/<token>")
@public
def confirm_page(token: str) -> Page:
    """Ask for a press of the button, because mail scanners follow links."""
    found = find_token(token, TokenPurpose.CONFIRM)
    if found is None:
        return render_template("accounts/dead_link.html", again=url_for("accounts.sign_up")), 404
    return render_template("accounts/confirm.html", user=find_user(found.user_id), token=token)


@bp.post("/confirm/<token>")
@public
def confirm(token: str) -> Page:
    """Confirm the address."""
    try:
        service.confirm(token)
    except NotFoundError:
        return render_template("accounts/dead_link.html", again=url_for("accounts.sign_up")), 404
    flash(_("이메일을 확인했습니다. 이제 로그인할 수 있습니다."), "success")
    return redirect(url_for("accounts.login", next=url_for("accounts.account")), 303)


@bp.route("/reset", methods=["GET", "POST"])
@public
@limiter.limit("20/hour", methods=["POST"])
def request_reset() -> Page:
    """Send a link to choose a new password; the answer is the same for an unknown address."""
    form = ResetRequestForm()
    if form.validate_on_submit():
        service.request_reset(form.email.data)
        return render_template("accounts/sent.html", email=form.email.data, purpose="reset")
    return _page("accounts/reset_request.html", form)


@bp.route("/reset/<token>", methods=["GET", "POST"])
@public
@limiter.limit("20/hour", methods=["POST"])
def reset(token: str) -> Page:
    """Choose a new password by a mailed link."""
    if find_token(token, TokenPurpose.RESET) is None:
        return render_template("accounts/dead_link.html", again=url_for("accounts.request_reset")), 404
    form = ResetForm()
    if form.validate_on_submit():
        try:
            service.reset_password(token, form.password.data)
        except InvalidInputError as error:
            form.take_errors(error, "password")
        else:
            end()
            flash(_("비밀번호를 바꾸고 다른 곳의 로그인을 모두 끝냈습니다. 새 비밀번호로 로그인해 주세요."), "success")
            return redirect(url_for("accounts.login"), 303)
    return _page("accounts/reset.html", form, token=token)


@bp.get("/account")
@requires("accounts:self:use")
def account() -> Page:
    """Show one's profile, password form and sessions."""
    return _account_page(_profile_form(), PasswordForm(formdata=None))


@bp.post("/account")
@requires("accounts:self:use")
def save_profile() -> Page:
    """Change name and language."""
    form = ProfileForm()
    if not form.validate_on_submit():
        return _account_page(form, PasswordForm(formdata=None)), 422
    service.change_profile(me().user, form.name.data, form.locale.data)
    session["lang"] = form.locale.data
    set_locale(form.locale.data)
    flash(_("바꾼 내용을 저장했습니다."), "success")
    return redirect(url_for("accounts.account"), 303)


@bp.post("/account/password")
@requires("accounts:self:use")
@limiter.limit("30/minute")
def save_password() -> Page:
    """Change the password; all other sessions end."""
    form = PasswordForm()
    status = 422
    if form.validate_on_submit():
        try:
            token = service.change_password(me(), form.current.data, form.password.data)
        except InvalidInputError as error:
            keep_changes()
            form.take_errors(error, "current")
            status = error.status
        else:
            begin(token, me())
            flash(_("비밀번호를 바꾸고 다른 곳의 로그인을 모두 끝냈습니다."), "success")
            return redirect(url_for("accounts.account"), 303)
    return _account_page(_profile_form(), form), status


@bp.post("/account/sessions/<slug_id:session_id>/end")
@requires("accounts:self:use")
def end_session(session_id: int) -> Page:
    """End one of one's sessions."""
    service.end_session(current_actor(), session_id)
    flash(_("그 기기의 로그인을 끝냈습니다."), "success")
    return redirect(url_for("accounts.account", _anchor="sessions"), 303)


@bp.post("/account/sessions/end")
@requires("accounts:self:use")
def end_other_sessions() -> Page:
    """End every session but this one."""
    service.end_other_sessions(me().user, me())
    flash(_("다른 곳의 로그인을 모두 끝냈습니다."), "success")
    return redirect(url_for("accounts.account", _anchor="sessions"), 303)


@bp.post("/account/extend")
@requires("accounts:self:use")
def extend() -> Page:
    """Let the session last longer: a page that warned of its end asks for it."""
    service.extend(me(), lifetime())
    if wants_json():
        return jsonify(ends=me().expires_at.isoformat())
    return redirect(HOME, 303)


@bp.post("/switch")
@requires("accounts:self:use")
def switch() -> Page:
    """Act for another of one's organisations from now on."""
    raw = request.form.get("organisation_id", "")
    chosen = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else 0
    if not current_actor().belongs_to(chosen):
        raise ForbiddenError(permission="accounts:self:use")
    service.switch_organisation(me(), chosen)
    return redirect(safe_next(request.form.get("next"), HOME), 303)


def me() -> LoginSession:
    """Return the live session of whoever sent the present request."""
    row: LoginSession = current_user.login
    return row


def browser() -> service.Browser:
    """Return what the present request tells of its browser."""
    return service.Browser(request.remote_addr or "", request.user_agent.string)


def lifetime() -> timedelta:
    """Return how long a login lasts."""
    settings: Settings = current_app.extensions["openlab.settings"]
    return timedelta(hours=settings.session_hours)


def sign_in_as(user: User) -> None:
    """Sign the browser in as somebody whom the caller has identified without a password."""
    begin(*service.open_session(user, browser(), lifetime()))


def begin(token: str, row: LoginSession) -> None:
    """Start the browser's session afresh, so that nothing planted before the login survives it."""
    kept = session.get("lang")
    session.clear()
    if kept:
        session["lang"] = kept
    login_user(SignedIn(token, row))


def end() -> None:
    """Forget everything the browser's session held, except the language."""
    kept = session.get("lang")
    logout_user()
    session.clear()
    if kept:
        session["lang"] = kept


def _site_here() -> Site | None:
    settings: Settings = current_app.extensions["openlab.settings"]
    site = find_site(settings.base_url)
    return site if site and request.host_url.rstrip("/") == site.origin else None


def _page(template: str, form: Form, **context: object) -> Page:
    return render_template(template, form=form, **context), 422 if form.errors else 200


def _account_page(profile: ProfileForm, password: PasswordForm) -> str:
    user: User = me().user
    return render_template(
        "accounts/account.html",
        user=user,
        profile=profile,
        password=password,
        sessions=sessions_of(user.id),
        present=me(),
        codes_on=needs_code(user.id),
    )


def _profile_form() -> ProfileForm:
    user = me().user
    return ProfileForm(formdata=None, data={"name": user.name, "locale": user.locale})
