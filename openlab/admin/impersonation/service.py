"""Take somebody's place for half an hour, and leave it."""

from datetime import timedelta

from openlab.admin import policies as _rules  # noqa: F401  # defines the permissions asked for below
from openlab.admin.impersonation.models import Impersonation
from openlab.audit import service as audit
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.identity.accounts.models import LoginSession, User
from openlab.identity.accounts.service import Browser
from openlab.identity.orgs.policies import is_curator
from openlab.identity.orgs.queries import actor_for
from openlab.kit import clock
from openlab.kit.errors import ConflictError
from openlab.kit.ids import new_token, token_digest
from openlab.kit.policy import Actor, policies

LIFETIME = timedelta(minutes=30)


def begin(actor: Actor, user: User, reason: str, browser: Browser) -> tuple[str, LoginSession]:
    """Open a short session as somebody else, on record with its reason; return its token.

    Nobody takes the place of another admin, nor of an account that is shut.
    """
    policies.require(actor, "admin:impersonation:begin", user)
    if is_curator(actor_for(user)) or not user.active:
        raise ConflictError(_("다른 운영자나 멈춘 계정의 자리에서는 볼 수 없습니다."))
    token, moment = new_token(), clock.now()
    row = LoginSession(
        user=user,
        digest=token_digest(token),
        created_at=moment,
        last_seen_at=moment,
        expires_at=moment + LIFETIME,
        user_agent=browser.user_agent[:300],
        address=browser.address[:64],
    )
    db.session.add(row)
    db.session.flush()
    visit = Impersonation(
        session_id=row.id,
        admin_id=actor.user_id or None,
        user_id=user.id,
        reason=reason,
        started_at=moment,
        expires_at=row.expires_at,
    )
    db.session.add(visit)
    db.session.flush()
    audit.record(actor, "account.impersonated", user, reason=reason, until=row.expires_at.isoformat())
    return token, row


def end(visit: Impersonation, session: LoginSession) -> None:
    """Leave somebody's place; the session is dead from now on."""
    visit.ended_at = session.ended_at = clock.now()
    admin = Actor(visit.admin_id, visit.admin.name if visit.admin else "")
    audit.record(admin, "account.impersonation_ended", visit.user)
