"""What the commands share: the application, its errors as sentences, progress bars."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from itertools import count
from typing import Any, NoReturn, ParamSpec, TypeVar

import click

from openlab.app import Openlab, create_app
from openlab.config import ConfigError, Settings
from openlab.i18n import set_locale
from openlab.kit.errors import DomainError, InvalidInputError

P = ParamSpec("P")
R = TypeVar("R")


def settings_or_stop() -> Settings:
    """Return the settings, or stop with the line that says what is wrong with them."""
    try:
        return Settings.from_env()
    except ConfigError as error:
        stop(str(error))


def migrate_or_stop(settings: Settings) -> None:
    """Bring the database to the newest schema, or stop with the line that says why it cannot be reached."""
    from sqlalchemy.exc import SQLAlchemyError

    from openlab import schema

    try:
        schema.migrate(settings.database_url)
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        stop(f"DATABASE_URL: the database cannot be used ({reason})")


@contextmanager
def application(settings: Settings | None = None, *, migrate: bool = True) -> Iterator[Openlab]:
    """Open the application for a command, with the newest schema; the command speaks English."""
    settings = settings or settings_or_stop()
    if migrate:
        migrate_or_stop(settings)
    set_locale("en")
    app = create_app(settings)
    with app.app_context():
        yield app


def sentences(command: Callable[P, R]) -> Callable[P, R]:
    """Turn errors that the caller can mend into one line: exit code 2 for values that do not fit, else 1."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except DomainError as error:
            click.echo(f"openlab: {error.message or _plain(error)}", err=True)
            sys.exit(2 if isinstance(error, InvalidInputError) else 1)

    return run


def _plain(error: DomainError) -> str:
    """Return an error without a sentence of its own as 'not found: need'."""
    return ": ".join([error.code.replace("-", " "), *(str(value) for value in error.facts.values())])


def stop(line: str) -> NoReturn:
    """Say what is wrong with the call or the settings and exit with 2."""
    click.echo(f"openlab: {line}", err=True)
    raise SystemExit(2)


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Show on standard error how far a long work is; the body calls what it gets with the number of steps done.

    `total` is None where the end is not known; what is no terminal sees the label only.
    """
    steps: Iterable[int] = count() if total is None else range(total)
    with click.progressbar(steps, label=label, show_pos=True, file=sys.stderr) as bar:
        yield bar.update


def say_json(value: Any) -> None:
    """Print a value as JSON for a program."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
