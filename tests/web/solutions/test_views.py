"""The market over HTTP: who sees which page, what a form keeps, and what a step changes."""

from io import BytesIO

import pytest

from openlab.extensions import db
from openlab.solutions.models import Solution
from openlab.solutions.states import ReviewReason
from tests.builders import make_curator, make_firm_member, make_official, make_solution, sign_in
from tests.unit.files.samples import PDF, png

SUMMARY = "버스가 다니는 길에 선 차를 사람 없이 가려냅니다."
COMPLETE = {
    "summary": SUMMARY,
    "description": "가" * 100,
    "category": "TRANSPORT",
    "nationwide": True,
    "trl": 8,
    "maturity": "COMMERCIAL",
    "price_min": 60_000_000,
}
FORM = {
    "lang": "ko",
    "title": "이동형 정차 감지",
    "summary": SUMMARY,
    "description": "가" * 100,
    "category": "TRANSPORT",
    "trl": "8",
    "maturity": "COMMERCIAL",
    "price_min": "6,000만",
    "nationwide": "y",
}


@pytest.fixture
def member(build):
    return build(make_firm_member)


@pytest.fixture
def solution(build, member):
    """Return a function that makes a complete solution of the member's firm and returns its id."""

    def make(status="DRAFT", **values):
        def row():
            from openlab.identity.orgs.queries import find_organisation

            firm = find_organisation(member.organisation_id)
            return make_solution(firm, status=status, **{**COMPLETE, "title": "이동형 정차 감지", **values}).id

        return build(row)

    return make


@pytest.fixture
def reader(build, member):
    """Return a function that gives one of those who may come by."""
    others = {"other": make_firm_member, "official": make_official, "curator": make_curator}
    return lambda who: member if who == "member" else build(others[who])


@pytest.fixture
def stored(app):
    """Return a function that reads one attribute of a stored solution."""

    def read(number, name):
        with app.app_context():
            return getattr(db.session.get_one(Solution, number), name)

    return read


def as_user(client, person):
    sign_in(client, person)
    return client


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
        as_user(client, reader(who))
    assert client.get(f"/solutions/{number}").status_code == answer


@pytest.mark.parametrize(("who", "answer"), [("nobody", 302), ("other", 403), ("curator", 403), ("member", 200)])
def test_only_the_firm_opens_the_form_of_its_listing(client, solution, reader, who, answer):
    number = solution("LISTED")
    if who != "nobody":
        as_user(client, reader(who))
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
        "sido=%00",
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
    as_user(client, member)
    assert client.get(f"/solutions/{number}{tail}").status_code == 404


def test_the_address_may_carry_other_words(client, solution):
    assert client.get(f"/solutions/{solution('LISTED')}-다른-말").status_code == 200


def test_a_draft_begins_with_a_title_and_stays_with_its_firm(client, member, build):
    as_user(client, member)
    begun = client.post("/solutions/new", data={"title": "이동형 정차 감지", "organisation_id": member.organisation_id})
    assert begun.status_code == 303
    assert client.get(begun.location).status_code == 200
    other = build(make_firm_member)
    refused = client.post("/solutions/new", data={"title": "남의 이름으로", "organisation_id": other.organisation_id})
    assert refused.status_code == 422
    assert "남의 이름으로" in refused.text


@pytest.mark.parametrize("make", [make_official, make_curator])
def test_only_firms_begin_a_solution(client, build, make):
    as_user(client, build(make))
    assert client.get("/solutions/new").status_code == 403


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("price_min", "아주 싸게"),
        ("delivery_weeks", "14주쯤"),
        ("trl", "10"),
        ("category", "NOWHERE"),
        ("title", "   "),
        ("repository_url", "javascript:alert(1)"),
        ("open_source_licence", "마음대로"),
        ("claimed_kpis-0-value", "nan"),
        ("references-0-year", "20255"),
        ("certificate_dates-0-expires_on", "내년"),
        ("region_codes", "99000"),
    ],
)
def test_bad_input_keeps_what_was_typed(client, member, solution, stored, field, typed):
    number = solution()
    as_user(client, member)
    answer = client.post(
        f"/solutions/{number}/edit",
        data={**FORM, "summary": "방금 쓴 요약은 사라지면 안 됩니다. 꼭 남아야 합니다.", field: typed},
    )
    assert answer.status_code == 422
    assert "방금 쓴 요약은 사라지면 안 됩니다." in answer.text
    assert 'role="alert"' in answer.text
    assert stored(number, "summary") == SUMMARY
    if field not in {"trl", "category", "title", "region_codes"}:
        assert typed in answer.text


def test_the_upper_price_may_not_be_below_the_lower(client, member, solution):
    number = solution()
    answer = as_user(client, member).post(f"/solutions/{number}/edit", data={**FORM, "price_max": "5,000만"})
    assert answer.status_code == 422
    assert "많아도 드는 값이 적어도 드는 값보다 작습니다." in answer.text


def test_the_whole_form_is_kept(client, member, solution, stored):
    number = solution()
    saved = as_user(client, member).post(
        f"/solutions/{number}/edit",
        data={
            "lang": "ko",
            "title": "새 이름입니다",
            "summary": SUMMARY,
            "price_min": "1억 2,000만",
            "trl": "7",
            "region_codes": ["41000", "11000"],
            "keywords": "불법주정차, 상가 골목",
            "references-0-client": "과천시",
            "references-0-year": "2025",
            "references-1-client": "",
            "claimed_kpis-0-name": "판독률",
            "claimed_kpis-0-value": "1,234.56",
            "claimed_kpis-0-unit": "%",
            "certificate_dates-0-code": "GS_CERT",
            "certificate_dates-0-expires_on": "2030-12-31",
            "other_title": "New name",
        },
    )
    assert saved.status_code == 303
    assert stored(number, "price_min") == 120_000_000
    assert stored(number, "region_codes") == ["11000", "41000"]
    assert stored(number, "keywords") == ["불법주정차", "상가 골목"]
    assert stored(number, "references") == [{"client": "과천시", "year": 2025, "note": "", "verified": False}]
    assert stored(number, "references_count") == 1
    assert stored(number, "claimed_kpis") == [{"name": "판독률", "unit": "%", "value": 1234.56, "evidence": ""}]
    assert stored(number, "certificate_dates")["GS_CERT"].isoformat() == "2030-12-31"
    assert stored(number, "translation") == {"title": "New name"}


def test_a_form_that_was_only_opened_and_saved_changes_nothing(client, member, solution, stored):
    number = solution(
        "LISTED",
        claimed_kpis=[{"name": "판독률", "unit": "%", "value": 1234567.8, "evidence": "시험"}],
        certifications=["GS_CERT"],
        references_count=3,
        region_codes=[],
        keywords=["정차"],
    )
    before = stored(number, "version")
    saved = as_user(client, member).post(
        f"/solutions/{number}/edit",
        data={
            **FORM,
            "version": before,
            "claimed_kpis-0-name": "판독률",
            "claimed_kpis-0-unit": "%",
            "claimed_kpis-0-value": "1234567.8",
            "claimed_kpis-0-evidence": "시험",
            "references_count": "3",
            "certificate_dates-0-code": "GS_CERT",
            "keywords": "정차",
        },
    )
    assert saved.status_code == 303
    assert stored(number, "version") == before


def test_a_version_saved_meanwhile_is_not_overwritten(client, member, solution, stored):
    number = solution()
    as_user(client, member)
    stale = stored(number, "version")
    client.post(f"/solutions/{number}/edit", data={**FORM, "version": stale, "delivery_weeks": "3"})
    late = client.post(f"/solutions/{number}/edit", data={**FORM, "version": stale, "delivery_weeks": "9"})
    assert late.status_code == 409
    assert 'value="9"' in late.text
    assert stored(number, "delivery_weeks") == 3


def test_autosave_keeps_what_makes_sense_and_names_the_rest(client, member, solution, stored):
    number = solution()
    as_user(client, member)
    saved = client.post(f"/solutions/{number}/autosave", data={**FORM, "delivery_weeks": "6", "price_min": "싸게"})
    assert saved.status_code == 200
    assert set(saved.json["errors"]) == {"price_min"}
    assert (stored(number, "delivery_weeks"), stored(number, "price_min")) == (6, 60_000_000)
    again = client.post(
        f"/solutions/{number}/autosave", data={**FORM, "version": saved.json["version"], "delivery_weeks": "7"}
    )
    assert again.status_code == 200


def test_autosave_never_touches_the_market(client, member, solution, stored):
    number = solution("LISTED")
    refused = as_user(client, member).post(f"/solutions/{number}/autosave", data={**FORM, "delivery_weeks": "6"})
    assert refused.status_code == 409
    assert stored(number, "delivery_weeks") is None


def test_the_checklist_follows_what_is_typed(client, member, solution):
    number = solution()
    page = as_user(client, member).post(f"/solutions/{number}/hints", data={**FORM, "trl": "", "summary": "짧음"})
    assert "기술 성숙도(TRL)를 골라 주세요." in page.text
    assert "쉬운 말로 20자 이상" in page.text


def test_submitting_an_incomplete_draft_names_the_gaps_beside_their_fields(client, member, solution, stored):
    number = solution()
    answer = as_user(client, member).post(f"/solutions/{number}/edit", data={**FORM, "trl": "", "action": "submit"})
    assert answer.status_code == 422
    assert 'href="#trl"' in answer.text
    assert stored(number, "status") == "DRAFT"


def test_submitting_from_the_form_queues_the_draft(client, member, solution, stored):
    number = solution()
    done = as_user(client, member).post(f"/solutions/{number}/edit", data={**FORM, "action": "submit"})
    assert done.status_code == 303
    assert stored(number, "status") == "SUBMITTED"
    assert "심사 대기" in client.get(done.location).text


def test_a_listed_text_changes_only_by_another_review(client, member, solution, stored):
    number = solution("LISTED")
    changed = {**FORM, "title": "다른 이름입니다"}
    refused = as_user(client, member).post(f"/solutions/{number}/edit", data={**changed, "action": "save"})
    assert refused.status_code == 422
    assert "다른 이름입니다" in refused.text
    assert stored(number, "status") == "LISTED"
    assert client.post(f"/solutions/{number}/edit", data={**changed, "action": "resubmit"}).status_code == 303
    assert (stored(number, "status"), stored(number, "title")) == ("SUBMITTED", "다른 이름입니다")


def test_retiring_asks_first_and_says_what_it_means(client, member, solution, stored):
    number = solution("LISTED")
    as_user(client, member)
    assert "되돌릴 수 없습니다" in client.get(f"/solutions/{number}/retire").text
    assert client.post(f"/solutions/{number}/retire", data={"reason": "단종"}).status_code == 303
    assert stored(number, "status") == "RETIRED"


@pytest.mark.parametrize("action", ["list", "suspend", "resubmit", "nonsense"])
def test_steps_that_are_not_the_firms_are_refused(client, member, solution, stored, action):
    number = solution("LISTED")
    as_user(client, member)
    assert client.post(f"/solutions/{number}/{action}").status_code == 404
    assert stored(number, "status") == "LISTED"


@pytest.mark.parametrize(("who", "answer"), [("nobody", 302), ("other", 403), ("curator", 403)])
def test_nobody_else_takes_the_firms_steps(client, solution, reader, stored, who, answer):
    number = solution("LISTED")
    if who != "nobody":
        as_user(client, reader(who))
    assert client.post(f"/solutions/{number}/retire").status_code == answer
    assert stored(number, "status") == "LISTED"


def test_the_firm_reads_why_its_listing_was_taken_down_and_others_do_not_see_it(client, build, member, solution):
    number = solution("SUSPENDED")

    def note():
        row = db.session.get_one(Solution, number)
        row.review_reason, row.review_note = ReviewReason.RIGHTS, "특허를 확인하는 동안"

    build(note)
    page = as_user(client, member).get(f"/solutions/{number}").text
    assert "얼라이언스가 게시를 중지했습니다" in page
    assert "특허를 확인하는 동안" in page


def test_the_first_picture_becomes_the_cover(client, member, solution):
    number = solution("LISTED")
    as_user(client, member)
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
    assert "Not translated" in page or "no English" in page.lower() or 'class="untranslated"' in page


def test_text_of_a_firm_never_becomes_markup(client, solution):
    number = solution(
        "LISTED", title="<script>alert(1)</script> 감지", description="<img src=x onerror=alert(1)>" + "가" * 100
    )
    page = client.get(f"/solutions/{number}").text
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
