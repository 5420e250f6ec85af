"""`python -m tests.benchmarks [--only start,words] [--quick]`: measure and print a table."""

import json
import math
import os
import platform
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from tests.benchmarks import beside, desk, importing, matching, searching, serving, sizes, workers
from tests.benchmarks.figure import Figure

SETS: dict[str, Callable[[], Iterator[Figure]]] = {
    "start": serving.start,
    "pages": serving.pages,
    "visible": serving.visible,
    "browse": serving.browse,
    "desk": desk.desk,
    "words": searching.words,
    "vectors": searching.vectors,
    "engine": searching.engine,
    "import": importing.importing,
    "nearest": beside.nearest,
    "ahead": beside.ahead,
    "request": matching.request,
    "pairs": matching.pairs,
    "encoding": matching.encoding,
    "workers": workers.workers,
}
OUT = Path("var/bench")
HEAD = ("| | what | data | p50 | p99 | unit | goal | beside |", "|---|---|---|--:|--:|---|---|---|")


@click.command()
@click.option("--only", default="", help=f"Some of {', '.join(SETS)}, separated by commas; all when left out.")
@click.option("--quick", is_flag=True, help="Markets of 10,000 and 100,000 only, without a million.")
def main(only: str, quick: bool) -> None:
    """Measure on this machine, as it is loaded now, over the loopback only."""
    if quick:
        os.environ[beside.QUICK] = "1"
    wanted = [name.strip() for name in only.split(",") if name.strip()] or list(SETS)
    if unknown := set(wanted) - set(SETS):
        raise click.BadParameter(f"unknown: {', '.join(sorted(unknown))}", param_hint="--only")
    sizes.tidy()
    for line in HEAD:
        click.echo(line)
    figures = []
    for name in wanted:
        for figure in SETS[name]():
            figures.append(figure)
            click.echo(figure.row())
    write(figures)


def write(figures: list[Figure]) -> None:
    """Write the table as Markdown and JSON, with what it was measured on."""
    OUT.mkdir(parents=True, exist_ok=True)
    head = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "machine": platform.platform(),
    }
    rows = [_plain(figure) for figure in figures]
    (OUT / "table.json").write_text(json.dumps({**head, "figures": rows}, ensure_ascii=False, indent=2) + "\n")
    title = f"# Performance, {head['at']}, {head['cores']} cores, load {head['load']:.1f}"
    (OUT / "table.md").write_text("\n".join([title, "", *HEAD, *(figure.row() for figure in figures), ""]))


def _plain(figure: Figure) -> dict[str, Any]:
    """Return a figure for JSON, which knows neither NaN nor the infinite."""
    values = asdict(figure) | {"verdict": figure.verdict}
    return {key: None if isinstance(one, float) and not math.isfinite(one) else one for key, one in values.items()}


main()
