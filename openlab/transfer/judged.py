"""Read a judged set from a folder, for `openlab evaluate`: the same parsers as the import."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from openlab.exchange import Parsed
from openlab.kit.tabular import Row, TabularError, read_rows
from openlab.matching.judging.evaluation import JudgedSet, read_judgements
from openlab.needs.exchange import parse_need
from openlab.solutions.exchange import parse_solution
from openlab.transfer.report import fault_sentence


def read_set(folder: Path) -> tuple[JudgedSet, list[str]]:
    """Return the set and one line for every row that could not be taken."""
    problems: list[str] = []
    needs = _records(folder / "needs.jsonl", parse_need, problems)
    solutions = _records(folder / "solutions.jsonl", parse_solution, problems)
    asked = (row.values for row in _rows(folder / "queries.jsonl", problems))
    queries = [(str(values["id"]), str(values["text"])) for values in asked if values.get("id") and values.get("text")]
    judged = JudgedSet(
        needs,
        solutions,
        queries,
        *(_judgements(folder / f"qrels_{name}.tsv", problems) for name in ("needs", "solutions", "queries")),
    )
    return judged, problems


def _records(path: Path, parse: Callable[[Any], Parsed[Any]], problems: list[str]) -> list[Any]:
    records = []
    for row in _rows(path, problems):
        parsed = parse(row.values)
        problems += [f"{path.name}, row {row.number}, {one.column}: {one.message}" for one in parsed.errors]
        if parsed.record is not None:
            records.append(parsed.record)
    return records


def _rows(path: Path, problems: list[str]) -> list[Row]:
    if not path.exists():
        return []
    try:
        rows = list(read_rows(path, path.name))
    except TabularError as error:
        problems.append(f"{path.name}: {fault_sentence(error)}")
        return []
    problems += [f"{path.name}, row {row.number}: {fault_sentence(row.error)}" for row in rows if row.error]
    return [row for row in rows if row.error is None]


def _judgements(path: Path, problems: list[str]) -> dict[str, dict[str, int]]:
    if not path.exists():
        return {}
    try:
        return read_judgements(path)
    except ValueError as error:
        problems.append(str(error))
        return {}
