"""The browser's side of identity: which account a request comes from, and Flask-Login's view of it."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, session
from flask_login import AnonymousUserMixin, UserMixin, current_user

from openlab.extensions import login
from openlab.i18n import LOCALES, set_locale
from openlab.identity.accounts.models import LoginSession
from openlab.identity.accounts.queries import find_session
from openlab.identity.accounts.service import touch
from openlab.identity.orgs.queries import actor_for
from openlab.kit.db import may_write
from openlab.kit.errors import LoginRequiredError
from openlab.kit.policy import ANONYMOUS
from openlab.kit.web import SAFE_METHODS


@dataclass(eq=False)
class SignedIn(UserMixin):  # type: ignore[misc]
    """The person of a live session, as Flask-Login knows it; its id is the session's token, not the account."""

    token: str
    login: LoginSession

    def get_id(self) -> str:
        """Return the token that the cookie carries."""
        return self.token

    @property
    def id(self) -> int:
        """Return the account's id."""
        return self.login.user_id

    @property
    def name(self) -> str:
        """Return the person's name."""
        return self.login.user.name

    @property
    def email(self) -> str:
        """Return the person's address."""
        return self.login.user.email

    @property
    def is_confirmed(self) -> bool:
        """Say whether the address has been confirmed."""
        return self.login.user.confirmed_at is not None


@login.user_loader  # type: ignore[untyped-decorator]
def load_signed_in(token: str) -> SignedIn | None:
    """Return the person whose live session has this token; a session that was ended is nobody's."""
    found = find_session(token)
    return SignedIn(token, found) if found else None


def identify() -> None:
    """Work out who is asking and which language they read, before each request."""
    person: Any = current_user._get_current_object() if "_user_id" in session else None
    signed_in = person if isinstance(person, SignedIn) else None
    if signed_in and may_write():
        touch(signed_in.login)
    g.actor = actor_for(signed_in.login.user, signed_in.login.organisation_id) if signed_in else ANONYMOUS
    set_locale(_wanted_locale(signed_in))
    if signed_in is None and "_user_id" in session and _changes_something():
        raise LoginRequiredError(reason="session ended")  # before a view says "not found" to the visitor it would see


def _changes_something() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method not in SAFE_METHODS and getattr(view, "guard", "public") != "public"


def _wanted_locale(person: SignedIn | None) -> str:
    chosen = request.args.get("lang")
    if chosen in LOCALES:
        if not request.path.startswith("/api/"):  # a program's question says nothing about the next one
            session["lang"] = chosen
        return chosen
    if session.get("lang") in LOCALES:
        return str(session["lang"])
    if person is not None:
        return person.login.user.locale
    return request.accept_languages.best_match(LOCALES, default="ko") or "ko"


def install(app: Flask) -> None:
    """Let the application know who is asking."""
    login.init_app(app)
    login.anonymous_user = AnonymousUserMixin
    login.session_protection = None  # sessions are checked on the server; an address change must not sign out
    app.before_request(identify)
