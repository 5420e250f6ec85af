"""Mail: written in the reader's language with the change it tells of, delivered by the outbox after the commit.

Without an SMTP server every mail becomes a file in the outbox folder, and its links stand in the log for the demo.
"""

import re
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, make_msgid, parseaddr
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from flask import current_app
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from openlab.config import RESOURCES, Settings
from openlab.i18n import current_locale, formats, gettext, ngettext, use_locale
from openlab.jobs.service import enqueue, handles
from openlab.kit import clock
from openlab.kit.text import clean_line

KIND = "mail.send"
TIMEOUT = 20  # seconds for each answer of the mail server
# Asked with the address and the template: None when the mail is not wanted, the address to turn this kind of mail off,
# or nothing when it must be sent whatever was chosen.
Gate = Callable[[str, str], str | None]
_gates: list[Gate] = []
LINK = re.compile(r"https?://\S+")
log = structlog.get_logger()


class MailPolicy(EmailPolicy):
    """The rules of SMTP, with long Korean subjects folded by `email.header`: EmailPolicy drops the space at a fold."""

    def fold(self, name: str, value: Any) -> str:
        """Return a header as its lines."""
        if name.lower() != "subject" or value.isascii():
            return str(super().fold(name, value))
        text = Header(value, "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {text}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Return the same as bytes."""
        return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii", "surrogateescape")


POLICY = MailPolicy(linesep="\r\n")


def ask_before_sending(gate: Gate) -> None:
    """Let a function decide about every mail: it gets the address and the template (see `Gate`)."""
    _gates[:] = [gate]


def send_mail(to: str, template: str, locale: str, **context: Any) -> None:
    """Render templates/email/<template>/ in the reader's language and put the mail in the outbox, if it is wanted.

    The Message-ID is fixed here, so that a job done twice can be recognised as one mail.
    """
    settings = _settings()
    leave = _gates[0](to, template) if _gates else ""
    if leave is None:
        return
    context = {**context, "unsubscribe_url": leave}
    with use_locale(locale):
        texts = {part: _render(template, part, settings, context) for part in ("subject.txt", "body.txt", "body.html")}
    domain = parseaddr(settings.mail_from)[1].rpartition("@")[2] or "localhost"
    enqueue(
        KIND,
        to=to,
        subject=clean_line(texts["subject.txt"]),
        text=texts["body.txt"],
        html=texts["body.html"],
        locale=locale,
        unsubscribe_url=leave,
        message_id=make_msgid(domain=domain),
        date=clock.now().timestamp(),
    )


@handles(KIND, outside=True, forget=True)
def deliver(payload: dict[str, Any]) -> None:
    """Hand one mail to the SMTP server, or write it to the outbox folder."""
    settings = _settings()
    message = compose(payload, settings.mail_from)
    if settings.smtp_url:
        _send(message, settings.smtp_url)
        log.info("mail sent", to=payload["to"], subject=payload["subject"], message_id=payload["message_id"])
    else:
        path = _write(message, settings.outbox_dir)
        log.info(
            "mail written",
            to=payload["to"],
            subject=payload["subject"],
            file=str(path),
            links=LINK.findall(payload["text"]),
        )


def compose(payload: dict[str, Any], sender: str) -> EmailMessage:
    """Return the message with both bodies; a line break in a header raises ValueError."""
    message = EmailMessage(policy=POLICY)
    message["From"] = sender
    message["To"] = Address(addr_spec=payload["to"])
    message["Subject"] = payload["subject"]
    message["Date"] = format_datetime(datetime.fromtimestamp(payload["date"], clock.SEOUL))
    message["Message-ID"] = payload["message_id"]
    message["Auto-Submitted"] = "auto-generated"  # so that an out-of-office reply does not come back
    message["X-Auto-Response-Suppress"] = "All"
    if leave := payload.get("unsubscribe_url"):
        message["List-Unsubscribe"] = f"<{leave}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message.set_content(payload["text"])
    message.add_alternative(payload["html"], subtype="html")
    message["Content-Language"] = payload["locale"]
    return message


def _send(message: EmailMessage, url: str) -> None:
    parts = urlsplit(url)
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(parts.hostname or "", parts.port or 465, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(parts.hostname or "", parts.port or 25, timeout=TIMEOUT)
    with server:
        server.ehlo()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def _write(message: EmailMessage, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^0-9A-Za-z.-]", "-", str(message["Message-ID"]).strip("<>").partition("@")[0])
    path = folder / f"{name}.eml"
    path.write_bytes(message.as_bytes())
    return path


def _render(template: str, part: str, settings: Settings, context: dict[str, Any]) -> str:
    found = _environment().get_template(f"{template}/{part}")
    text = found.render(
        base_url=settings.base_url,
        operator_name=settings.operator_name,
        contact_email=settings.contact_email,
        locale=current_locale(),
        **context,
    )
    return text.strip() + "\n"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(RESOURCES / "templates" / "email"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=gettext, ngettext=ngettext)
    environment.filters.update(
        date=formats.format_date,
        datetime=formats.format_datetime,
        count=formats.format_count,
        money_text=formats.format_won,
    )
    return environment


def _settings() -> Settings:
    settings: Settings = current_app.extensions["openlab.settings"]
    return settings
