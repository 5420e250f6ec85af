"""The pages of votes: preparing and opening, voting once, results only after the end, and every word in English."""

import re
from types import SimpleNamespace

import pytest

from openlab.identity.orgs.states import Role
from tests.builders import make_actor, make_alliance_member, make_curator, make_vote, sign_in

FORM = {
    "kind": "CO_CHAIR",
    "title": "Election 2027",
    "secret": "y",
    "closes_on": "2098-12-31",
    "seats": "1",
    "term_from": "2099-01-01",
    "term_until": "2099-12-31",
}


@pytest.fixture
def alliance(build):
    """Two members with their managers, and a curator."""

    def make():
        firms = [make_alliance_member() for _number in range(2)]
        for number, firm in enumerate(firms):
            firm.name = firm.name_en = f"Firm {number}"
        one, two = (make_actor(firm, Role.MANAGER) for firm in firms)
        return SimpleNamespace(one=one, two=two, curator=make_curator(), firms=[firm.id for firm in firms])

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


@pytest.fixture
def ballot(alliance, browser):
    """The address of an election that is open, with both members as candidates."""
    curator = browser(alliance.curator)
    answer = curator.post("/votes/new", data=FORM | {"candidates": alliance.firms})
    curator.post(f"{answer.location}/open")
    return answer.location


def offered(page):
    """Return the values of the options that a page offers."""
    return re.findall(r'name="option" value="(\d+)"', page)


def test_members_vote_and_everybody_reads_the_result_after_closing_only(alliance, browser, ballot):
    one, two, visitor = browser(alliance.one), browser(alliance.two), browser()
    choice = offered(one.get(ballot).text)[1]
    for client, firm in ((one, alliance.firms[0]), (two, alliance.firms[1])):
        assert client.post(f"{ballot}/ballots", data={"organisation_id": firm, "option": choice}).status_code == 303
    assert "뽑힘" not in visitor.get(ballot).text
    assert offered(one.get(ballot).text) == []

    browser(alliance.curator).post(f"{ballot}/close")

    assert "뽑힘" in visitor.get(ballot).text
    assert "Firm 1" in visitor.get("/votes/").text


def test_second_vote_and_a_vote_without_a_choice_are_refused_with_a_sentence(alliance, browser, ballot):
    client, data = browser(alliance.one), {"organisation_id": alliance.firms[0]}
    nothing = client.post(f"{ballot}/ballots", data=data)
    choice = offered(nothing.text)[0]
    client.post(f"{ballot}/ballots", data=data | {"option": choice})

    again = client.post(f"{ballot}/ballots", data=data | {"option": choice})

    assert (nothing.status_code, again.status_code) == (422, 409)
    assert "하나를 골라 주세요." in nothing.text
    assert "이미 투표했습니다" in again.text


def test_manager_of_one_firm_cannot_vote_for_another(alliance, browser, ballot):
    client = browser(alliance.one)
    choice = offered(client.get(ballot).text)[0]

    answer = client.post(f"{ballot}/ballots", data={"organisation_id": alliance.firms[1], "option": choice})

    assert answer.status_code == 403


def test_election_without_enough_candidates_is_refused_and_nothing_is_lost(alliance, browser):
    answer = browser(alliance.curator).post("/votes/new", data=FORM | {"seats": "2", "candidates": alliance.firms[:1]})

    assert answer.status_code == 422
    assert 'id="candidates-error"' in answer.text
    assert "Election 2027" in answer.text


def test_vote_in_preparation_is_not_found_by_others(alliance, browser, build):
    number = build(lambda: make_vote().id)

    assert browser(alliance.one).get(f"/votes/{number}").status_code == 404
    assert browser(alliance.curator).get(f"/votes/{number}").status_code == 200


def test_pages_of_votes_speak_english_throughout(alliance, browser, ballot):
    one, curator = browser(alliance.one, "en"), browser(alliance.curator, "en")
    choice = offered(one.get(ballot).text)[0]
    pages = [one.get(ballot).text]
    one.post(f"{ballot}/ballots", data={"organisation_id": alliance.firms[0], "option": choice})
    pages += [curator.get(path).text for path in ("/votes/", "/votes/new", ballot, f"{ballot}/cancel")]
    browser(alliance.two).post(f"{ballot}/ballots", data={"organisation_id": alliance.firms[1], "option": choice})
    curator.post(f"{ballot}/close")
    pages += [curator.get(path).text for path in (ballot, "/votes/", "/votes/offices/1/end")]

    for page in pages:
        main = re.search(r"<main.*?</main>", page, re.DOTALL)[0]
        assert re.findall(r"[가-힣]+", re.sub(r"기관[ -]\d+", "", main)) == []
