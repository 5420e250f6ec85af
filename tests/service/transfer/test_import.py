"""Needs and solutions from files: every good row goes in, every bad one is told by row, column and reason."""

import pytest
from sqlalchemy import func, select

from openlab.identity.orgs.models import Organisation
from openlab.jobs.models import OutboxJob
from openlab.kit import tabular
from openlab.kit.errors import ForbiddenError
from openlab.kit.policy import ANONYMOUS, SYSTEM
from openlab.needs.models import Need
from openlab.solutions.models import Solution
from openlab.transfer import report as reports
from openlab.transfer import service
from openlab.transfer.service import BATCH, HEAD, import_file
from tests.service.transfer.conftest import as_lines, need, solution


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def told(report):
    return [(problem.level, problem.row, problem.column) for problem in report.problems]


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".xlsx"])
def test_good_rows_of_any_kind_of_file_go_in(session, file, suffix):
    needs = import_file(SYSTEM, file(f"needs{suffix}", [need(1), need(2)]))
    solutions = import_file(SYSTEM, file(f"solutions{suffix}", [solution(1)]))

    assert (needs.counts["created"], solutions.counts["created"]) == (2, 1)
    assert needs.is_clean
    assert solutions.is_clean
    stored = session.scalar(select(Need).where(Need.exchange_id == "N1"))
    assert (stored.title, stored.category, stored.region_code, stored.status) == (
        "문제 1", "CRIME_DISASTER", "41290", "PUBLISHED")  # fmt: skip
    assert session.scalar(select(Solution)).status == "LISTED"


@pytest.mark.parametrize("side", ["needs", "solutions"])
def test_running_twice_does_not_double_anything(session, file, side):
    path = file(f"{side}.jsonl", [(need if side == "needs" else solution)(number) for number in range(3)])

    first, again = import_file(SYSTEM, path), import_file(SYSTEM, path)

    assert (first.counts["created"], again.counts["created"], again.counts["unchanged"]) == (3, 0, 3)
    assert count(session, Need) + count(session, Solution) == 3
    assert count(session, Organisation) == 1


def test_row_without_an_id_is_known_again_by_what_it_says(session, file):
    rows = [{**need(1), "id": ""}, {**need(2), "id": ""}]

    import_file(SYSTEM, file("needs.jsonl", rows))
    again = import_file(SYSTEM, file("needs.jsonl", rows))

    assert again.counts["unchanged"] == 2
    assert count(session, Need) == 2


def test_changed_row_is_updated_and_the_others_stay(session, file):
    import_file(SYSTEM, file("needs.jsonl", [need(1), need(2)]))

    again = import_file(SYSTEM, file("needs.jsonl", [need(1), need(2, title="새 제목")]))

    assert (again.counts["updated"], again.counts["unchanged"]) == (1, 1)
    assert session.scalar(select(Need.title).where(Need.exchange_id == "N2")) == "새 제목"


BAD = {
    "not JSON": ('{"id": "X"', ""),
    "no object": ("[1, 2]", ""),
    "no text": ({"id": "X"}, "title"),
    "amount": (need(9, budget_max="아주 많이"), "budget_max"),
    "period": (need(9, period_months=1000), "period_months"),
    "status": (need(9, status="FLYING"), ""),
    "lone surrogate": ('{"id": "X", "title": "\\ud800", "problem": "가"}', "title"),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_row_is_told_by_its_place_and_harms_no_neighbour(session, file, kind):
    row, column = BAD[kind]

    report = import_file(SYSTEM, file("needs.jsonl", as_lines([need(1), row, need(2)])))

    assert report.counts == {"created": 2, "updated": 0, "unchanged": 0, "refused": 1}
    assert [(level, number) for level, number, _ in told(report) if level == "error"] == [("error", 2)]
    problem = next(problem for problem in report.problems if problem.level == "error")
    assert problem.column == column
    assert problem.message.strip()
    assert not report.is_clean
    assert set(session.scalars(select(Need.exchange_id))) == {"N1", "N2"}


def test_row_of_a_spreadsheet_is_counted_as_people_see_it(session, file):
    report = import_file(SYSTEM, file("needs.csv", [need(1), need(2, budget_max="글쎄"), need(3)]))

    assert ("error", 3, "budget_max") in told(report)


def test_guess_is_told_as_a_warning_and_the_row_goes_in(session, file):
    report = import_file(SYSTEM, file("needs.jsonl", [need(1, category="하늘을 나는 일", mystery="?")]))

    assert report.is_clean
    assert {(level, column) for level, _, column in told(report)} == {("warning", "category"), ("warning", "mystery")}
    assert session.scalar(select(Need.category)) == "OTHER"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("needs.jsonl", ""),
        ("needs.csv", "\n\n"),
        ("needs.xlsx", "no workbook"),
        ("needs.pdf", "%PDF-1.7"),
        ("needs.csv", "id,id\n1,2\n"),
        ("needs.json", "[{]"),
        ("needs.csv", "가\x00나"),
    ],
)
def test_file_that_is_none_is_refused_with_a_sentence_and_nothing_goes_in(session, file, name, text):
    report = import_file(SYSTEM, file(name, text))

    assert not report.is_clean
    (problem,) = report.problems
    assert problem.file == name
    assert problem.message.strip()
    assert count(session, Need) == 0


@pytest.mark.parametrize(
    ("name", "row", "table"),
    [
        ("수요 목록.jsonl", need(1), Need),
        ("export.jsonl", need(1), Need),
        ("export.jsonl", solution(1), Solution),
        ("my-solutions.jsonl", need(1), Solution),
    ],
)
def test_side_is_told_by_the_name_else_by_the_columns(session, file, name, row, table):
    import_file(SYSTEM, file(name, [row]))

    assert count(session, table) == 1


def test_side_that_is_said_wins_over_the_name(session, file):
    import_file(SYSTEM, file("solutions.jsonl", [need(1)]), side="needs")

    assert count(session, Need) == 1


def test_needs_of_one_city_and_solutions_of_one_firm_share_their_organisation(session, file):
    import_file(SYSTEM, file("needs.jsonl", [need(1), need(2), need(3, region="서울특별시 종로구")]))
    import_file(SYSTEM, file("solutions.jsonl", [solution(1), solution(2, firm="두리소프트"), solution(3)]))

    names = set(session.scalars(select(Organisation.name)))
    assert len(names) == count(session, Organisation) == 4
    assert {"한빛기술", "두리소프트"} < names


def test_import_by_somebody_who_may_not_is_refused_and_nothing_goes_in(session, file):
    report_or_error = None
    try:
        report_or_error = import_file(ANONYMOUS, file("needs.jsonl", [need(1)]))
    except ForbiddenError as error:
        report_or_error = error

    assert count(session, Need) == 0
    assert isinstance(report_or_error, ForbiddenError) or not report_or_error.is_clean


def test_long_file_is_read_as_it_is_stored_never_as_a_whole(session, file, monkeypatch):
    path, read, seen = file("needs.jsonl", [need(number) for number in range(350)]), [], []

    def watched(*args):
        for row in tabular_read(*args):
            read.append(row.number)
            yield row

    tabular_read = tabular.read_rows
    monkeypatch.setattr(service.tabular, "read_rows", watched)
    report = import_file(SYSTEM, path, on_progress=lambda rows: seen.append((rows, len(read))))

    assert report.counts["created"] == 350
    assert sum(rows for rows, _ in seen) == 350
    stored = 0
    for rows, so_far in seen:
        stored += rows
        assert so_far <= stored + HEAD
        assert rows <= BATCH


def test_file_that_breaks_in_the_middle_keeps_what_stood_before(session, file, monkeypatch):
    path = file("needs.jsonl", [need(number) for number in range(150)])

    def breaking(*args):
        for row in tabular_read(*args):
            if row.number > 120:
                raise tabular.TabularError(tabular.TabularFault.BROKEN_FILE, row.number)
            yield row

    tabular_read = tabular.read_rows
    monkeypatch.setattr(service.tabular, "read_rows", breaking)
    report = import_file(SYSTEM, path)

    assert not report.is_clean
    assert report.problems[-1].row == 121
    assert count(session, Need) == report.counts["created"] == 100


def test_report_of_a_file_that_is_wrong_throughout_stays_short(session, file, monkeypatch):
    monkeypatch.setattr(reports, "MOST_PROBLEMS", 5)

    report = import_file(SYSTEM, file("needs.jsonl", as_lines(["{"] * 40)))

    assert (report.counts["refused"], report.errors, len(report.problems), report.left_out) == (40, 40, 5, 35)
    assert report.lines()[-1] == "… and 35 more"
    assert report.as_dict()["problems_left_out"] == 35


def test_import_leaves_one_job_a_batch_for_the_index(session, file):
    import_file(SYSTEM, file("needs.jsonl", [need(number) for number in range(120)]))

    jobs = list(session.scalars(select(OutboxJob).where(OutboxJob.kind == "matching.embed")))
    assert len(jobs) == 2
    assert sum(len(job.payload["ids"]) for job in jobs) == 120
