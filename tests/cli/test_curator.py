"""The first curator of a fresh site comes from the command line."""

import pytest
from click.testing import CliRunner

from openlab.cli import main
from openlab.extensions import db
from openlab.identity.accounts.queries import find_user_by_email
from openlab.identity.orgs.queries import actor_for, alliance
from openlab.kit.db import transaction
from openlab.kit.policy import policies
from tests.builders import make_user


@pytest.fixture
def command(app, settings, monkeypatch):
    """Return a function that runs `openlab` on the test's database."""
    monkeypatch.setattr("openlab.cli.base.settings_or_stop", lambda: settings)
    monkeypatch.setattr("openlab.schema.migrate", lambda _url: None)  # the copied database has all tables

    def run(*words):
        return CliRunner().invoke(main, words)

    return run


@pytest.fixture
def account(app):
    with app.app_context(), transaction(db.session):
        make_user(email="kim@example.org")
        make_user(email="lee@example.org")


def test_the_first_curator_founds_the_alliance_and_may_use_the_console(app, command, account):
    answer = command("user", "curator", "Kim@example.org")

    assert (answer.exit_code, answer.stderr) == (0, "")
    assert "Smart City Convergence Alliance" in answer.stdout
    with app.app_context():
        market = alliance()
        assert (market.name, market.verified_at is None) == ("스마트시티 융합 얼라이언스", False)
        assert policies.allows(actor_for(find_user_by_email("kim@example.org")), "admin:console:use")


def test_the_next_curator_joins_the_same_alliance(app, command, account):
    first, second = command("user", "curator", "kim@example.org"), command("user", "curator", "lee@example.org")

    assert first.stdout == second.stdout
    with app.app_context():
        assert policies.allows(actor_for(find_user_by_email("lee@example.org")), "admin:console:use")


def test_an_unknown_address_founds_nothing(app, command, account):
    answer = command("user", "curator", "nobody@example.org")

    assert answer.exit_code == 1
    assert "no account has the address nobody@example.org" in answer.stderr
    with app.app_context():
        assert alliance() is None
