"""Commands that serve: demo, serve, worker, init-db."""

import os
import shutil
import signal
import socket
from typing import Any, NoReturn

import click

from openlab.app import Openlab, create_app
from openlab.cli.base import migrate_or_stop, settings_or_stop, stop
from openlab.config import Settings
from openlab.kit import memory


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--reset", is_flag=True, help="Throw away what was entered and start anew.")
def demo(host: str, port: int, reset: bool) -> None:
    """Seed the demonstration and serve it, with one-click sign-in for each role."""
    from openlab.demo import seed

    os.environ["OPENLAB_DEMO"] = "1"
    os.environ.setdefault("OPENLAB_BASE_URL", f"http://{host}:{port}")
    settings = settings_or_stop()
    _require_free(host, port)
    if reset:
        _wipe(settings)
    app = _ready(settings)
    with app.app_context():
        seed.sow()
    _serve(app, host, port, threads=8)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64), help="Requests at a time.")
@click.option("--worker/--no-worker", default=True, show_default=True, help="Run the job worker in this process too.")
def serve(host: str, port: int, threads: int, worker: bool) -> None:
    """Serve one installation from one process.

    For several processes run gunicorn 'openlab.app:served()' and, beside it, openlab worker.
    """
    settings = settings_or_stop()
    _require_free(host, port)
    _serve(_ready(settings), host, port, threads, worker=worker)


@click.command()
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1, 32), help="Jobs at a time.")
def worker(threads: int) -> None:
    """Do the jobs of the outbox: mail, index, reminders."""
    from openlab.jobs.worker import make_consumer

    make_consumer(_ready(settings_or_stop()), workers=threads).run()


@click.command(name="init-db")
def init_db() -> None:
    """Bring the database to the newest schema; safe to run again."""
    from openlab import schema

    migrate_or_stop(settings_or_stop())
    click.echo(f"schema {schema.newest()}")


def _ready(settings: Settings) -> Openlab:
    from openlab.matching.market import change

    migrate_or_stop(settings)
    app = create_app(settings)
    with app.app_context():
        change.adopt()
    return app


def _serve(app: Openlab, host: str, port: int, threads: int, *, worker: bool = True) -> None:
    """Start the worker's threads from the main thread (they set signal handlers), then serve."""
    from waitress.server import create_server

    from openlab.jobs.worker import make_consumer

    consumer: Any = make_consumer(app) if worker else None
    if consumer:
        consumer.start()
    signal.signal(signal.SIGTERM, _leave)  # the consumer set its own, which would stop its threads and leave the server
    with app.app_context():
        app.extensions["openlab.matching"].refresh()
    memory.settle()
    server = create_server(app, host=host, port=port, threads=threads, ident="openlab")
    click.echo(f"openlab is ready at http://{host}:{port}")
    try:
        server.run()
    finally:
        server.close()
        if consumer:
            consumer.stop(graceful=False)


def _leave(_number: int, _frame: object) -> NoReturn:
    raise SystemExit(0)


def _require_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            stop(f"port {port} of {host} is taken ({error.strerror}); choose another with --port")


def _wipe(settings: Settings) -> None:
    """Remove what the demonstration wrote; only its own files, and only in its own home."""
    if not settings.database_url.startswith("sqlite"):
        stop("--reset only empties the demonstration's own SQLite database, not the one of DATABASE_URL")
    for path in settings.home.glob("openlab.db*"):
        path.unlink()
    for path in settings.home.glob("queue.db*"):
        path.unlink()
    for folder in (settings.files_dir, settings.outbox_dir, settings.home / "index"):
        shutil.rmtree(folder, ignore_errors=True)
