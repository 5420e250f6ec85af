"""Commands about what ranking weighs: rank list, fit, compare, adopt, rollback."""

from typing import Any

import click

from openlab.cli.base import application, say_json, sentences
from openlab.kit.ids import MAX_ID

VERSION = click.IntRange(0, MAX_ID)
NOTE = click.option("--note", default="", help="Why, for those who look later.")


@click.group()
def rank() -> None:
    """Learn what counts in a score from opinions; compare, adopt and take back versions of the weights."""


@rank.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
@sentences
def list_(as_json: bool) -> None:
    """List the versions of the weights, the one in use marked; 0 is the documented one."""
    from openlab.matching.queries import newest, weights_of
    from openlab.matching.scoring.weights import as_data
    from openlab.quality.queries import versions

    with application():
        used = newest().weights
        rows = [
            {"version": one.id, "used": one.id == used, "made_at": one.made_at, "note": one.note, **one.weights}
            for one in versions()
        ]
        rows.append({"version": 0, "used": used == 0, "made_at": None, "note": "documented", **as_data(weights_of(0))})
    if as_json:
        say_json(rows)
        return
    for row in rows:
        made = f"{row['made_at']:%Y-%m-%d %H:%M}" if row["made_at"] else "–"
        sign, text = "*" if row["used"] else " ", f"text {row['text_share']:.3f}"
        click.echo(f"{sign} {row['version']:>4}  {made:<16}  {text}  {row['note']}")


@rank.command()
@NOTE
@sentences
def fit(note: str) -> None:
    """Make a version of the weights from the opinions given so far and measure it; nothing is ranked by it yet."""
    from openlab.extensions import db
    from openlab.kit.db import transaction
    from openlab.kit.policy import SYSTEM
    from openlab.quality import measuring, service
    from openlab.quality.queries import get_version

    with application():
        with transaction(db.session):
            number = service.learn(SYSTEM, note).id
        measuring.judge({"version": number})
        row = get_version(number)
        click.echo(f"version {number}, from {row.how['examples']} opinions; {row.how['held_out']} kept for comparing")
        for side, one in row.how["sides"].items():
            told = ", ".join(f"{name} {value:.2f}" for name, value in one["coefficients"].items())
            click.echo(f"  {side}: {one['count']} opinions of {one['people']} people: {told}")
    click.echo(f"look at it with `openlab rank compare 0 {number}`, use it with `openlab rank adopt {number}`")


@rank.command()
@click.argument("first", type=VERSION)
@click.argument("second", type=VERSION)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
@sentences
def compare(first: int, second: int, as_json: bool) -> None:
    """Measure the versions FIRST and SECOND on the development set and on opinions that nobody learned from."""
    from openlab.quality import measuring

    with application():
        found = measuring.compare(first, second)
    if as_json:
        say_json(found)
        return
    click.echo(f"{'':<34} {first:>9} {second:>9}")
    for run in ("needs", "solutions"):
        for order, label in (("overall", "as shown"), ("by_fit", "by fit alone")):
            cells = (one["judged"][run][order]["ndcg10"] for one in found)
            click.echo(f"{f'{run}, nDCG@10 {label}':<34} " + " ".join(f"{cell:>9.3f}" for cell in cells))
    shares = (one["held_out"]["right_order"] for one in found)
    cells_text = " ".join(f"{'–' if share is None else f'{share:.3f}':>9}" for share in shares)
    click.echo(f"{'held-out pairs in the right order':<34} {cells_text}   ({found[0]['held_out']['pairs']} pairs)")


@rank.command()
@click.argument("version", type=VERSION)
@NOTE
@sentences
def adopt(version: int, note: str) -> None:
    """Rank by VERSION from the next question on, in every process; 0 is the documented one."""
    _change(lambda service, actor: service.adopt(actor, version, note))
    click.echo(f"version {version} is in use")


@rank.command()
@sentences
def rollback() -> None:
    """Take the last adoption back."""
    click.echo(f"version {_change(lambda service, actor: service.roll_back(actor))} is in use again")


def _change(act: Any) -> Any:
    from openlab.extensions import db
    from openlab.kit.db import transaction
    from openlab.kit.policy import SYSTEM
    from openlab.quality import service

    with application(), transaction(db.session):
        return act(service, SYSTEM)
