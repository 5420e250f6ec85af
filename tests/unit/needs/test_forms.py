"""What people type about a need: numbers, measures, and what a half-filled form keeps."""

from types import SimpleNamespace

import pytest

from openlab.exchange import MOST_ITEMS
from openlab.needs.forms import TRL_CODES, NeedForm, month_choices
from openlab.taxonomy import Vocabulary, terms

STORED = SimpleNamespace(
    kpis=[{"name": "대기 시간", "unit": "분", "name_en": "Waiting time", "baseline": 9}],
    policy_tags=[{"tag": "CLIMATE", "reason": "배출이 준다", "reason_en": "Less exhaust"}],
    translation={"title": "Old", "site": "Old town"},
)
TYPED = {"title": "상가 골목 정차 문제", "lang": "ko"}


@pytest.fixture
def form_of(app):
    """Return a checked form of what was typed."""

    def make(**typed):
        with app.test_request_context(method="POST", data={**TYPED, **typed}):
            form = NeedForm()
            form.is_good = form.validate_on_submit()
            form.kept = form.need_values(STORED, only_valid=True)
            return form

    return make


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("budget_max", "1억 8,000만 원", 180_000_000),
        ("budget_max", "KRW 180 million", 180_000_000),
        ("budget_max", "", None),
        ("budget_max", "0", 0),
        ("period_months", "1,2", 12),
        ("period_months", "120", 120),
        ("min_trl", "7", 7),
        ("min_trl", "", None),
        ("keywords", "골목, 정차;골목", ["골목", "정차"]),
        ("title", "  상가\t골목\x00 ", "상가 골목"),
        ("problem", "한 줄\r\n\r\n\r\n\r\n두 줄", "한 줄\n\n두 줄"),
        ("funding", "MATCH_50", "MATCH_50"),
        ("needs_data_hub", "y", True),
    ],
)
def test_field_reads_what_people_write(form_of, field, typed, value):
    form = form_of(**{field: typed})

    assert form.errors == {}
    assert form.kept[field] == value


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title", ""),
        ("title", "   "),
        ("title", "가" * 121),
        ("budget_max", "많이"),
        ("budget_max", "-5"),
        ("budget_max", "9" * 30),
        ("budget_min", "1조 조"),
        ("period_months", "0"),
        ("period_months", "121"),
        ("period_months", "1.5"),
        ("period_months", "²"),
        ("period_months", "9" * 40),
        ("min_trl", "²"),
        ("min_trl", "10"),
        ("category", "NOT_A_FIELD"),
        ("region_code", "99999"),
        ("funding", "LOTTERY"),
        ("desired_start", "2027-13"),
        ("desired_start", "내년"),
        ("required_certifications", "NOPE"),
        ("keywords", ", ".join(f"낱말{number}" for number in range(13))),
        ("keywords", "가" * 61),
        ("lang", "jp"),
        ("other_title", "a" * 161),
        ("tag_climate", "a" * 301),
    ],
)
def test_field_refuses_what_makes_no_sense_with_a_sentence_and_keeps_the_rest(form_of, field, typed):
    form = form_of(**{field: typed, "department": "교통과"})

    assert list(form.errors) == [field]
    assert all(str(sentence).strip() for _id, _label, sentence in form.all_errors())
    assert field not in form.kept
    assert form.kept["department"] == "교통과"


@pytest.mark.parametrize(
    ("typed", "figures"),
    [
        ({"name": "대기", "baseline": "14", "target": "6.5"}, (14, 6.5)),
        ({"name": "대기", "baseline": "1,200", "target": "-3"}, (1200, -3)),
        ({"name": "대기", "baseline": "", "target": ""}, (None, None)),
    ],
)
def test_measure_reads_its_figures(form_of, typed, figures):
    form = form_of(**{f"kpis-0-{name}": text for name, text in typed.items()}, **{"kpis-0-direction": "down"})

    assert form.errors == {}
    (kpi,) = form.kept["kpis"]
    assert (kpi["baseline"], kpi["target"]) == figures
    assert kpi["direction"] == "down"


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "대기", "baseline": "열넷"},
        {"name": "대기", "baseline": "nan"},
        {"name": "대기", "target": "inf"},
        {"name": "대기", "target": "1e300"},
        {"name": "대기", "target": "1_0"},
        {"name": "", "target": "6"},
        {"name": "대기", "direction": "sideways"},
    ],
)
def test_measure_that_is_no_number_or_has_no_name_is_refused(form_of, typed):
    form = form_of(**{"kpis-0-direction": "up"} | {f"kpis-0-{name}": text for name, text in typed.items()})

    assert list(form.errors) == ["kpis"]
    assert "kpis" not in form.kept


def test_need_with_as_many_measures_as_a_file_may_bring_can_be_edited(app):
    stored = SimpleNamespace(**dict.fromkeys(NeedForm.field_names(), ""), version=1, funding=None, min_trl=None,
                             desired_start=None, policy_tags=[], translation={},
                             kpis=[{"name": f"지표 {number}"} for number in range(MOST_ITEMS)])  # fmt: skip

    with app.test_request_context():
        form = NeedForm(data=NeedForm.prefill(stored))

    assert len([entry for entry in form.kpis if entry.form.name.data]) == MOST_ITEMS


def test_ends_of_the_budget_in_the_wrong_order_are_both_left_for_later(form_of):
    form = form_of(budget_min="2억", budget_max="1억")

    assert list(form.errors) == ["budget_max"]
    assert not {"budget_min", "budget_max"} & set(form.kept)


def test_unreadable_end_of_the_budget_leaves_the_other_for_later_too(form_of):
    form = form_of(budget_min="2억", budget_max="글쎄")

    assert not {"budget_min", "budget_max"} & set(form.kept)


def test_fields_that_were_not_sent_are_empty_not_missing(form_of):
    form = form_of()

    assert form.errors == {}
    assert {form.kept[name] for name in ("problem", "affected", "foreign_city", "contact")} == {""}


def test_what_the_form_does_not_show_stays_with_the_same_wording(form_of):
    kpi = {"kpis-0-name": "대기 시간", "kpis-0-unit": "분", "kpis-0-baseline": "14", "kpis-0-direction": "down"}
    form = form_of(**kpi, tag_climate="배출이 준다", other_title="New")

    assert form.kept["kpis"][0]["name_en"] == "Waiting time"
    assert form.kept["kpis"][0]["baseline"] == 14
    assert form.kept["policy_tags"] == STORED.policy_tags
    assert form.kept["translation"] == {"title": "New", "site": "Old town"}


def test_english_of_a_reworded_measure_goes_with_the_old_wording(form_of):
    form = form_of(
        **{"kpis-0-name": "지연", "kpis-0-unit": "분", "kpis-0-direction": "down", "tag_climate": "다른 까닭"}
    )

    assert "name_en" not in form.kept["kpis"][0]
    assert "reason_en" not in form.kept["policy_tags"][0]


def test_months_offered_are_the_coming_two_years_without_a_gap(app):
    with app.test_request_context():
        months = [code for code, _label in month_choices()]

    assert len(months) == len(set(months)) == 24
    assert months == sorted(months)


def test_levels_of_readiness_are_those_of_the_vocabulary():
    assert tuple(term.code for term in terms(Vocabulary.TRL)) == TRL_CODES
