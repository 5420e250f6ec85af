"""Commands that move data: import, export."""

from pathlib import Path

import click

from openlab.cli.base import application, progress, say_json, stop

SIDES = click.Choice(["needs", "solutions"])


@click.command(name="import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--side", type=SIDES, help="What the rows are; told by file name or columns when left out.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
def import_(files: tuple[Path, ...], side: str | None, as_json: bool) -> None:
    """Take needs and solutions from FILES (JSONL, CSV, XLSX).

    Good rows go in, bad rows are reported with row, column and reason; running twice does not double.
    """
    from openlab.jobs.service import drain
    from openlab.kit.policy import SYSTEM
    from openlab.transfer.service import import_file

    reports = []
    with application():
        for path in files:
            with progress(path.name) as advance:
                reports.append(import_file(SYSTEM, path, side=side, on_progress=advance))
        drain()
    if as_json:
        say_json([{"file": path.name, **report.as_dict()} for path, report in zip(files, reports, strict=True)])
    else:
        for path, report in zip(files, reports, strict=True):
            for line in report.lines():
                click.echo(line, err=True)
            click.echo(f"{path.name}: " + ", ".join(f"{count} {name}" for name, count in report.counts.items()))
    raise SystemExit(0 if all(report.is_clean for report in reports) else 1)


@click.command()
@click.argument("side", type=SIDES)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(side: str, file: Path) -> None:
    """Write the public needs or solutions to FILE (.jsonl, .csv or .xlsx), ready for import elsewhere."""
    from openlab.transfer.service import WRITERS, export_rows, write_file

    suffix = file.suffix.lower()
    if suffix not in WRITERS:
        stop(f"{file.name}: choose a name that ends in {', '.join(WRITERS)}")
    draft = file.with_name(f".{file.name}.part")  # a file that is there stays whole until the new one is
    with application():
        try:
            with draft.open("wb") as stream:
                count = write_file(stream, suffix, export_rows(side))
            draft.replace(file)
        except OSError as error:
            stop(f"{file} cannot be written ({error.strerror})")
        finally:
            draft.unlink(missing_ok=True)
    click.echo(f"{file}: {count} {side}")
