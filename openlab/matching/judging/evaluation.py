"""Runs needs, solutions and typed queries through the engine that the pages use, and measures the answers.

Judgements map a query's id to graded items. A query's items are looked up among solutions first, then among needs.
Needs and solutions are asked twice: as pages show the answers, feasible ones first, and by the score alone, since
judgements that were made from texts alone count as good what the first order rightly sets back.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from openlab.matching.engine import Engine, Match
from openlab.matching.judging.metrics import Grades, interval, ndcg, recall, reciprocal_rank
from openlab.matching.scoring.fusion import Mode
from openlab.matching.text import (
    Document,
    Facts,
    NeedLike,
    Side,
    SolutionLike,
    document_from_need,
    document_from_solution,
    query_document,
)

RUN_DEPTH = 100
DEVELOPMENT_SET = Path(__file__).parent.parent / "data" / "judged"  # the team's own; never trained on
T = TypeVar("T")

Judgements = Mapping[str, Grades]
Reading = Callable[[Document], Document]  # what of a document is read


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """Records and, where present, judgements; queries are (id, text) pairs."""

    needs: Sequence[NeedLike]
    solutions: Sequence[SolutionLike]
    queries: Sequence[tuple[str, str]] = ()
    judged_needs: Judgements = field(default_factory=dict)
    judged_solutions: Judgements = field(default_factory=dict)
    judged_queries: Judgements = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over judged queries, with the 95 % interval of nDCG@10."""

    count: int
    ndcg10: float
    ndcg10_low: float
    ndcg10_high: float
    recall20: float
    mrr: float


@dataclass(frozen=True, slots=True)
class Run:
    """One list of answers: ranked (item, score) by query, its figures overall and by language pair ("ko→en")."""

    name: str
    ranked: Mapping[str, Sequence[tuple[str, float]]]
    infeasible_in_top_ten: int
    overall: Figures | None = None
    by_language: Mapping[str, Figures] = field(default_factory=dict)
    by_fit: Figures | None = None  # ordered by the score alone; None for typed queries, which know no limits
    misplaced_in_top_ten: int = 0  # of the infeasible ones, those that stand above a feasible one


def evaluate(
    judged: JudgedSet,
    engine: Engine,
    mode: Mode = "hybrid",
    *,
    reading: Reading = lambda document: document,
    on_progress: Callable[[int], None] = lambda _asked: None,
) -> list[Run]:
    """Fill an empty engine with the set, ask everything, and return the runs "needs", "solutions" and "queries".

    `reading` may narrow what is read of needs and solutions; `on_progress` hears how many more were asked.
    """
    needs = [reading(document_from_need(need)) for need in judged.needs]
    solutions = [reading(document_from_solution(solution)) for solution in judged.solutions]
    engine.upsert([*needs, *solutions])
    lang_of = {document.id: document.lang for document in (*needs, *solutions)}
    reverse = judged.judged_solutions or turned(judged.judged_needs)
    told = partial(_told, on_progress)
    runs = []
    for name, asking, side, grades in (
        ("needs", needs, Side.SOLUTIONS, judged.judged_needs),
        ("solutions", solutions, Side.NEEDS, reverse),
    ):
        pairs = [(document.id, document) for document in asking]
        run = _measured(_run(name, engine, told(pairs), (side,), mode), grades, lang_of, lang_of)
        if run.overall is not None:
            with _by_fit(engine):
                other = _run(name, engine, [one for one in pairs if one[0] in grades], (side,), mode)
            run = replace(run, by_fit=_measured(other, grades, lang_of, lang_of).overall)
        runs.append(run)
    queries = [(key, query_document(text)) for key, text in judged.queries]
    if queries:
        sides = (Side.SOLUTIONS, Side.NEEDS) if _asks_needs(judged, solutions) else (Side.SOLUTIONS,)
        asked = {key: document.lang for key, document in queries}
        runs.append(
            _measured(_run("queries", engine, told(queries), sides, mode), judged.judged_queries, asked, lang_of)
        )
    return runs


@contextmanager
def _by_fit(engine: Engine) -> Iterator[None]:
    """Let an engine order by the score alone."""
    before = engine.trial
    engine.trial = replace(before, feasible_first=False)
    try:
        yield
    finally:
        engine.trial = before


def only(fields: Collection[str]) -> Reading:
    """Return a reading of a few text fields alone, as written: no keywords, no translation, no facts.

    `description` of a need is its problem, since that is what its description is called there.
    """
    wanted = {*fields, *({"problem"} if "description" in fields else ())}

    def read(document: Document) -> Document:
        return replace(
            document,
            title=document.title if "title" in wanted else "",
            title_other="",
            passages=tuple(one for one in document.passages if one.field in wanted),
            other_passages=(),
            keywords=document.keywords if "keywords" in wanted else (),
            facts=Facts(),
        )

    return read


def _told(on_progress: Callable[[int], None], queries: Iterable[T]) -> Iterator[T]:
    """Pass things on one by one and tell of each once it has been dealt with."""
    for query in queries:
        yield query
        on_progress(1)


def turned(judgements: Judgements) -> dict[str, dict[str, int]]:
    """Return judgements seen from the other side: item by query."""
    reverse: dict[str, dict[str, int]] = {}
    for query, grades in judgements.items():
        for item, grade in grades.items():
            reverse.setdefault(item, {})[query] = grade
    return reverse


def read_judgements(path: Path) -> dict[str, dict[str, int]]:
    """Read a TSV of `query_id, item_id, grade` with a header line; a malformed line raises ValueError."""
    judgements: dict[str, dict[str, int]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if number == 1 or not line.strip():
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) < 3 or not cells[2].lstrip("-").isdigit():
            raise ValueError(f"{path.name}, line {number}: expected query_id, item_id, grade")
        judgements.setdefault(cells[0], {})[cells[1]] = int(cells[2])
    return judgements


def write_run(run: Run, folder: Path, tag: str = "openlab") -> Path:
    """Write a run in TREC form (`qid Q0 docid rank score tag`) to FOLDER/NAME.run and return its path."""
    lines = [
        f"{query} Q0 {item} {rank} {score:.6f} {tag}"
        for query, ranked in run.ranked.items()
        for rank, (item, score) in enumerate(ranked, start=1)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{run.name}.run"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def summary(runs: Iterable[Run]) -> dict[str, Any]:
    """Return the figures as plain data for JSON."""
    return {
        run.name: {
            "overall": _plain(run.overall),
            "by_language": {pair: _plain(figures) for pair, figures in run.by_language.items()},
            "by_fit": _plain(run.by_fit),
            "infeasible_in_top_ten": run.infeasible_in_top_ten,
            "misplaced_in_top_ten": run.misplaced_in_top_ten,
        }
        for run in runs
    }


def _run(name: str, engine: Engine, queries: Iterable[tuple[str, Document]], sides: Sequence[Side], mode: Mode) -> Run:
    ranked: dict[str, list[tuple[str, float]]] = {}
    infeasible = misplaced = 0
    for key, query in queries:
        found = [match for side in sides for match in engine.match(query, side, RUN_DEPTH, mode)]
        if len(sides) > 1:
            found.sort(key=lambda match: -match.score)
        infeasible += sum(not match.feasible for match in found[:10])
        last = max((at for at, match in enumerate(found) if match.feasible), default=0)
        misplaced += sum(not match.feasible for match in found[: min(last, 10)])
        ranked[key] = _descending(found)
    return Run(name, ranked, infeasible, misplaced_in_top_ten=misplaced)


def _descending(found: Sequence[Match]) -> list[tuple[str, float]]:
    """Return ids with scores that fall with the rank, since readers of run files sort by score.

    Infeasible items may score above the feasible ones that stand before them; they are lowered by a whole unit.
    """
    return [(match.id, match.score if match.feasible else match.score - 1.0) for match in found]


def _asks_needs(judged: JudgedSet, solutions: Sequence[Document]) -> bool:
    known = {document.id for document in solutions}
    return any(item not in known for grades in judged.judged_queries.values() for item in grades)


def _measured(run: Run, judgements: Judgements, asked: Mapping[str, str], lang_of: Mapping[str, str]) -> Run:
    judged = {query: grades for query, grades in judgements.items() if any(grade > 0 for grade in grades.values())}
    if not judged:
        return run
    pairs = sorted({(asked[query], lang_of[item]) for query in judged if query in asked for item in lang_of})
    by_language = {}
    for source, target in pairs:
        part = {
            query: {item: grade for item, grade in grades.items() if lang_of.get(item) == target}
            for query, grades in judged.items()
            if asked.get(query) == source
        }
        items = {query: [item for item, _ in run.ranked[query] if lang_of.get(item) == target] for query in part}
        by_language[f"{source}→{target}"] = _figures(items, part)
    whole = {query: [item for item, _ in run.ranked.get(query, ())] for query in judged}
    kept = {pair: figures for pair, figures in by_language.items() if figures.count}
    return replace(run, overall=_figures(whole, judged), by_language=kept)


def _figures(ranked: Mapping[str, Sequence[str]], judged: Judgements) -> Figures:
    """Average over the queries that have a relevant item."""
    asked = [query for query, grades in judged.items() if any(grade > 0 for grade in grades.values())]
    gains = [ndcg(ranked[query], judged[query]) for query in asked]
    low, high = interval(gains)
    count = max(len(asked), 1)
    return Figures(
        len(asked),
        sum(gains) / count,
        low,
        high,
        sum(recall(ranked[query], judged[query]) for query in asked) / count,
        sum(reciprocal_rank(ranked[query], judged[query]) for query in asked) / count,
    )


def _plain(figures: Figures | None) -> dict[str, float] | None:
    if figures is None:
        return None
    return {name: getattr(figures, name) for name in Figures.__dataclass_fields__}
