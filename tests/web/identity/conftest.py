"""What the web tests of accounts and organisations share."""

import email
import email.policy
import re

import pytest

from openlab.identity.accounts.service import create_user
from tests.builders import PASSWORD


@pytest.fixture
def account(build):
    """The id of a confirmed account kim@example.org with a password."""
    return build(lambda: create_user("kim@example.org", "김담당", PASSWORD).id)


@pytest.fixture
def log_in(account):
    """Return a function that signs a client in with a password and returns the answer."""

    def run(client, password=PASSWORD, email="kim@example.org", **fields):
        return client.post("/login", data={"email": email, "password": password, **fields})

    return run


@pytest.fixture
def links(settings):
    """Return a function that lists the paths of links mailed so far, the oldest first."""

    def mailed():
        found = []
        for path in sorted(settings.outbox_dir.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            found += re.findall(r"http://127\.0\.0\.1:5000(/\S*)", message.get_body(("plain",)).get_content())
        return found

    return mailed
