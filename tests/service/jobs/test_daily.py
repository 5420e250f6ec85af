"""The daily tasks forget what nobody needs, and one that fails harms no other."""

from datetime import timedelta

from sqlalchemy import func, select

from openlab.extensions import db
from openlab.identity.accounts.models import LoginAttempt, LoginSession
from openlab.identity.accounts.service import Browser, forget_old, open_session
from openlab.jobs import service
from openlab.kit import clock
from openlab.kit.db import commit
from tests.builders import make_user, stored


def count(table) -> int:
    return db.session.scalar(select(func.count()).select_from(table))


def test_forget_old_keeps_what_limits_still_count(session):
    moment = clock.now()
    for age in (timedelta(hours=1), timedelta(days=2)):
        stored(LoginAttempt(email="a@example.org", address="127.0.0.1", at=moment - age))

    forget_old()

    assert count(LoginAttempt) == 1


def test_forget_old_drops_sessions_that_ended_a_season_ago(session):
    user = make_user()
    _token, old = open_session(user, Browser(), timedelta(hours=1))
    open_session(user, Browser(), timedelta(hours=1))
    old.ended_at = clock.now() - timedelta(days=91)
    session.flush()

    forget_old()

    assert count(LoginSession) == 1


def test_run_daily_goes_on_after_a_task_that_fails(session, monkeypatch):
    done = []

    def broken():
        raise RuntimeError("broken")

    monkeypatch.setattr(service, "_daily", [broken, lambda: done.append("second")])
    commit(session)

    service.run_daily()

    assert done == ["second"]
