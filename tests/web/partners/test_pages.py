"""The pages of partner finding: posting, ranked partners with reasons, and the conversation of two firms."""

import re
from types import SimpleNamespace

import pytest

from openlab.identity.orgs.queries import get_organisation
from tests.builders import make_firm_member, make_notice, make_official, sign_in

FORM = {
    "kind": "SEEKS",
    "lang": "en",
    "title": "Video analysis wanted",
    "capability": "We need somebody who finds cars that stop too long in street camera video.",
    "category": "TRANSPORT",
    "nationwide": "y",
    "until_on": "2099-01-02",
}


@pytest.fixture
def firms(build):
    """Two firms with a person each; the second offers video analysis."""

    def make():
        one, two = make_firm_member(), make_firm_member()
        offer = make_notice(
            get_organisation(two.organisation_id), kind="OFFERS", lang="en", title="Video analysis of parked cars",
            capability="We detect cars that stop too long from street camera video.",
        )  # fmt: skip
        return SimpleNamespace(one=one, two=two, offer=offer.id, official=make_official())

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


def post(client, person, **changes):
    return client.post("/partners/notices/new", data=FORM | {"organisation_id": person.organisation_id} | changes)


def test_posted_notice_leads_to_firms_that_fit_with_the_sentences_that_met(firms, browser):
    client = browser(firms.one)

    answer = post(client, firms.one)
    page = client.get(answer.location).text

    assert answer.status_code == 303
    assert "Video analysis of parked cars" in page
    assert page.count('class="quote') >= 2
    assert f"/partners/requests/new?notice={firms.offer}" in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"capability": "too short"}, "capability"), ({"until_on": "2020-01-01"}, "until_on"),
     ({"nationwide": ""}, "region_codes"), ({"category": "NONE"}, "category"), ({"until_on": "soon"}, "until_on")],
)  # fmt: skip
def test_notice_that_makes_no_sense_is_refused_beside_its_field_and_nothing_is_lost(firms, browser, changes, field):
    values = {key: value for key, value in changes.items() if value}
    if not changes.get("nationwide", "y"):
        data = FORM | {"organisation_id": firms.one.organisation_id}
        del data["nationwide"]
        answer = browser(firms.one).post("/partners/notices/new", data=data)
    else:
        answer = post(browser(firms.one), firms.one, **values)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "Video analysis wanted" in answer.text


def test_request_is_accepted_and_talked_about(firms, browser):
    one, two = browser(firms.one), browser(firms.two)
    sent = one.post(f"/partners/requests/new?notice={firms.offer}",
                    data={"organisation_id": firms.one.organisation_id, "message": "Shall we?"})  # fmt: skip
    assert sent.status_code == 303
    assert "Shall we?" in two.get(sent.location).text

    assert two.post(f"{sent.location}/accept").status_code == 303
    one.post(f"{sent.location}/messages", data={"message": "Monday at ten"})

    assert "Monday at ten" in two.get(sent.location).text
    assert browser(firms.official).get(sent.location).status_code == 404


def test_second_request_to_the_same_firm_keeps_what_was_typed(firms, browser):
    client, data = browser(firms.one), {"organisation_id": firms.one.organisation_id, "message": "A long proposal"}
    client.post(f"/partners/requests/new?notice={firms.offer}", data=data)

    again = client.post(f"/partners/requests/new?notice={firms.offer}", data=data)

    assert again.status_code == 422
    assert "A long proposal" in again.text


def test_decline_asks_for_a_reason_that_the_other_side_reads(firms, browser):
    one, two = browser(firms.one), browser(firms.two)
    page = one.post(f"/partners/requests/new?notice={firms.offer}",
                    data={"organisation_id": firms.one.organisation_id, "message": "Shall we?"}).location  # fmt: skip

    assert two.post(f"{page}/decline", data={"reason": ""}).status_code == 422
    two.post(f"{page}/decline", data={"reason": "No capacity"})

    assert "No capacity" in one.get(page).text


@pytest.mark.parametrize("number", ["0", "999999", "9" * 19, "x"])
def test_request_to_nobody_is_not_found(firms, browser, number):
    client = browser(firms.one)

    assert client.get(f"/partners/requests/new?notice={number}").status_code == 404
    assert client.get(f"/partners/requests/new?organisation={number}").status_code == 404
    assert client.get("/partners/requests/new").status_code == 404


def test_pages_of_partner_finding_speak_english_throughout(firms, browser):
    client = browser(firms.one, "en")
    notice = post(client, firms.one).location
    data = {"organisation_id": firms.one.organisation_id, "message": "Shall we?"}
    thread = client.post(f"/partners/requests/new?notice={firms.offer}", data=data).location
    own = notice.removesuffix("/matches")
    for path in ("/partners/", notice, own, f"{own}/edit", thread, "/partners/requests", "/partners/notices/new",
                 f"{thread}/withdraw", f"/partners/requests/new?notice={firms.offer}"):  # fmt: skip
        main = re.search(r"<main.*?</main>", client.get(path).text, re.DOTALL)[0]
        main = re.sub(r"기관[ -]\d+|김담당|한국어", "", main)
        assert re.findall(r"[가-힣]+", main) == [], path
