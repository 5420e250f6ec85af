"""The worker: huey carries job ids from the outbox to threads, and a sweep each minute catches what was missed."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from huey import Huey, MemoryHuey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer

from openlab.config import Settings
from openlab.jobs import service


def make_queue(settings: Settings, *, immediate: bool = False) -> Huey:
    """Return the queue: in memory for tests, SQLite in the home folder, PostgreSQL or Redis by OPENLAB_QUEUE_URL."""
    if immediate:
        return MemoryHuey("openlab", immediate=True, utc=True)
    if settings.queue_url is None:
        return SqliteHuey("openlab", filename=str(settings.home / "queue.db"), fsync=False)
    if settings.queue_url.startswith("postgresql"):
        return PostgresHuey("openlab", dsn=settings.queue_url)
    return RedisHuey("openlab", url=settings.queue_url)


def bind(app: Flask, queue: Huey) -> None:
    """Define the queue's tasks for this application and let new outbox rows wake the worker."""

    @queue.task()  # type: ignore[untyped-decorator]
    def run_job(job_id: int) -> bool:
        with app.app_context():
            return service.run(job_id)

    @queue.periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator]
    def sweep() -> None:
        with app.app_context():
            service.run_each_minute()
            service.drain()

    # 04:10 in Korea; huey reckons in UTC
    @queue.periodic_task(crontab(hour="19", minute="10"))  # type: ignore[untyped-decorator]
    def daily() -> None:
        with app.app_context():
            service.run_daily()

    app.extensions["openlab.queue"] = queue
    service.wake_with(_waker(run_job))


def _waker(task: Callable[[int], Any]) -> Callable[[int], None]:
    def wake(job_id: int) -> None:
        task(job_id)

    return wake


def make_consumer(app: Flask, *, workers: int = 2) -> Consumer:
    """Return the consumer; `start()` it in the main thread, since it sets signal handlers."""
    queue: Huey = app.extensions["openlab.queue"]
    consumer: Consumer = queue.create_consumer(
        workers=workers, initial_delay=0.05, backoff=1.2, max_delay=0.25, periodic=True, check_worker_health=True
    )
    return consumer
