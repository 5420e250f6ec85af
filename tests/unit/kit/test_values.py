"""Small values: time, money, ids, texts."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openlab.kit import clock, ids, money, text

NIGHT = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)  # half past midnight in Seoul, on the next day


def test_today_is_the_korean_day_after_midnight_in_seoul():
    with clock.at(NIGHT):
        assert clock.today() == date(2026, 11, 21)


def test_clock_stands_still_inside_the_block_only():
    with clock.at(NIGHT):
        assert clock.now() == clock.now() == NIGHT
    assert clock.now() != NIGHT


def test_naive_moment_is_refused():
    with pytest.raises(ValueError, match="naive"):
        clock.in_seoul(datetime(2026, 11, 20))  # noqa: DTZ001  # the mistake under test


@pytest.mark.parametrize(
    ("typed", "won"),
    [
        ("180,000,000", 180_000_000),
        ("1억 8,000만 원", 180_000_000),
        ("1.8억", 180_000_000),
        ("KRW 180 million", 180_000_000),
        ("₩ 3천만", 30_000_000),
        ("2조", 2 * 10**12),
        ("0", 0),
    ],
)
def test_amount_is_read_as_people_write_it(typed, won):
    assert money.parse_won(typed) == won


@pytest.mark.parametrize("typed", ["", "억", "-5", "십만", "12억 원쯤", "10000000000001", "9" * 30, "1e9", "1..2억"])
def test_amount_that_cannot_be_read_is_refused(typed):
    with pytest.raises(ValueError):  # noqa: PT011  # the text itself is the message
        money.parse_won(typed)


@given(st.integers(min_value=0, max_value=money.MAX_WON))
def test_amount_written_the_korean_way_is_read_back_exactly(won):
    assert money.parse_won(money.won_short(won)) == won


def test_two_currencies_are_never_added():
    with pytest.raises(ValueError, match="currencies"):
        money.Money(1) + money.Money(1, "USD")


def test_major_units_follow_the_exponent_of_the_currency():
    assert [money.Money(1234).major, money.Money(-1234, "USD").major] == ["1234", "-12.34"]


def test_unknown_currency_is_refused():
    with pytest.raises(ValueError, match="XYZ"):
        money.Money(1, "XYZ")


def test_token_is_kept_as_a_digest_only():
    token = ids.new_token()
    assert token != ids.new_token()
    assert len(ids.token_digest(token)) == 64
    assert token not in ids.token_digest(token)


def test_digest_of_a_broken_text_does_not_fail():
    assert len(ids.token_digest("\ud800")) == 64


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("상가 밀집 골목의 정차", "상가-밀집-골목의-정차"),
        ("IoT & Smart  Parking!", "iot-smart-parking"),
        ("!!!", ""),
        ("a" * 60, "a" * 40),
        (f"짧은 {'긴' * 50}", "짧은"),
    ],
)
def test_slug_keeps_hangul_and_ends_at_a_word(title, slug):
    assert ids.slug(title) == slug


def test_invisible_and_control_characters_are_taken_out():
    assert text.clean_line("  지하\u202e차도\x00 \t 침수\r\n") == "지하차도 침수"


def test_block_keeps_one_blank_line_between_paragraphs():
    assert text.clean_block("가\r\n\r\n\r\n\r\n나  다 \r") == "가\n\n나 다"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(raw):
    assert text.clean_block(text.clean_block(raw)) == text.clean_block(raw)


def test_decomposed_hangul_becomes_whole_syllables():
    assert text.clean_line("\u1112\u1161\u11ab") == "한"


@pytest.mark.parametrize(
    ("words", "lang"), [("지하차도 LPR", "ko"), ("The underpass 지", "en"), ("", "ko"), ("1234", "ko")]
)
def test_language_is_told_by_its_letters(words, lang):
    assert text.guess_language(words) == lang


def test_excerpt_ends_at_a_word_with_an_ellipsis():
    assert text.excerpt("하나 둘 셋", 20) == "하나 둘 셋"
    assert text.excerpt("하나 둘 셋", 5) == "하나 둘…"
    assert text.excerpt("가" * 9, 5) == "가" * 5 + "…"
