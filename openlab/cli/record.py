"""Commands about the record of who did what: audit."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from openlab.cli.base import application, settings_or_stop, stop

if TYPE_CHECKING:
    from openlab.audit.verifying import Verdict

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SENTENCES = {
    "FORGED_HEAD": "head {number} is not signed with this key",
    "BROKEN_HEADS": "head {number} does not follow the one before",
    "MISSING_ROW": "the record was cut off: the row that head {number} ends with is gone",
    "OTHER_ROW": "the record was written anew: the row that head {number} ends with is another one",
    "OTHER_COUNT": "rows were taken out or put in before head {number}",
}


@click.group()
def audit() -> None:
    """Check the record of who did what."""


@audit.command()
@click.option("--heads", type=FILE, help="Compare with a copy of heads.jsonl that was kept elsewhere.")
@click.option("--key", type=FILE, help="Check the heads with this public key, as published, not the folder's own.")
def verify(heads: Path | None, key: Path | None) -> None:
    """Recompute the chain of the record and compare it with its signed heads; exit 1 when something is wrong."""
    from openlab.audit.heads import HeadFolder, HeadsError, read_heads, read_public_key
    from openlab.audit.verifying import verify as check

    settings = settings_or_stop()
    folder = HeadFolder(settings.home)
    try:
        known = read_heads(heads) if heads else folder.read()
        public = read_public_key(key) if key else folder.public_key()
    except HeadsError as error:
        stop(str(error))
    with application(settings):
        verdict = check(known, public)
    for line in _lines(verdict):
        click.echo(line)
    raise SystemExit(1 if verdict.findings else 0)


@audit.command()
def head() -> None:
    """Sign what the record looks like now and print it, before a backup, say; the worker does it every hour."""
    from openlab.audit.heads import HeadFolder

    settings = settings_or_stop()
    with application(settings):
        folder = HeadFolder(settings.home)
        newest = folder.write() or folder.last()
    click.echo(newest.line if newest else "the record is empty")


def _lines(verdict: "Verdict") -> list[str]:
    broken = verdict.broken_at
    lines = ["the record is whole" if broken is None else f"the record breaks at row {broken}"]
    lines += [SENTENCES[one.flaw].format(number=one.number) for one in verdict.findings if one.flaw in SENTENCES]
    if verdict.heads:
        lines.append(f"{verdict.covered} of {verdict.records} rows stand under {verdict.heads} signed heads")
    return lines
