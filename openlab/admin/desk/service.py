"""What curators do to many accounts and organisations at once."""

from collections.abc import Sequence

from sqlalchemy import update

from openlab.admin import policies as _rules  # noqa: F401  # defines the permissions asked for below
from openlab.audit import service as audit
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.identity.accounts.models import LoginSession, User
from openlab.identity.orgs.models import Organisation
from openlab.identity.orgs.service import verify_organisation
from openlab.kit import clock
from openlab.kit.errors import InvalidInputError
from openlab.kit.policy import Actor, policies
from openlab.kit.text import clean_block

MOST = 200  # things in one go
REASON_LIMIT = 500  # characters


def deactivate(actor: Actor, users: Sequence[User], reason: str) -> int:
    """Shut accounts and end their sessions; return how many were open. Nobody shuts their own account here."""
    reason = _require_reason(reason)
    for user in users:
        policies.require(actor, "admin:user:suspend", user)
    changed = [user for user in users if user.active]
    for user in changed:
        user.active = False
        ended = update(LoginSession).where(LoginSession.user_id == user.id, LoginSession.ended_at.is_(None))
        db.session.execute(ended.values(ended_at=clock.now()))
        audit.record(actor, "account.deactivated", user, reason=reason)
    return len(changed)


def reactivate(actor: Actor, users: Sequence[User], reason: str) -> int:
    """Open shut accounts again; return how many were shut. Their old sessions stay ended."""
    reason = _require_reason(reason)
    for user in users:
        policies.require(actor, "admin:user:suspend", user)
    changed = [user for user in users if not user.active]
    for user in changed:
        user.active = True
        audit.record(actor, "account.reactivated", user, reason=reason)
    return len(changed)


def verify(actor: Actor, organisations: Sequence[Organisation]) -> int:
    """Mark organisations as checked; return how many were not yet."""
    waiting = [one for one in organisations if one.verified_at is None]
    for organisation in waiting:
        verify_organisation(actor, organisation)
    return len(waiting)


def _require_reason(reason: str) -> str:
    reason = clean_block(reason)[:REASON_LIMIT]
    if not reason:
        sentence = _("이유를 써 주세요. 감사 기록에 남습니다.")
        raise InvalidInputError(sentence, {"reason": [sentence]})
    return reason
