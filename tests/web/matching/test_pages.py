"""Matching on pages: the search box, ranked lists, and previews of what stands in a form."""

import pytest

from openlab.extensions import db
from openlab.jobs.service import drain
from openlab.kit.db import transaction
from openlab.matching.market import sync
from openlab.matching.service import MAX_TEXT
from tests.builders import make_curator, make_firm_member, make_need, make_official, make_solution, sign_in

PART = {"HX-Request": "true"}
FLOOD = "비가 오면 지하차도에 물이 찹니다"
DESCRIPTION = "지하차도 수위 센서가 침수를 미리 알립니다. " * 5
JUNK = {
    "category": "NOT.A.FIELD",
    "region_code": "zz999",
    "region_codes": ["99999", "", "가나다라마"],
    "budget_min": "많이",
    "budget_max": "9" * 40,
    "price_min": "-5",
    "price_max": "NaN",
    "period_months": "²",
    "min_trl": "99999",
    "trl": "-1",
    "delivery_weeks": "1e9",
    "required_certifications": ["NOPE", "\x00"],
    "certifications": ["<b>", ""],
    "needs_data_hub": "x",
    "data_hub": "x",
}


@pytest.fixture
def market(app):
    """Two needs and two solutions that can be found, and a draft of each that cannot."""
    with app.app_context():
        with transaction(db.session):
            ids = {
                "need": make_need(status="PUBLISHED", title="지하차도 침수", problem=f"{FLOOD}. " * 5,
                                  region_code="41290", category="CRIME_DISASTER", budget_max=10**8).id,
                "draft": make_need(title="감춰진 초안", problem=f"{FLOOD}. " * 5).id,
                "solution": make_solution(status="LISTED", title="지하차도 수위 감지", summary="물이 차면 막습니다.",
                                          description=DESCRIPTION, nationwide=True, price_min=10**7).id,
                "unlisted": make_solution(title="감춰진 솔루션", summary=FLOOD, description=DESCRIPTION).id,
            }  # fmt: skip
            make_need(status="PUBLISHED", title="혼자 사는 어르신", problem="어르신이 쓰러져도 모릅니다. " * 5)
            make_solution(status="LISTED", title="안부 전화", summary="어르신에게 전화합니다.", description="가" * 100)
        list(sync.catch_up())
        drain()
    return ids


def test_search_without_a_question_shows_the_box_only(client, market):
    page = client.get("/search")

    assert page.status_code == 200
    assert 'name="q"' in page.text
    assert "지하차도 수위 감지" not in page.text


def test_search_answers_a_sentence_with_the_best_first_and_the_words_that_met(client, market):
    page = client.get("/search", query_string={"q": FLOOD}).text

    assert (
        page.index("지하차도 수위 감지") < page.index("안부 전화")
        if "안부 전화" in page
        else "지하차도 수위 감지" in page
    )
    assert "<mark>" in page
    assert "감춰진" not in page


def test_search_with_few_results_folds_none_of_them(client, market):
    page = client.get("/search", query_string={"q": FLOOD})

    assert "안부 전화" in page.text
    assert "더 보기" not in page.text


def test_search_for_needs_shows_needs(client, market):
    page = client.get("/search", query_string={"q": FLOOD, "side": "needs"}).text

    assert "지하차도 침수" in page
    assert "감춰진" not in page


def test_search_for_htmx_is_the_list_alone_with_the_same_answers(client, market):
    whole = client.get("/search", query_string={"q": FLOOD}).text
    part = client.get("/search", query_string={"q": FLOOD}, headers=PART).text

    assert "<html" in whole
    assert "<html" not in part
    assert "지하차도 수위 감지" in part


@pytest.mark.parametrize(
    "query",
    [
        {"q": "가"},
        {"q": "x" * (MAX_TEXT + 1)},
        {"q": FLOOD, "top": "0"},
        {"q": FLOOD, "top": "101"},
        {"q": FLOOD, "top": "many"},
        {"q": FLOOD, "top": "²"},
        {"q": FLOOD, "top": "0000000099999"},
        {"q": FLOOD, "top": "9" * 5000},
    ],
)
def test_search_that_does_not_fit_is_told_in_words_and_keeps_the_question(client, market, query):
    page, part = client.get("/search", query_string=query), client.get("/search", query_string=query, headers=PART)

    assert (page.status_code, part.status_code) == (422, 200)
    assert 'role="alert"' in page.text
    assert query["q"][:50] in page.text
    assert "<html" not in part.text


@pytest.mark.parametrize("side", ["firms", "NEEDS", "0", "needs ", "../needs"])
def test_search_on_a_side_that_is_none_is_not_found(client, market, side):
    assert client.get("/search", query_string={"q": FLOOD, "side": side}).status_code == 404


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '" onfocus=alert(1) x="', "{{ 7*7 }}", "%%", "🏙" * 30, "\u202e침수"]
)
@pytest.mark.parametrize("headers", [{}, PART], ids=["page", "part"])
def test_search_for_anything_is_answered_and_shown_as_text(client, market, text, headers):
    page = client.get("/search", query_string={"q": text}, headers=headers)

    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert '" onfocus=' not in page.text
    assert "49" not in page.text or "{{ 7*7 }}" in page.text or "7*7" in page.text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"category": "CRIME_DISASTER"}, True),
        ({"category": "HOUSING"}, False),
        ({"category": "x" * 500}, False),
        ({"sido": "41"}, True),
        ({"sido": "41290"}, True),
        ({"sido": "26"}, False),
        ({"sido": "가"}, False),
        ({"feasible": "1"}, True),
        ({"feasible": "yes"}, True),
    ],
)
def test_search_is_narrowed(client, market, query, shown):
    page = client.get("/search", query_string={"q": FLOOD, "side": "needs", **query})

    assert page.status_code == 200
    assert ("지하차도 침수" in page.text) == shown


@pytest.mark.parametrize("headers", [{}, PART], ids=["page", "part"])
def test_ranked_lists_of_public_things_are_open_to_everybody(client, market, headers):
    solutions = client.get(f"/needs/{market['need']}/matches", headers=headers)
    needs = client.get(f"/solutions/{market['solution']}/matches", headers=headers)

    assert (solutions.status_code, needs.status_code) == (200, 200)
    assert "지하차도 수위 감지" in solutions.text
    assert "지하차도 침수" in needs.text
    assert "감춰진" not in solutions.text + needs.text


@pytest.mark.parametrize("make", [None, make_official, make_firm_member], ids=["nobody", "official", "firm"])
def test_ranked_list_of_a_draft_is_not_found_for_others(client, market, build, make):
    if make:
        sign_in(client, build(make))

    assert client.get(f"/needs/{market['draft']}/matches").status_code == 404
    assert client.get(f"/solutions/{market['unlisted']}/matches").status_code == 404


def test_ranked_list_of_a_draft_is_there_for_its_author(client, market, build):
    official = build(make_official)

    def draft():
        from openlab.identity.orgs.queries import find_organisation

        return make_need(find_organisation(official.organisation_id), title="침수", problem=f"{FLOOD}. " * 5).id

    number = build(draft)
    sign_in(client, official)

    assert "지하차도 수위 감지" in client.get(f"/needs/{number}/matches").text


@pytest.mark.parametrize("top", ["0", "101", "x", "0000000099999"])
def test_ranked_list_of_an_impossible_length_is_refused(client, market, top):
    assert client.get(f"/needs/{market['need']}/matches?top={top}").status_code == 422
    assert client.get(f"/solutions/{market['solution']}/matches?top={top}", headers=PART).status_code == 422


@pytest.mark.parametrize(("side", "found"), [("solutions", "지하차도 수위 감지"), ("needs", "지하차도 침수")])
def test_preview_matches_what_stands_in_the_form(client, market, side, found):
    typed = {"title": "지하차도 침수", "problem": FLOOD, "summary": FLOOD, "description": FLOOD}

    page = client.post(f"/matching/preview/{side}", data=typed)

    assert page.status_code == 200
    assert found in page.text
    assert "<html" not in page.text


@pytest.mark.parametrize("data", [{}, {"title": "짧다"}, {"unknown": "x" * 50}])
@pytest.mark.parametrize("address", ["preview/solutions", "preview/needs", "similar/needs"])
def test_preview_of_next_to_nothing_waits(client, market, address, data):
    page = client.post(f"/matching/{address}", data=data)

    assert page.status_code == 200
    assert "지하차도 침수" not in page.text


@pytest.mark.parametrize("address", ["preview/solutions", "preview/needs", "similar/needs"])
@pytest.mark.parametrize("name", [None, *JUNK])
def test_preview_of_junk_in_the_facts_still_matches_the_text(client, market, address, name):
    texts = {"title": "지하차도 침수", "problem": FLOOD, "summary": FLOOD, "description": FLOOD}
    junk = JUNK if name is None else {name: JUNK[name]}

    page = client.post(f"/matching/{address}", data={**texts, **junk})

    assert page.status_code == 200
    assert "지하차도" in page.text
    assert "<b>" not in page.text


@pytest.mark.parametrize("text", ["\x00" * 50, "가" * 100_000, "<script>alert(1)</script>", "\ufffd\ufffe" * 10])
def test_preview_of_hostile_text_is_answered(client, market, text):
    for address in ("preview/solutions", "preview/needs", "similar/needs"):
        page = client.post(f"/matching/{address}", data={"title": text, "problem": text, "summary": text})
        assert page.status_code == 200
        assert "<script>alert" not in page.text


@pytest.mark.parametrize("address", ["preview/firms", "preview/", "similar/solutions", "similar/x"])
def test_preview_of_a_side_that_is_none_is_not_found(client, market, address):
    assert client.post(f"/matching/{address}", data={"title": FLOOD}).status_code == 404


def test_similar_needs_leave_out_the_one_in_the_form(client, market):
    typed = {"title": "지하차도 침수", "problem": f"{FLOOD}. " * 3}

    with_itself = client.post("/matching/similar/needs", data=typed).text
    without = client.post(f"/matching/similar/needs?exclude={market['need']}", data=typed).text

    assert "지하차도 침수" in with_itself
    assert "지하차도 침수" not in without


def test_preview_is_for_posts_only_and_stores_nothing(client, market, build):
    sign_in(client, build(make_curator))
    client.post("/matching/preview/solutions", data={"title": "몰래 남기기", "problem": FLOOD * 3})

    assert client.get("/matching/preview/solutions").status_code == 405
    assert "몰래 남기기" not in client.get("/needs/").text
