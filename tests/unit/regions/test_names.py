import pytest

from openlab.i18n import use_locale
from openlab.regions import NATIONWIDE, label, parse_region, short_label, sidos, sigungus, suggest_regions

EVERY_REGION = [region.code for sido in sidos() for region in (sido, *sigungus(sido.code))]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("경상북도 경주시", "47130"),
        ("경북 경주", "47130"),
        ("경북경주시", "47130"),
        ("Gyeonggi-do Gwacheon-si", "41290"),
        ("Gwacheon-si, Gyeonggi-do", "41290"),
        ("gwacheon", "41290"),
        ("Gwacheon City", "41290"),
        ("North Gyeongsang Province Andong-si", "47170"),
        ("서울", "11000"),
        ("서울시 중구", "11140"),
        ("경남 고성군", "48820"),
        ("강원 고성군", "51820"),
        ("강원도 춘천시", "51110"),
        ("Gangwon-do", "51000"),
        ("전라북도 전주시", "52110"),
        ("전남 고흥", "12740"),
        ("광주 서구", "12240"),
        ("광주광역시", "12000"),
        ("전남광주통합특별시 광산구", "12330"),
        ("경기도 광주시", "41610"),
        ("경북 군위군", "27720"),
        ("인천 남구", "28177"),
        ("인천광역시 서구", "28275"),
        ("경기도 성남시 분당구 정자동 12", "41130"),
        ("분당구", "41130"),
        ("Jungang-dong, Gwacheon-si, Gyeonggi-do", "41290"),
        ("세종특별자치시 나성동", "36000"),
        ("제주", "50000"),
        ("제주시", "50110"),
        ("41290", "41290"),
        ("4129000000", "41290"),
        ("29140", "12240"),
        ("ＧＷＡＣＨＥＯＮ－ＳＩ", "41290"),
    ],
)
def test_reads_the_ways_in_which_people_write_a_region(text, code):
    assert parse_region(text).code == code


@pytest.mark.parametrize("locale", ["ko", "en"])
@pytest.mark.parametrize("form", [label, short_label])
def test_every_label_reads_back_to_its_region(locale, form):
    read = {code: parse_region(form(code, locale)) for code in EVERY_REGION}
    assert {code: region for code, region in read.items() if region is None or region.code != code} == {}


@pytest.mark.parametrize("text", ["중구", "Jung-gu", "고성군", "남구", "강서구"])
def test_a_name_of_several_regions_needs_its_sido(text):
    assert parse_region(text) is None
    assert len(suggest_regions(text)) > 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        None,
        "없는곳",
        "대구 안동",
        "안동 대구",
        "경기도 과쳔시",
        "서울 과천시",
        "Tokyo",
        "99999",
        "\x00",
        "가" * 5000,
    ],
)
def test_what_names_no_region_reads_as_none(text):
    assert parse_region(text) is None


@pytest.mark.parametrize("text", ["전국", "Nationwide", "전 지역", "대한민국"])
def test_the_whole_country_reads_as_nationwide(text):
    assert parse_region(text) is NATIONWIDE


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ({"sido": "경기도", "sigungu": "과천시"}, "41290"),
        ({"sido": "대전광역시", "sigungu": None}, "30000"),
        ({"sido_en": "Gyeonggi", "sigungu_en": "Gwacheon-si"}, "41290"),
        ({"sido": "전라남도", "sigungu": "고흥군", "sido_en": "Jeonnam"}, "12740"),
    ],
)
def test_reads_a_mapping_of_sido_and_sigungu(mapping, code):
    assert parse_region(mapping).code == code


def test_a_misspelt_name_suggests_the_right_one_first():
    assert suggest_regions("경기도 과쳔시")[0].code == "41290"
    assert suggest_regions("Gwachon-si, Gyeonggi-do")[0].code == "41290"


def test_suggestions_keep_to_the_limit_and_are_empty_for_noise():
    assert len(suggest_regions("중구", limit=2)) == 2
    assert suggest_regions("xqzwv") == []
    assert suggest_regions("") == []


def test_labels_name_the_region_of_today_in_the_asked_language():
    assert label("41290", "ko") == "경기도 과천시"
    assert label("41290", "en") == "Gwacheon-si, Gyeonggi-do"
    assert label("46770", "ko") == "전남광주통합특별시 고흥군"
    assert short_label("46770", "ko") == "전남광주 고흥군"
    assert short_label("47000", "en") == "Gyeongbuk"


def test_labels_speak_the_language_of_the_moment():
    with use_locale("en"):
        assert label("11000") == "Seoul"
    with use_locale("ko"):
        assert label("11000") == "서울특별시"


def test_labels_of_nationwide_and_of_an_unknown_code():
    assert label("00000", "ko") == "전국"
    assert label("99999", "ko") == "99999"
    assert label("", "ko") == ""
