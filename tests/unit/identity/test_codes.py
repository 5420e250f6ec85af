"""Codes of authenticator apps and recovery codes, against the examples of RFC 6238."""

from base64 import b32encode
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from openlab.identity.accounts import codes

RFC = b32encode(b"12345678901234567890").decode()
KEY = "a-secret-of-more-than-thirty-two-characters"
MOMENT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_examples_of_the_standard_are_taken(seconds, code):
    assert codes.find_counter(RFC, code, 0, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


@pytest.mark.parametrize(("late", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_is_taken_half_a_minute_early_or_late_and_not_longer(late, taken):
    code = pyotp.TOTP(RFC).at(MOMENT)
    assert (codes.find_counter(RFC, code, 0, MOMENT + timedelta(seconds=late)) is not None) == taken


def test_a_code_that_was_taken_is_not_taken_again():
    code = pyotp.TOTP(RFC).at(MOMENT)
    counter = codes.find_counter(RFC, code, 0, MOMENT)
    assert codes.find_counter(RFC, code, counter, MOMENT) is None


@pytest.mark.parametrize("code", ["", "000000x", "１２３４５６", "\ud800", "9" * 4000])
def test_what_is_no_code_is_not_taken(code):
    assert codes.find_counter(RFC, code, 0, MOMENT) is None


def test_a_secret_follows_from_key_and_salt_and_from_nothing_less():
    first = codes.app_secret(KEY, "salt")
    assert len(first) == 32
    assert codes.app_secret(KEY, "salt") == first
    assert len({first, codes.app_secret(KEY, "other"), codes.app_secret(KEY + "x", "salt")}) == 3


def test_the_link_names_the_service_and_the_person():
    assert codes.app_link(RFC, "kim@example.org").startswith("otpauth://totp/openlab:kim%40example.org?secret=" + RFC)
    assert codes.qr_picture("otpauth://totp/x").startswith("data:image/svg+xml")


def test_recovery_codes_differ_and_are_read_with_any_dashes_and_case():
    made = codes.new_recovery_codes()
    assert len(set(made)) == codes.RECOVERY_CODES
    first = made[0]
    assert codes.recovery_digest(1, first) == codes.recovery_digest(1, f" {first.upper().replace('-', ' ')} ")
    assert codes.recovery_digest(1, first) != codes.recovery_digest(2, first)
