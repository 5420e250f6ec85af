"""The market over HTTP: who sees which page, and what a step changes."""

from io import BytesIO

import pytest

from openlab.extensions import db
from openlab.solutions.models import Solution
from openlab.solutions.states import ReviewReason
from tests.builders import make_curator, make_firm_member, make_official, sign_in
from tests.unit.files.samples import PDF, png


@pytest.mark.parametrize(
    ("who", "status", "answer"),
    [
        ("nobody", "LISTED", 200),
        ("nobody", "DRAFT", 404),
        ("nobody", "SUBMITTED", 404),
        ("nobody", "SUSPENDED", 404),
        ("nobody", "RETIRED", 404),
        ("other", "LISTED", 200),
        ("other", "DRAFT", 404),
        ("official", "SUSPENDED", 404),
        ("member", "DRAFT", 200),
        ("member", "SUSPENDED", 200),
        ("member", "RETIRED", 200),
        ("curator", "DRAFT", 404),
        ("curator", "SUBMITTED", 200),
        ("curator", "SUSPENDED", 200),
    ],
)
def test_a_page_is_shown_to_those_who_may_read_it(client, solution, reader, who, status, answer):
    number = solution(status)
    if who != "nobody":
        sign_in(client, reader(who))
    assert client.get(f"/solutions/{number}").status_code == answer


@pytest.mark.parametrize(("who", "answer"), [("nobody", 302), ("other", 403), ("curator", 403), ("member", 200)])
def test_only_the_firm_opens_the_form_of_its_listing(client, solution, reader, who, answer):
    number = solution("LISTED")
    if who != "nobody":
        sign_in(client, reader(who))
    page = client.get(f"/solutions/{number}/edit")
    assert page.status_code == answer
    if who == "nobody":
        assert page.location.startswith("/login?next=")


def test_the_market_shows_listed_solutions_only_with_counts(client, solution):
    solution("LISTED", title="등록된 솔루션")
    solution("DRAFT", title="감춰진 초안")
    page = client.get("/solutions/").text
    assert "등록된 솔루션" in page
    assert "감춰진 초안" not in page
    assert "솔루션 1건" in page
    assert "솔루션 0건" in client.get("/solutions/?category=HOUSING").text


@pytest.mark.parametrize(
    "query",
    [
        "page=99999999999999999999",
        "page=-1",
        "page=%F0",
        "organisation=99999999999999999999",
        "organisation=x",
        "category=%25",
        "sort=nonsense",
        "trl='",
        "sido=%E2%80%AE",
        "price=" + "x" * 500,
    ],
)
def test_any_address_of_the_market_answers(client, solution, query):
    solution("LISTED")
    assert client.get(f"/solutions/?{query}").status_code == 200


@pytest.mark.parametrize(
    "number", ["0", "99999999999999999999", "9223372036854775808", "9223372036854775807", "7-없는-것"]
)
@pytest.mark.parametrize("tail", ["", "/edit", "/retire"])
def test_a_number_that_nothing_has_is_not_found(client, member, number, tail):
    sign_in(client, member)
    assert client.get(f"/solutions/{number}{tail}").status_code == 404


def test_the_address_may_carry_other_words(client, solution):
    assert client.get(f"/solutions/{solution('LISTED')}-다른-말").status_code == 200


def test_a_draft_begins_with_a_title_and_stays_with_its_firm(client, member, build):
    sign_in(client, member)
    begun = client.post("/solutions/new", data={"title": "이동형 정차 감지", "organisation_id": member.organisation_id})
    assert begun.status_code == 303
    assert client.get(begun.location).status_code == 200
    other = build(make_firm_member)
    refused = client.post("/solutions/new", data={"title": "남의 이름으로", "organisation_id": other.organisation_id})
    assert refused.status_code == 422
    assert "남의 이름으로" in refused.text


@pytest.mark.parametrize("make", [make_official, make_curator])
def test_only_firms_begin_a_solution(client, build, make):
    sign_in(client, build(make))
    assert client.get("/solutions/new").status_code == 403


def test_retiring_asks_first_and_says_what_it_means(client, member, solution, stored):
    number = solution("LISTED")
    sign_in(client, member)
    assert "되돌릴 수 없습니다" in client.get(f"/solutions/{number}/retire").text
    assert client.post(f"/solutions/{number}/retire", data={"reason": "단종"}).status_code == 303
    assert stored(number, "status") == "RETIRED"


@pytest.mark.parametrize("action", ["list", "suspend", "resubmit", "nonsense"])
def test_steps_that_are_not_the_firms_are_refused(client, member, solution, stored, action):
    number = solution("LISTED")
    sign_in(client, member)
    assert client.post(f"/solutions/{number}/{action}").status_code == 404
    assert stored(number, "status") == "LISTED"


@pytest.mark.parametrize(("who", "answer"), [("nobody", 302), ("other", 403), ("curator", 403)])
def test_nobody_else_takes_the_firms_steps(client, solution, reader, stored, who, answer):
    number = solution("LISTED")
    if who != "nobody":
        sign_in(client, reader(who))
    assert client.post(f"/solutions/{number}/retire").status_code == answer
    assert stored(number, "status") == "LISTED"


def test_the_firm_reads_why_its_listing_was_taken_down_and_others_do_not_see_it(client, build, member, solution):
    number = solution("SUSPENDED")

    def note():
        row = db.session.get_one(Solution, number)
        row.review_reason, row.review_note = ReviewReason.RIGHTS, "특허를 확인하는 동안"

    build(note)
    sign_in(client, member)
    page = client.get(f"/solutions/{number}").text
    assert "얼라이언스가 게시를 중지했습니다" in page
    assert "특허를 확인하는 동안" in page


def test_the_first_picture_becomes_the_cover(client, member, solution):
    number = solution("LISTED")
    sign_in(client, member)
    for content, name in ((PDF, "소개.pdf"), (png(), "현장.png")):
        data = {"file": (BytesIO(content), name)}
        assert client.post(f"/solutions/{number}/attachments", data=data).status_code == 303
    assert "-현장" in client.get("/solutions/").text
    page = client.get(f"/solutions/{number}").text
    assert 'alt="현장.png"' in page
    assert "소개.pdf" in page


def test_the_page_reads_in_english_and_says_what_is_not_translated(client, solution):
    number = solution("LISTED", translation={"title": "Parking monitor", "summary": "Spots parked cars."})
    page = client.get(f"/solutions/{number}?lang=en").text
    assert "Parking monitor" in page
    assert "Spots parked cars." in page
    assert 'class="untranslated"' in page


def test_text_of_a_firm_never_becomes_markup(client, solution):
    number = solution(
        "LISTED", title="<script>alert(1)</script> 감지", description="<img src=x onerror=alert(1)>" + "가" * 100
    )
    page = client.get(f"/solutions/{number}").text
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
