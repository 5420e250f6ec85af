"""Errors are pages for people and problem documents for programs."""

import pytest


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("get", "/nowhere", 404), ("delete", "/search", 405), ("post", "/api/v1/match", 405)],
)
def test_an_error_is_a_page_or_a_problem_by_its_address(client, method, address, status):
    answer = getattr(client, method)(address)

    wanted = "application/problem+json" if address.startswith("/api/") else "text/html; charset=utf-8"
    assert (answer.status_code, answer.content_type) == (status, wanted)
    assert answer.headers["X-Request-Id"] in answer.text


@pytest.mark.parametrize("address", ["/nowhere", "/needs/0"])
def test_a_program_that_prefers_json_gets_a_problem_from_pages_too(client, address):
    answer = client.get(address, headers={"Accept": "application/json"})

    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert answer.json["type"] == "/problems/not-found"
