"""What proves that an organisation is real."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openlab.identity.orgs.checks import format_business_number, is_official, opens_door, parse_business_number


@pytest.mark.parametrize("text", ["1248100998", "124-81-00998", " 124 81 00998 ", "220-81-62517", "120–81–47521"])
def test_reads_a_business_number_with_or_without_hyphens(text):
    digits = parse_business_number(text)
    assert len(digits) == 10
    assert parse_business_number(format_business_number(digits)) == digits


@pytest.mark.parametrize(
    "text", ["", "124810099", "12481009988", "1248100997", "0000000000", "124-81-0099a", "１２４８１００９９８"]
)
def test_refuses_a_business_number_of_another_length_or_check_digit(text):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        parse_business_number(text)


@given(st.text("0123456789", min_size=9, max_size=9).filter(lambda nine: nine.strip("0")))
def test_accepts_exactly_one_check_digit_for_nine_digits(nine):
    accepted = []
    for digit in "0123456789":
        try:
            accepted.append(parse_business_number(nine + digit))
        except ValueError:
            continue
    assert len(accepted) == 1


def test_changes_of_one_digit_are_noticed():
    good = "1248100998"
    for place in range(10):
        wrong = good[:place] + str((int(good[place]) + 1) % 10) + good[place + 1 :]
        with pytest.raises(ValueError, match=wrong):
            parse_business_number(wrong)


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("korea.kr", True),
        ("gwacheon.go.kr", True),
        ("mail.gwacheon.go.kr", True),
        ("go.kr", False),
        ("notgo.kr", False),
        ("evil-go.kr", False),
        ("korea.kr.evil.com", False),
        ("mykorea.kr", False),
        ("gwacheon.or.kr", False),
    ],
)
def test_official_domains_are_korea_kr_and_what_is_under_go_kr(domain, expected):
    assert is_official(domain) is expected


@pytest.mark.parametrize(
    ("domain", "own", "expected"),
    [
        ("gwacheon.go.kr", ["gwacheon.go.kr"], True),
        ("mail.gwacheon.go.kr", ["gwacheon.go.kr"], True),
        ("korea.kr", ["gwacheon.go.kr"], True),
        ("busan.go.kr", ["gwacheon.go.kr"], False),
        ("xgwacheon.go.kr", ["gwacheon.go.kr"], False),
        ("city.example", ["city.example"], True),
        ("busan.go.kr", [], True),
        ("city.example", [], False),
    ],
)
def test_a_municipality_with_domains_of_its_own_opens_only_to_them_and_korea_kr(domain, own, expected):
    assert opens_door(domain, own) is expected
