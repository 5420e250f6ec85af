import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from openlab.kit.tabular import (
    Limits,
    TabularError,
    TabularFault,
    read_rows,
)

COLUMNS = ["title", "price", "tags"]


def read(data, filename, **limits):
    stream = io.BytesIO(data if isinstance(data, bytes) else data.encode("utf-8"))
    return list(read_rows(stream, filename, Limits(**limits) if limits else None))


def fault_of(data, filename, **limits):
    with pytest.raises(TabularError) as caught:
        read(data, filename, **limits)
    return caught.value


def workbook(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def changed(data, name, text):
    """Return a workbook in which one part is replaced by a text."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, text if entry == name else old.read(entry))
    return out.getvalue()


def sheet_xml(rows):
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>'
    )


def inline(cell, text):
    return f'<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>'


# Reading CSV


@pytest.mark.parametrize(
    "data",
    [
        "제목,값\n주차,1\n".encode(),
        "\ufeff제목,값\r\n주차,1\r\n".encode(),
        "제목,값\n주차,1\n".encode("cp949"),
        "제목\t값\n주차\t1\n".encode("utf-16"),
        "제목;값\n주차;1\n".encode(),
        "\n\n제목,값\n주차,1\n\n".encode(),
        '"제목","값"\n"주차","1"\n'.encode(),
    ],
)
def test_csv_is_read_in_every_encoding_and_delimiter_that_offices_use(data):
    assert [row.values for row in read(data, "x.csv")] == [{"제목": "주차", "값": "1"}]


def test_csv_rows_are_numbered_as_a_spreadsheet_shows_them():
    assert [row.number for row in read("a,b\n1,2\n\n3,4\n", "x.csv")] == [2, 4]


def test_csv_cells_may_hold_delimiters_quotes_and_lines():
    assert read('a,b\n"x, ""y""\nz",2\n', "x.csv")[0].values == {"a": 'x, "y"\nz', "b": "2"}


def test_csv_delimiter_is_not_taken_from_inside_a_quoted_heading():
    assert read('"a;b;c",d\n1,2\n', "x.csv")[0].values == {"a;b;c": "1", "d": "2"}


def test_csv_missing_cells_are_none_and_empty_trailing_columns_do_not_count():
    assert read("a,b,,\n1\n2,,,\n", "x.csv")[0].values == {"a": "1", "b": None}


def test_a_row_with_more_cells_than_columns_is_one_bad_row():
    rows = read("a,b\n1,2,3\n4,5\n", "x.csv")
    assert rows[0].error.code is TabularFault.TOO_MANY_CELLS
    assert rows[1].values == {"a": "4", "b": "5"}


def test_a_broken_quote_is_one_bad_row_and_reading_goes_on():
    rows = read('a,b\n"x"y,2\n3,4\n', "x.csv")
    assert (rows[0].error.code, rows[0].error.row) == (TabularFault.BAD_QUOTES, 2)
    assert rows[1].values == {"a": "3", "b": "4"}


def test_an_endless_cell_is_a_bad_row():
    rows = read(f"a,b\n{'x' * 200_000},2\n3,4\n", "x.csv")
    assert rows[0].error.code is TabularFault.CELL_TOO_LONG
    assert rows[-1].values == {"a": "3", "b": "4"}


@pytest.mark.parametrize(
    ("data", "code", "row", "column"),
    [
        (b"", TabularFault.EMPTY_FILE, None, None),
        (b"  \n \r\n", TabularFault.EMPTY_FILE, None, None),
        ("\ufeff".encode(), TabularFault.EMPTY_FILE, None, None),
        (b",,\n,,\n", TabularFault.MISSING_HEADER, None, None),
        (b"a,,b\n1,2,3\n", TabularFault.EMPTY_HEADER, 1, None),
        ("제목,값, 제목 \n".encode(), TabularFault.DUPLICATE_COLUMN, 1, "제목"),
        (b"A,b,a\n", TabularFault.DUPLICATE_COLUMN, 1, "a"),
        (b"a,b\n1,\x00\n", TabularFault.NUL_BYTES, 2, None),
        (b"a,b\n\xff\xfe\xfd\n", TabularFault.UNKNOWN_ENCODING, None, None),
        (b"\xed\xa0\x80,b\n", TabularFault.UNKNOWN_ENCODING, None, None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", TabularFault.OLD_EXCEL, None, None),
        (b'"a,b\n1,2\n', TabularFault.BAD_QUOTES, 1, None),
    ],
)
def test_a_csv_that_cannot_be_read_says_why_and_where(data, code, row, column):
    fault = fault_of(data, "x.csv")
    assert (fault.code, fault.row, fault.column) == (code, row, column)


def test_utf8_with_one_broken_byte_is_not_taken_for_cp949():
    data = ("제목,설명\n" + "골목 주차 문제를 해결합니다,보행 안전\n" * 20).encode() + b"\xff\n"
    assert fault_of(data, "x.csv").code is TabularFault.UNKNOWN_ENCODING


# Reading JSON


def test_jsonl_keeps_types_and_numbers_lines():
    rows = read('{"a": "주차", "n": 3, "list": ["x", "y"], "none": null}\n\n{"a": " b ", "e": ""}\n', "x.jsonl")
    assert rows[0].values == {"a": "주차", "n": 3, "list": ["x", "y"], "none": None}
    assert (rows[1].number, rows[1].values) == (3, {"a": "b", "e": None})


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"a": 1', TabularFault.BAD_JSON),
        ("[1, 2]", TabularFault.NOT_AN_OBJECT),
        ('"text"', TabularFault.NOT_AN_OBJECT),
        ('{"a": NaN}', TabularFault.BAD_JSON),
        ('{"a": ' + "9" * 5000 + "}", TabularFault.BAD_JSON),
        ('{"a": ' + "[" * 100_000 + "}", TabularFault.BAD_JSON),
        ('{"a": 1, "a": 2}', TabularFault.DUPLICATE_COLUMN),
        ('{"a": "\\ud800"}', TabularFault.BAD_TEXT),
        ('{"a": [{"b": "x\\u0000"}]}', TabularFault.BAD_TEXT),
        ('{"\\ud800": 1}', TabularFault.BAD_TEXT),
        ('{"a": "' + "x" * 100_001 + '"}', TabularFault.CELL_TOO_LONG),
        ("{" + ",".join(f'"c{i}": 1' for i in range(201)) + "}", TabularFault.TOO_MANY_COLUMNS),
    ],
)
def test_a_broken_json_line_is_one_bad_row_and_reading_goes_on(line, code):
    rows = read('{"first": 1}\n' + line + '\n{"last": 1}\n', "x.jsonl")
    assert [row.values for row in rows] == [{"first": 1}, {}, {"last": 1}]
    assert (rows[1].number, rows[1].error.row, rows[1].error.code) == (2, 2, code)


def test_the_fault_of_a_surrogate_can_itself_be_written_out():
    column = read('{"\\ud800": 1}\n{"a": 1}', "x.jsonl")[0].error.column
    assert column.encode("utf-8")


def test_json_array_and_lines_under_the_same_ending():
    assert [row.values for row in read('[{"a": 1}, 5, {"a": 2}]', "x.json")] == [{"a": 1}, {}, {"a": 2}]
    assert [row.values for row in read('{"a": 1}\n{"a": 2}\n', "x.json")] == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize("text", ['[{"a": 1},\n {"a": }]', "[" * 100_000, "[NaN]"])
def test_a_broken_json_array_is_refused_as_a_whole(text):
    assert fault_of(text, "x.json").code is TabularFault.BAD_JSON


def test_a_broken_json_array_says_where():
    fault = fault_of('[{"a": 1},\n {"a": }]', "x.json")
    assert (fault.row, fault.params) == (2, {"position": 8})


# Reading XLSX


def test_xlsx_gives_what_excel_shows():
    half_past_nine = datetime(2026, 7, 1, 9, 30)  # noqa: DTZ001 - Excel knows no zones
    data = workbook(
        [
            ["제목", "예산", "날짜", "시각", "참"],
            ["주차", 180000000.0, date(2026, 7, 1), half_past_nine, True],
            [None, None, None, None, None],
            [" 보행 ", 0.5, None, None, ""],
        ]
    )
    rows = read(data, "x.xlsx")
    assert rows[0].values == {
        "제목": "주차",
        "예산": 180000000,
        "날짜": "2026-07-01",
        "시각": "2026-07-01T09:30:00",
        "참": True,
    }
    assert isinstance(rows[0].values["예산"], int)
    assert (rows[1].number, rows[1].values["제목"], rows[1].values["예산"]) == (4, "보행", 0.5)


def test_xlsx_is_known_by_its_bytes_whatever_its_name():
    assert read(workbook([["a"], [1]]), "x.csv")[0].values == {"a": 1}


def test_xlsx_reads_the_first_sheet_and_trims_columns_that_are_only_formatted():
    assert read(workbook([["a", "b", None, None], [1, 2, None, None]]), "x.xlsx")[0].values == {"a": 1, "b": 2}


def test_xlsx_with_a_formula_error_is_a_bad_row():
    rows = read(workbook([["a"], ["#N/A"], [1]]), "x.xlsx")
    assert rows[0].error.code is TabularFault.FORMULA_ERROR
    assert rows[1].values == {"a": 1}


def test_xlsx_that_lies_about_its_size_is_read_by_its_cells():
    cells = f'<row r="1">{inline("A1", "a")}</row><row r="3">{inline("A3", "x")}</row>'
    rows = read(changed(workbook([["a"]]), "xl/worksheets/sheet1.xml", sheet_xml(cells)), "x.xlsx")
    assert [(row.number, row.values) for row in rows] == [(3, {"a": "x"})]


def test_xlsx_with_a_row_number_beyond_excel_is_refused():
    cells = f'<row r="1">{inline("A1", "a")}</row><row r="999999999">{inline("A999999999", "x")}</row>'
    data = changed(workbook([["a"]]), "xl/worksheets/sheet1.xml", sheet_xml(cells))
    assert fault_of(data, "x.xlsx").code is TabularFault.TOO_MANY_ROWS


def test_xlsx_entities_are_refused():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>' + sheet_xml(
        f'<row r="1">{inline("A1", "&b;")}</row>'
    )
    data = changed(workbook([["a"]]), "xl/worksheets/sheet1.xml", bomb)
    assert fault_of(data, "x.xlsx").code is TabularFault.BROKEN_FILE


def test_xlsx_that_unpacks_to_too_much_is_refused_before_it_is_unpacked():
    bomb = changed(workbook([["a"]]), "xl/worksheets/sheet1.xml", sheet_xml(" " * 3_000_000))
    assert len(bomb) < 50_000
    assert fault_of(bomb, "x.xlsx", unpacked=2_000_000).code is TabularFault.FILE_TOO_LARGE


def chart_only():
    book = openpyxl.Workbook()
    book.create_chartsheet()
    del book["Sheet"]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 and nothing else",
        workbook([["a"], [1]])[:900],
        changed(workbook([["a"], [1]]), "xl/workbook.xml", "<not a workbook"),
        changed(
            workbook([["a"]]), "xl/worksheets/sheet1.xml", sheet_xml('<row r="1"><c r="A1" t="s"><v>99</v></c></row>')
        ),
        changed(workbook([["a"], [1]]), "xl/worksheets/sheet1.xml", "<worksheet><sheetData><row>"),
        changed(workbook([["a"], [1]]), "[Content_Types].xml", "<Types/>"),
        chart_only(),
        b"not a workbook at all",
    ],
)
def test_xlsx_that_is_broken_or_pretends_is_refused(data):
    assert fault_of(data, "x.xlsx").code is TabularFault.BROKEN_FILE


def test_xlsx_without_any_cell_has_no_header():
    assert fault_of(workbook([]), "x.xlsx").code is TabularFault.MISSING_HEADER


# Limits and formats


@pytest.mark.parametrize("filename", ["x.pdf", "x", "", "x.csv.exe"])
def test_an_unknown_ending_is_refused(filename):
    assert fault_of("a\n1\n", filename).code is TabularFault.UNKNOWN_FORMAT


def test_limits_hold_for_bytes_columns_and_rows():
    assert fault_of("a\n" + "1\n" * 100, "x.csv", bytes=50).code is TabularFault.FILE_TOO_LARGE
    assert fault_of(",".join(f"c{i}" for i in range(5)), "x.csv", columns=4).code is TabularFault.TOO_MANY_COLUMNS
    assert fault_of("a\n" + "1\n" * 4, "x.csv", rows=3).code is TabularFault.TOO_MANY_ROWS
    assert len(read("a\n" + "1\n" * 3, "x.csv", rows=3)) == 3


def test_a_fault_of_the_whole_file_shows_at_the_call_and_not_while_iterating():
    with pytest.raises(TabularError):
        read_rows(io.BytesIO(b"a,a\n1,2\n"), "x.csv")


def test_a_path_is_read_by_its_own_name(tmp_path):
    file = tmp_path / "needs.csv"
    file.write_text("a\n1\n", encoding="utf-8")
    assert [row.values for row in read_rows(file)] == [{"a": "1"}]


def test_a_table_with_a_header_alone_has_no_rows():
    assert read("a,b\n", "x.csv") == []
