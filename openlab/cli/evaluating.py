"""The command that measures: evaluate."""

from pathlib import Path
from typing import Any

import click

from openlab.cli.base import application, progress, say_json, sentences, stop

MODES = click.Choice(["hybrid", "dense", "lexical"])
TEXTS = ("title", "problem", "desired_outcome", "affected", "site", "constraints", "summary", "description", "keywords")
TEXT_HELP = f"Read these texts alone, and no facts: title,description and so on ({', '.join(TEXTS)})."
BY_FIT = """
“as shown” puts pairs that break a limit (budget, region, readiness) below all others, as the pages do; “by fit alone”
orders by the score. Judgements made from the texts alone call such pairs good, so they punish the first order for what
it does on purpose: compare engines by the second."""


@click.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write TREC runs to this folder.")
@click.option("--model", help="Encoder by name or folder; the shipped model by default.")
@click.option("--mode", type=MODES, default="hybrid", show_default=True, help="Meaning and words, or one alone.")
@click.option("--text", "fields", help=TEXT_HELP)
@click.option("--ablations", is_flag=True, help="Measure again with one part of the engine left out at a time.")
@click.option("--record", is_flag=True, help="Measure the site's own model and weights and keep the figures.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
@sentences
def evaluate(folder: Path | None, record: bool, as_json: bool, ablations: bool, **asked: Any) -> None:
    """Run a judged set through the engine and print nDCG@10, recall@20 and MRR.

    FOLDER holds needs.jsonl and solutions.jsonl, perhaps queries.jsonl and qrels_*.tsv; without it the team's
    development set is taken.  No database is needed, but for --record.
    """
    from openlab.matching.judging.evaluation import DEVELOPMENT_SET, summary

    folder = folder or DEVELOPMENT_SET
    if record:
        if ablations or asked["model"] or asked["fields"] is not None or asked["out"] or asked["mode"] != "hybrid":
            stop("--record measures the site as it is: leave out --model, --mode, --text, --out and --ablations")
        figures = _recorded(folder)
    else:
        runs, others = _measured(folder, ablations=ablations, **asked)
        figures = summary(runs)
        if others:
            figures["ablations"] = {name: summary(one) for name, one in others.items()}
    if as_json:
        say_json(figures)
    else:
        _print_figures(figures)


def _measured(
    folder: Path, *, out: Path | None, model: str | None, mode: Any, fields: str | None, ablations: bool
) -> tuple[list[Any], dict[str, list[Any]]]:
    from openlab.matching.encoder import load_encoder
    from openlab.matching.engine import Engine
    from openlab.matching.judging.ablations import QUIET, VARIANTS, ablate
    from openlab.matching.judging.evaluation import evaluate as run_evaluation
    from openlab.matching.judging.evaluation import only, write_run

    reading = {"reading": only(_fields(fields))} if fields is not None else {}
    judged = _read(folder)
    asked = len(judged.needs) + len(judged.solutions) + len(judged.queries)
    encoder = load_encoder(model)
    with progress("evaluate", asked * (1 + len(VARIANTS) * ablations)) as advance:
        runs = run_evaluation(judged, Engine(encoder, trial=QUIET), mode, on_progress=advance, **reading)
        others = ablate(judged, encoder, on_progress=advance) if ablations else {}
    for run in runs:
        if out:
            write_run(run, out, tag=f"openlab-{mode}")
    return runs, others


def _read(folder: Path) -> Any:
    from openlab.transfer.judged import read_set

    judged, problems = read_set(folder)
    for line in problems:
        click.echo(line, err=True)
    if not judged.needs or not judged.solutions:
        stop(f"{folder}: needs.jsonl and solutions.jsonl with at least one good row each are needed")
    return judged


def _fields(text: str) -> set[str]:
    fields = {one.strip() for one in text.split(",") if one.strip()}
    if not fields or fields - set(TEXTS):
        stop(f"--text: {', '.join(sorted(fields - set(TEXTS))) or 'nothing'} is none of {', '.join(TEXTS)}")
    return fields


def _recorded(folder: Path) -> dict[str, Any]:
    from openlab.quality.measuring import record_judged
    from openlab.quality.states import Cause

    _read(folder)
    with application():
        return dict(record_judged(Cause.COMMAND, folder))


def _print_figures(figures: dict[str, Any]) -> None:
    click.echo(f"{'run':<10} {'pairs':<12} {'n':>4} {'nDCG@10':>8} {'95% interval':>16} {'recall@20':>10} {'MRR':>6}")
    for name in ("needs", "solutions", "queries"):
        if name in figures:
            _print_run(name, figures[name])
    if any(one.get("by_fit") for one in figures.values()):
        click.echo(BY_FIT)
    if "ablations" in figures:
        _print_ablations(figures["ablations"])


def _print_run(name: str, run: dict[str, Any]) -> None:
    if run["overall"] is None:
        click.echo(f"{name:<10} not judged")
        return
    for label, one in [("as shown", run["overall"]), ("by fit alone", run["by_fit"]), *run["by_language"].items()]:
        if one:
            click.echo(
                f"{name:<10} {label:<12} {one['count']:>4} {one['ndcg10']:>8.3f} {one['ndcg10_low']:>7.3f} – "
                f"{one['ndcg10_high']:.3f} {one['recall20']:>10.3f} {one['mrr']:>6.3f}"
            )
    infeasible, misplaced = run["infeasible_in_top_ten"], run["misplaced_in_top_ten"]
    click.echo(f"{name:<10} infeasible in the top ten: {infeasible}, of them above a feasible one: {misplaced}")


def _print_ablations(ablations: dict[str, Any]) -> None:
    click.echo(f"\n{'nDCG@10':<28} {'needs':>16} {'solutions':>16} {'queries':>8}")
    click.echo(f"{'':<28} {'shown':>8}{'by fit':>8} {'shown':>8}{'by fit':>8}")
    for name, runs in ablations.items():
        pairs = (f"{_cell(runs, run, 'overall')}{_cell(runs, run, 'by_fit')}" for run in ("needs", "solutions"))
        click.echo(f"{name:<28} {' '.join(pairs)} {_cell(runs, 'queries', 'overall')}")


def _cell(runs: dict[str, Any], run: str, order: str) -> str:
    figures = (runs.get(run) or {}).get(order)
    return f"{figures['ndcg10']:>8.3f}" if figures else f"{'–':>8}"
