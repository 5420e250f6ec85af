"""The pages of committees: what each reader sees, what a refused form keeps, and the calendar that needs no sign-in."""

import re
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest

from openlab.committees.meetings.queries import find_meeting
from openlab.kit import clock
from tests.builders import (
    make_alliance_member,
    make_committee,
    make_curator,
    make_meeting,
    seat_on,
    sign_in,
)
from tests.unit.files.samples import PDF

MEETING = {"title": "First meeting", "day": "2099-03-02", "starts": "14:00", "ends": "16:00", "place": "Seoul"}


@pytest.fixture
def room(build):
    """A committee that only its members read, with its people and a meeting that has begun."""

    def make():
        firm = make_alliance_member()
        committee = make_committee("Standards", name_en="Standards", visibility="MEMBERS")
        people = {
            "chair": seat_on(committee, firm, "CHAIR", name="Kim"),
            "member": seat_on(committee, firm, name="Lee"),
            "curator": make_curator(name="Choi"),
        }
        past = make_meeting(committee, "Begun", place="Seoul", starts_at=clock.now() - timedelta(hours=1))
        return SimpleNamespace(id=committee.id, past=past.id, firm=firm.id, **people)

    return build(make)


@pytest.fixture
def browser(app):
    """Return a function that opens a browser of its own for somebody."""

    def open_for(person=None, lang="ko"):
        client = app.test_client()
        if person:
            sign_in(client, person)
        client.get(f"/login?lang={lang}")
        return client

    return open_for


def call(client, room, **changes):
    """Call a meeting by the form."""
    return client.post(f"/committees/{room.id}/meetings/new", data=MEETING | changes)


def test_chair_calls_a_meeting_and_the_member_answers_on_its_page(room, browser):
    answer = call(browser(room.chair), room)
    member = browser(room.member)

    assert answer.status_code == 303
    reply = member.post(f"{answer.location}/answer", data={"reply": "COMING"}, follow_redirects=True)
    assert "지금 답: 참석합니다" in reply.text


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"starts": "25:00"}, "starts"), ({"ends": "13:00"}, "ends"), ({"place": ""}, "place"),
     ({"day": "2020-01-01"}, "day"), ({"link": "javascript:alert(1)"}, "link"), ({"title": " "}, "title")],
)  # fmt: skip
def test_meeting_that_makes_no_sense_is_refused_beside_its_field_and_nothing_is_lost(room, browser, changes, field):
    answer = call(browser(room.chair), room, agenda="하나뿐인 안건", **changes)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "하나뿐인 안건" in answer.text


def test_minutes_are_hidden_from_the_public_until_they_are_adopted(room, browser, build):
    build(lambda: setattr(find_meeting(room.past).committee, "visibility", "PUBLIC"))
    chair, page = browser(room.chair), f"/committees/meetings/{room.past}"
    chair.post(f"{page}/minutes", data={"text": "Secret so far"})
    chair.post(f"{page}/minutes/circulate")
    assert "Secret so far" in browser(room.member).get(page).text
    assert "Secret so far" not in browser().get(page).text

    chair.post(f"{page}/minutes/adopt")

    assert "Secret so far" in browser().get(page).text


def test_minutes_are_taken_back_only_with_a_reason(room, browser):
    chair, page = browser(room.chair), f"/committees/meetings/{room.past}/minutes"
    chair.post(page, data={"text": "Decided"})
    chair.post(f"{page}/circulate")

    assert chair.post(f"{page}/revise", data={"reason": " "}).status_code == 422
    assert chair.post(f"{page}/revise", data={"reason": "wrong name"}).status_code == 303
    assert chair.post(f"{page}/adopt").status_code == 409


def test_document_of_a_closed_committee_is_for_its_members_only(room, browser):
    chair = browser(room.chair)
    chair.post(f"/committees/{room.id}/attachments", data={"file": (BytesIO(PDF), "rules.pdf")})
    link = re.search(r'href="(/files/[^"]+)"', chair.get(f"/committees/{room.id}").text)[1]

    with browser(room.member).get(link) as answer:
        assert answer.data == PDF
    assert browser().get(link).status_code in {302, 404}


def test_feed_answers_without_sign_in_until_its_address_is_ended(room, browser):
    call(browser(room.chair), room)
    member = browser(room.member)
    address = re.search(r"/committees/feed/[\w-]+\.ics", member.post("/committees/calendar").text)[0]

    answer = browser().get(address)

    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("text/calendar", "no-store")
    assert "First meeting" in answer.text
    assert address not in member.get("/committees/calendar").text
    member.post("/committees/calendar/end")
    assert browser().get(address).status_code == 404


def test_curator_founds_a_committee_and_a_stranger_cannot_be_seated(room, browser):
    curator = browser(room.curator)
    made = curator.post("/committees/new", data={"kind": "WORKING_GROUP", "name": "해외진출", "visibility": "ALLIANCE"})

    refused = curator.post(made.location, data={"organisation_id": room.firm, "email": "no@x.kr", "role": "MEMBER"})

    assert (made.status_code, refused.status_code) == (303, 422)
    assert 'id="email-error"' in refused.text
    assert "no@x.kr" in refused.text


def test_second_chair_is_refused_with_a_sentence(room, browser, build):
    number = build(lambda: find_meeting(room.past).committee.seat_of(room.member.user_id).id)

    answer = browser(room.curator).post(f"/committees/{room.id}/seats/{number}/CHAIR", follow_redirects=True)

    assert "위원장은 한 사람입니다" in answer.text


def test_pages_of_a_committee_speak_english_throughout(room, browser):
    chair = browser(room.chair, "en")
    chair.post(f"/committees/{room.id}/tasks", data={"title": "Draft", "assignee_id": room.member.user_id,
                                                     "due_on": "2099-01-02"})  # fmt: skip
    for path in ("", f"/{room.id}", f"/{room.id}/meetings/new", f"/meetings/{room.past}", "/calendar",
                 f"/meetings/{room.past}/minutes", f"/meetings/{room.past}/edit"):  # fmt: skip
        main = re.search(r"<main.*?</main>", chair.get(f"/committees{path or '/'}").text, re.DOTALL)[0]
        assert re.findall(r"[가-힣]+", re.sub(r"기관 \d+", "", main)) == [], path
