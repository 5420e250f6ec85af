"""What is in use is measured by a job once it has settled, and the market is looked at daily."""

from datetime import timedelta

import pytest

from openlab.extensions import db
from openlab.jobs.models import OutboxJob
from openlab.jobs.service import run_daily
from openlab.kit import clock
from openlab.kit.db import transaction
from openlab.kit.policy import SYSTEM
from openlab.matching.market import sync
from openlab.matching.text import Side
from openlab.quality import measuring, service
from openlab.quality.models import QualityRun
from openlab.quality.queries import last_run
from openlab.quality.states import RunKind
from tests.builders import make_need, make_solution
from tests.service.quality.test_weights import version

FIGURES = {"needs": {"overall": {"ndcg10": 0.5}, "by_fit": None, "infeasible_in_top_ten": 0}}
FLOOD = "지하차도에 물이 찹니다. "


@pytest.fixture
def market(app, monkeypatch):
    """A site with a need that a solution suits and one that nothing suits; measuring costs nothing."""
    monkeypatch.setattr(measuring, "judged_figures", lambda *_asked: FIGURES)
    with app.app_context():
        with transaction(db.session):
            for title in (FLOOD, "zzz qqq xxx"):
                need = make_need(status="PUBLISHED", title=title, problem=title * 5, category="CRIME_DISASTER")
                sync.note_change(Side.NEEDS, need.id, live=True)
            text = {"title": f"{FLOOD} 알림", "summary": FLOOD, "description": FLOOD * 9, "nationwide": True}
            item = make_solution(status="LISTED", category="CRIME_DISASTER", **text)
            sync.note_change(Side.SOLUTIONS, item.id, live=True)
        yield app


def asked_for():
    with transaction(db.session):
        return db.session.query(OutboxJob).filter_by(kind=measuring.MEASURE).count()


def resume_after(minutes):
    with clock.at(clock.now() + timedelta(minutes=minutes)):
        measuring.resume()


def test_a_change_is_measured_once_it_has_settled_and_only_once(market):
    resume_after(1)
    assert asked_for() == 0
    for _ in range(3):
        resume_after(6)
    assert asked_for() == 1

    run = last_run(RunKind.JUDGED)
    assert (run.cause, run.weights, run.figures) == ("MODEL", "documented", FIGURES)


def test_adopted_weights_are_measured_and_told_apart(market):
    resume_after(6)
    with transaction(db.session):
        number = version()
    with clock.at(clock.now() + timedelta(minutes=20)), transaction(db.session):
        service.adopt(SYSTEM, number)
    resume_after(21)
    assert asked_for() == 1
    resume_after(26)

    run = last_run(RunKind.JUDGED)
    assert (run.cause, run.weights) == ("WEIGHTS", f"v{number}")
    assert last_run(RunKind.JUDGED, "documented").cause == "MODEL"


def test_the_daily_look_counts_needs_that_nothing_suits(market):
    run_daily()

    (run,) = db.session.query(QualityRun).filter_by(kind=RunKind.MARKET)
    assert run.figures == {"needs": 2, "without": 1, "by_field": {"CRIME_DISASTER": [2, 1]}}


def test_weights_that_are_gone_leave_the_documented_ones_in_use(market):
    with transaction(db.session):
        sync.point_to_weights(4711)

    assert market.extensions["openlab.matching"].refresh().weights.version == "documented"
