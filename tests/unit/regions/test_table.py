from collections import Counter
from datetime import date

import pytest

from openlab.regions import (
    RegionKind,
    UnknownRegionError,
    current,
    find_region,
    get_region,
    is_depopulation_area,
    is_served,
    sido_of,
    sidos,
    sigungus,
)
from openlab.regions.table import all_regions


def self_governing(on=None):
    return [region for sido in sidos(on) for region in sigungus(sido.code, on) if region.is_self_governing]


def test_counts_sixteen_sidos_and_227_local_governments_today():
    assert len(sidos()) == 16
    assert Counter(region.kind for region in self_governing()) == {"SI": 75, "GUN": 82, "GU": 70}
    assert len(self_governing()) == 227


def test_counts_seventeen_sidos_and_226_local_governments_the_day_before_the_reform():
    eve = date(2026, 6, 30)
    assert len(sidos(eve)) == 17
    assert len(self_governing(eve)) == 226


def test_counts_226_local_governments_before_the_first_recorded_change_of_a_sido():
    assert len(sidos(date(2023, 1, 1))) == 17
    assert len(self_governing(date(2023, 1, 1))) == 226


def test_every_day_of_a_change_has_no_code_twice_and_none_missing():
    for day in {r.valid_from for r in all_regions() if r.valid_from} | {date(2026, 11, 20)}:
        names = Counter((region.parent, region.name_ko) for region in self_governing(day))
        assert [name for name, count in names.items() if count > 1] == []


def test_every_parent_and_successor_is_a_row_and_chains_end_today():
    for region in all_regions():
        assert not region.parent or find_region(region.parent)
        assert all(find_region(code) for code in region.successors)
        assert bool(region.successors) == bool(region.valid_to)
        today = current(region.code)
        assert today is not None
        assert today.valid_to is None
        assert today.kind is not RegionKind.PART


def test_a_code_begins_like_its_sido():
    assert [r.code for r in all_regions() if r.parent and r.code[:2] != r.parent[:2]] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("42000", "51000"),
        ("42150", "51150"),
        ("45110", "52110"),
        ("47720", "27720"),
        ("29000", "12000"),
        ("46000", "12000"),
        ("29155", "12270"),
        ("46230", "12190"),
        ("46910", "12870"),
        ("28110", "28125"),
        ("28140", "28125"),
        ("28260", "28275"),
        ("28170", "28177"),
    ],
)
def test_current_follows_an_old_code_to_its_successor(old, new):
    assert current(old).code == new


def test_current_of_a_ward_and_of_sejongs_own_code_is_the_whole():
    assert current("41135").name_ko == "성남시"
    assert current("36110").code == "36000"


def test_a_split_district_names_every_successor():
    assert get_region("28110").successors == ("28125", "28155")
    assert get_region("28260").successors == ("28275", "28290")


def test_current_of_an_unknown_code_is_none_and_get_raises():
    assert current("99999") is None
    assert current("") is None
    with pytest.raises(UnknownRegionError):
        get_region("99999")


def test_find_keeps_the_row_of_a_past_code():
    past = find_region("29000")
    assert (past.name_ko, past.valid_to) == ("광주광역시", date(2026, 7, 1))


def test_eighty_nine_areas_of_today_are_marked_as_depopulation_areas():
    marked = [region for region in self_governing() if region.depopulation]
    assert len(marked) == 89
    assert Counter(region.parent for region in marked) == {
        "26000": 3,
        "27000": 3,
        "28000": 2,
        "41000": 2,
        "51000": 12,
        "43000": 6,
        "44000": 9,
        "52000": 10,
        "12000": 16,
        "47000": 15,
        "48000": 11,
    }


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("27720", True),
        ("47720", True),
        ("46770", True),
        ("12740", True),
        ("48820", True),
        ("41290", False),
        ("11140", False),
        ("51000", False),
        ("99999", False),
    ],
)
def test_depopulation_is_known_by_old_and_new_codes(code, expected):
    assert is_depopulation_area(code) is expected


@pytest.mark.parametrize(
    ("code", "sido"),
    [
        ("41290", "41000"),
        ("41000", "41000"),
        ("46770", "12000"),
        ("36110", "36000"),
    ],
)
def test_sido_of_answers_with_todays_sido(code, sido):
    assert sido_of(code).code == sido


def test_sido_of_an_unknown_code_is_none():
    assert sido_of("00000") is None


def test_sigungus_of_an_old_sido_code_are_its_successors():
    assert sigungus("46000") == sigungus("12000")
    assert len(sigungus("12000")) == 27


def test_sigungus_of_jeju_are_two_cities_without_self_government_and_sejong_has_none():
    assert [region.is_self_governing for region in sigungus("50000")] == [False, False]
    assert sigungus("36000") == ()


@pytest.mark.parametrize(
    ("region", "served", "nationwide", "expected"),
    [
        ("41290", ["41000"], False, True),
        ("41290", ["41290"], False, True),
        ("41290", ["11000", "28000"], False, False),
        ("41290", [], True, True),
        ("41290", [], False, False),
        ("46770", ["12000"], False, True),
        ("12740", ["46000"], False, True),
        ("41135", ["41130"], False, True),
        ("41000", ["41290"], False, False),
        ("36000", ["36000"], False, True),
        ("", ["41000"], True, False),
        ("41290", ["nonsense"], False, False),
    ],
)
def test_service_covers_the_sido_the_region_itself_or_the_whole_country(region, served, nationwide, expected):
    assert is_served(region, served, nationwide=nationwide) is expected


def test_two_sidos_without_parent_do_not_serve_each_other():
    assert is_served("11000", ["41000"], nationwide=False) is False
