import pytest

from openlab.i18n import use_locale
from openlab.taxonomy import (
    UnknownCategoryError,
    categories,
    category_label,
    field_of,
    find_category,
    get_category,
    subcategories,
)


def test_there_are_the_twelve_items_of_the_decree_in_order():
    assert [category.no for category in categories()] == list(range(1, 13))
    assert categories()[0].legal_basis == "스마트도시법 시행령 제2조 제1호"
    assert categories()[-1].code == "OTHER"


def test_every_subcategory_belongs_to_its_field_and_has_both_names():
    inner = [category for field in categories() for category in subcategories(field.code)]
    assert len(inner) == 53
    assert all(category.code.startswith(f"{category.parent}.") and category.ko and category.en for category in inner)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("transportation", "TRANSPORT"),
        ("Transport", "TRANSPORT"),
        ("교통", "TRANSPORT"),
        ("MOBILITY", "TRANSPORT"),
        ("health", "HEALTH_WELFARE"),
        ("보건·의료·복지", "HEALTH_WELFARE"),
        ("보건 의료 복지", "HEALTH_WELFARE"),
        ("Health, medical care and welfare", "HEALTH_WELFARE"),
        ("Environment & Energy", "ENV_ENERGY_WATER"),
        ("env_energy_water", "ENV_ENERGY_WATER"),
        ("Labour and Employment", "LABOR_EMPLOYMENT"),
        ("안전", "CRIME_DISASTER"),
        ("transport.parking", "TRANSPORT.PARKING"),
        ("주차", "TRANSPORT.PARKING"),
        ("parking", "TRANSPORT.PARKING"),
        ("산불", "CRIME_DISASTER.WILDFIRE"),
        (" 기타 ", "OTHER"),
        ("other", "OTHER"),
        ("관광", "CULTURE_TOURISM_SPORTS.TOURISM"),
    ],
)
def test_finds_a_category_by_code_name_or_alias(text, code):
    assert find_category(text).code == code


@pytest.mark.parametrize("text", ["", None, "   ", "astrology", "·"])
def test_what_names_no_category_is_none(text):
    assert find_category(text) is None


def test_every_code_and_field_name_finds_itself():
    for field in categories():
        assert find_category(field.ko) == find_category(field.en) == find_category(field.code) == field
        assert all(find_category(inner.code) == inner for inner in subcategories(field.code))


def test_get_raises_for_an_unknown_code():
    assert get_category("TRANSPORT.PARKING").parent == "TRANSPORT"
    with pytest.raises(UnknownCategoryError):
        get_category("transport")


def test_field_of_cuts_the_subcategory():
    assert field_of("TRANSPORT.PARKING") == field_of("TRANSPORT") == "TRANSPORT"


def test_subcategories_of_an_unknown_field_are_none():
    assert subcategories("") == subcategories("NOPE") == ()


def test_labels_follow_the_asked_language_or_that_of_the_moment():
    assert get_category("TRANSPORT").label("en") == "Transport"
    assert category_label("TRANSPORT.PARKING", "ko") == "교통 › 주차"
    assert category_label("NOPE", "ko") == "NOPE"
    with use_locale("en"):
        assert category_label("TRANSPORT.PARKING") == "Transport › Parking"
