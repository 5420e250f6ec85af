"""Answers that would tell whether an address is known: the same words for the same work, counted and not timed."""

import re
from collections import Counter

import pytest
from huey import MemoryHuey
from sqlalchemy import event, select

from openlab.app import create_app
from openlab.extensions import db, limiter
from openlab.identity.accounts import passwords
from openlab.identity.accounts.models import User
from openlab.identity.accounts.service import create_user
from openlab.jobs import mail
from tests.builders import PASSWORD

KNOWN, UNKNOWN, UNCONFIRMED, CLOSED = (f"{name}@example.org" for name in ("known", "unknown", "unconfirmed", "closed"))
EVERYBODY = (KNOWN, UNKNOWN, UNCONFIRMED, CLOSED)


@pytest.fixture
def app(settings):
    """The application with a queue that does nothing, so that only the work of the answer itself is seen."""
    app = create_app(settings, queue=MemoryHuey(immediate=False))
    app.config["WTF_CSRF_ENABLED"] = False
    limiter.enabled = False
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def people(build):
    """Accounts in every state in which an address can be known."""

    def make():
        create_user(KNOWN, "김담당", PASSWORD)
        create_user(UNCONFIRMED, "이담당", PASSWORD, confirmed=False)
        create_user(CLOSED, "박담당", PASSWORD).active = False

    build(make)


@pytest.fixture
def work(app, people, monkeypatch):
    """Counts hashes, mails written and statements that change something, since it was last cleared."""
    done: Counter[str] = Counter()
    hasher, render = passwords.HASHER, mail._render

    class Counting:
        def hash(self, password):
            done["hash"] += 1
            return hasher.hash(password)

        def verify(self, kept, password):
            done["verify"] += 1
            return hasher.verify(kept, password)

        def check_needs_rehash(self, kept):
            return hasher.check_needs_rehash(kept)

    def counted(*args):
        done["mail"] += 1
        return render(*args)

    def note(_connection, _cursor, statement, *_rest):
        if found := re.match(r"(INSERT INTO|UPDATE|DELETE FROM) (\w+)", statement):
            done[found[0]] += 1

    monkeypatch.setattr(passwords, "HASHER", Counting())
    monkeypatch.setattr(mail, "_render", counted)
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
    return done


def ask(app, work, address, **fields):
    """Send a form from a new browser and return the answer without what is different each time, and the work."""
    browser = app.test_client()
    passwords._nobodys_hash.cache_clear()  # as in a process that has just started
    work.clear()
    page = browser.post(address, data=fields)
    text = re.sub(r'(name="csrf[-_]token" (?:value|content)=")[^"]*', r"\1", page.text)
    return (page.status_code, text.replace(fields["email"], "<address>")), dict(work)


@pytest.mark.parametrize(
    ("address", "fields", "hashed"),
    [
        ("/login", {"password": "wrong wrong wrong"}, {"hash": 1, "verify": 1}),
        ("/signup", {"name": "최담당", "password": "four plain korean words"}, {"hash": 1}),
        ("/reset", {}, {}),
    ],
)
def test_the_answer_does_the_same_work_whether_and_how_an_address_is_known(app, work, address, fields, hashed):
    answers = [ask(app, work, address, email=email, **fields) for email in EVERYBODY]

    assert [answer for answer in answers if answer != answers[0]] == []
    _page, done = answers[0]
    assert {kind: done.get(kind, 0) for kind in ("hash", "verify", "mail")} == {
        "hash": 0,
        "verify": 0,
        "mail": 0,
    } | hashed
    assert done["INSERT INTO login_attempt" if address == "/login" else "INSERT INTO outbox_job"] == 1


def test_a_locked_account_and_a_locked_unknown_address_answer_alike_without_any_hash(app, work):
    for email in (KNOWN, UNKNOWN):
        for attempt in range(5):
            environ = {"REMOTE_ADDR": f"192.0.2.{attempt}"}
            app.test_client().post("/login", data={"email": email, "password": "wrong"}, environ_base=environ)

    known, unknown = (ask(app, work, "/login", email=email, password=PASSWORD) for email in (KNOWN, UNKNOWN))

    assert known == unknown
    assert known[0][0] == 429
    assert known[1] == {}


def test_a_change_of_address_answers_a_known_and_an_unknown_one_with_the_same_work(app, work):
    pages = []
    for email in (CLOSED, UNKNOWN):
        browser = app.test_client()
        browser.post("/login", data={"email": KNOWN, "password": PASSWORD})
        work.clear()
        page = browser.post("/account/email", data={"email": email, "password": PASSWORD})
        text = re.sub(r'(name="csrf[-_]token" (?:value|content)=")[^"]*', r"\1", page.text)
        text = re.sub(r'name="session-ends" content="[^"]*"', "", text)
        pages.append((page.status_code, text.replace(email, "<address>"), dict(work)))

    assert pages[0] == pages[1]
    assert pages[0][2]["verify"] == 1


def test_nothing_of_a_sign_up_is_kept_before_the_job_has_run(app, work):
    ask(app, work, "/signup", email="new@example.org", name="최담당", password="four plain korean words")
    with app.app_context():
        assert db.session.scalar(select(User.id).where(User.email == "new@example.org")) is None
