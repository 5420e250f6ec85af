"""`python -m tests.reliability [--only R5,R20] [--long]`: print the scoreboard; exit 1 when a line does not hold."""

import json
import platform
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from tests.reliability import index, kills, lost_updates, migrations
from tests.reliability.line import Line, Verdict

LINES = (kills.LINE, lost_updates.LINE, index.LINE, migrations.LINE)
OUT = Path("var/reliability")


@click.command()
@click.option("--only", default="", help="Names of lines, separated by commas; all when left out.")
@click.option("--long", "is_long", is_flag=True, help="Run as often as a release asks for.")
def main(only: str, is_long: bool) -> None:
    """Measure what is promised, each line beside a broken variant that must fail."""
    wanted = {name.strip().upper() for name in only.split(",") if name.strip()}
    if unknown := wanted - {line.name for line in LINES}:
        raise click.BadParameter(f"unknown: {', '.join(sorted(unknown))}", param_hint="--only")
    verdicts = [judge(line, is_long) for line in LINES if not wanted or line.name in wanted]
    write(verdicts, is_long)
    raise SystemExit(0 if all(verdict.passed for verdict in verdicts) else 1)


def judge(line: Line, is_long: bool) -> Verdict:
    """Run a line and its control, and print the outcome."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="openlab-") as folder:
        real = line.measure(Path(folder), is_long)
    with tempfile.TemporaryDirectory(prefix="openlab-") as folder:
        control = line.control(Path(folder), is_long)
    verdict = Verdict(line.name, line.promise, line.limit, real, control, round(time.perf_counter() - start, 1))
    click.echo(str(verdict))
    return verdict


def write(verdicts: list[Verdict], is_long: bool) -> None:
    """Write the scoreboard as Markdown and JSON."""
    OUT.mkdir(parents=True, exist_ok=True)
    head = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "form": "long" if is_long else "short",
            "python": platform.python_version(), "machine": platform.platform()}  # fmt: skip
    lines = [verdict.as_dict() for verdict in verdicts]
    (OUT / "scoreboard.json").write_text(json.dumps({**head, "lines": lines}, ensure_ascii=False, indent=2) + "\n")
    rows = [f"| {verdict.name} | {verdict.promise} | {verdict.real.value} | {verdict.limit} "
            f"| {'PASS' if verdict.passed else 'FAIL'} | {verdict.control.value} | {verdict.seconds:.0f} s |"
            for verdict in verdicts]  # fmt: skip
    title = f"# Scoreboard, {head['form']} form, {head['at']}"
    table = ["| # | promise | figure | limit | | control (must fail) | took |", "|---|---|---|---|---|---|---|", *rows]
    (OUT / "scoreboard.md").write_text("\n".join([title, "", *table, ""]))


main()
