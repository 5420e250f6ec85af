"""Files of needs and solutions as people send them."""

import json

import pytest

from openlab.kit.tabular import write_csv, write_jsonl, write_xlsx

WRITERS = {".jsonl": write_jsonl, ".csv": write_csv, ".xlsx": write_xlsx}


def need(number, **changes):
    """Return a row of a need."""
    return {"id": f"N{number}", "title": f"문제 {number}", "problem": "비가 오면 물이 찬다.",
            "category": "CRIME_DISASTER", "region": "경기도 과천시", **changes}  # fmt: skip


def solution(number, **changes):
    """Return a row of a solution."""
    return {"id": f"S{number}", "title": f"솔루션 {number}", "summary": "물이 차면 알립니다.", "firm": "한빛기술",
            "category": "CRIME_DISASTER", "price_min": 10_000_000, "trl": 8, **changes}  # fmt: skip


@pytest.fixture
def file(tmp_path):
    """Return a function that writes rows (or plain text) to a file and gives its path."""

    def write(name, rows):
        path = tmp_path / name
        if isinstance(rows, str):
            path.write_text(rows, encoding="utf-8")
            return path
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with path.open("wb") as stream:
            WRITERS[path.suffix](stream, columns, rows)
        return path

    return write


def as_lines(rows):
    """Return rows as JSONL text; what is text already stays as it is."""
    return "\n".join(row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
