"""Reads of the outbox."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, func, select

from openlab.extensions import db
from openlab.jobs.models import MAX_ATTEMPTS, OutboxJob
from openlab.kit.db import Page, paginate
from openlab.kit.errors import NotFoundError

PAGE_SIZE = 50


class JobState(StrEnum):
    """How a job stands; nothing of this is stored."""

    FAILED = "FAILED"  # given up after its last attempt
    RETRYING = "RETRYING"
    WAITING = "WAITING"
    DONE = "DONE"


def list_jobs(state: JobState, number: int) -> Page[OutboxJob]:
    """Return one page of the jobs in a state, newest first."""
    return paginate(db.session, select(OutboxJob).where(_is(state)).order_by(OutboxJob.id.desc()), number, PAGE_SIZE)


def count_jobs() -> dict[JobState, int]:
    """Count the jobs in each state."""
    return {
        state: db.session.scalar(select(func.count()).select_from(OutboxJob).where(_is(state))) or 0
        for state in JobState
    }


def oldest_waiting() -> datetime | None:
    """Return since when the oldest unfinished job has been there."""
    return db.session.scalar(select(func.min(OutboxJob.created_at)).where(OutboxJob.done_at.is_(None)))


def is_waiting(kind: str) -> bool:
    """Say whether a job of a kind is there that was neither done nor given up."""
    unfinished = (OutboxJob.done_at.is_(None), OutboxJob.attempts < MAX_ATTEMPTS, OutboxJob.kind == kind)
    return bool(db.session.scalar(select(exists().where(*unfinished))))


def get_failed_job(job_id: int) -> OutboxJob:
    """Return a job that was given up, or raise NotFoundError."""
    found = db.session.scalar(select(OutboxJob).where(OutboxJob.id == job_id, _is(JobState.FAILED)))
    if found is None:
        raise NotFoundError(kind="job")
    return found


def _is(state: JobState) -> ColumnElement[bool]:
    unfinished = OutboxJob.done_at.is_(None)
    return {
        JobState.DONE: OutboxJob.done_at.is_not(None),
        JobState.FAILED: unfinished & (OutboxJob.attempts >= MAX_ATTEMPTS),
        JobState.RETRYING: unfinished & (OutboxJob.attempts < MAX_ATTEMPTS) & OutboxJob.error.is_not(None),
        JobState.WAITING: unfinished & (OutboxJob.attempts < MAX_ATTEMPTS) & OutboxJob.error.is_(None),
    }[state]
