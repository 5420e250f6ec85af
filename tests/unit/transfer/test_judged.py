"""Judged sets read from a folder, with a line for every row that could not be taken."""

import json

import pytest

from openlab.kit.tabular import TabularFault
from openlab.transfer.judged import read_set
from openlab.transfer.report import FAULTS

NEED = {"id": "N1", "title": "지하차도 침수", "problem": "물이 찬다."}
SOLUTION = {"id": "S1", "title": "수위 감지", "summary": "물이 차면 알린다."}


@pytest.fixture
def folder(tmp_path):
    """Return a function that fills a folder with files."""

    def fill(**files):
        for name, text in files.items():
            stem, _, suffix = name.rpartition("_")
            (tmp_path / f"{stem}.{suffix}").write_text(text, encoding="utf-8")
        return tmp_path

    return fill


def lines(*rows):
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)


def test_whole_set_is_read_without_complaint(folder):
    judged, problems = read_set(folder(
        needs_jsonl=lines(NEED), solutions_jsonl=lines(SOLUTION), queries_jsonl=lines({"id": "Q1", "text": "침수"}),
        qrels_needs_tsv="query_id\titem_id\tgrade\nN1\tS1\t3\n", qrels_queries_tsv="q\ti\tg\nQ1\tS1\t2\n",
    ))  # fmt: skip

    assert problems == []
    assert [need.id for need in judged.needs] == ["N1"]
    assert [one.id for one in judged.solutions] == ["S1"]
    assert judged.queries == [("Q1", "침수")]
    assert (judged.judged_needs, judged.judged_solutions, judged.judged_queries) == (
        {"N1": {"S1": 3}}, {}, {"Q1": {"S1": 2}})  # fmt: skip


def test_missing_files_are_empty_parts(folder):
    judged, problems = read_set(folder())

    assert (problems, judged.needs, judged.solutions, judged.queries, judged.judged_needs) == ([], [], [], [], {})


def test_bad_rows_are_told_and_the_good_ones_stay(folder):
    judged, problems = read_set(folder(
        needs_jsonl=lines(NEED, {"id": "N2"}) + "\n{\n" + lines({**NEED, "id": "N4", "budget_max": "글쎄"}),
        solutions_jsonl=lines(SOLUTION), queries_jsonl=lines({"id": "Q1"}),
    ))  # fmt: skip

    assert [need.id for need in judged.needs] == ["N1"]
    assert len(problems) == 3
    assert all(problem.startswith("needs.jsonl, row ") for problem in problems)
    assert any(problem.startswith("needs.jsonl, row 4, budget_max: ") for problem in problems)
    assert judged.queries == []


@pytest.mark.parametrize("text", ["", "\x00", "nonsense\n"])
def test_file_that_is_none_is_told(folder, text):
    judged, problems = read_set(folder(needs_jsonl=text, solutions_jsonl=lines(SOLUTION)))

    assert judged.needs == []
    assert problems


@pytest.mark.parametrize("text", ["h\nN1\tS1\n", "h\nN1\tS1\tgood\n"])
def test_malformed_judgement_is_told_with_its_line(folder, text):
    judged, problems = read_set(folder(needs_jsonl=lines(NEED), qrels_needs_tsv=text))

    assert judged.judged_needs == {}
    assert problems == ["qrels_needs.tsv, line 2: expected query_id, item_id, grade"]


def test_every_fault_of_a_file_has_a_sentence():
    assert set(FAULTS) == set(TabularFault)
