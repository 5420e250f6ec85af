"""Reads of measurements, of versions of weights, and of what is known of use."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, select

from openlab.extensions import db
from openlab.jobs.models import OutboxJob
from openlab.kit.errors import NotFoundError
from openlab.matching.judging.evaluation import DEVELOPMENT_SET
from openlab.matching.models import MatchAdoption, MatchWeights
from openlab.matching.queries import model_in
from openlab.matching.states import ModelState
from openlab.quality.models import QualityRun
from openlab.quality.states import RunKind


def runs(kind: RunKind, limit: int = 60) -> Sequence[QualityRun]:
    """Return the last measurements of a kind, oldest first."""
    wanted = select(QualityRun).where(QualityRun.kind == kind).order_by(QualityRun.at.desc(), QualityRun.id.desc())
    return list(reversed(db.session.scalars(wanted.limit(limit)).all()))


def last_run(kind: RunKind, weights: str = "") -> QualityRun | None:
    """Return the last measurement of a kind, or the last one with a version of the weights."""
    wanted = select(QualityRun).where(QualityRun.kind == kind, QualityRun.set_name.in_(("", DEVELOPMENT_SET.name)))
    if weights:
        wanted = wanted.where(QualityRun.weights == weights)
    return db.session.scalar(wanted.order_by(QualityRun.at.desc(), QualityRun.id.desc()).limit(1))


def last_change() -> datetime | None:
    """Return when the model or the weights in use last changed; None while there is no model."""
    active = model_in(ModelState.ACTIVE)
    if active is None:
        return None
    ends = db.session.execute(select(func.max(MatchAdoption.adopted_at), func.max(MatchAdoption.undone_at))).one()
    moments: list[datetime] = [moment for moment in ends if moment is not None]
    return max([active.finished_at or active.started_at, *moments])


def was_measured(since: datetime) -> bool:
    """Say whether the development set was measured after a moment."""
    wanted = (QualityRun.kind == RunKind.JUDGED, QualityRun.set_name == DEVELOPMENT_SET.name, QualityRun.at >= since)
    return bool(db.session.scalar(select(exists().where(*wanted))))


def was_asked(kind: str, since: datetime) -> bool:
    """Say whether a kind of job was asked for after a moment, done or not."""
    return bool(db.session.scalar(select(exists().where(OutboxJob.kind == kind, OutboxJob.created_at >= since))))


def versions() -> Sequence[MatchWeights]:
    """Return every version of the weights, newest first."""
    return db.session.scalars(select(MatchWeights).order_by(MatchWeights.id.desc())).all()


def get_version(number: int) -> MatchWeights:
    """Return a version of the weights."""
    found = db.session.get(MatchWeights, number)
    if found is None:
        raise NotFoundError(kind="weights")
    return found


def adoption_in_force() -> MatchAdoption | None:
    """Return the adoption that counts at present; None while the documented weights were never replaced."""
    wanted = select(MatchAdoption).where(MatchAdoption.undone_at.is_(None)).order_by(MatchAdoption.id.desc())
    return db.session.scalar(wanted.limit(1))


def adoptions() -> Sequence[MatchAdoption]:
    """Return every adoption, newest first."""
    return db.session.scalars(select(MatchAdoption).order_by(MatchAdoption.id.desc())).all()
