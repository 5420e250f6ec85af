"""Which mails come: the page, the link in each mail, and the headers that mail programs press."""

from email import message_from_bytes, policy
from re import search

import pytest

from openlab.audit.queries import last_record
from openlab.extensions import csrf, db
from openlab.identity.accounts.models import User
from openlab.jobs.mail import send_mail
from openlab.jobs.service import drain
from openlab.notifications import choosing
from openlab.notifications.labels import KIND_LABELS
from openlab.notifications.states import CHOSEN, KIND_OF, MUST_SEND, MailKind
from tests.architecture.source import ROOT
from tests.builders import make_user, sign_in

MAILS = ROOT / "templates" / "email"


@pytest.fixture
def me(build):
    return build(lambda: make_user("me@example.org", "나").id)


@pytest.fixture
def mailed(app, build, settings):
    """Return a function that sends one mail of a template to me and returns the messages in the outbox."""

    def send(template="need_published", to="me@example.org", **context):
        values = {"name": "나", "number": 1, "title": "제목", "organisation": "과천시", "reason": "", **context}
        build(lambda: send_mail(to, template, "ko", **values))
        with app.app_context():
            drain()
        paths = sorted(settings.outbox_dir.glob("*.eml")) if settings.outbox_dir.exists() else []
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]

    return send


def link_of(message):
    return message["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:5000")


def test_a_mail_that_can_be_turned_off_says_how_in_header_text_and_html(me, mailed):
    (message,) = mailed()

    assert search(r"^<http://127\.0\.0\.1:5000/unsubscribe/[\w.-]+>$", message["List-Unsubscribe"])
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for part in ("plain", "html"):
        assert link_of(message) in message.get_body((part,)).get_content().replace("=\n", "")


def test_one_press_of_the_mail_program_stops_that_kind_and_no_other(client, me, mailed, app):
    (message,) = mailed()
    app.config["WTF_CSRF_ENABLED"] = True

    answer = client.post(link_of(message), data={"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert len(mailed()) == 1
    assert len(mailed("need_submitted")) == 2


def test_a_scanner_that_follows_the_link_turns_nothing_off(client, me, mailed):
    (message,) = mailed()

    assert "그만 받기" in client.get(link_of(message)).text
    assert len(mailed()) == 2


def test_pressing_twice_is_once(client, me, mailed, app):
    (message,) = mailed()
    for _turn in range(2):
        assert client.post(link_of(message)).status_code == 200
    with app.app_context():
        assert choosing.refused_by(me) == {MailKind.OUTCOME}
        assert last_record().action == "mail.refused"


@pytest.mark.parametrize("token", ["nonsense", "WzEsIkRVVFkiXQ.forged", "%00"])
def test_a_link_that_we_did_not_sign_turns_nothing_off(client, me, token):
    assert client.get(f"/unsubscribe/{token}").status_code in (400, 404)
    assert client.post(f"/unsubscribe/{token}").status_code in (400, 404)


def test_a_signed_link_for_what_must_be_sent_turns_nothing_off(client, me, app):
    with app.app_context():
        token = choosing._signer().dumps([me, MailKind.ACCOUNT.value])

    assert client.post(f"/unsubscribe/{token}").status_code == 404


def test_what_must_be_sent_is_sent_without_a_link(client, me, mailed, app, build):
    sign_in(client, build(lambda: db.session.get_one(User, me)))
    assert client.post("/account/mails", data={}).status_code == 303

    (message,) = mailed("solution_suspended")

    assert message["List-Unsubscribe"] is None
    assert "unsubscribe" not in message.get_body(("plain",)).get_content()


def test_somebody_without_an_account_gets_their_mail(mailed):
    (message,) = mailed(to="stranger@example.org")

    assert message["List-Unsubscribe"] is None


def test_the_page_saves_the_choice_and_gives_it_back(client, me, build, mailed, app):
    sign_in(client, build(lambda: db.session.get_one(User, me)))

    assert client.post("/account/mails", data={"kinds": ["DUTY"]}).status_code == 303
    assert len(mailed()) == 0
    assert client.post("/account/mails", data={"kinds": ["DUTY", "OUTCOME"]}).status_code == 303
    assert len(mailed()) == 1
    with app.app_context():
        assert choosing.refused_by(me) == set()


@pytest.mark.parametrize("kinds", [["ACCOUNT"], ["NONSENSE"]])
def test_a_kind_that_is_not_offered_is_refused(client, me, build, kinds):
    sign_in(client, build(lambda: db.session.get_one(User, me)))

    assert client.post("/account/mails", data={"kinds": kinds}).status_code == 422


@pytest.mark.parametrize(("language", "words"), [("ko", "끌 수 없는 메일"), ("en", "Mails that cannot be turned off")])
def test_the_page_marks_what_must_be_sent(client, me, build, language, words):
    sign_in(client, build(lambda: db.session.get_one(User, me)))
    page = client.get(f"/account/mails?lang={language}").text

    assert words in page
    assert page.count('type="checkbox"') == len(CHOSEN)


def test_every_kind_of_mail_is_either_chosen_or_must_be_sent():
    assert set(CHOSEN) | MUST_SEND == set(MailKind)
    assert set(CHOSEN) & MUST_SEND == set()
    assert set(KIND_LABELS) == set(MailKind) - {MailKind.RECORD}


def test_no_kind_is_given_to_a_mail_that_does_not_exist():
    templates = {path.name for path in MAILS.iterdir() if path.is_dir() and not path.name.startswith("_")}

    assert set(KIND_OF) - templates == set()


def test_only_the_link_of_a_mail_is_excused_from_the_csrf_token():
    assert {name for name in csrf._exempt_views if name.startswith("openlab.notifications")} == {
        "openlab.notifications.views.unsubscribe"
    }
