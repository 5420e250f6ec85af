"""The edge to HTTP: guards on views, one commit per request, errors as pages or problem+json, response headers."""

import secrets
from collections.abc import Callable, MutableMapping
from functools import wraps
from http import HTTPStatus
from typing import Any, ParamSpec, TypeVar

import structlog
from flask import Flask, Response, current_app, g, jsonify, make_response, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.routing import IntegerConverter
from werkzeug.wrappers import Response as BaseResponse

from openlab.kit.db import AnySession, commit, rollback, set_write_intent
from openlab.kit.errors import ConflictError, DomainError, InvalidInputError, LoginRequiredError
from openlab.kit.ids import MAX_ID
from openlab.kit.policy import ANONYMOUS, Actor, policies

P = ParamSpec("P")
R = TypeVar("R")
SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
log = structlog.get_logger()


class SlugId(IntegerConverter):
    """A readable address part: `128` or `128-상가-밀집-골목`; only the number counts."""

    regex = r"\d{1,19}(?:-[^/]*)?"
    part_isolating = True

    def to_python(self, value: str) -> int:
        """Return the number; one that no database holds becomes 0, which nothing has."""
        number = int(value.split("-", 1)[0])
        return number if number <= MAX_ID else 0

    def to_url(self, value: Any) -> str:
        """Return the address part as it is given: an id or `id-slug`."""
        return str(value)


def current_actor() -> Actor:
    """Return who sent the present request."""
    actor: Actor = g.get("actor", ANONYMOUS)
    return actor


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view that everybody may call."""
    view.guard = "public"  # type: ignore[attr-defined]
    return view


def reads_only(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view that is posted to for its long input and stores nothing, so that it need not queue with writers."""
    view.reads_only = True  # type: ignore[attr-defined]
    return view


def requires(permission: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a view be called only by those who hold a permission that depends on no single thing."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            policies.require(current_actor(), permission)
            return view(*args, **kwargs)

        guarded.guard = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def guarded_by(permission: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Name the permission that the service behind a view checks against the thing itself."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        view.guard = permission  # type: ignore[attr-defined]
        return view

    return decorate


def keep_changes() -> None:
    """Commit this request even though its answer is an error, to keep a count of failed logins, say."""
    g.keep_changes = True


def is_htmx() -> bool:
    """Say whether htmx asks for a part of a page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def wants_json() -> bool:
    """Say whether a program is asking: the API, or a client that prefers JSON."""
    if request.path.startswith("/api/"):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return bool(best == "application/json")


def safe_next(target: str | None, default: str) -> str:
    """Return a path of this site to go on to; anything that points elsewhere gives the default."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return default
    # Browsers read "\\" as "/" and drop tabs and line breaks, which would turn "/\t/elsewhere" into another site.
    return default if "\\" in target or any(ord(letter) < 32 or ord(letter) == 127 for letter in target) else target


def page_number() -> int:
    """Return ?page=, 1 when it is missing or nonsense."""
    raw = request.args.get("page", "1")
    return int(raw) if raw.isascii() and raw.isdigit() and 1 <= len(raw) <= 6 else 1


def id_argument(name: str) -> int | None:
    """Return an id from the address (?name=), None when it is missing or no id that a database could hold."""
    raw = request.args.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else None


def begin_request() -> None:
    """Name the request and say whether it may write."""
    g.request_id = secrets.token_hex(8)
    view = current_app.view_functions.get(request.endpoint or "")
    set_write_intent(write=request.method not in SAFE_METHODS and not getattr(view, "reads_only", False))


def refuse_unstorable() -> None:
    """Answer an address with a NUL in its arguments with 400: no database holds one, so it can name nothing."""
    if any("\0" in value for values in request.args.listvalues() for value in values):
        raise BadRequest


def finish(session: AnySession, response: Response) -> Response:
    """Commit what a successful request changed; undo it otherwise."""
    if response.status_code < 400 or g.get("keep_changes"):
        commit(session)
    else:
        rollback(session)
    return response


def add_headers(response: Response) -> Response:
    """Add the security headers and the request id."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-Id"] = g.get("request_id", "-")
    response.vary.add("HX-Request")
    if "Cache-Control" not in response.headers and request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store" if not current_actor().is_anonymous else "no-cache"
    return response


def add_static_headers(headers: MutableMapping[str, str], _path: str, _url: str) -> None:
    """Add the security headers to a file of the look, which is answered before Flask sees the request."""
    for name, value in HEADERS.items():
        headers[name] = value


def problem(status: int, code: str, title: str, **extra: Any) -> Response:
    """Return an RFC 9457 problem document."""
    body = {"type": f"/problems/{code}", "title": title, "status": status, "request_id": g.get("request_id", "-")}
    response = jsonify({**body, **{key: value for key, value in extra.items() if value}})
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def error_page(status: int, code: str, message: str = "") -> Response:
    """Return an error as a page, in the reader's language."""
    page = render_template(
        "errors/error.html", status=status, code=code, message=message, request_id=g.get("request_id", "-")
    )
    return make_response(page, status)


def answer_domain_error(error: DomainError) -> BaseResponse:
    """Answer an error that the caller can mend."""
    rollback(current_app.extensions["sqlalchemy"].session)
    if isinstance(error, LoginRequiredError) and not wants_json():
        return _ask_to_sign_in()
    message = str(error.message)
    if wants_json():
        fields = (
            {name: [str(text) for text in texts] for name, texts in error.fields.items()}
            if isinstance(error, InvalidInputError)
            else {}
        )
        return problem(error.status, error.code, message or HTTPStatus(error.status).phrase, errors=fields)
    return error_page(error.status, error.code, message)


def _ask_to_sign_in() -> BaseResponse:
    target = request.full_path.rstrip("?") if request.method == "GET" else safe_next(_referring_path(), "/")
    address = url_for("accounts.login", next=target)
    if is_htmx():
        response = make_response("", 401)
        response.headers["HX-Redirect"] = address
        return response
    return redirect(address)


def _referring_path() -> str:
    referrer = request.referrer or ""
    return referrer.removeprefix(request.host_url.rstrip("/")) if referrer.startswith(request.host_url) else "/"


def answer_http_error(error: HTTPException) -> BaseResponse:
    """Answer an error that Flask or Werkzeug raised."""
    status = error.code or 500
    if error.response is not None or status < 400:
        return error.get_response()
    code = error.name.lower().replace(" ", "-")
    answer = problem(status, code, error.name) if wants_json() else error_page(status, code)
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            answer.headers[name] = value
    return answer


def answer_lost_race(error: Exception) -> BaseResponse:
    """Answer a unique or foreign key that another writer was quicker with."""
    log.warning("database refused a change", error=str(error))
    return answer_domain_error(ConflictError(""))


def answer_unexpected(error: Exception) -> BaseResponse:
    """Log an error nobody foresaw with the request id, and apologise with that id."""
    rollback(current_app.extensions["sqlalchemy"].session)
    log.exception("unexpected error", request_id=g.get("request_id", "-"), path=request.path, error=repr(error))
    return problem(500, "unexpected", "Internal Server Error") if wants_json() else error_page(500, "unexpected")


def install(app: Flask) -> None:
    """Give an application the converters, hooks and error answers of this module."""
    app.url_map.converters["slug_id"] = SlugId
    app.before_request(begin_request)
    app.after_request(add_headers)
    app.register_error_handler(DomainError, answer_domain_error)
    app.register_error_handler(HTTPException, answer_http_error)
    app.register_error_handler(IntegrityError, answer_lost_race)
    app.register_error_handler(OperationalError, answer_unexpected)
    app.register_error_handler(Exception, answer_unexpected)
