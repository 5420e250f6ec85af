"""Needs read from rows as people, spreadsheets and programs write them."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openlab.kit.tabular import read_rows, write_csv, write_jsonl, write_xlsx
from openlab.needs.exchange import COLUMNS, need_row, parse_need

NOON = datetime(2027, 3, 9, 12, tzinfo=UTC)
ROW = {
    "id": "N1",
    "title": "상가 골목",
    "problem": "잠깐 세운 차가 많다.",
    "category": "TRANSPORT",
    "region": "경기도 과천시",
}


def codes(problems):
    return [(problem.column, problem.code) for problem in problems]


def record(**changes):
    parsed = parse_need({**ROW, **changes})
    assert parsed.errors == ()
    return parsed.record


def test_parse_of_a_plain_row_gives_a_record_without_complaint():
    parsed = parse_need(ROW)
    assert (parsed.errors, parsed.warnings) == ((), ())
    assert (parsed.record.id, parsed.record.lang, parsed.record.category, parsed.record.region_code) == (
        "N1", "ko", "TRANSPORT", "41290")  # fmt: skip


def test_parse_of_korean_column_names_reads_the_same_fields():
    parsed = parse_need(
        {"제목": "골목", "문제": "막힌다", "분야": "교통", "지역": "과천시", "예산": "1.8억", "기간(개월)": 8.0}
    )
    assert parsed.warnings == ()
    assert (parsed.record.title, parsed.record.problem, parsed.record.category) == ("골목", "막힌다", "TRANSPORT")
    assert (parsed.record.budget_max, parsed.record.period_months) == (180_000_000, 8)


@pytest.mark.parametrize(
    ("region", "code", "city"),
    [
        ("경상북도 경주시", "47130", ""),
        ({"sido": "경상북도", "sigungu": "경주시"}, "47130", ""),
        ('{"sido": "세종특별자치시", "sigungu": null}', "36000", ""),
        ("Gwacheon-si, Gyeonggi-do", "41290", ""),
        ("Da Nang, Vietnam", "", "Da Nang, Vietnam"),
        ("", "", ""),
    ],
)
def test_parse_reads_every_form_of_a_region(region, code, city):
    found = record(region=region)
    assert (found.region_code, found.foreign_city) == (code, city)


def test_parse_of_separate_province_and_city_columns_joins_them():
    row = {name: value for name, value in ROW.items() if name != "region"}
    assert parse_need({**row, "시도": "전라남도", "시군구": "완도군"}).record.region_code != ""


@pytest.mark.parametrize("region", ["중구", "과천씨", "전국", "Jung-gu"])
def test_parse_of_a_place_that_is_not_one_warns(region):
    parsed = parse_need({**ROW, "region": region})
    assert codes(parsed.warnings) == [("region", "unknown-region")]
    assert (parsed.record.region_code, parsed.record.foreign_city) == ("", "")


@pytest.mark.parametrize(
    ("written", "won"),
    [
        (180_000_000, 180_000_000),
        (1.8e8, 180_000_000),
        ("1.8억", 180_000_000),
        ("1억 8,000만 원", 180_000_000),
        ("KRW 180 million", 180_000_000),
        ("협의", None),
        ("", None),
        (float("nan"), None),
    ],
)
def test_parse_reads_amounts_as_people_write_them(written, won):
    assert record(budget_max=written).budget_max == won


@pytest.mark.parametrize("written", ["많음", -5, "-5", "1억~2억", 10**15, float("inf"), True])
def test_parse_of_an_amount_that_makes_no_sense_refuses_the_row(written):
    parsed = parse_need({**ROW, "예산": written})
    assert parsed.record is None
    assert codes(parsed.errors) == [("예산", "not-an-amount")]


def test_parse_of_a_band_in_the_wrong_order_swaps_it_with_a_warning():
    parsed = parse_need({**ROW, "budget_min": "2억", "budget_max": "1억"})
    assert (parsed.record.budget_min, parsed.record.budget_max) == (100_000_000, 200_000_000)
    assert codes(parsed.warnings) == [("budget_min", "swapped")]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("period_months", 0),
        ("period_months", "8.5"),
        ("min_trl", "TRL 12"),
        ("min_trl", "6-9"),
        ("min_trl", "높음"),
        ("period_months", "-3"),
    ],
)
def test_parse_of_a_number_out_of_bounds_refuses_the_row_and_names_the_column(name, written):
    parsed = parse_need({**ROW, name: written})
    assert parsed.record is None
    assert [problem.column for problem in parsed.errors] == [name]


def test_parse_of_numbers_with_their_units_reads_them():
    found = record(period_months="8개월", min_trl="TRL 7")
    assert (found.period_months, found.min_trl) == (8, 7)


def test_parse_of_unknown_columns_and_words_warns_and_keeps_the_row():
    parsed = parse_need(
        {**ROW, "category": "우주", "colour": "red", None: ["extra"], "compliance_flags": "PIA_CHECK; 마법"}
    )
    assert codes(parsed.warnings) == [
        ("colour", "unknown-column"), ("None", "unknown-column"), ("category", "unknown-category"),
        ("compliance_flags", "unknown-term"),
    ]  # fmt: skip
    assert (parsed.record.category, parsed.record.compliance_flags) == ("OTHER", ["PIA_CHECK"])


def test_parse_of_an_empty_row_refuses_it():
    parsed = parse_need({})
    assert parsed.record is None
    assert codes(parsed.errors) == [("title", "no-text")]


def test_parse_without_a_title_makes_one_from_the_problem():
    parsed = parse_need({"problem": "가로등이 어둡다. " * 20})
    assert parsed.record.title.startswith("가로등이 어둡다.")
    assert len(parsed.record.title) <= 120
    assert ("title", "title-made") in codes(parsed.warnings)


@pytest.mark.parametrize(
    ("row", "lang", "translated"),
    [
        ({"title": "Alley", "problem": "Cars stand in the way."}, "en", {}),
        ({"title": "골목", "title_en": "Alley"}, "ko", {"title": "Alley"}),
        ({"title_ko": "골목", "title_en": "Alley"}, "ko", {"title": "Alley"}),
        ({"title_en": "Alley", "problem_en": "Cars"}, "en", {}),
        ({"title": "Alley", "title_ko": "골목"}, "en", {"title": "골목"}),
        ({"title": "AI BEMS", "lang": "국문"}, "ko", {}),
    ],
)
def test_parse_finds_the_language_and_keeps_the_other_as_translation(row, lang, translated):
    found = parse_need(row).record
    assert (found.lang, found.translation) == (lang, translated)
    assert found.title


@pytest.mark.parametrize(
    "kpis",
    [
        [{"name": "머무는 시간", "unit": "분", "baseline": 14, "target": 6, "direction": "down"}],
        '[{"name_ko": "머무는 시간", "unit": "분", "baseline": "14", "target": 6.0}]',
        "머무는 시간: 14 -> 6 분",
        ["머무는 시간: 14 → 6 분"],
    ],
)
def test_parse_reads_measures_as_objects_and_as_sentences(kpis):
    assert record(kpis=kpis).kpis == [{"name": "머무는 시간", "name_en": "", "unit": "분", "baseline": 14, "target": 6,
                                       "direction": "down", "no_baseline_reason": ""}]  # fmt: skip


def test_parse_of_a_measure_without_target_warns_and_keeps_its_name():
    parsed = parse_need({**ROW, "kpis": "민원 줄이기"})
    assert parsed.record.kpis[0]["name"] == "민원 줄이기"
    assert codes(parsed.warnings) == [("kpis", "no-target")]


def test_parse_sorts_tags_into_policy_tags_and_keywords():
    found = record(tags=["CLIMATE", "골목"], policy_tags="디지털 포용: 어르신이 쓴다", keywords="주차; 골목")
    assert found.policy_tags == [{"tag": "INCLUSION", "reason": "어르신이 쓴다"}, {"tag": "CLIMATE", "reason": ""}]
    assert found.keywords == ["주차", "골목"]


@pytest.mark.parametrize("start", ["2027-03", "2027. 3", "2027년 3월", "2027-03-15", date(2027, 3, 9), NOON])
def test_parse_reads_the_month_of_the_start(start):
    assert record(desired_start=start).desired_start == date(2027, 3, 1)


@pytest.mark.parametrize("start", ["2027-13", "봄", 45000])
def test_parse_of_a_start_that_is_no_date_warns(start):
    parsed = parse_need({**ROW, "desired_start": start})
    assert codes(parsed.warnings) == [("desired_start", "not-a-date")]


FULL = record(
    title_en="Alley", problem_en="Cars.", desired_outcome="스스로 비킨다.", budget_min="1억", budget_max="2억",
    min_trl=7, kpis="시간: 14.5 -> 6 분", policy_tags="CLIMATE: 배출이 준다", keywords="골목; 주차",
    needs_data_hub="예", funding="지방비",
    required_certifications="GS 인증", compliance_flags="PIA_CHECK", desired_start="2027-03", organisation="과천시",
    published_at="2026-09-01", department="교통과", status="published",
)  # fmt: skip


@pytest.mark.parametrize(("write", "name"), [(write_jsonl, "a.jsonl"), (write_csv, "a.csv"), (write_xlsx, "a.xlsx")])
def test_row_of_a_record_reads_back_as_the_same_record_from_every_kind_of_file(write, name):
    row, stream = need_row(FULL), BytesIO()
    write(stream, list(row), [row])
    [read] = read_rows(BytesIO(stream.getvalue()), name)
    parsed = parse_need(read.values)
    assert parsed.record == FULL
    assert parsed.warnings == ()


cells = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text() | st.integers()) | \
    st.dictionaries(st.text(), st.text() | st.none())  # fmt: skip
names = st.sampled_from([*ROW, "budget_max", "min_trl", "kpis", "policy_tags", "tags", "published_at", "lang",
                         "desired_start", "organisation", "needs_data_hub", "funding"])  # fmt: skip


@given(st.dictionaries(names | st.text(), cells))
def test_parse_of_anything_never_raises_and_has_a_record_or_errors(values):
    parsed = parse_need(values)
    assert (parsed.record is None) == bool(parsed.errors)
    assert all(str(problem.message) for problem in (*parsed.errors, *parsed.warnings))


def test_columns_ignore_case_spaces_and_punctuation():
    assert COLUMNS.find("Budget Max") == COLUMNS.find("BUDGET-MAX") == "budget_max"
    assert COLUMNS.find("nothing like it") is None
