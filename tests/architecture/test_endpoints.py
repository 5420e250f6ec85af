"""Every address says who may use it; what changes something is not simply open, and asks for a CSRF token."""

from dataclasses import replace

import pytest

from openlab.app import create_app
from openlab.extensions import csrf
from openlab.jobs.worker import make_queue
from openlab.kit.policy import policies
from openlab.kit.web import SAFE_METHODS
from tests.architecture.source import PACKAGE, python_files, texts, tree

NO_GUARD = {
    "static": "files of the look; a production server answers them before Flask does",
    "openapi.spec": "the description of the open API",
}
# Writes that nobody needs to be signed in for; each refuses or limits on its own.
OPEN_WRITES = {
    "accounts.login": "opens the door; failures are counted and slowed down",
    "security.second_step": "goes on with a right password; failures are counted and slowed down",
    "addresses.confirm": "needs the secret of a mailed link",
    "addresses.undo": "needs the secret of a mailed link",
    "passkeys.sign_in_options": "gives a challenge that only a passkey can answer, once",
    "passkeys.sign_in": "opens the door for what a passkey signed",
    "accounts.sign_up": "makes an account; a confirmed address and a rate limit stand before its use",
    "accounts.confirm": "needs the secret of a mailed link",
    "accounts.request_reset": "mails a link to a known address and says the same for an unknown one",
    "accounts.reset": "needs the secret of a mailed link",
    "invitations.sign_up": "needs the secret of a mailed link",
    "accounts.logout": "ends the session of whoever asks, and does nothing for others",
    "announcements.dismiss": "puts a banner away in the reader's own browser",
    "demo.sign_in": "exists only in the demonstration, for accounts that are marked as demo",
    "notifications.unsubscribe": "needs the signed link of a mail, and turns off only what that mail was",
    "matching.preview": "ranks a text and keeps nothing",
    "matching.similar": "ranks a text and keeps nothing",
    "matching.search": "ranks a text that is too long for an address and keeps nothing",
    "api.match": "ranks a text and keeps nothing",
}
NO_CSRF = {
    "openlab.notifications.views.unsubscribe": "pressed by mail programs, which have no cookie (RFC 8058)",
    "openlab.api.views": "programs carry no cookie of ours",
}


@pytest.fixture
def demo_app(settings):
    """The application with every blueprint it can have, the demonstration's included."""
    return create_app(replace(settings, demo=True), queue=make_queue(settings, immediate=True))


def test_every_endpoint_names_a_guard_that_the_policy_table_knows(demo_app):
    known = {"public", *policies.names()}

    unguarded = {
        endpoint: guard
        for endpoint, view in demo_app.view_functions.items()
        if endpoint not in NO_GUARD and (guard := getattr(view, "guard", "no guard")) not in known
    }

    assert unguarded == {}


def test_every_address_that_changes_something_asks_who_is_there_or_says_why_not(demo_app):
    open_writes = {
        rule.endpoint
        for rule in demo_app.url_map.iter_rules()
        if rule.methods - SAFE_METHODS and getattr(demo_app.view_functions[rule.endpoint], "guard", "") == "public"
    }

    assert open_writes - set(OPEN_WRITES) == set()


def test_the_list_of_open_writes_names_only_endpoints_that_exist_and_are_open(demo_app):
    guards = {endpoint: getattr(view, "guard", "") for endpoint, view in demo_app.view_functions.items()}

    stale = [endpoint for endpoint in OPEN_WRITES if guards.get(endpoint) != "public"]

    assert stale == []


def test_no_view_is_excused_from_the_csrf_token_without_a_reason(demo_app):
    excused = {*csrf._exempt_views, *(blueprint.import_name for blueprint in csrf._exempt_blueprints)}

    assert {name for name in excused if not name.startswith(tuple(NO_CSRF))} == set()


def test_every_permission_is_asked_for_somewhere(demo_app):
    used = {text.value for path in python_files(PACKAGE) if path.name != "policies.py" for text in texts(tree(path))}

    assert [name for name in policies.names() if name not in used] == []
