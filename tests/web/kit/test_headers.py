"""Every kind of answer carries the security headers; cookies stay out of reach of scripts and of plain HTTP."""

from dataclasses import replace

import pytest
from huey import MemoryHuey

from openlab.app import create_app
from openlab.config import RESOURCES
from openlab.kit.web import HEADERS

STATIC = sorted(
    path.relative_to(RESOURCES / "static").as_posix()
    for kind in ("css", "js", "img")
    for path in (RESOURCES / "static" / kind).rglob("*")
    if path.suffix in {".css", ".js", ".svg", ".png", ".ico"}
)


def missing(answer):
    """Return the security headers that an answer lacks or has twice."""
    return [name for name, value in HEADERS.items() if answer.headers.getlist(name) != [value]]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200),
        ("/search", 200),
        ("/help/api", 200),
        ("/api/v1/needs", 200),
        ("/api/v1/openapi.json", 200),
        ("/api/v1/needs/0", 404),
        ("/api/v1/match", 422),
        ("/needs/0", 404),
        ("/nowhere", 404),
        ("/?q=%00", 400),
        ("/account", 302),
        ("/needs", 308),
        ("/healthz", 200),
        ("/static/nothing.css", 404),
    ],
)
def test_pages_data_errors_and_redirects_carry_the_headers(client, address, status):
    answer = client.get(address)

    assert (answer.status_code, missing(answer)) == (status, [])


@pytest.mark.parametrize("address", ["/search?q=침수", "/needs/0/matches", "/account"])
def test_parts_of_pages_carry_the_headers(client, address):
    assert missing(client.get(address, headers={"HX-Request": "true"})) == []


def test_an_unforeseen_error_carries_the_headers(app, client, monkeypatch):
    def fails():
        raise RuntimeError("broken")

    fails.guard = "public"
    monkeypatch.setitem(app.view_functions, "portal.home", fails)
    app.testing = False

    answer = client.get("/")

    assert (answer.status_code, missing(answer)) == (500, [])


@pytest.mark.parametrize("name", STATIC)
def test_files_of_the_look_carry_the_headers_and_may_be_kept(client, name):
    with client.get(f"/static/{name}") as answer:
        assert answer.data

    assert (answer.status_code, missing(answer)) == (200, [])
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("base", ["http://127.0.0.1:5000", "https://openlab.example"])
def test_the_session_cookie_is_out_of_reach_and_secure_where_the_site_is(settings, base):
    secure = base.startswith("https")
    app = create_app(replace(settings, base_url=base, secure_cookies=secure), queue=MemoryHuey(immediate=True))

    cookie = app.test_client().get("/?lang=en").headers["Set-Cookie"]

    assert cookie.startswith("openlab=")
    assert {"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    assert ("Secure" in cookie.split("; ")) is secure
