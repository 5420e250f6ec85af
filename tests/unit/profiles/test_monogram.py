"""The sign drawn for an organisation without a logo."""

import pytest

from openlab.profiles.monogram import COLOURS, monogram


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("골목빛", "골"),
        ("(주)골목빛", "골"),
        ("주식회사 골목빛", "골"),
        ("The Works", "W"),
        ("acme", "A"),
        ("<&>", "·"),
        ("", "·"),
    ],
)
def test_sign_shows_the_first_letter_that_tells_something(name, letter):
    assert f">{letter}</text>" in monogram(name, 1)


def test_sign_is_the_same_for_the_same_seed_and_stays_in_its_colours():
    assert monogram("가", 3) == monogram("가", 3 + len(COLOURS))
    assert monogram("가", 3) != monogram("가", 4)


@pytest.mark.parametrize("colour", COLOURS)
def test_white_letters_stand_out_from_every_colour(colour):
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (luminance + 0.05) >= 4.5


def test_sign_carries_no_markup_of_the_name():
    assert "<script" not in monogram("<script>", 1)
