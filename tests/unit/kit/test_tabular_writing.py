"""What is written: safe against formulas, and read back as it was."""

import io
import json
import zipfile
from datetime import UTC, date, datetime
from enum import StrEnum

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openlab.kit.tabular import split_list, write_csv, write_jsonl, write_xlsx
from tests.unit.kit.test_tabular import COLUMNS, read


class Colour(StrEnum):
    RED = "red"


HOSTILE = ["=1+1", "+82-2-123", "-3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")']


def written(writer, rows, columns=COLUMNS):
    stream = io.BytesIO()
    writer(stream, columns, rows)
    return stream.getvalue()


def test_csv_opens_in_excel_and_guards_formulas():
    text = written(write_csv, [{"title": value, "price": -5} for value in HOSTILE]).decode("utf-8")
    assert text.startswith("\ufefftitle,price,tags\r\n")
    assert [row["title"][0] for row in csv_dicts(text)] == ["'"] * len(HOSTILE)
    assert {row["price"] for row in csv_dicts(text)} == {"-5"}


def csv_dicts(text):
    import csv

    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_xlsx_stores_formulas_as_text():
    data = written(write_xlsx, [{"title": value} for value in HOSTILE])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert {sheet.cell(row, 1).data_type for row in range(2, len(HOSTILE) + 2)} == {"s"}
    assert sheet.cell(2, 1).value == "=1+1"
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")


def test_xlsx_takes_what_excel_cannot_hold():
    data = written(write_xlsx, [{"title": "a\x00b\x1f\ud800", "price": "x" * 40_000}])
    row = read(data, "x.xlsx")[0].values
    assert (row["title"], len(row["price"])) == ("ab\ufffd", 32_767)


@pytest.mark.parametrize(("writer", "name"), [(write_csv, "x.csv"), (write_xlsx, "x.xlsx"), (write_jsonl, "x.jsonl")])
def test_what_is_written_reads_back(writer, name):
    rows = [
        {"title": "'=주차", "price": 1, "tags": ["x"]},
        {"title": '주차, "문제"\n골목', "price": 180000000, "tags": ["a", "b; c", "=d"]},
        {"title": "=1+1", "price": None, "tags": []},
    ]
    back = [row.values for row in read(written(writer, rows), name)]
    assert [row["title"] for row in back] == ["'=주차", '주차, "문제"\n골목', "=1+1"]
    assert int(back[1]["price"]) == 180000000
    assert back[2].get("price") is None
    assert [split_list(row.get("tags")) for row in back] == [["x"], ["a", "b; c", "=d"], []]


@pytest.mark.parametrize("writer", [write_csv, write_xlsx, write_jsonl])
def test_every_kind_of_value_can_be_written(writer):
    moment = datetime(2026, 7, 1, 9, tzinfo=UTC)
    values = [Colour.RED, date(2026, 7, 1), moment, True, 1.5, {"k": "값"}, ("a", Colour.RED), None]
    assert written(writer, [{"title": value} for value in values])


def test_csv_writes_values_as_people_read_them():
    values = [Colour.RED, date(2026, 7, 1), True, ["a", Colour.RED], {"k": "값"}]
    lines = csv_dicts(written(write_csv, [{"title": value} for value in values]).decode("utf-8"))
    assert [line["title"] for line in lines] == ["red", "2026-07-01", "true", "a; red", '{"k": "값"}']


def test_jsonl_leaves_out_what_has_no_value_and_what_was_not_asked_for():
    assert json.loads(written(write_jsonl, [{"title": "가", "price": None, "secret": 1}])) == {"title": "가"}


def test_jsonl_is_valid_utf8_even_for_lone_surrogates():
    assert written(write_jsonl, [{"title": "\ud800"}]).decode("utf-8") == '{"title": "\ufffd"}\n'


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        (None, []),
        ("", []),
        ("a; b ;; c", ["a", "b", "c"]),
        ("a\nb", ["a", "b"]),
        (["a ", None, 3], ["a", "3"]),
        ("a\\; b; c", ["a; b", "c"]),
        (7, ["7"]),
    ],
)
def test_lists_are_split(value, parts):
    assert split_list(value) == parts


PRINTABLE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30).map(str.strip)


PART = PRINTABLE.filter(lambda text: text and "\\" not in text)


@given(st.lists(st.tuples(PRINTABLE, st.lists(PART, max_size=3)), max_size=5))
def test_any_text_survives_csv(pairs):
    rows = [{"title": title, "price": 1, "tags": tags} for title, tags in pairs]
    back = read(written(write_csv, rows), "x.csv")
    kept = [(title or None, tags) for title, tags in pairs]
    assert [(row.values["title"], split_list(row.values["tags"])) for row in back] == kept
