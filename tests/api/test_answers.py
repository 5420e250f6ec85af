"""What the API answers: matches with reasons, lists, single things, and refusals as problem documents."""

import pytest

from openlab.matching import service
from openlab.matching.text import Side
from tests.builders import make_official, sign_in

LONG = "가" * 4001


def test_match_gives_items_with_scores_parts_and_reasons(get, market):
    answer = get("/match", text="비가 오면 지하차도에 물이 찹니다", side="solutions", top=1)

    assert answer.status_code == 200
    assert answer.json["side"] == "solutions"
    (item,) = answer.json["items"]
    assert (item["id"], item["title"], item["rank"]) == (market.gate, "지하차도 수위 감지와 차단", 1)
    assert item["url"].startswith("http://127.0.0.1:5000/solutions/")
    assert item["score"] == pytest.approx(sum(item["parts"].values()), abs=1e-5)
    assert any("지하차도" in reason for reason in item["reasons"])


def test_match_looks_for_needs_when_asked(get, market):
    answer = get("/match", text="지하차도 수위를 감지합니다", side="needs")

    assert answer.json["items"][0]["id"] == market.flood
    assert market.draft not in [item["id"] for item in answer.json["items"]]


@pytest.mark.parametrize("side", ["needs", "solutions"])
@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_match_ranks_as_the_pages_do(app, get, side, mode):
    text = "혼자 사는 어르신이 걱정됩니다"

    answer = get("/match", text=text, side=side, mode=mode)

    with app.app_context():
        found = service.match_text(app.extensions["openlab.matching"], text, Side(side), mode=mode)
        assert [(one.item.id, round(one.match.score, 6)) for one in found] == [
            (item["id"], item["score"]) for item in answer.json["items"]]  # fmt: skip


def test_ranked_lists_of_a_need_and_a_solution_find_each_other(get, market):
    solutions = get(f"/needs/{market.flood}/matches").json
    needs = get(f"/solutions/{market.gate}/matches").json

    assert (solutions["side"], solutions["items"][0]["id"]) == ("solutions", market.gate)
    assert (needs["side"], needs["items"][0]["id"]) == ("needs", market.flood)
    assert any("예산" in reason for reason in solutions["items"][0]["reasons"])


def test_language_of_titles_and_reasons_is_the_one_asked_for(get, market):
    english = get("/match", text="지하차도 침수", side="needs", lang="en").json["items"][0]
    korean = get("/match", text="지하차도 침수", side="needs", lang="ko").json["items"][0]

    assert (english["title"], korean["title"]) == ("Flooded underpass", "지하차도 침수")
    reasons = [get(f"/needs/{market.flood}/matches", lang=lang).json["items"][0]["reasons"] for lang in ("ko", "en")]
    assert reasons[0] != reasons[1]


def test_language_of_one_question_does_not_stay_for_the_next(client, get, market):
    get("/match", text="지하차도", side="needs", lang="en")

    assert get("/match", text="지하차도", side="needs").json["items"][0]["title"] == "지하차도 침수"
    assert "openlab=" not in str(client.get("/api/v1/needs?lang=en").headers.getlist("Set-Cookie"))


def test_lists_show_what_is_public_and_nothing_else(get, market):
    needs, solutions = get("/needs").json, get("/solutions").json

    assert {item["id"] for item in needs["items"]} == {market.flood, market.care}
    assert {item["id"] for item in solutions["items"]} == {market.gate, market.call}
    assert "contact" not in str(needs)


def test_list_is_narrowed_and_paged(get, market):
    assert [item["id"] for item in get("/needs", category="CRIME_DISASTER").json["items"]] == [market.flood]
    assert [item["id"] for item in get("/needs", sido="11").json["items"]] == [market.care]
    first, second = get("/needs", per_page=1).json, get("/needs", per_page=1, page=2).json
    assert (first["page"], first["pages"], first["total"]) == (1, 2, 2)
    assert first["items"][0]["id"] != second["items"][0]["id"]


def test_page_beyond_the_end_says_which_page_it_is(get):
    beyond = get("/needs", page=100_000).json

    assert (beyond["page"], beyond["pages"]) == (1, 1)


def test_single_things_are_told_in_full(get, market):
    need, solution = get(f"/needs/{market.flood}").json, get(f"/solutions/{market.gate}").json

    assert (need["title"], need["budget_max"], need["translation"]["title"]) == (
        "지하차도 침수", 100_000_000, "Flooded underpass")  # fmt: skip
    assert (solution["title"], solution["price_min"], solution["nationwide"]) == (
        "지하차도 수위 감지와 차단", 50_000_000, True)  # fmt: skip


def test_code_lists_name_every_code_in_both_languages(get):
    for address, some in (("/categories", "CRIME_DISASTER"), ("/regions", "41290")):
        items = get(address).json["items"]
        assert some in {item["code"] for item in items}
        assert all(item["ko"] and item["en"] for item in items)
        assert len({item["code"] for item in items}) == len(items)


def is_problem(answer, status):
    body = answer.json
    return (
        answer.status_code == body["status"] == status
        and answer.content_type == "application/problem+json"
        and body["type"].startswith("/problems/")
        and body["title"]
        and body["request_id"] == answer.headers["X-Request-Id"]
    )


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"text": ""},
        {"text": "가"},
        {"text": "  "},
        {"text": LONG},
        {"text": "주차", "top": 0},
        {"text": "주차", "top": 101},
        {"text": "주차", "top": "many"},
        {"text": "주차", "top": "9" * 5000},
        {"text": "주차", "side": "firms"},
        {"text": "주차", "mode": "magic"},
        {"text": "주차", "lang": "jp"},
        {"text": "주차", "unknown": "1"},
    ],
)
def test_question_that_does_not_fit_is_refused_as_a_problem(get, query):
    assert is_problem(get("/match", **query), 422)


@pytest.mark.parametrize("address", ["/needs", "/solutions"])
@pytest.mark.parametrize(
    "query", [{"page": 0}, {"page": -1}, {"page": 100_001}, {"page": "9" * 30}, {"page": "x"}, {"per_page": 0},
              {"per_page": 101}, {"sort": "title"}, {"category": "x" * 41}, {"sido": "123456"}, {"lang": "de"}]
)  # fmt: skip
def test_list_refuses_what_it_does_not_know(get, address, query):
    answer = get(address, **query)

    assert is_problem(answer, 422)
    assert set(answer.json["errors"]) == set(query)


@pytest.mark.parametrize("address", ["/categories", "/regions"])
def test_code_list_refuses_arguments(get, address):
    assert is_problem(get(address, page=1), 422)


@pytest.mark.parametrize("tail", ["", "/matches"])
@pytest.mark.parametrize("number", ["0", "999999", "9" * 19, "9" * 20, "x", "-1"])
@pytest.mark.parametrize("side", ["needs", "solutions"])
def test_number_that_nothing_has_is_not_found(get, side, number, tail):
    assert is_problem(get(f"/{side}/{number}{tail}"), 404)


@pytest.mark.parametrize("tail", ["", "/matches"])
def test_what_is_not_public_is_not_found(get, market, tail):
    assert is_problem(get(f"/needs/{market.draft}{tail}"), 404)
    assert is_problem(get(f"/solutions/{market.waiting}{tail}"), 404)


def test_unknown_address_is_not_found_as_a_problem(get):
    assert is_problem(get("/nowhere"), 404)
    assert is_problem(get("/"), 404)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", ["/match", "/needs", "/solutions/1", "/regions"])
def test_nothing_can_be_changed(client, market, method, address):
    answer = getattr(client, method)(f"/api/v1{address}", json={})

    assert is_problem(answer, 405)
    assert "GET" in answer.headers["Allow"]


def test_nul_in_an_argument_is_a_bad_request(get):
    assert is_problem(get("/needs", category="a\x00b"), 400)
    assert is_problem(get("/match", text="a\x00b"), 400)


@pytest.mark.parametrize(
    "text", ["\ud800 abc", "🏙🏙🏙", "%%%", "<b>굵게</b>", "' OR 1=1", "가" * 4000, "a b\n\tc", "\u202e침수"]
)
@pytest.mark.parametrize("side", ["needs", "solutions"])
def test_any_text_gets_an_answer(client, market, side, text):
    answer = client.get("/api/v1/match", query_string={"text": text.encode("utf-8", "surrogatepass"), "side": side})

    assert answer.status_code == 200


def test_official_reads_an_own_draft_through_the_api_and_nobody_else(app, client, market):
    from openlab.extensions import db
    from openlab.kit.db import transaction
    from tests.builders import make_need

    with app.app_context(), transaction(db.session):
        official = make_official()
        from openlab.identity.orgs.queries import find_organisation

        draft = make_need(find_organisation(official.organisation_id), title="우리 초안").id

    assert client.get(f"/api/v1/needs/{draft}").status_code == 404
    sign_in(client, official)
    assert client.get(f"/api/v1/needs/{draft}").json["title"] == "우리 초안"
    assert draft not in [item["id"] for item in client.get("/api/v1/needs").json["items"]]
