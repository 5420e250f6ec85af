"""Mail is written with the change, in the reader's language, and delivered after the commit."""

import email
import email.policy
import socket
import threading

import pytest
from sqlalchemy import select

from openlab.extensions import db
from openlab.jobs import mail, service
from openlab.jobs.models import OutboxJob
from openlab.kit.db import transaction
from tests.conftest import make_settings

SENDER = "openlab <no-reply@openlab.example>"


def payload(**changes):
    return {
        "to": "kim@example.org",
        "subject": "제목",
        "text": "본문\n",
        "html": "<p>본문</p>",
        "locale": "ko",
        "message_id": "<1.2@openlab.example>",
        "date": 1_800_000_000.0,
        **changes,
    }


def send(locale="ko", name="김담당"):
    mail.send_mail("kim@example.org", "reset", locale, name=name, token="SECRET")


def read(path):
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


def written(settings):
    return [read(path) for path in sorted(settings.outbox_dir.glob("*.eml"))]


def test_a_mail_waits_for_the_commit_and_then_becomes_a_file(app, settings):
    with app.app_context():
        with transaction(db.session):
            send()
            assert not settings.outbox_dir.exists()
        [message] = written(settings)
    assert message["To"] == "kim@example.org"
    assert message["From"] == SENDER
    assert message["Subject"] == "[오픈랩] 새 비밀번호를 정해 주세요"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "ko"
    for part in ("plain", "html"):
        assert "http://127.0.0.1:5000/reset/SECRET" in message.get_body((part,)).get_content()


def test_a_mail_of_a_change_that_is_undone_is_never_sent(app, settings):
    def fails():
        with transaction(db.session):
            send()
            raise RuntimeError("undo")

    with app.app_context(), pytest.raises(RuntimeError, match="undo"):
        fails()
    assert written(settings) == []


def test_a_mail_speaks_the_readers_language(app, settings):
    with app.app_context(), transaction(db.session):
        send(locale="en", name="Marta")
    [message] = written(settings)
    assert message["Subject"] == "[openlab] Choose a new password"
    assert "Hello Marta," in message.get_body(("plain",)).get_content()
    assert message["Content-Language"] == "en"


@pytest.mark.parametrize(
    "subject", ["[오픈랩] 등록된 솔루션: 이동형 정차 감지", "가 나 다 " * 30 + "라", "a b " * 40 + "끝"]
)
def test_a_long_subject_keeps_its_spaces_on_the_way(subject):
    raw = mail.compose(payload(subject=subject), SENDER).as_bytes()
    assert max(len(line) for line in raw.splitlines()) < 80
    assert email.message_from_bytes(raw, policy=email.policy.default)["Subject"] == subject


def test_names_are_escaped_in_html_and_plain_in_text(app, settings):
    with app.app_context(), transaction(db.session):
        send(name='<a href="https://evil.example">네</a>')
    [message] = written(settings)
    assert "<a href=" in message.get_body(("plain",)).get_content()
    assert "&lt;a href=" in message.get_body(("html",)).get_content()


def test_a_job_that_is_done_forgets_the_links_it_carried(app):
    with app.app_context():
        with transaction(db.session):
            send()
        db.session.remove()
        job = db.session.scalar(select(OutboxJob).where(OutboxJob.kind == "mail.send"))
        assert job.done_at is not None
        assert job.payload == {}


def test_a_repeated_job_makes_the_same_mail_again(app, settings):
    with app.app_context():
        for _again in range(2):
            mail.deliver(payload())
    [message] = written(settings)
    assert message["Message-ID"] == "<1.2@openlab.example>"


@pytest.mark.parametrize("field", ["subject", "to", "message_id"])
def test_a_line_break_cannot_add_a_header(app, settings, field):
    message = {**payload(), field: "a@example.org\r\nBcc: victim@example.org"}
    with app.app_context(), pytest.raises(ValueError, match=r".+"):
        mail.deliver(message)
    assert written(settings) == []


def test_a_line_break_in_a_name_stays_in_the_subject_line(app, settings):
    with app.app_context(), transaction(db.session):
        mail.send_mail(
            "kim@example.org",
            "join_requested",
            "ko",
            name="김담당",
            person="이\r\nBcc: victim@example.org",
            email="lee@example.org",
            message="",
            organisation_id=1,
            organisation="과천시",
        )
    [message] = written(settings)
    assert message["Bcc"] is None
    assert "victim@example.org" in message["Subject"]


def test_the_network_is_not_waited_for_inside_a_transaction(app, monkeypatch):
    seen = []
    kind = service.JobKind(lambda _payload: seen.append(db.session().in_transaction()), outside=True, forget=True)
    with app.app_context():
        monkeypatch.setitem(service._kinds, "mail.send", kind)
        with transaction(db.session):
            send()
    assert seen == [False]


ANSWERS = {"ehlo": "250-here\r\n250 AUTH PLAIN", "auth": "235 welcome", "quit": "221 bye"}


class SmtpServer(threading.Thread):
    """As much of a mail server as one delivery needs; keeps what it was told."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.commands, self.data = [], b""

    def run(self):
        with self.socket:
            connection, _address = self.socket.accept()
        with connection, connection.makefile("rwb") as stream:
            self.answer(stream, "220 ready")
            while self.commands[-1:] != ["QUIT"]:
                self.commands.append(stream.readline().decode().strip())
                verb = self.commands[-1].partition(" ")[0].lower()
                if verb == "data":
                    self.answer(stream, "354 go on")
                    while (line := stream.readline()) != b".\r\n":
                        self.data += line
                self.answer(stream, ANSWERS.get(verb, "250 ok"))

    @staticmethod
    def answer(stream, text):
        stream.write(f"{text}\r\n".encode())
        stream.flush()


def test_smtp_delivers_with_the_account_of_the_url(app, tmp_path):
    server = SmtpServer()
    server.start()
    settings = make_settings(tmp_path, smtp_url=f"smtp://user:p%40ss@127.0.0.1:{server.port}")
    app.extensions["openlab.settings"] = settings
    with app.app_context():
        mail.deliver(payload())
    server.join(10)
    sent = email.message_from_bytes(server.data, policy=email.policy.default)
    assert sent["Subject"] == "제목"
    assert sent["Message-ID"] == "<1.2@openlab.example>"
    assert "AUTH PLAIN AHVzZXIAcEBzcw==" in server.commands
    assert any(command.lower().startswith("rcpt to:<kim@example.org>") for command in server.commands)
    assert not settings.outbox_dir.exists()


def test_a_mail_server_that_is_down_leaves_the_job_for_later(app, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    app.extensions["openlab.settings"] = make_settings(tmp_path, smtp_url=f"smtp://127.0.0.1:{port}")
    with app.app_context():
        with transaction(db.session):
            send()
        db.session.remove()
        job = db.session.scalar(select(OutboxJob).where(OutboxJob.kind == "mail.send"))
        assert job.done_at is None
        assert "Refused" in job.error
        assert job.due_at > job.created_at
        assert "SECRET" in job.payload["text"]
