"""Enqueue work inside a transaction, and do what is due.

A job is claimed by moving its `due_at` in a transaction of its own, so two workers never hold the same one, and a
worker that dies gives it back after the lease.  Handlers must be safe to repeat.
"""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import select, update

from openlab.extensions import db
from openlab.jobs.models import MAX_ATTEMPTS, OutboxJob
from openlab.kit import clock
from openlab.kit.db import after_commit, rollback, transaction

Handler = Callable[[dict[str, Any]], None]
LEASE = timedelta(minutes=5)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class JobKind:
    """How one kind of job is done; see `handles`."""

    handler: Handler
    outside: bool
    forget: bool


_kinds: dict[str, JobKind] = {}
_wake: list[Callable[[int], None]] = []
_daily: list[Callable[[], object]] = []
_each_minute: list[Callable[[], object]] = []


def handles(kind: str, *, outside: bool = False, forget: bool = False) -> Callable[[Handler], Handler]:
    """Register the function that does a kind of job; it runs in a writing transaction of its own.

    `outside`: it talks to the network and touches no table, so no transaction may wait for it.
    `forget`: its payload holds secrets (a link in a mail) and is dropped once the job is done.
    """

    def register(handler: Handler) -> Handler:
        _kinds[kind] = JobKind(handler, outside, forget)
        return handler

    return register


def wake_with(wake: Callable[[int], None]) -> None:
    """Set who is told about a new job after the commit (the queue of the worker)."""
    _wake[:] = [wake]


def every_day(task: Callable[[], object]) -> None:
    """Let the worker call a task once a day, in a writing transaction of its own; naming it twice is once."""
    if task not in _daily:
        _daily.append(task)


def run_daily() -> None:
    """Do the daily tasks; one that fails is logged and harms no other."""
    for task in tuple(_daily):
        try:
            with transaction(db.session):
                task()
        except Exception:  # a worker lives on whatever one task does
            log.exception("daily task failed", task=getattr(task, "__qualname__", repr(task)))


def every_minute(task: Callable[[], object]) -> None:
    """Let the worker call a task each minute; it opens transactions of its own.  Naming it twice is once."""
    if task not in _each_minute:
        _each_minute.append(task)


def run_each_minute() -> None:
    """Do the tasks of each minute; one that fails is logged and harms no other."""
    for task in tuple(_each_minute):
        try:
            task()
        except Exception:  # a worker lives on whatever one task does
            log.exception("task of the minute failed", task=getattr(task, "__qualname__", repr(task)))


def enqueue(kind: str, **payload: Any) -> None:
    """Write a job to the outbox; it stands or falls with the present transaction."""
    if kind not in _kinds:
        raise KeyError(f"no handler for job kind {kind!r}")
    moment = clock.now()
    job = OutboxJob(kind=kind, payload=payload, created_at=moment, due_at=moment)
    db.session.add(job)
    db.session.flush()
    job_id = job.id
    after_commit(db.session, lambda: _wake_worker(job_id))


def due_jobs(limit: int = 100) -> list[int]:
    """Return the ids of jobs that should run now, oldest first."""
    waiting = select(OutboxJob.id).where(
        OutboxJob.done_at.is_(None), OutboxJob.due_at <= clock.now(), OutboxJob.attempts < MAX_ATTEMPTS
    )
    return list(db.session.scalars(waiting.order_by(OutboxJob.id).limit(limit)))


def run(job_id: int) -> bool:
    """Do one job if it is still due; return whether it was done now."""
    if not _claim(job_id):
        return False
    try:
        _do(job_id)
    except Exception:  # a worker lives on whatever one job does; the trace is kept with the job
        log.exception("job failed", job_id=job_id)
        _note_failure(job_id, traceback.format_exc(limit=5))
        return False
    return True


def _wake_worker(job_id: int) -> None:
    for wake in _wake:
        wake(job_id)


def _do(job_id: int) -> None:
    job = db.session.get_one(OutboxJob, job_id)
    kind, payload = _kinds[job.kind], dict(job.payload)
    if kind.outside:
        rollback(db.session)
        kind.handler(payload)
    with transaction(db.session):
        if not kind.outside:
            kind.handler(payload)
        job = db.session.get_one(OutboxJob, job_id)
        job.done_at, job.error = clock.now(), None
        job.payload = {} if kind.forget else job.payload


def retry(job: OutboxJob) -> None:
    """Give a job that was given up new attempts, from now on."""
    job.attempts, job.due_at, job.error = 0, clock.now(), None
    db.session.flush()


def drain(limit: int = 10_000) -> int:
    """Do everything that is due, for commands that run without a worker; return how many were done."""
    done = 0
    while (waiting := due_jobs()) and done < limit:
        done += sum(run(job_id) for job_id in waiting)
    return done


def _claim(job_id: int) -> bool:
    moment = clock.now()
    with transaction(db.session):
        claim = update(OutboxJob).where(
            OutboxJob.id == job_id,
            OutboxJob.done_at.is_(None),
            OutboxJob.due_at <= moment,
            OutboxJob.attempts < MAX_ATTEMPTS,
        )
        claimed = db.session.execute(claim.values(due_at=moment + LEASE, attempts=OutboxJob.attempts + 1))
        return bool(claimed.rowcount)  # type: ignore[attr-defined]


def _note_failure(job_id: int, trace: str) -> None:
    with transaction(db.session):
        job = db.session.get_one(OutboxJob, job_id)
        job.error = trace
        job.due_at = clock.now() + timedelta(seconds=2**job.attempts)
