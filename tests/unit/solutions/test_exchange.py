"""Solutions read from rows as people, spreadsheets and programs write them."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openlab.kit.tabular import read_rows, write_csv, write_jsonl, write_xlsx
from openlab.solutions.exchange import parse_solution, solution_row

ROW = {
    "id": "S1",
    "title": "이동식 장비",
    "summary": "머문 시간을 잽니다.",
    "description": "태양광으로 움직입니다.",
    "category": "교통",
    "regions": ["전국"],
}


def codes(problems):
    return [(problem.column, problem.code) for problem in problems]


def record(**changes):
    parsed = parse_solution({**ROW, **changes})
    assert parsed.errors == ()
    return parsed.record


def test_parse_of_a_plain_row_gives_a_record_without_complaint():
    parsed = parse_solution(ROW)
    assert (parsed.errors, parsed.warnings) == ((), ())
    assert (parsed.record.id, parsed.record.nationwide, parsed.record.region_codes) == ("S1", True, [])


@pytest.mark.parametrize(
    ("regions", "served", "nationwide"),
    [
        (["경기도", "전북"], ["41000", "52000"], False),
        ("경기; 전북", ["41000", "52000"], False),
        ("경기, 서울", ["41000", "11000"], False),
        ('["Seoul"]', ["11000"], False),
        ([{"sido": "경기도", "sigungu": None}], ["41000"], False),
        ("전국", [], True),
        (["경기도", "전국"], [], True),
    ],
)
def test_parse_reads_the_regions_served(regions, served, nationwide):
    found = record(regions=regions)
    assert (found.region_codes, found.nationwide) == (served, nationwide)


@pytest.mark.parametrize(
    ("regions", "code", "served"),
    [
        (["전북 전주시"], "widened", ["52000"]),
        (["경기도", "달나라"], "unknown-region", ["41000"]),
        ("", "no-region", []),
    ],
)
def test_parse_of_a_region_that_is_no_province_warns(regions, code, served):
    parsed = parse_solution({**ROW, "regions": regions})
    assert codes(parsed.warnings) == [("regions", code)]
    assert parsed.record.region_codes == served


@pytest.mark.parametrize(
    ("firm", "name", "size"),
    [
        ("㈜가상", "㈜가상", None),
        ({"id": "F01", "size": "STARTUP"}, "F01", "STARTUP"),
        ('{"name": "㈜가상", "size_class": "중소기업"}', "㈜가상", "SME"),
    ],
)
def test_parse_reads_the_firm_as_a_name_or_an_object(firm, name, size):
    found = record(firm=firm)
    assert (found.firm, found.size_class) == (name, size)


@pytest.mark.parametrize(
    ("references", "count", "names"),
    [
        (12, 12, []),
        ("12건", 12, []),
        (12.0, 12, []),
        ([{"client": "가시", "year": 2025, "verified": True}], 1, ["가시"]),
        ("가시; 나군", 2, ["가시", "나군"]),
        ("", 0, []),
    ],
)
def test_parse_counts_references_and_verifies_none(references, count, names):
    found = record(references=references)
    assert found.references_count == count
    assert [reference["client"] for reference in found.references] == names
    assert not any(reference["verified"] for reference in found.references)


@pytest.mark.parametrize(
    "claims",
    [
        [{"name_ko": "판독률", "unit": "%", "value": 97.8}],
        "판독률: 97.8 %",
        '[{"name": "판독률", "unit": "%", "value": "97.8"}]',
    ],
)
def test_parse_reads_claimed_figures_as_objects_and_as_sentences(claims):
    assert record(claimed_kpis=claims).claimed_kpis == [
        {"name": "판독률", "name_en": "", "unit": "%", "value": 97.8, "evidence": ""}]  # fmt: skip


def test_parse_of_closed_lists_takes_names_in_either_language():
    found = record(certifications=["GS 인증", "innovation_product"], maturity="상용", trl=9.0)
    assert (found.certifications, found.maturity, found.trl) == (["GS_CERT", "INNOVATION_PRODUCT"], "COMMERCIAL", 9)


def test_parse_of_a_summary_that_is_too_long_cuts_it_with_a_warning():
    parsed = parse_solution({**ROW, "summary": "낱말 " * 200})
    assert len(parsed.record.summary) <= 300
    assert codes(parsed.warnings) == [("summary", "cut")]


def test_parse_of_a_price_that_makes_no_sense_refuses_the_row():
    parsed = parse_solution({**ROW, "price_min": "싸게"})
    assert parsed.record is None
    assert codes(parsed.errors) == [("price_min", "not-an-amount")]


FULL = record(
    title_en="Mover", description_en="Runs on sun.", regions="경기; 서울", price_min="1억", price_max="2억", trl=8,
    maturity="COMMERCIAL", delivery_weeks=14, technologies="엣지 AI; 태양광", tags=["골목"], certifications="GS_CERT",
    references=[{"client": "가시", "year": 2025, "note": "12대; 3곳"}, {"client": "나군"}],
    claimed_kpis="판독률: 97.8 %", data_hub="y",
    standards="REST; MQTT", open_source_licence="Apache-2.0", compliance_flags="PIA_CHECK", firm="F01",
    size_class="SME", listed_at="2026-09-01T10:00:00+09:00", references_count=5,
)  # fmt: skip


@pytest.mark.parametrize(("write", "name"), [(write_jsonl, "a.jsonl"), (write_csv, "a.csv"), (write_xlsx, "a.xlsx")])
def test_row_of_a_record_reads_back_as_the_same_record_from_every_kind_of_file(write, name):
    row, stream = solution_row(FULL), BytesIO()
    write(stream, list(row), [row])
    [read] = read_rows(BytesIO(stream.getvalue()), name)
    parsed = parse_solution(read.values)
    assert parsed.record == FULL
    assert parsed.warnings == ()


cells = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text() | st.integers()) | \
    st.dictionaries(st.text(), st.text() | st.none())  # fmt: skip
names = st.sampled_from([*ROW, "price_max", "trl", "claimed_kpis", "references", "firm", "listed_at", "nationwide"])


@given(st.dictionaries(names | st.text(), cells))
def test_parse_of_anything_never_raises_and_has_a_record_or_errors(values):
    parsed = parse_solution(values)
    assert (parsed.record is None) == bool(parsed.errors)
