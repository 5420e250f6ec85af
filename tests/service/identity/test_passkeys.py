"""Passkeys: what a device must prove, what is refused, and what a used or foreign challenge is worth."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from openlab.identity.accounts import passkeys, proofs, service
from openlab.identity.accounts.models import Passkey
from openlab.identity.accounts.passkeys import PasskeyRefusedError, Site, find_site
from openlab.identity.accounts.queries import find_session, passkeys_of
from openlab.identity.accounts.service import Browser, LoginRefusedError, log_in
from openlab.identity.orgs.queries import actor_for
from openlab.kit import clock
from openlab.kit.errors import InvalidInputError, NotFoundError
from tests.builders import PASSWORD, make_user
from tests.device import PRESENT, Device

HERE, DAY = Browser("192.0.2.1", "Firefox"), timedelta(days=1)
SITE = Site("localhost", "http://localhost")


@pytest.fixture
def signed_in(session):
    """The live session of somebody without a passkey."""
    service.create_user("kim@example.org", "김담당", PASSWORD)
    return log_in("kim@example.org", PASSWORD, HERE, DAY)[1]


@pytest.fixture
def device(signed_in):
    """A device that has been enrolled."""
    device = Device()
    passkeys.enrol(signed_in, device.create(options(signed_in)), "전화기", SITE)
    return device


def options(row):
    return passkeys.enrolment_options(row, PASSWORD, SITE)


def sign_in(device, asked=None, site=SITE):
    return passkeys.sign_in(device.get(asked or passkeys.sign_in_options(site)), HERE, DAY, site)


@pytest.mark.parametrize(
    ("base_url", "site"),
    [
        ("https://openlab.example", Site("openlab.example", "https://openlab.example")),
        ("https://openlab.example:8443", Site("openlab.example", "https://openlab.example:8443")),
        ("http://127.0.0.1:5000", Site("localhost", "http://localhost:5000")),
        ("http://localhost:5000", Site("localhost", "http://localhost:5000")),
        ("http://[::1]:5000", Site("localhost", "http://localhost:5000")),
        ("http://openlab.example", None),
        ("https://192.0.2.7", None),
    ],
)
def test_passkeys_are_bound_to_a_name_with_https_or_to_this_machine(base_url, site):
    assert find_site(base_url) == site


def test_a_device_that_was_enrolled_signs_in_and_the_person_was_told(device, signed_in, mails):
    token, row = sign_in(device)
    assert find_session(token) is row
    assert row.user_id == signed_in.user_id
    assert passkeys_of(row.user_id)[0].last_used_at is not None
    assert "전화기" in mails()[-1][2]


def test_enrolling_needs_the_password(session, signed_in):
    with pytest.raises(LoginRefusedError):
        passkeys.enrolment_options(signed_in, "wrong wrong wrong", SITE)


def test_a_challenge_is_answered_once(device):
    asked = passkeys.sign_in_options(SITE)
    sign_in(device, asked)
    with pytest.raises(PasskeyRefusedError):
        sign_in(device, asked)


def test_a_challenge_ends_after_ten_minutes(device):
    asked = passkeys.sign_in_options(SITE)
    with clock.at(clock.now() + timedelta(minutes=10, seconds=1)), pytest.raises(PasskeyRefusedError):
        sign_in(device, asked)


def test_a_challenge_of_ones_own_making_is_refused(device):
    with pytest.raises(PasskeyRefusedError):
        sign_in(device, json.dumps({"challenge": "b3du"}))


def test_a_challenge_for_enrolling_signs_nobody_in(device, signed_in):
    with pytest.raises(PasskeyRefusedError):
        sign_in(device, options(signed_in))


@pytest.mark.parametrize(
    "bent",
    [{"origin": "https://evil.example"}, {"domain": "evil.example"}, {"flags": PRESENT}, {"flags": 0}],
)
def test_another_site_or_an_unverified_person_is_refused(session, signed_in, device, bent):
    for name, value in bent.items():
        setattr(device, name, value)
    with pytest.raises(PasskeyRefusedError):
        sign_in(device)
    with pytest.raises(PasskeyRefusedError):
        passkeys.enrol(signed_in, Device(**bent).create(options(signed_in)), "x", SITE)


def test_another_key_under_the_same_name_is_refused(device):
    with pytest.raises(PasskeyRefusedError):
        sign_in(Device(credential_id=device.credential_id))


def test_an_unknown_device_is_refused(device):
    with pytest.raises(PasskeyRefusedError):
        sign_in(Device())


def test_a_copied_device_whose_count_lags_behind_is_refused(device):
    sign_in(device)
    sign_in(device)
    device.count = 0
    with pytest.raises(PasskeyRefusedError):
        sign_in(device)


def test_somebody_elses_challenge_enrols_nothing(session, signed_in):
    service.create_user("lee@example.org", "이담당", PASSWORD)
    other = log_in("lee@example.org", PASSWORD, HERE, DAY)[1]
    with pytest.raises(PasskeyRefusedError):
        passkeys.enrol(signed_in, Device().create(options(other)), "x", SITE)
    assert session.scalar(select(Passkey.id)) is None


def test_a_key_that_is_known_is_not_enrolled_again(session, signed_in, device):
    with pytest.raises(PasskeyRefusedError):
        passkeys.enrol(signed_in, device.create(options(signed_in)), "x", SITE)


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", '{"response": 5}', '{"response": {"clientDataJSON": 5}}'])
def test_nonsense_is_refused(session, signed_in, answer):
    with pytest.raises(PasskeyRefusedError):
        passkeys.sign_in(answer, HERE, DAY, SITE)
    with pytest.raises(PasskeyRefusedError):
        passkeys.enrol(signed_in, answer, "x", SITE)


def test_a_closed_account_stays_closed(device, signed_in):
    signed_in.user.active = False
    with pytest.raises(PasskeyRefusedError):
        sign_in(device)


def test_a_passkey_needs_no_code_of_an_app_and_works_while_the_password_waits(device, signed_in):
    proofs.start_app(signed_in, PASSWORD)
    for _attempt in range(5):
        service.count_failure("kim@example.org", "192.0.2.1")
    assert sign_in(device)


def test_a_removed_passkey_signs_nobody_in_and_only_its_owner_removes_it(session, device, signed_in):
    [kept] = passkeys_of(signed_in.user_id)
    with pytest.raises(NotFoundError):
        passkeys.remove(actor_for(make_user()), kept.id)
    passkeys.remove(actor_for(signed_in.user), kept.id)
    with pytest.raises(PasskeyRefusedError):
        sign_in(device)


def test_nobody_has_more_than_ten(session, signed_in):
    for number in range(passkeys.MOST):
        passkeys.enrol(signed_in, Device().create(options(signed_in)), f"기기 {number}", SITE)
    with pytest.raises(InvalidInputError, match="10개까지"):
        options(signed_in)
