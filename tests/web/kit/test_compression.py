"""Answers are compressed, except where compression could give the token of a form away."""

import gzip

import pytest

from tests.builders import make_official, sign_in

GZIP = {"Accept-Encoding": "br;q=1.0, gzip;q=0.8"}


def is_small(answer):
    return answer.headers.get("Content-Encoding") == "gzip"


@pytest.mark.parametrize("address", ["/", "/needs/", "/help/", "/api/v1/regions", "/api/v1/openapi.json", "/login"])
def test_page_without_arguments_travels_compressed_and_reads_the_same(client, address):
    answer, plain = client.get(address, headers=GZIP), client.get(address)

    assert is_small(answer)
    assert not is_small(plain)
    assert len(answer.data) < len(plain.data) / 2
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert len(gzip.decompress(answer.data)) == pytest.approx(len(plain.data), rel=0.01)  # tokens differ in length
    assert "Accept-Encoding" in answer.vary
    assert "Accept-Encoding" in plain.vary


@pytest.mark.parametrize(
    "address", ["/search?q=%EC%A3%BC%EC%B0%A8", "/needs/?category=CRIME_DISASTER", "/?lang=en", "/nowhere?x=1"]
)
def test_page_with_a_token_and_arguments_is_not_compressed(client, address):
    answer = client.get(address, headers=GZIP)

    assert "csrf-token" in answer.text
    assert not is_small(answer)


def test_form_shown_again_with_what_was_typed_is_not_compressed(app, build):
    client, person = app.test_client(), build(make_official)
    sign_in(client, person)

    answer = client.post("/needs/new", data={"title": "x" * 2000}, headers=GZIP)

    assert answer.status_code == 422
    assert not is_small(answer)


def test_answer_without_a_token_is_compressed_whatever_the_arguments(client):
    answer = client.get("/api/v1/regions?unknown=" + "x" * 2000, headers=GZIP)
    part = client.get("/search?q=주차&lang=en", headers={**GZIP, "HX-Request": "true"})

    assert is_small(answer) or answer.content_length < 1000
    assert is_small(part) or part.content_length < 1000
    assert "csrf" not in part.text if not is_small(part) else b"csrf" not in gzip.decompress(part.data)


@pytest.mark.parametrize("wanted", ["", "identity", "br", "gzip;q=0", "deflate"])
def test_client_that_does_not_take_gzip_gets_none(client, wanted):
    assert not is_small(client.get("/needs/", headers={"Accept-Encoding": wanted}))


def test_short_answer_is_left_as_it_is(client):
    assert not is_small(client.get("/healthz", headers=GZIP))


def test_head_tells_of_the_same_answer_without_a_body(client):
    answer = client.head("/needs/", headers=GZIP)

    assert answer.status_code == 200
    assert answer.data == b""
