"""Exchanges that a browser has begun and may finish once, within minutes: a code after the password, a challenge."""

from datetime import timedelta

from sqlalchemy import update

from openlab.extensions import db
from openlab.identity.accounts.models import LoginStep, StepKind
from openlab.kit import clock
from openlab.kit.ids import new_token, token_digest

LIFETIME = timedelta(minutes=10)


def begin_step(kind: StepKind, user_id: int | None = None) -> str:
    """Begin an exchange and return its token, which is also the challenge of a passkey."""
    token, moment = new_token(), clock.now()
    db.session.add(
        LoginStep(
            user_id=user_id,
            kind=kind,
            digest=token_digest(token),
            created_at=moment,
            expires_at=moment + LIFETIME,
        )
    )
    db.session.flush()
    return token


def claim_step(step: LoginStep) -> bool:
    """Finish an exchange; False when somebody was quicker."""
    claim = update(LoginStep).where(LoginStep.id == step.id, LoginStep.used_at.is_(None))
    return bool(db.session.execute(claim.values(used_at=clock.now())).rowcount)  # type: ignore[attr-defined]
