"""One network address may ask often, but not without end; the refusal says so to people and to programs."""

import pytest
from huey import MemoryHuey

from openlab.app import create_app
from openlab.extensions import db, limiter
from openlab.portal import help_pages


@pytest.fixture
def client(settings):
    """A browser of an application whose limits count, from zero."""
    limiter.enabled = True  # an application made without them never asks them
    app = create_app(settings, queue=MemoryHuey(immediate=True))
    app.config["WTF_CSRF_ENABLED"] = False
    limiter.reset()
    yield app.test_client()
    limiter.reset()
    limiter.enabled = False
    with app.app_context():
        db.engine.dispose()


def spend(client, address, times, method="get"):
    """Ask an address again and again and return the different answers."""
    return {getattr(client, method)(address).status_code for _time in range(times)}


def test_the_api_counts_all_its_addresses_together(client):
    first, second = client.get("/api/v1/categories"), client.get("/api/v1/needs")

    assert (first.headers["X-RateLimit-Limit"], first.headers["X-RateLimit-Remaining"]) == ("600", "599")
    assert second.headers["X-RateLimit-Remaining"] == "598"


def test_beyond_its_limit_the_api_answers_a_problem_that_says_when_to_come_back(client):
    assert spend(client, "/api/v1/needs/0", 600) == {404}

    refused = client.get("/api/v1/needs")

    assert (refused.status_code, refused.content_type) == (429, "application/problem+json")
    assert refused.json["type"] == "/problems/too-many-requests"
    assert refused.json["request_id"] == refused.headers["X-Request-Id"] != "-"
    assert 0 <= int(refused.headers["Retry-After"]) <= 60
    assert client.get("/api/v1/needs", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200


def test_beyond_its_limit_the_search_answers_a_page_in_the_readers_language(client):
    assert spend(client, "/matching/preview/solutions", 300, "post") == {200}

    refused = client.get("/search?q=침수&lang=en")

    assert refused.status_code == 429
    assert "Too many requests" in refused.text
    assert "What you were typing is still there" in refused.text
    assert client.post("/matching/similar/needs").status_code == 429
    assert client.get("/needs/").status_code == 200


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_the_help_names_the_limit_that_the_api_keeps(client, locale):
    limit = client.get("/api/v1/categories").headers["X-RateLimit-Limit"]

    assert f" {limit}" in help_pages.find("api", locale).text
