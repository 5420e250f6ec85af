"""Commands about matching: match, reindex."""

from collections.abc import Iterator
from typing import Any, NoReturn

import click

from openlab.cli.base import application, progress, say_json, sentences, stop
from openlab.kit.ids import MAX_ID

SIDES = click.Choice(["solutions", "needs"])
IDS = click.IntRange(1, MAX_ID)
MODES = click.Choice(["hybrid", "dense", "lexical"])


@click.command()
@click.option("--need", "need_id", type=IDS, help="Rank the solutions for this need.")
@click.option("--solution", "solution_id", type=IDS, help="Rank the needs for this solution.")
@click.option("--text", help="Rank what suits this sentence.")
@click.option("--side", type=SIDES, default="solutions", show_default=True, help="What --text looks for.")
@click.option("--top", type=click.IntRange(1, 100), default=10, show_default=True, help="How many.")
@click.option("--mode", type=MODES, default="hybrid", show_default=True, help="Meaning and words, or one alone.")
@click.option(
    "--lang", type=click.Choice(["ko", "en"]), default="ko", show_default=True, help="Language of the reasons."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
@sentences
def match(lang: str, as_json: bool, **asked: Any) -> None:
    """Print a ranked list with reasons, from the same code as the pages."""
    from openlab.i18n import set_locale

    if sum(asked[name] is not None for name in ("need_id", "solution_id", "text")) != 1:
        stop("give exactly one of --need, --solution and --text")
    with application() as app:
        set_locale(lang)
        found = _ask(app.extensions["openlab.matching"], **asked)
        if app.extensions["openlab.matching"].words_only:
            click.echo("openlab: the model fails, so this is found by words alone", err=True)
        if as_json:
            say_json([_as_row(one) for one in found])
        else:
            _print(found)


def _ask(
    index: Any, *, need_id: int | None, solution_id: int | None, text: str | None, side: str, **how: Any
) -> list[Any]:
    from openlab.kit.policy import SYSTEM
    from openlab.matching import service
    from openlab.matching.text import Side
    from openlab.needs.queries import get_need
    from openlab.solutions.queries import get_solution

    if need_id is not None:
        return service.match_need(index, get_need(SYSTEM, need_id), **how)
    if solution_id is not None:
        return service.match_solution(index, get_solution(SYSTEM, solution_id), **how)
    return service.match_text(index, text or "", Side(side), **how)


def _as_row(found: Any) -> dict[str, Any]:
    from openlab.api.schemas import match_out

    return match_out(found, f"/{found.side}/{found.item.id}").model_dump()


def _print(found: list[Any]) -> None:
    for one in found:
        row = _as_row(one)
        mark = "" if row["feasible"] else "  (조건에 맞지 않음 / does not fit)"
        click.echo(f"{row['rank']:>3}. {row['score']:.3f}  #{row['id']} {row['title']}{mark}")
        for reason in row["reasons"]:
            click.echo(f"       {reason}")
    if not found:
        click.echo("nothing found")


@click.command()
@click.option("--check", is_flag=True, help="Only read every byte of the snapshots and set aside what is damaged.")
@sentences
def reindex(check: bool) -> None:
    """Bring the index in line with the database, compute missing vectors, take another model over; safe at any time."""
    from openlab.matching.encoder import EncoderError
    from openlab.matching.market import change, sync, upkeep

    with application() as app:
        index = app.extensions["openlab.matching"]
        if check:
            _tell(index.check())
        change.adopt()
        try:
            done, total = _followed("reindex", sync.catch_up())
            _followed("other model", change.advance())
        except EncoderError as error:
            click.echo(f"openlab: the index is in line, but vectors are missing: {error}", err=True)
            raise SystemExit(1) from error
        upkeep.fill_mirror()
        index.rebuild()
        model = index.encoder.model_id
    click.echo(f"{done} of {total} things indexed with {model}")


def _tell(damaged: list[str]) -> NoReturn:
    """Say which snapshots were damaged; a running server makes new ones from the database."""
    for line in damaged:
        click.echo(f"set aside: {line}", err=True)
    click.echo(f"{len(damaged)} damaged" if damaged else "every snapshot is whole")
    raise SystemExit(1 if damaged else 0)


def _followed(label: str, steps: Iterator[tuple[int, int]]) -> tuple[int, int]:
    """Run a long work to its end behind a progress bar; return its last (done, total)."""
    begun = next(steps, None)
    if begun is None:
        return 0, 0
    done, total = begun
    with progress(label, total) as advance:
        advance(done)
        for reached, _total in steps:
            advance(reached - done)
            done = reached
    return done, total
