"""Which kinds of mail somebody wants, and the signed link in each mail that turns its kind off."""

from collections.abc import Collection

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import delete, select

from openlab.audit.service import record
from openlab.config import Settings
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.identity.accounts.models import User
from openlab.identity.accounts.queries import find_user, find_user_by_email
from openlab.kit import clock
from openlab.kit.errors import NotFoundError
from openlab.kit.policy import Actor, policies
from openlab.notifications import policies as _rules  # noqa: F401  # defines the permission asked for below
from openlab.notifications.models import MailRefusal
from openlab.notifications.states import CHOSEN, MailKind, kind_of


def gate(to: str, template: str) -> str | None:
    """Decide about one mail: None when it was turned off, the link to turn it off, or nothing when it must be sent."""
    kind = kind_of(template)
    user = find_user_by_email(to) if kind in CHOSEN else None
    if user is None:
        return ""
    if kind in refused_by(user.id):
        return None
    settings: Settings = current_app.extensions["openlab.settings"]
    return f"{settings.base_url}/unsubscribe/{_signer().dumps([user.id, kind.value])}"


def refused_by(user_id: int | None) -> set[MailKind]:
    """Return the kinds of mail that somebody turned off."""
    return set(db.session.scalars(select(MailRefusal.kind).where(MailRefusal.user_id == user_id)))


def choose(actor: Actor, wanted: Collection[MailKind]) -> None:
    """Turn on exactly these kinds of those that can be chosen; what must be sent is not asked about."""
    policies.require(actor, "notifications:choice:use")
    user = db.session.get_one(User, actor.user_id)
    refused = refused_by(user.id)
    for kind in CHOSEN:
        if kind in wanted and kind in refused:
            db.session.execute(delete(MailRefusal).where(MailRefusal.user_id == user.id, MailRefusal.kind == kind))
            record(actor, "mail.wanted", user, kind=kind.value)
        elif kind not in wanted and kind not in refused:
            _refuse(actor, user, kind)


def read_link(token: str) -> tuple[User, MailKind]:
    """Return whose mails of which kind a link turns off; raise NotFoundError for one that we did not sign."""
    try:
        user_id, code = _signer().loads(token)
    except (BadSignature, ValueError, TypeError) as error:
        raise NotFoundError(_dead_link()) from error
    user = find_user(user_id)
    if user is None or not user.active or code not in CHOSEN:
        raise NotFoundError(_dead_link())
    return user, MailKind(code)


def turn_off(token: str) -> MailKind:
    """Turn a kind of mail off by the link of a mail; pressing twice is once."""
    user, kind = read_link(token)
    if kind not in refused_by(user.id):
        _refuse(Actor(user.id, user.name), user, kind)
    return kind


def _refuse(actor: Actor, user: User, kind: MailKind) -> None:
    db.session.add(MailRefusal(user_id=user.id, kind=kind, at=clock.now()))
    db.session.flush()
    record(actor, "mail.refused", user, kind=kind.value)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="openlab.unsubscribe")


def _dead_link() -> str:
    return _("이 링크로는 메일을 끌 수 없습니다. 로그인해서 알림 메일을 골라 주세요.")
