"""Opinions on matches over HTTP, and the counts of what lists show and what is opened from them."""

import re
from datetime import timedelta

import pytest

from openlab.extensions import db
from openlab.jobs.service import drain
from openlab.kit import clock
from openlab.kit.db import transaction
from openlab.matching.feedback import counting
from openlab.matching.feedback.models import MatchFeedback, MatchPlace, MatchUse
from openlab.matching.market import sync
from openlab.matching.text import Side
from tests.builders import make_firm_member, make_need, make_official, make_solution, sign_in

FLOOD = "비가 오면 지하차도에 물이 찹니다"
PART = {"HX-Request": "true"}


@pytest.fixture
def market(app):
    """A need and two solutions that can be found."""
    with app.app_context():
        with transaction(db.session):
            need = make_need(status="PUBLISHED", title="지하차도 침수", problem=f"{FLOOD}. " * 5, region_code="41290",
                             category="CRIME_DISASTER", budget_max=10**8)  # fmt: skip
            about = {"summary": "물이 차면 막습니다.", "nationwide": True}
            first = make_solution(status="LISTED", title="지하차도 수위 감지", description=f"{FLOOD}. " * 5, **about)
            make_solution(status="LISTED", title="안부 전화", summary="어르신에게 전화합니다.", description="가" * 100)
            ids = {"need": need.id, "solution": first.id}
        list(sync.catch_up())
        drain()
    return ids


@pytest.fixture
def official(build, client):
    """Somebody who is signed in and owns nothing of the market."""
    person = build(make_official)
    sign_in(client, person)
    return person


def tokens(page):
    return re.findall(r'name="shown" value="([^"]+)"', page)


def rows(app, kind):
    with app.app_context():
        return db.session.query(kind).all()


def say(client, token, opinion="FITS", **data):
    return client.post(
        "/matching/feedback", data={"shown": token, "opinion": opinion, "next": "/needs/1/matches", **data}
    )


def test_visitors_see_no_form_and_cannot_say_anything(client, market):
    page = client.get(f"/needs/{market['need']}/matches").text

    assert "/matching/feedback" not in page
    assert client.post("/matching/feedback", data={"shown": "x", "opinion": "FITS"}).status_code == 422


def test_signed_in_people_say_what_they_think_without_scripts(app, client, market, official):
    page = client.get(f"/needs/{market['need']}/matches").text
    answer = say(client, tokens(page)[0])

    assert answer.status_code == 303
    assert answer.location == f"/needs/1/matches#feedback-solutions-{market['solution']}"
    (kept,) = rows(app, MatchFeedback)
    assert (kept.user_id, kept.origin, kept.origin_key, kept.item_id) == (
        official.user_id, "NEED", str(market["need"]), market["solution"])  # fmt: skip
    assert (kept.opinion, kept.rank, kept.weights) == ("FITS", 1, "documented")
    assert kept.score == pytest.approx(sum(kept.parts.values()), abs=1e-3)
    assert {"meaning", "words", "budget", "region"} <= set(kept.measured)
    assert kept.measured["region"] == 1.0
    assert kept.model_id
    again = client.get(f"/needs/{market['need']}/matches").text
    assert 'aria-pressed="true"' in again
    assert "이유 덧붙이기" in again


def test_an_opinion_is_changed_with_a_reason_and_taken_back(app, client, market, official):
    token = tokens(client.get(f"/needs/{market['need']}/matches").text)[0]
    say(client, token)
    say(client, token, "DOES_NOT_FIT", why="DOES_NOT_FIT.BAD_CONDITIONS", note="  가격이 높습니다 ")

    (kept,) = rows(app, MatchFeedback)
    assert (kept.opinion, kept.why, kept.note) == ("DOES_NOT_FIT", "BAD_CONDITIONS", "가격이 높습니다")

    say(client, token, take_back="1")
    assert rows(app, MatchFeedback) == []


def test_a_reason_for_the_other_opinion_is_dropped(app, client, market, official):
    token = tokens(client.get(f"/needs/{market['need']}/matches").text)[0]
    say(client, token, "FITS", why="DOES_NOT_FIT.BAD_CONDITIONS")

    assert rows(app, MatchFeedback)[0].why is None


def test_htmx_gets_the_form_of_the_row_alone(client, market, official):
    token = tokens(client.get(f"/needs/{market['need']}/matches").text)[0]
    part = client.post("/matching/feedback", data={"shown": token, "opinion": "FITS"}, headers=PART)

    assert part.status_code == 200
    assert "<html" not in part.text
    assert 'role="status">의견을 남겼습니다' in part.text


@pytest.mark.parametrize("data", [{"opinion": "MAYBE"}, {"opinion": "FITS", "why": "NOPE"}, {"opinion": ""}])
def test_values_that_are_not_offered_are_refused_on_a_page(client, market, official, app, data):
    token = tokens(client.get(f"/needs/{market['need']}/matches").text)[0]

    for headers in ({}, PART):
        assert client.post("/matching/feedback", data={"shown": token, **data}, headers=headers).status_code == 422
    assert rows(app, MatchFeedback) == []


@pytest.mark.parametrize("token", ["", "nonsense", "WyJORUVEIiwiMSJd.c2lnbmVk"])
def test_a_token_that_was_not_signed_here_is_refused(client, market, official, app, token):
    assert say(client, token).status_code == 422
    assert rows(app, MatchFeedback) == []


def test_nobody_judges_what_they_can_no_longer_read(app, build, client, market, official):
    token = tokens(client.get(f"/needs/{market['need']}/matches").text)[0]
    build(lambda: db.session.execute(db.text("UPDATE solution SET status = 'RETIRED'")))

    assert say(client, token).status_code == 404
    assert rows(app, MatchFeedback) == []


def test_an_opinion_on_a_typed_text_keeps_no_text(app, build, client, market):
    sign_in(client, build(make_firm_member))
    page = client.get("/search", query_string={"q": FLOOD}).text
    say(client, tokens(page)[0])

    (kept,) = rows(app, MatchFeedback)
    assert kept.origin == "TEXT"
    assert FLOOD not in str(vars(kept))
    assert 'aria-pressed="true"' in client.get("/search", query_string={"q": FLOOD}).text


def flush(app):
    with app.app_context():
        counting.store(app.extensions["openlab.uses"].take())


def test_lists_and_what_is_opened_from_them_are_counted_by_day(app, client, market):
    page = client.get(f"/needs/{market['need']}/matches").text
    link = re.search(r'href="(/solutions/[^"]*via=need[^"]*)"', page)[1]
    client.get(link)
    client.get(f"/solutions/{market['solution']}")
    client.get("/search", query_string={"q": FLOOD})
    flush(app)
    client.get(f"/needs/{market['need']}/matches")
    flush(app)

    uses = {(one.side, one.item_id): one for one in rows(app, MatchUse)}
    need, solution = uses[Side.NEEDS, market["need"]], uses[Side.SOLUTIONS, market["solution"]]
    assert (need.asked, need.led, need.shown, need.opened) == (2, 1, 0, 0)
    assert (solution.shown, solution.opened, solution.asked) == (3, 1, 0)
    places = {(one.origin, one.rank): (one.shown, one.opened) for one in rows(app, MatchPlace)}
    assert places["NEED", 1] == (2, 1)
    assert places["TEXT", 1] == (1, 0)


@pytest.mark.parametrize(
    "via", ["", "need", "need.1", "need.1.0", "need.1.101", "need.x.1", "nothing.1.1", "need.²." + "9" * 30]
)
def test_marks_that_are_made_up_count_nothing(app, client, market, via):
    assert client.get(f"/solutions/{market['solution']}", query_string={"via": via}).status_code == 200
    flush(app)

    assert rows(app, MatchUse) == []


def test_things_that_do_not_exist_fill_no_table(app, client, market):
    client.get(f"/solutions/{market['solution']}?via=need.4711.3")
    flush(app)

    assert {(one.side, one.item_id) for one in rows(app, MatchUse)} == {(Side.SOLUTIONS, market["solution"])}


def test_counts_are_stored_after_an_answer_once_half_a_minute_has_passed(app, client, market, monkeypatch):
    moment = [counting.monotonic() + 1]
    monkeypatch.setattr(counting, "monotonic", lambda: moment[0])
    client.get(f"/needs/{market['need']}/matches").close()
    assert rows(app, MatchUse) == []

    moment[0] += counting.PAUSE + 1
    client.get("/").close()
    assert len(rows(app, MatchUse)) >= 2


def test_counting_goes_on_beside_other_processes_on_both_databases(any_app):
    from openlab.matching.feedback.shown import Asked
    from openlab.matching.feedback.states import Origin

    with any_app.app_context():
        with transaction(db.session):
            need = make_need(status="PUBLISHED", problem=FLOOD)
            sync.note_change(Side.NEEDS, need.id, live=True)
            number = need.id
        for day in (clock.now(), clock.now() + timedelta(days=1), clock.now()):
            one, other = counting.Uses(), counting.Uses()
            with clock.at(day):
                one.listed(Asked(Origin.TEXT, "abc"), Side.NEEDS, [number])
                other.opened(Asked(Origin.TEXT, "abc"), Side.NEEDS, number, 1)
            counting.store(one.take())
            counting.store(other.take())

        found = db.session.query(MatchUse).order_by(MatchUse.day).all()
        assert [(one.shown, one.opened) for one in found] == [(2, 2), (1, 1)]
