"""Accounts, roles and the record from the command line."""

import json

import pytest

from openlab.app import create_app
from openlab.extensions import db
from openlab.identity.accounts.queries import find_user_by_email
from openlab.identity.orgs.queries import actor_for
from openlab.kit.db import transaction
from tests.builders import make_organisation
from tests.cli.conftest import is_one_line

PASSWORD = "correct horse battery"


@pytest.fixture
def city(settings):
    """The number of a municipality."""
    app = create_app(settings)
    with app.app_context(), transaction(db.session):
        return make_organisation(region_code="41290").id


@pytest.fixture
def kim(openlab):
    """The command line of a site with one account."""
    assert openlab("user", "add", "kim@example.org", "김담당", "--password", PASSWORD).exit_code == 0
    return openlab


def test_codes_of_a_lost_phone_are_no_longer_asked_for(kim):
    assert "no code" in kim("user", "codes-off", "kim@example.org").stdout
    assert is_one_line(kim("user", "codes-off", "nobody@example.org"), 1)


def test_account_is_made_listed_and_confirmed(kim):
    (listed,) = json.loads(kim("user", "list", "--json").stdout)

    assert (listed["email"], listed["name"], listed["active"], listed["confirmed"]) == (
        "kim@example.org", "김담당", True, True)  # fmt: skip
    assert "kim@example.org" in kim("user", "list").stdout


@pytest.mark.parametrize(
    ("email", "password"), [("no-address", PASSWORD), ("lee@example.org", "short"), ("lee@example.org", "")]
)
def test_account_that_does_not_fit_is_refused_in_one_line(openlab, email, password):
    assert is_one_line(openlab("user", "add", email, "이담당", "--password", password), 2)
    assert json.loads(openlab("user", "list", "--json").stdout) == []


def test_second_account_with_the_same_address_is_refused(kim):
    answer = kim("user", "add", "KIM@example.org", "다른 사람", "--password", PASSWORD)

    assert answer.exit_code in {1, 2}
    assert answer.stderr.startswith("openlab: ")
    assert len(json.loads(kim("user", "list", "--json").stdout)) == 1


def test_password_is_asked_for_and_never_shown(openlab):
    answer = openlab("user", "add", "kim@example.org", "김담당", input=f"{PASSWORD}\n{PASSWORD}\n")

    assert answer.exit_code == 0
    assert PASSWORD not in answer.output


def test_password_is_set_for_a_known_account_only(kim):
    assert kim("user", "password", "kim@example.org", "--password", "another long sentence").exit_code == 0
    assert kim("user", "password", "nobody@example.org", "--password", "another long sentence").exit_code == 1
    assert kim("user", "password", "kim@example.org", "--password", "short").exit_code == 2


def test_role_is_given_and_held(kim, city, settings):
    answer = kim("user", "role", "kim@example.org", city, "OFFICER")

    assert (answer.exit_code, answer.stdout) == (0, "role given\n")
    with create_app(settings).app_context():
        assert actor_for(find_user_by_email("kim@example.org")).has_role(city, "OFFICER")


@pytest.mark.parametrize(
    ("email", "organisation", "role", "code"),
    [
        ("kim@example.org", None, "EMPEROR", 2),
        ("nobody@example.org", None, "OFFICER", 1),
        ("kim@example.org", 999, "OFFICER", 1),
    ],
)
def test_role_of_nobody_nowhere_or_unknown_is_refused(kim, city, email, organisation, role, code):
    answer = kim("user", "role", email, organisation or city, role)

    assert answer.exit_code == code
    assert "Traceback" not in answer.output
