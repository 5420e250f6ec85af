"""Announcements: on every page in its language, for their days, until a reader puts them away."""

from datetime import timedelta

import pytest

from openlab.kit import clock
from tests.builders import make_curator, sign_in

WORDS = {"text": "토요일 밤에 점검합니다.", "text_en": "Maintenance on Saturday night."}


@pytest.fixture
def announce(app, build):
    """Return a function that announces from a day to another, counted from today."""
    client = app.test_client()
    sign_in(client, build(make_curator))

    def send(first=0, last=3, **values):
        days = {"first": clock.today() + timedelta(first), "last": clock.today() + timedelta(last)}
        said = {**WORDS, **{name: day.isoformat() for name, day in days.items()}, **values}
        return client.post("/admin/announcements", data=said)

    send.client = client
    return send


def test_an_announcement_stands_on_every_page_in_its_readers_language(client, announce):
    assert announce().status_code == 303

    assert WORDS["text"] in client.get("/needs/").text
    assert WORDS["text_en"] in client.get("/?lang=en").text


@pytest.mark.parametrize(("first", "last", "shown"), [(0, 0, True), (1, 2, False), (-3, 0, True)])
def test_it_stands_from_its_first_day_to_its_last(client, announce, first, last, shown):
    announce(first, last)

    assert (WORDS["text"] in client.get("/").text) is shown


def test_a_reader_puts_it_away_and_stays_where_they_were(app, client, announce):
    announce()

    answer = client.post("/announcements/1/dismiss", data={"next": "/needs/?category=TRANSPORT"})

    assert answer.location == "/needs/?category=TRANSPORT"
    assert WORDS["text"] not in client.get("/").text
    assert WORDS["text"] in app.test_client().get("/").text


def test_it_is_put_away_in_place_by_script(client, announce):
    announce()

    answer = client.post("/announcements/1/dismiss", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.text) == (200, "")


def test_dismissing_leads_to_no_other_site(client):
    assert client.post("/announcements/1/dismiss", data={"next": "https://example.org"}).location == "/"


def test_one_that_is_taken_down_is_gone_at_once(client, announce):
    announce()
    announce.client.post("/admin/announcements/1/withdraw")

    assert WORDS["text"] not in client.get("/").text


@pytest.mark.parametrize("values", [{"text_en": ""}, {"last": -1}, {"first": 3, "last": 2}])
def test_one_without_english_or_with_crossed_days_is_refused_and_kept(announce, values):
    days = {name: value for name, value in values.items() if isinstance(value, int)}
    words = {name: value for name, value in values.items() if isinstance(value, str)}

    answer = announce(**days, **words)

    assert answer.status_code == 422
    assert WORDS["text"] in answer.text
