"""The guided form over HTTP: what it keeps, what it refuses without losing a word, and what hands a listing in."""

from collections import defaultdict
from html.parser import HTMLParser

import pytest

from tests.builders import COMPLETE_SOLUTION

SUMMARY = COMPLETE_SOLUTION["summary"]

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


class _Controls(HTMLParser):
    """Collect what a browser would send of the listing's form."""

    def __init__(self):
        super().__init__()
        self.fields, self.inside, self.select, self.area = defaultdict(list), False, "", ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.inside = given.get("id") == "solution-form" if tag == "form" else self.inside
        if not self.inside:
            return
        if tag == "input" and (given.get("type") not in {"radio", "checkbox"} or "checked" in given):
            self.fields[given["name"]].append(given.get("value", ""))
        elif tag == "select":
            self.select = given["name"]
        elif tag == "option" and "selected" in given:
            self.fields[self.select].append(given["value"])
        elif tag == "textarea":
            self.area = given["name"]
            self.fields[self.area].append("")

    def handle_data(self, data):
        if self.area:
            self.fields[self.area][-1] += data

    def handle_endtag(self, tag):
        self.area = "" if tag == "textarea" else self.area
        self.inside = self.inside and tag != "form"


def fields_of(page):
    controls = _Controls()
    controls.feed(page)
    return dict(controls.fields)


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
def test_bad_input_keeps_what_was_typed(firm, solution, stored, field, typed):
    number = solution()
    answer = firm.post(
        f"/solutions/{number}/edit",
        data={**FORM, "summary": "방금 쓴 요약은 사라지면 안 됩니다. 꼭 남아야 합니다.", field: typed},
    )
    assert answer.status_code == 422
    assert "방금 쓴 요약은 사라지면 안 됩니다." in answer.text
    assert 'role="alert"' in answer.text
    assert stored(number, "summary") == SUMMARY
    if field not in {"trl", "category", "title", "region_codes"}:
        assert typed in answer.text


def test_the_upper_price_may_not_be_below_the_lower(firm, solution):
    number = solution()
    answer = firm.post(f"/solutions/{number}/edit", data={**FORM, "price_max": "5,000만"})
    assert answer.status_code == 422
    assert "많아도 드는 값이 적어도 드는 값보다 작습니다." in answer.text


def test_the_whole_form_is_kept(firm, solution, stored):
    number = solution()
    saved = firm.post(
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


def test_a_form_that_was_only_opened_and_saved_changes_nothing(firm, solution, stored):
    number = solution(
        "LISTED",
        claimed_kpis=[{"name": "판독률", "unit": "%", "value": 1234567.8, "evidence": "시험"}],
        certifications=["GS_CERT"],
        references_count=3,
        region_codes=[],
        keywords=["정차"],
    )
    before = stored(number, "version")
    saved = firm.post(
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


def test_a_version_saved_meanwhile_is_not_overwritten(firm, solution, stored):
    number = solution()
    stale = stored(number, "version")
    firm.post(f"/solutions/{number}/edit", data={**FORM, "version": stale, "delivery_weeks": "3"})
    late = firm.post(f"/solutions/{number}/edit", data={**FORM, "version": stale, "delivery_weeks": "9"})
    assert late.status_code == 409
    assert 'value="9"' in late.text
    assert stored(number, "delivery_weeks") == 3


def test_autosave_keeps_what_makes_sense_and_names_the_rest(firm, solution, stored):
    number = solution()
    saved = firm.post(f"/solutions/{number}/autosave", data={**FORM, "delivery_weeks": "6", "price_min": "싸게"})
    assert saved.status_code == 200
    assert set(saved.json["errors"]) == {"price_min"}
    assert (stored(number, "delivery_weeks"), stored(number, "price_min")) == (6, 60_000_000)
    again = firm.post(
        f"/solutions/{number}/autosave", data={**FORM, "version": saved.json["version"], "delivery_weeks": "7"}
    )
    assert again.status_code == 200


def test_autosave_never_touches_the_market(firm, solution, stored):
    number = solution("LISTED")
    refused = firm.post(f"/solutions/{number}/autosave", data={**FORM, "delivery_weeks": "6"})
    assert refused.status_code == 409
    assert stored(number, "delivery_weeks") is None


def test_the_checklist_follows_what_is_typed(firm, solution):
    number = solution()
    page = firm.post(f"/solutions/{number}/hints", data={**FORM, "trl": "", "summary": "짧음"})
    assert "기술 성숙도(TRL)를 골라 주세요." in page.text
    assert "쉬운 말로 20자 이상" in page.text


def test_submitting_an_incomplete_draft_names_the_gaps_beside_their_fields(firm, solution, stored):
    number = solution()
    answer = firm.post(f"/solutions/{number}/edit", data={**FORM, "trl": "", "action": "submit"})
    assert answer.status_code == 422
    assert 'href="#trl"' in answer.text
    assert stored(number, "status") == "DRAFT"


def test_submitting_from_the_form_queues_the_draft(firm, solution, stored):
    number = solution()
    done = firm.post(f"/solutions/{number}/edit", data={**FORM, "action": "submit"})
    assert done.status_code == 303
    assert stored(number, "status") == "SUBMITTED"
    assert "심사 대기" in firm.get(done.location).text


def test_a_listed_text_changes_only_by_another_review(firm, solution, stored):
    number = solution("LISTED")
    changed = {**FORM, "title": "다른 이름입니다"}
    refused = firm.post(f"/solutions/{number}/edit", data={**changed, "action": "save"})
    assert refused.status_code == 422
    assert "다른 이름입니다" in refused.text
    assert stored(number, "status") == "LISTED"
    assert firm.post(f"/solutions/{number}/edit", data={**changed, "action": "resubmit"}).status_code == 303
    assert (stored(number, "status"), stored(number, "title")) == ("SUBMITTED", "다른 이름입니다")


def test_rows_left_empty_are_nothing(firm, solution, stored):
    number = solution()
    empty = {
        "claimed_kpis-0-name": "",
        "claimed_kpis-0-value": "",
        "claimed_kpis-0-unit": "",
        "claimed_kpis-0-evidence": "",
        "references-0-client": "",
        "references-0-year": "",
        "references-0-note": "",
        "certificate_dates-0-code": "",
        "certificate_dates-0-expires_on": "",
    }
    assert firm.post(f"/solutions/{number}/edit", data={**FORM, **empty}).status_code == 303
    assert (stored(number, "claimed_kpis"), stored(number, "references")) == ([], [])
    assert stored(number, "certificate_dates") == {}


def test_a_certificate_without_a_day_does_not_run_out(firm, solution, stored):
    number = solution()
    data = {**FORM, "certificate_dates-0-code": "GS_CERT", "certificate_dates-0-expires_on": ""}
    assert firm.post(f"/solutions/{number}/edit", data=data).status_code == 303
    assert stored(number, "certificate_dates") == {"GS_CERT": None}


def test_the_form_as_the_page_draws_it_can_be_sent_back(firm, solution, stored):
    """What a browser would send of the page as it is drawn is a good form that changes nothing."""
    number = solution(
        claimed_kpis=[{"name": "판독률", "unit": "%", "value": 97.8, "evidence": "시험"}],
        certifications=["GS_CERT"],
        region_codes=["41000"],
        technologies=["LPR"],
    )
    sent = fields_of(firm.get(f"/solutions/{number}/edit").text)
    before = {name: stored(number, name) for name in ("claimed_kpis", "certificate_dates", "technologies", "price_min")}
    assert firm.post(f"/solutions/{number}/edit", data=sent).status_code == 303
    assert {name: stored(number, name) for name in before} == before
