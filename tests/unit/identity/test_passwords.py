"""What a good password is, and how it is kept."""

import unicodedata

import pytest

from openlab.identity.accounts import passwords


@pytest.mark.parametrize(
    "password",
    ["correct horse battery", "가나다라마바사아자차", "Tr0ub4dor&3x", "x" * 5 + "yz" * 3 + "q", "7" * 3 + "abcdefg"],
)
def test_accepts_ten_characters_without_asking_for_a_mixture(password):
    assert passwords.find_weakness(password, "kim@example.org", "김담당") is None


@pytest.mark.parametrize("password", ["", "short", "9 letters", "x" * 201])
def test_refuses_a_length_outside_ten_to_two_hundred(password):
    assert "자" in str(passwords.find_weakness(password))


@pytest.mark.parametrize(
    "password",
    [
        "1234567890",
        "9876543210",
        "qwertyuiop",
        "Password123!",
        "passwordpassword",
        "aaaaaaaaaaaa",
        "1q2w3e4r5t",
        "asdfghjkl12",
        "대한민국123456",
        "!!!!!!!!!!!!",
        "openlab2026!",
    ],
)
def test_refuses_the_commonest_passwords(password):
    assert "흔한" in str(passwords.find_weakness(password))


@pytest.mark.parametrize(
    "password", ["kim.damdang@example.org", "KIM.DAMDANG", "kim.damdang", "Kim Damdang", "kimdamdang"]
)
def test_refuses_the_own_address_and_name(password):
    assert "이름" in str(passwords.find_weakness(password, "kim.damdang@example.org", "Kim Damdang"))


def test_matches_only_the_right_password():
    kept = passwords.make_hash("correct horse battery")
    assert passwords.matches(kept, "correct horse battery")
    assert not passwords.matches(kept, "correct horse batterz")
    assert kept.startswith("$argon2id$")


def test_matches_hangul_typed_in_either_composition():
    kept = passwords.make_hash("비밀번호가아닙니다")
    assert passwords.matches(kept, unicodedata.normalize("NFD", "비밀번호가아닙니다"))


@pytest.mark.parametrize("kept", [None, "", "not a hash"])
def test_never_matches_an_account_without_a_usable_hash(kept):
    assert not passwords.matches(kept, "correct horse battery")


def test_takes_a_lone_surrogate_without_an_error():
    assert not passwords.matches(passwords.make_hash("correct horse battery"), "\ud800" * 12)


def test_calls_a_hash_with_other_parameters_outdated():
    cheap = passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("correct horse battery")
    assert passwords.is_outdated(cheap)
    assert not passwords.is_outdated(passwords.make_hash("correct horse battery"))
