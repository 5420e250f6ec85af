"""Import and export: what is said, and with which exit code."""

import json

import pytest

from openlab.kit.tabular import read_rows
from tests.cli.conftest import is_one_line

NEED = {"id": "N1", "title": "지하차도 침수", "problem": "비가 오면 물이 찬다."}


@pytest.fixture
def file(tmp_path):
    """Return a function that writes lines to a file."""

    def write(name, *lines):
        path = tmp_path / name
        path.write_text(
            "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8"
        )
        return path

    return write


def test_import_of_good_files_is_clean_and_again_changes_nothing(openlab, data):
    first = openlab("import", data / "needs.jsonl", data / "solutions.jsonl")
    again = openlab("import", data / "needs.jsonl", data / "solutions.jsonl")

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert first.stdout.splitlines()[0] == "needs.jsonl: 30 created, 0 updated, 0 unchanged, 0 refused"
    assert again.stdout.splitlines()[1] == "solutions.jsonl: 0 created, 0 updated, 60 unchanged, 0 refused"


def test_import_with_bad_rows_tells_them_and_exits_with_one(openlab, file):
    answer = openlab("import", file("needs.jsonl", NEED, "{", {**NEED, "id": "N3", "budget_max": "x"}))

    assert answer.exit_code == 1
    assert "1 created" in answer.stdout
    assert "error: needs.jsonl, row 2: " in answer.stderr
    assert "error: needs.jsonl, row 3, budget_max: " in answer.stderr


def test_import_tells_problems_in_english(openlab, file):
    answer = openlab("import", file("needs.jsonl", "{"))

    assert answer.stderr.isascii()


def test_import_for_programs_is_json_alone(openlab, file):
    answer = openlab("import", "--json", file("needs.jsonl", NEED, "{"))

    (report,) = json.loads(answer.stdout)
    assert answer.exit_code == 1
    assert (report["file"], report["created"], report["refused"]) == ("needs.jsonl", 1, 1)
    assert [(problem["row"], problem["level"]) for problem in report["problems"]] == [(2, "error")]


@pytest.mark.parametrize("name", ["needs.pdf", "needs.xlsx", "needs.csv", "needs.jsonl"])
def test_import_of_a_file_that_is_none_exits_with_one(openlab, file, name):
    answer = openlab("import", file(name, ""))

    assert answer.exit_code == 1
    assert f"error: {name}: " in answer.stderr


def test_import_goes_on_with_the_next_file(openlab, file):
    answer = openlab("import", file("broken.xlsx", "x"), file("needs.jsonl", NEED))

    assert answer.exit_code == 1
    assert "needs.jsonl: 1 created" in answer.stdout


def test_import_of_a_folder_is_wrong_use(openlab, tmp_path):
    assert openlab("import", tmp_path).exit_code == 2


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".xlsx", ".CSV"])
@pytest.mark.parametrize(("side", "count"), [("needs", 30), ("solutions", 60)])
def test_export_writes_each_kind_of_file(filled, tmp_path, side, count, suffix):
    path = tmp_path / f"out{suffix}"

    answer = filled("export", side, path)

    assert answer.exit_code == 0
    rows = list(read_rows(path, path.name))
    assert answer.stdout == f"{path}: {len(rows)} {side}\n"
    assert count - 5 < len(rows) <= count


def test_export_under_another_name_is_wrong_use(openlab, tmp_path):
    assert is_one_line(openlab("export", "needs", tmp_path / "needs.pdf"), 2)


def test_export_into_a_folder_that_is_not_there_stops_with_one_line(openlab, tmp_path):
    assert is_one_line(openlab("export", "needs", tmp_path / "nowhere" / "needs.csv"), 2)


def test_export_that_fails_leaves_the_old_file_whole(openlab, tmp_path, monkeypatch):
    path = tmp_path / "needs.csv"
    path.write_text("old")

    def fail(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("openlab.transfer.service.write_file", fail)

    assert is_one_line(openlab("export", "needs", path), 2)
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.glob("*.part")] == []


def test_empty_market_exports_an_empty_file(openlab, tmp_path):
    answer = openlab("export", "needs", tmp_path / "needs.jsonl")

    assert (answer.exit_code, (tmp_path / "needs.jsonl").read_text()) == (0, "")
