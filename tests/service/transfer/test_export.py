"""What is exported comes back the same on import elsewhere."""

from io import BytesIO
from pathlib import Path

import pytest

from openlab.demo.content import DATA
from openlab.kit.policy import SYSTEM
from openlab.kit.tabular import read_rows
from openlab.needs.exchange import parse_need
from openlab.solutions.exchange import parse_solution
from openlab.transfer.service import WRITERS, export_rows, import_file, write_file
from tests.builders import make_need, make_solution
from tests.service.transfer.conftest import need, solution

PARSERS = {"needs": parse_need, "solutions": parse_solution}


def exported(side, suffix):
    stream = BytesIO()
    count = write_file(stream, suffix, export_rows(side))
    stream.seek(0)
    return count, stream


@pytest.mark.parametrize("suffix", list(WRITERS))
@pytest.mark.parametrize("side", ["needs", "solutions"])
def test_export_of_the_demonstration_comes_back_unchanged(session, tmp_path, side, suffix):
    import_file(SYSTEM, Path(str(DATA)) / f"{side}.jsonl")
    count, stream = exported(side, suffix)
    path = tmp_path / f"{side}{suffix}"
    path.write_bytes(stream.getvalue())

    again = import_file(SYSTEM, path)

    assert again.is_clean, again.lines()[:5]
    assert count == again.counts["unchanged"] + again.counts["updated"] > 20
    texts = {}
    for name in (path, Path(str(DATA)) / f"{side}.jsonl"):
        for row in read_rows(name, name.name):
            record = PARSERS[side](row.values).record
            texts.setdefault(record.id, []).append(
                (record.title, record.category, record.lang, dict(record.translation))
            )
    both = [pair for pair in texts.values() if len(pair) == 2]
    assert len(both) == count
    assert all(first == second for first, second in both)


@pytest.mark.parametrize("suffix", list(WRITERS))
def test_second_export_is_the_first(session, tmp_path, suffix):
    import_file(SYSTEM, Path(str(DATA)) / "needs.jsonl")
    rows = list(export_rows("needs"))
    path = tmp_path / f"needs{suffix}"
    with path.open("wb") as stream:
        write_file(stream, suffix, rows)

    import_file(SYSTEM, path)

    assert list(export_rows("needs")) == rows


def test_export_holds_what_is_public_and_nothing_else(session):
    make_need(status="PUBLISHED", title="공개", contact="02-123-4567"), make_need(title="초안")
    make_solution(status="LISTED", title="등록"), make_solution(title="초안")

    needs, solutions = list(export_rows("needs")), list(export_rows("solutions"))

    assert ([row["title"] for row in needs], [row["title"] for row in solutions]) == (["공개"], ["등록"])
    assert "02-123-4567" not in str(needs)


@pytest.mark.parametrize("suffix", list(WRITERS))
def test_export_of_an_empty_market_is_a_file_of_no_rows(session, suffix):
    assert exported("needs", suffix)[0] == 0


@pytest.mark.parametrize("title", ["=1+1", "+82", "@x", "-5", "가;나", '따옴표 " 안', "줄\n바꿈", "'홑"])
@pytest.mark.parametrize("suffix", list(WRITERS))
def test_text_that_looks_like_something_else_comes_back_as_it_was(session, tmp_path, suffix, title):
    make_need(status="PUBLISHED", title="제목", problem=title)
    _count, stream = exported("needs", suffix)

    (row,) = read_rows(stream, f"needs{suffix}")

    assert parse_need(row.values).record.problem == title


def test_rows_of_both_sides_name_their_owners(session, file):
    import_file(SYSTEM, file("needs.jsonl", [need(1)]))
    import_file(SYSTEM, file("solutions.jsonl", [solution(1)]))

    assert next(export_rows("needs"))["organisation"]
    assert next(export_rows("solutions"))["firm"] == "한빛기술"
