"""A signed head each hour in which the record grew, mailed to whoever the operator named."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from openlab.audit.heads import HeadFolder
from openlab.audit.service import record
from openlab.extensions import db
from openlab.kit import clock
from openlab.kit.db import transaction
from openlab.kit.policy import SYSTEM
from openlab.notifications import heads
from tests.builders import make_organisation


@pytest.fixture
def grow(any_app):
    """Return a function that records an act in a transaction of its own; mails go to the auditor."""
    settings = any_app.extensions["openlab.settings"]
    any_app.extensions["openlab.settings"] = replace(settings, audit_mail="auditor@example.org")

    def run():
        with transaction(db.session):
            record(SYSTEM, "organisation.edited", make_organisation())

    with any_app.app_context():
        yield run


@pytest.fixture
def folder(settings):
    return HeadFolder(settings.home)


def mails(settings):
    paths = sorted(settings.outbox_dir.glob("*.eml")) if settings.outbox_dir.exists() else []
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]


def test_a_head_is_written_and_mailed_when_the_record_has_grown(grow, folder, settings):
    grow()

    heads.keep()

    (mail,) = mails(settings)
    assert mail["To"] == "auditor@example.org"
    assert folder.last().line in mail.get_body(("plain",)).get_content().replace("\n", "")
    assert folder.public_pem().splitlines()[1] in mail.get_body(("plain",)).get_content()


def test_heads_are_an_hour_apart_however_often_the_worker_looks(grow, folder):
    grow()
    for minutes in (0, 1, 30, 59):
        with clock.at(clock.now() + timedelta(minutes=minutes)):
            grow()
            heads.keep()

    assert [head.number for head in folder.read()] == [1]
    with clock.at(folder.last().moment + timedelta(hours=1)):
        heads.keep()
    assert [head.number for head in folder.read()] == [1, 2]


def test_no_head_is_written_while_nothing_happens(grow, folder):
    grow()
    heads.keep()
    with clock.at(clock.now() + timedelta(days=2)):
        heads.keep()

    assert len(folder.read()) == 1


def test_a_head_is_kept_without_a_mail_when_nobody_was_named(grow, folder, settings, any_app):
    any_app.extensions["openlab.settings"] = settings
    grow()

    heads.keep()

    assert (len(folder.read()), mails(settings)) == (1, [])
