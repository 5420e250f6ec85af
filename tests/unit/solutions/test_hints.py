"""What a listing lacks before review, and what would make it better."""

from types import SimpleNamespace

import pytest

from openlab.i18n import use_locale
from openlab.solutions.hints import readiness

COMPLETE = {
    "lang": "ko",
    "title": "이동형 정차 감지",
    "category": "TRANSPORT",
    "nationwide": True,
    "region_codes": [],
    "summary": "버스가 다니는 길에 선 차를 사람 없이 가려냅니다.",
    "description": "가" * 90 + " 판독률 97.8%입니다.",
    "trl": 8,
    "maturity": "COMMERCIAL",
    "price_min": 60_000_000,
    "price_max": None,
    "price_basis": "",
    "claimed_kpis": [{"name": "판독률"}],
    "references": [],
    "references_count": 2,
    "keywords": ["불법주정차"],
    "technologies": ["LPR"],
    "delivery_weeks": 6,
    "translation": {"title": "Parking monitor"},
}


def listing(**changes):
    return SimpleNamespace(**{**COMPLETE, **changes})


def missing(**changes):
    return [hint.field for hint in readiness(listing(**changes)).missing]


def hinted(**changes):
    return [hint.field for hint in readiness(listing(**changes)).hints]


def test_a_complete_listing_is_ready_and_needs_no_advice():
    ready = readiness(listing())
    assert ready.is_ready
    assert (ready.percent, ready.hints) == (100, ())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "정차"),
        ("summary", "정차를 봅니다."),
        ("description", "가" * 99),
        ("category", ""),
        ("nationwide", False),
        ("trl", None),
        ("maturity", None),
        ("price_min", None),
    ],
)
def test_each_requirement_is_named_when_it_alone_is_missing(field, value):
    assert missing(**{field: value}) == [field]


def test_regions_stand_in_for_nationwide_and_a_word_for_a_price():
    assert missing(nationwide=False, region_codes=["41000"]) == []
    assert missing(price_min=None, price_basis="협의") == []
    assert missing(price_min=None, price_max=0) == []


def test_english_must_be_twice_as_long_as_korean():
    assert missing(lang="en", description="a" * 199, summary="s" * 39) == ["summary", "description"]
    assert missing(lang="en", description="a" * 200, summary="s" * 40) == []


@pytest.mark.parametrize("words", ["세계 최초", "혁신적인 기술", "World-class", "innovative"])
def test_words_of_advertisements_are_pointed_at(words):
    hints = readiness(listing(summary=f"{words} 정차를 사람 없이 가려냅니다. 버스 길에서 씁니다.")).hints
    assert [hint.field for hint in hints] == ["description"]
    assert hints[0].message.values["word"] in words


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"claimed_kpis": [], "description": "가" * 100}, "claimed_kpis"),
        ({"references_count": 0}, "references"),
        ({"keywords": []}, "keywords"),
        ({"summary": "LPR로 버스가 다니는 길에 선 차를 가려냅니다."}, "summary"),
        ({"translation": {}}, "other_title"),
    ],
)
def test_advice_names_the_field_it_is_about(changes, field):
    assert hinted(**changes) == [field]


def test_the_percentage_grows_with_what_is_there():
    assert readiness(listing(trl=None, keywords=[])).percent == round(100 * 10 / 12)


def test_advice_is_read_in_english():
    korean = readiness(listing(category="")).missing[0].message
    with use_locale("en"):
        assert str(korean).isascii()
    assert str(korean) == "분야를 골라 주세요."
