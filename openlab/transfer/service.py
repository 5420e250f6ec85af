"""Take needs and solutions from files, and write them to files.

Every good row goes in, every bad one is reported with row, column and reason, and running twice does not double.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from sqlalchemy.exc import DataError, IntegrityError

from openlab import regions
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.identity.orgs import service as orgs
from openlab.identity.orgs.models import Organisation
from openlab.identity.orgs.states import OrganisationKind, SizeClass
from openlab.kit import tabular
from openlab.kit.db import transaction
from openlab.kit.errors import DomainError
from openlab.kit.policy import Actor
from openlab.kit.tabular import Row, TabularError
from openlab.matching.market import sync
from openlab.needs import service as needs
from openlab.needs.exchange import NeedRecord, need_row, parse_need
from openlab.needs.queries import needs_by_id, open_need_ids
from openlab.solutions import service as solutions
from openlab.solutions.exchange import SolutionRecord, parse_solution, solution_row
from openlab.solutions.queries import listed_ids, solutions_by_id
from openlab.transfer.report import Problem, Report, fault_sentence

BATCH = 100  # rows in one transaction
HEAD = 20  # rows whose columns tell what a file holds
NEED_MARKS = {"problem", "desired_outcome", "문제", "현황 및 문제점", "budget_max", "예산"}
SOLUTION_MARKS = {"summary", "description", "price_min", "trl", "firm", "기업", "요약", "technologies"}
WRITERS = {".jsonl": tabular.write_jsonl, ".csv": tabular.write_csv, ".xlsx": tabular.write_xlsx}
LIMITS = tabular.Limits(bytes=500 * 2**20, unpacked=2 * 2**30, rows=1_000_000)


@dataclass(frozen=True, slots=True)
class Kind:
    """How rows of one side are read and stored."""

    parse: Callable[[Mapping[str, Any]], Any]
    store: Callable[[Actor, Any], str]


def import_file(
    actor: Actor,
    path: Path,
    *,
    side: str | None = None,
    on_progress: Callable[[int], None] = lambda _rows: None,
) -> Report:
    """Import one file; the side is told by its name or its columns unless given.

    Rows are read as they are stored, a batch in one transaction, so that a file may be long: when it turns out to be
    broken in the middle, what stood before is in and the fault is reported.
    """
    report = Report()
    try:
        rows = tabular.read_rows(path, path.name, LIMITS)
        head = list(islice(rows, HEAD))
        kind, rows = KINDS[side or _guess_side(path, head)], chain(head, rows)
        while batch := list(islice(rows, BATCH)):
            with transaction(db.session), sync.gathered():
                for row in batch:
                    _take(actor, kind, path.name, row, report)
            on_progress(len(batch))
    except TabularError as error:
        report.add(Problem(path.name, error.row, error.column or "", fault_sentence(error)))
    return report


def export_rows(side: str) -> Iterator[dict[str, Any]]:
    """Return the public needs or solutions as rows of the exchange format, oldest first."""
    ids, load, row = (
        (open_need_ids(), needs_by_id, need_row) if side == "needs" else (listed_ids(), solutions_by_id, solution_row)
    )
    for start in range(0, len(ids), BATCH):
        things: Mapping[int, Any] = load(ids[start : start + BATCH])
        yield from (row(things[key]) for key in sorted(things))


def write_file(stream: IO[bytes], suffix: str, rows: Iterable[dict[str, Any]]) -> int:
    """Write rows as .jsonl, .csv or .xlsx; return how many."""
    listed = list(rows)
    columns = list(dict.fromkeys(name for row in listed for name in row))
    WRITERS[suffix](stream, columns, listed)
    return len(listed)


def _guess_side(path: Path, head: list[Row]) -> str:
    name = path.name.lower()
    for side in KINDS:
        if side in name:
            return side
    columns = {column for row in head for column in row.values}
    return "solutions" if len(columns & SOLUTION_MARKS) > len(columns & NEED_MARKS) else "needs"


def _take(actor: Actor, kind: Kind, file: str, row: Row, report: Report) -> None:
    """Store one row in a savepoint of its own, so that a bad one cannot harm its neighbours."""
    if row.error is not None:
        report.add(Problem(file, row.number, row.error.column or "", fault_sentence(row.error)))
        report.counts["refused"] += 1
        return
    parsed = kind.parse(row.values)
    for level, found in (("error", parsed.errors), ("warning", parsed.warnings)):
        report.add(*(Problem(file, row.number, one.column, str(one.message), level) for one in found))
    outcome = "refused"
    if parsed.record is not None:
        try:
            with db.session.begin_nested():
                outcome = kind.store(actor, parsed.record)
        except (DomainError, IntegrityError, DataError, ValueError) as error:
            sentence = str(error.message) if isinstance(error, DomainError) else _("저장할 수 없는 값이 있습니다.")
            report.add(Problem(file, row.number, "", sentence))
    report.counts[outcome] += 1


def _store_need(actor: Actor, record: NeedRecord) -> str:
    return needs.take_over(actor, record, organisation_id=_municipality(actor, record).id)[1]


def _store_solution(actor: Actor, record: SolutionRecord) -> str:
    return solutions.take_over(actor, record, organisation_id=_firm(actor, record).id)[1]


def _municipality(actor: Actor, record: NeedRecord) -> Organisation:
    """Return the body that owns an imported need: by name, else the municipality of its region, made when missing."""
    kind = OrganisationKind.OVERSEAS_CITY if record.foreign_city else OrganisationKind.MUNICIPALITY
    name = record.organisation or record.foreign_city
    if not name and record.region_code:
        name = regions.label(record.region_code, "ko")
    english = regions.label(record.region_code, "en") if record.region_code else ""
    return orgs.take_over(
        actor,
        kind,
        name or _("기관 미상"),
        region_code=record.region_code,
        name_en=english,
        foreign_city=record.foreign_city,
    )


def _firm(actor: Actor, record: SolutionRecord) -> Organisation:
    size = SizeClass(record.size_class) if record.size_class and record.size_class in SizeClass.__members__ else None
    return orgs.take_over(actor, OrganisationKind.COMPANY, record.firm or _("기업 미상"), size_class=size)


KINDS = {"needs": Kind(parse_need, _store_need), "solutions": Kind(parse_solution, _store_solution)}
