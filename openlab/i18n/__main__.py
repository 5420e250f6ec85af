"""`python -m openlab.i18n fill FILE.json | check | prune`: keep the English catalogue complete."""

from pathlib import Path

import click

from openlab.i18n import catalogue


@click.group()
def main() -> None:
    """Keep the English catalogue complete."""


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def fill(file: Path) -> None:
    """Take English texts from a JSON file {korean: english or [one, many]}."""
    count, unused = catalogue.fill(file)
    click.echo(f"{count - len(unused)} texts taken")
    for key in unused:
        click.echo(f"not used in code or templates: {key}")


@main.command()
def check() -> None:
    """List messages without English; exit 1 when there are any."""
    lines = catalogue.problems()
    for line in lines:
        click.echo(line)
    raise SystemExit(1 if lines else 0)


@main.command()
def prune() -> None:
    """Drop messages that nothing uses any more."""
    click.echo(f"{catalogue.prune()} dropped")


main()
