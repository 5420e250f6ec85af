"""What blocks a need from being published, and the advice given while it is written."""

from types import SimpleNamespace

import pytest

from openlab.i18n import use_locale
from openlab.kit.errors import InvalidInputError
from openlab.needs.hints import readiness

COMPLETE = {
    "lang": "ko",
    "title": "상가 골목 정차 문제",
    "problem": "점심마다 30분씩 차가 서 있어 마을버스가 지나가지 못한다. " * 4,
    "category": "TRANSPORT",
    "region_code": "41290",
    "foreign_city": "",
    "kpis": [{"name": "대기 시간", "baseline": 14, "target": 6}],
    "budget_max": 100_000_000,
    "period_months": 8,
    "contact": "031-000-0000",
    "desired_outcome": "버스가 제때 지나간다.",
    "affected": "주민 4,200명",
    "testbed_offer": "이면도로 2.1km",
    "purchase_plan": "다음 해 본예산",
    "translation": {"title": "Cars stop in shopping streets"},
}


def need(**changes):
    return SimpleNamespace(**{**COMPLETE, **changes})


def missing(**changes):
    return [hint.field for hint in readiness(need(**changes)).missing]


def hints(**changes):
    return [hint.field for hint in readiness(need(**changes)).hints]


def test_complete_need_is_ready_and_gets_no_advice():
    ready = readiness(need())

    assert ready.is_ready
    assert (ready.missing, ready.hints, ready.percent) == ((), (), 100)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "정차"),
        ("problem", "짧다"),
        ("category", ""),
        ("region_code", ""),
        ("kpis", []),
        ("kpis", [{"name": "대기 시간", "baseline": None, "target": 6}]),
        ("budget_max", None),
        ("period_months", None),
        ("contact", ""),
    ],
)
def test_need_without_a_requirement_names_that_field_and_no_other(field, value):
    assert missing(**{field: value}) == [field]
    assert readiness(need(**{field: value})).percent < 100


@pytest.mark.parametrize(
    "changes",
    [
        {"region_code": "", "foreign_city": "Singapore"},
        {"kpis": [{"name": "만족도", "baseline": None, "no_baseline_reason": "처음 잰다"}]},
        {"kpis": [{"name": "사고", "baseline": 0, "target": 0}]},
        {"budget_max": 0},
    ],
)
def test_requirement_is_met_another_way(changes):
    assert missing(**changes) == []


@pytest.mark.parametrize(
    ("lang", "length", "ready"), [("ko", 99, False), ("ko", 100, True), ("en", 199, False), ("en", 200, True)]
)
def test_problem_must_be_told_at_some_length_in_its_language(lang, length, ready):
    assert readiness(need(lang=lang, problem="1" * length)).is_ready is ready


def test_empty_draft_lacks_everything_at_no_percent():
    empty = need(title="", problem="", category="", region_code="", kpis=[], budget_max=None, period_months=None,
                 contact="", desired_outcome="", affected="", testbed_offer="", purchase_plan="")  # fmt: skip

    assert readiness(empty).percent == 0
    assert len(readiness(empty).missing) == 8


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"desired_outcome": ""}, "desired_outcome"),
        ({"problem": "차가 서 있어 버스가 지나가지 못한다. " * 6}, "problem"),
        ({"title": "골목 CCTV 설치"}, "problem"),
        ({"problem": "점심 12시마다 " + "차가 서 있고 " * 25 + "버스가 못 간다."}, "problem"),
        ({"desired_outcome": "편의를 제고한다."}, "problem"),
        ({"testbed_offer": ""}, "testbed_offer"),
        ({"purchase_plan": ""}, "purchase_plan"),
        ({"translation": {}}, "translation"),
    ],
)
def test_advice_names_the_field_it_is_about_and_blocks_nothing(changes, field):
    assert hints(**changes) == [field]
    assert readiness(need(**changes)).is_ready


def test_require_of_an_incomplete_need_gives_each_field_its_sentence():
    with pytest.raises(InvalidInputError) as caught:
        readiness(need(category="", contact="")).require("더 필요합니다.")

    assert set(caught.value.fields) == {"category", "contact"}


def test_advice_speaks_the_language_of_the_reader():
    hint = readiness(need(category="")).missing[0]

    with use_locale("ko"):
        korean = str(hint.message)
    with use_locale("en"):
        assert str(hint.message) not in {korean, ""}
