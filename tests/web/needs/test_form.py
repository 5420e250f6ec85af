"""Writing a need: the form, autosave and checklist, with good, bad and hostile input, alone and at the same time."""

from itertools import product

import pytest

HOSTILE = {
    "nul": "가\x00나",
    "controls": "\x1b[31m\x7f\u202egnp.exe",
    "emoji": "🏙" * 50,
    "markup": "</textarea><script>alert(1)</script>",
    "template": "{{ 7*7 }}{% raw %}",
    "sql": "'; DROP TABLE need; --",
    "endless": "가" * 100_000,
}
TEXT_FIELDS = ("title", "problem", "affected", "contact", "keywords", "tag_climate", "other_title", "kpis-0-name")
ANY_FIELD = (
    *TEXT_FIELDS, "category", "region_code", "kpis-0-target", "budget_max", "funding", "period_months",
    "desired_start", "min_trl", "required_certifications", "other_problem", "version", "lang", "action",
)  # fmt: skip
BODIES = (b"[]", b"{", b'"x"', b"\xff\xfe\x00", b'[{"title": [1]}]', b"null", b"\xed\xa0\x80")
KINDS = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/xml")


def test_new_need_begins_as_a_draft_of_ones_own_city(browser, person, stored):
    client, city = browser("officer"), person("officer").organisation_id

    answer = client.post("/needs/new", data={"title": "새 문제", "organisation_id": str(city)})

    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200
    number = int(answer.location.split("/needs/")[1].split("-")[0])
    assert stored(number, "title", "region_code", "status") == ("새 문제", "41290", "DRAFT")


@pytest.mark.parametrize("title", ["", "   ", "가" * 121, None])
def test_new_need_without_a_fitting_title_is_asked_again(browser, person, title):
    data = {
        "organisation_id": str(person("officer").organisation_id),
        **({"title": title} if title is not None else {}),
    }

    answer = browser("officer").post("/needs/new", data=data)

    assert answer.status_code == 422
    assert (title or "") in answer.text


@pytest.mark.parametrize("organisation", ["0", "999999", "x", "", "9" * 30])
def test_new_need_for_a_city_that_is_not_ones_own_is_refused(browser, organisation):
    answer = browser("officer").post("/needs/new", data={"title": "새 문제", "organisation_id": organisation})

    assert answer.status_code == 422


def test_title_from_the_search_page_is_carried_over(browser):
    assert 'value="지하차도 침수"' in browser("officer").get("/needs/new?title=지하차도 침수").text


def test_form_is_saved_and_shows_again_what_was_saved(browser, need, stored, typed):
    number, client = need(), browser("officer")

    answer = client.post(
        f"/needs/{number}/edit", data={**typed, "keywords": "골목, 정차", "min_trl": "7", "funding": "LOCAL"}
    )

    assert answer.status_code == 303
    assert stored(number, "budget_max", "period_months", "keywords", "min_trl", "funding", "status") == (
        100_000_000, 8, ["골목", "정차"], 7, "LOCAL", "DRAFT")  # fmt: skip
    assert stored(number, "kpis")[0]["baseline"] == 14
    page = client.get(f"/needs/{number}/edit").text
    for text in ('value="100,000,000"', 'value="골목, 정차"', 'value="14"', 'value="LOCAL" selected'):
        assert text in page, text


def test_form_saved_unchanged_keeps_the_version(browser, need, stored, typed):
    number, client = need(), browser("officer")
    client.post(f"/needs/{number}/edit", data=typed)
    version = stored(number, "version")

    client.post(f"/needs/{number}/edit", data=typed)

    assert stored(number, "version") == version


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("title", ""),
        ("budget_max", "아주 많이"),
        ("period_months", "삼개월"),
        ("min_trl", "²"),
        ("kpis-0-target", "여섯"),
        ("category", "NOPE"),
        ("keywords", "가" * 61),
    ],
)
def test_form_with_a_mistake_keeps_what_was_typed_and_stores_nothing(browser, need, stored, typed, field, text):
    number = need(title="처음 제목")
    version = stored(number, "version")

    answer = browser("officer").post(
        f"/needs/{number}/edit", data={**typed, "affected": "주민 사천이백 명", field: text}
    )

    assert answer.status_code == 422
    assert "주민 사천이백 명" in answer.text
    assert text in answer.text or field in {"min_trl", "category"}  # a list shows only what it offers
    assert 'aria-invalid="true"' in answer.text
    assert stored(number, "title", "version") == ("처음 제목", version)


def test_submit_of_an_incomplete_form_names_the_gaps_and_keeps_the_draft(browser, need, stored, typed):
    number = need()

    answer = browser("officer").post(f"/needs/{number}/edit", data={**typed, "contact": "", "action": "submit"})

    assert answer.status_code == 422
    assert "연락받을 곳을 적어 주세요." in answer.text
    assert stored(number, "status", "contact") == ("DRAFT", "")


@pytest.mark.parametrize(
    ("role", "action", "status"),
    [
        ("officer", "submit", "IN_REVIEW"),
        ("officer", "publish", "IN_REVIEW"),
        ("head", "publish", "PUBLISHED"),
        ("head", "submit", "IN_REVIEW"),
        ("head", "save", "DRAFT"),
        ("head", "explode", "DRAFT"),
    ],
)
def test_button_of_the_form_goes_as_far_as_the_role_may(browser, need, stored, typed, role, action, status):
    number = need()

    assert browser(role).post(f"/needs/{number}/edit", data={**typed, "action": action}).status_code == 303
    assert stored(number, "status") == status


def test_empty_post_is_a_mistake_not_a_breakdown(browser, need):
    client, number = browser("officer"), need()

    assert client.post(f"/needs/{number}/edit").status_code == 422
    assert client.post(f"/needs/{number}/autosave").status_code == 200
    assert client.post(f"/needs/{number}/hints").status_code == 200


@pytest.mark.parametrize("path", ["edit", "autosave", "hints", "attachments", "withdraw", "copy"])
def test_body_that_is_no_form_is_never_a_breakdown(browser, need, path):
    client, number = browser("officer"), need("PUBLISHED" if path in {"withdraw", "copy"} else "DRAFT")

    for body, kind in product(BODIES, KINDS):
        answer = client.post(f"/needs/{number}/{path}", data=body, content_type=kind)
        assert answer.status_code < 500, (body, kind)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_in_any_field_is_stored_clean_or_refused(browser, need, stored, typed, text):
    number, client = need(), browser("officer")
    posts = [("autosave", {field: text}) for field in ANY_FIELD]
    posts += [(path, dict.fromkeys(ANY_FIELD, text)) for path in ("hints", "autosave", "edit")]
    posts += [("edit", dict.fromkeys(TEXT_FIELDS, text))]

    for path, changes in posts:
        answer = client.post(f"/needs/{number}/{path}", data={**typed, **changes})
        assert answer.status_code in {200, 303, 409, 422}, (path, list(changes))
        assert "<script>alert(1)" not in answer.text
    title, problem = stored(number, "title", "problem")
    assert len(title) <= 120
    assert len(problem) <= 5000
    assert not {"\x00", "\x1b", "\u202e"} & set(title + problem)
    for path in ("", "/edit", "/matches"):
        assert client.get(f"/needs/{number}{path}").status_code == 200


def test_hundreds_of_measures_and_fields_are_survived(browser, need):
    rows = {f"kpis-{number}-name": "지표" for number in range(900)}

    assert browser("officer").post(f"/needs/{need()}/edit", data={"title": "제목", **rows}).status_code in {
        303,
        413,
        422,
    }


@pytest.mark.parametrize("key", ["kpis-x-name", "kpis--1-name", "kpis-99999999999999999999-name", "kpis-0-0-0", "kpis"])
def test_strange_names_of_fields_are_survived(browser, need, key):
    client, number = browser("officer"), need()

    for path in ("edit", "autosave", "hints"):
        assert client.post(f"/needs/{number}/{path}", data={"title": "제목", key: "x"}).status_code < 500


def test_autosave_keeps_the_good_fields_and_names_the_bad(browser, need, stored, typed):
    number = need()

    answer = browser("officer").post(
        f"/needs/{number}/autosave", data={**typed, "budget_max": "많이", "department": "교통과"}
    )

    assert answer.status_code == 200
    assert answer.json["version"] == stored(number, "version")
    assert set(answer.json["errors"]) == {"budget_max"}
    assert 0 < answer.json["percent"] < 100
    assert stored(number, "department", "budget_max", "title") == ("교통과", None, typed["title"])


def test_autosave_of_a_budget_that_is_being_rewritten_waits_for_both_ends(browser, need, stored, typed):
    number, client = need(budget_min=50_000_000, budget_max=100_000_000), browser("officer")

    answer = client.post(f"/needs/{number}/autosave", data={**typed, "budget_min": "2억", "budget_max": "1억"})

    assert answer.status_code == 200
    assert set(answer.json["errors"]) == {"budget_max"}
    assert stored(number, "budget_min", "budget_max") == (50_000_000, 100_000_000)


def test_autosaves_in_a_row_carry_the_version_on(browser, need, stored, typed):
    number, client = need(), browser("officer")
    begun = version = stored(number, "version")

    for title in ("제목 하나", "제목 둘", "제목 셋"):
        answer = client.post(f"/needs/{number}/autosave", data={**typed, "title": title, "version": version})
        assert answer.status_code == 200
        version = answer.json["version"]
    assert version == begun + 3


def test_second_person_learns_that_the_first_was_quicker_and_loses_nothing(browser, need, stored, typed):
    number, first, second = need(), browser("officer"), browser("head")
    version = stored(number, "version")
    seen = {**typed, "version": version}
    assert first.post(f"/needs/{number}/edit", data={**seen, "title": "첫째가 고친 제목"}).status_code == 303

    refused = second.post(f"/needs/{number}/autosave", data={**seen, "title": "둘째가 고친 제목"},
                          headers={"Accept": "application/json"})  # fmt: skip
    page = second.post(f"/needs/{number}/edit", data={**seen, "title": "둘째가 고친 제목"})

    assert (refused.status_code, page.status_code) == (409, 409)
    assert refused.json["title"]
    assert "둘째가 고친 제목" in page.text
    assert "다른 사람이 먼저 고쳤습니다." in page.text
    assert f'name="version" value="{version + 1}"' in page.text
    assert stored(number, "title") == "첫째가 고친 제목"
    again = second.post(f"/needs/{number}/edit", data={**seen, "title": "둘째가 고친 제목", "version": version + 1})
    assert again.status_code == 303


def test_writer_whose_draft_was_submitted_meanwhile_is_told_so(browser, need, stored, complete, typed):
    number, first, second = need(**complete), browser("officer"), browser("head")
    first.post(f"/needs/{number}/submit")

    assert second.post(f"/needs/{number}/edit", data=typed).status_code == 403
    assert second.post(f"/needs/{number}/autosave", data=typed).status_code == 403
    assert stored(number, "title", "status") == (complete["title"], "IN_REVIEW")


def test_two_approvers_publish_once(browser, need, stored, complete):
    number, first, second = need("IN_REVIEW", **complete), browser("approver"), browser("head")

    assert first.post(f"/needs/{number}/approve").status_code == 303
    assert second.post(f"/needs/{number}/approve").status_code == 409
    assert stored(number, "status") == "PUBLISHED"


@pytest.mark.parametrize("path", ["autosave", "hints", "edit"])
@pytest.mark.parametrize("role", ["nobody", "elsewhere", "firm", "curator", "auditor", "approver"])
def test_draft_is_written_by_nobody_else(browser, need, stored, typed, path, role):
    number = need(title="처음 제목")

    assert browser(role).post(f"/needs/{number}/{path}", data=typed).status_code in {403, 404}
    assert stored(number, "title") == "처음 제목"


def test_checklist_follows_what_is_typed_and_stores_nothing(browser, need, stored, typed):
    number, client = need(title="처음 제목"), browser("officer")

    before = client.post(f"/needs/{number}/hints", data={"title": "짧음"}).text
    after = client.post(f"/needs/{number}/hints", data=typed).text

    assert "무엇이 얼마나 아픈지" in before
    assert "공개할 준비가 되었습니다." in after
    assert stored(number, "title") == "처음 제목"


@pytest.fixture
def guarded(app):
    """The application as it runs for people: forms carry a token."""
    app.config["WTF_CSRF_ENABLED"] = True
    return app


@pytest.mark.parametrize("path", ["edit", "autosave", "hints", "submit", "withdraw", "copy", "attachments"])
def test_post_without_a_token_of_the_page_changes_nothing(guarded, browser, need, stored, typed, path):
    number = need(title="처음 제목")

    for token in (None, "", "x", "IjEi.forged.token"):
        answer = browser("officer").post(
            f"/needs/{number}/{path}", data={**typed, **({"csrf_token": token} if token else {})}
        )
        assert answer.status_code == 400
    assert stored(number, "title", "status") == ("처음 제목", "DRAFT")


def test_post_with_the_token_of_the_page_is_taken(guarded, browser, need, stored, typed):
    number, client = need(), browser("officer")
    page = client.get(f"/needs/{number}/edit").text
    token = page.split('name="csrf-token" content="')[1].split('"')[0]

    answer = client.post(f"/needs/{number}/autosave", data={**typed, "csrf_token": token})
    by_header = client.post(f"/needs/{number}/hints", data=typed, headers={"X-CSRFToken": token})

    assert (answer.status_code, by_header.status_code) == (200, 200)
    assert stored(number, "title") == typed["title"]
