"""Tables in: JSONL, JSON, CSV and XLSX read row by row with coded errors; the writers are offered here too."""

import csv
import io
import json
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path, PurePath
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml import DEFUSEDXML

from openlab.kit.tabular_out import LONE_SURROGATE, write_csv, write_jsonl, write_xlsx

__all__ = [
    "Limits",
    "Row",
    "TabularError",
    "TabularFault",
    "read_rows",
    "split_list",
    "write_csv",
    "write_jsonl",
    "write_xlsx",
]

_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_LIST_BREAK = re.compile(r"(?<!\\)[;\n]")
_XLSX_ROWS = 1_048_576  # Excel's own limit
# What openpyxl raises on files that are no workbooks, or are made to look like one.
_BROKEN_XLSX = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)


class TabularFault(StrEnum):
    """What can be wrong with a file or a row; the caller has the words for it."""

    EMPTY_FILE = "empty-file"
    FILE_TOO_LARGE = "file-too-large"
    UNKNOWN_FORMAT = "unknown-format"
    OLD_EXCEL = "old-excel"
    UNKNOWN_ENCODING = "unknown-encoding"
    NUL_BYTES = "nul-bytes"
    BROKEN_FILE = "broken-file"
    MISSING_HEADER = "missing-header"
    EMPTY_HEADER = "empty-header"
    DUPLICATE_COLUMN = "duplicate-column"
    TOO_MANY_COLUMNS = "too-many-columns"
    TOO_MANY_ROWS = "too-many-rows"
    TOO_MANY_CELLS = "too-many-cells"
    CELL_TOO_LONG = "cell-too-long"
    BAD_QUOTES = "bad-quotes"
    BAD_JSON = "bad-json"
    NOT_AN_OBJECT = "not-an-object"
    BAD_TEXT = "bad-text"
    FORMULA_ERROR = "formula-error"


class TabularError(Exception):
    """A fault, its place (`row` as a person counts from 1, `column` by its heading) and `params` for the sentence."""

    def __init__(self, code: TabularFault, row: int | None = None, column: str | None = None, **params: Any) -> None:
        super().__init__(code, row, column, params)
        self.code, self.row, self.column, self.params = code, row, column, params


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a person counts (the header is row 1), and its values by column or what spoilt it."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    error: TabularError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is taken at most; sizes are bytes, `cell` characters."""

    bytes: int = 20 * 2**20
    unpacked: int = 100 * 2**20
    rows: int = 20_000
    columns: int = 200
    cell: int = 100_000


def read_rows(source: Path | IO[bytes], filename: str | None = None, limits: Limits | None = None) -> Iterator[Row]:
    """Return the rows of a file by its extension; TabularError when the file as a whole cannot be read.

    Texts are trimmed and empty cells None, whole floats ints, dates ISO text. A row that cannot be read comes with its
    `error` and the next ones follow; only a file that breaks or exceeds its rows midway raises while iterating.
    """
    limits = limits or Limits()
    data = _bytes_of(source, limits)
    suffix = PurePath(filename or str(getattr(source, "name", ""))).suffix.lower()
    if data.startswith(b"PK\x03\x04"):
        return _checked(_xlsx_table(data, limits), limits)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise TabularError(TabularFault.OLD_EXCEL)
    if suffix == ".xlsx":
        raise TabularError(TabularFault.BROKEN_FILE)
    if suffix in {".jsonl", ".ndjson", ".json"}:
        return _checked(_json_rows(_text(data), limits), limits)
    if suffix in {".csv", ".tsv", ".txt"}:
        return _checked(_table(_csv_lines(_text(data)), limits), limits)
    raise TabularError(TabularFault.UNKNOWN_FORMAT, suffix=suffix)


def split_list(value: Any) -> list[str]:
    """Return the parts of a list cell ("a; b") or a JSON list, trimmed and without empty ones; None gives none."""
    if value is None:
        return []
    if isinstance(value, (list, tuple)):
        parts = [str(part) for part in value if part is not None]
    else:
        parts = [part.replace("\\;", ";") for part in _LIST_BREAK.split(str(value))]
    return [part.strip() for part in parts if part.strip()]


def _bytes_of(source: Path | IO[bytes], limits: Limits) -> bytes:
    if isinstance(source, Path):
        with source.open("rb") as stream:
            data = stream.read(limits.bytes + 1)
    else:
        data = source.read(limits.bytes + 1)
    if len(data) > limits.bytes:
        raise TabularError(TabularFault.FILE_TOO_LARGE, limit=limits.bytes)
    if not data or data.isspace():  # strip() would copy a long file
        raise TabularError(TabularFault.EMPTY_FILE)
    return data


def _text(data: bytes) -> str:
    """Return the text: UTF-8, UTF-16 when it says so, else CP949 where that reads as Korean."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = _korean(data)
    if "\0" in text:
        raise TabularError(TabularFault.NUL_BYTES, row=text[: text.index("\0")].count("\n") + 1)
    if not text or text.isspace():
        raise TabularError(TabularFault.EMPTY_FILE)
    return text


def _korean(data: bytes) -> str:
    try:
        text = data.decode("cp949")
    except UnicodeDecodeError:
        raise TabularError(TabularFault.UNKNOWN_ENCODING) from None
    # UTF-8 with one broken byte can decode as CP949 too, but as Chinese characters in rows.
    if len(re.findall(r"[\u4e00-\u9fff]", text)) > len(re.findall(r"[가-힣]", text)):
        raise TabularError(TabularFault.UNKNOWN_ENCODING)
    return text


def _checked(rows: Iterator[Row], limits: Limits) -> Iterator[Row]:
    """Start the reading now, so that a fault of the whole file shows at the call, and count the rows."""
    first = next(rows, None)

    def counted() -> Iterator[Row]:
        if first is not None:
            yield first
        for count, row in enumerate(rows, start=2):
            if count > limits.rows:
                raise TabularError(TabularFault.TOO_MANY_ROWS, row=row.number, limit=limits.rows)
            yield row

    return counted()


def _json_rows(text: str, limits: Limits) -> Iterator[Row]:
    if text.lstrip().startswith("["):
        yield from _json_array(text, limits)
        return
    for number, line in enumerate(_lines(text), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line, object_pairs_hook=_unique, parse_constant=_refused)
        except TabularError as error:
            yield Row(number, error=TabularError(error.code, number, error.column))
        except json.JSONDecodeError as error:
            yield Row(number, error=TabularError(TabularFault.BAD_JSON, number, position=error.colno))
        except (ValueError, RecursionError):  # a number of thousands of digits, or nesting without end
            yield Row(number, error=TabularError(TabularFault.BAD_JSON, number))
        else:
            yield _json_row(number, value, limits)


def _lines(text: str) -> Iterator[str]:
    """Return the lines one by one, since a list of them would hold a long file twice."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start:end]
        start = end + 1
    yield text[start:]


def _json_array(text: str, limits: Limits) -> Iterator[Row]:
    try:
        items = json.loads(text, object_pairs_hook=_unique, parse_constant=_refused)
    except json.JSONDecodeError as error:
        raise TabularError(TabularFault.BAD_JSON, error.lineno, position=error.colno) from None
    except (ValueError, RecursionError):
        raise TabularError(TabularFault.BAD_JSON) from None
    for number, item in enumerate(items, start=1):
        yield _json_row(number, item, limits)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise TabularError(TabularFault.DUPLICATE_COLUMN, column=twice)
    return values


def _refused(name: str) -> Any:
    raise ValueError(name)


def _json_row(number: int, value: Any, limits: Limits) -> Row:
    if not isinstance(value, dict):
        return Row(number, error=TabularError(TabularFault.NOT_AN_OBJECT, number))
    if len(value) > limits.columns:
        return Row(number, error=TabularError(TabularFault.TOO_MANY_COLUMNS, number, limit=limits.columns))
    for column, cell in value.items():
        if fault := _text_fault(column, limits) or _text_fault(cell, limits):
            return Row(number, error=TabularError(fault, number, LONE_SURROGATE.sub("\ufffd", column)))
    trimmed = {name.strip(): cell.strip() or None if isinstance(cell, str) else cell for name, cell in value.items()}
    return Row(number, trimmed)


def _text_fault(value: Any, limits: Limits) -> TabularFault | None:
    """Look through a value and whatever it holds for text that cannot be stored."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            waiting += [*part.keys(), *part.values()]
        elif isinstance(part, list):
            waiting += part
        elif isinstance(part, str):
            if len(part) > limits.cell:
                return TabularFault.CELL_TOO_LONG
            if "\0" in part or LONE_SURROGATE.search(part):
                return TabularFault.BAD_TEXT
    return None


Line = tuple[int, list[Any] | TabularError]


def _csv_lines(text: str) -> Iterator[Line]:
    head = text.lstrip("\r\n").split("\n", 1)[0]
    bare = re.sub(r'"[^"]*"', "", head)
    delimiter = max(",;\t", key=bare.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fault = TabularFault.CELL_TOO_LONG if "limit" in str(error) else TabularFault.BAD_QUOTES
            yield number, TabularError(fault, number)
        else:
            yield number, [_csv_cell(cell) for cell in cells]


def _csv_cell(cell: str) -> str | None:
    cell = cell[1:] if _GUARDED.match(cell) else cell
    return cell.strip() or None


def _xlsx_table(data: bytes, limits: Limits) -> Iterator[Row]:
    if not DEFUSEDXML:  # openpyxl would expand entities without it
        raise RuntimeError("defusedxml is not installed")
    try:
        yield from _table(_xlsx_lines(data, limits), limits)
    except _BROKEN_XLSX:
        raise TabularError(TabularFault.BROKEN_FILE) from None


def _xlsx_lines(data: bytes, limits: Limits) -> Iterator[Line]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > limits.unpacked:
            raise TabularError(TabularFault.FILE_TOO_LARGE, limit=limits.unpacked)
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # the declared size may be a lie of sixteen thousand columns
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if number > _XLSX_ROWS:
            raise TabularError(TabularFault.TOO_MANY_ROWS, row=number, limit=limits.rows)
        if any(cell.data_type == "e" for cell in cells):
            yield number, TabularError(TabularFault.FORMULA_ERROR, number)
        else:
            yield number, [_xlsx_cell(cell.value) for cell in cells]


def _xlsx_cell(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else value


def _table(lines: Iterator[Line], limits: Limits) -> Iterator[Row]:
    """Join every line with the header, which is the first line that is not blank."""
    header: list[str] | None = None
    for number, cells in lines:
        if isinstance(cells, TabularError):
            if header is None:
                raise cells
            yield Row(number, error=cells)
        elif any(cell is not None for cell in cells):
            if header is None:
                header = _header(number, cells, limits)
            else:
                yield _joined(number, header, cells, limits)
    if header is None:
        raise TabularError(TabularFault.MISSING_HEADER)


def _header(number: int, cells: Sequence[Any], limits: Limits) -> list[str]:
    width = max(index for index, cell in enumerate(cells, start=1) if cell is not None)
    if width > limits.columns:
        raise TabularError(TabularFault.TOO_MANY_COLUMNS, number, count=width, limit=limits.columns)
    names: list[str] = []
    for position, cell in enumerate(cells[:width], start=1):
        if cell is None:
            raise TabularError(TabularFault.EMPTY_HEADER, number, position=position)
        name = unicodedata.normalize("NFC", " ".join(str(cell).split()))
        if name.casefold() in {known.casefold() for known in names}:
            raise TabularError(TabularFault.DUPLICATE_COLUMN, number, name)
        names.append(name)
    return names


def _joined(number: int, header: list[str], cells: Sequence[Any], limits: Limits) -> Row:
    if any(cell is not None for cell in cells[len(header) :]):
        fault = TabularError(TabularFault.TOO_MANY_CELLS, number, count=len(cells), limit=len(header))
        return Row(number, error=fault)
    padded = [*cells[: len(header)], *[None] * (len(header) - len(cells))]
    for name, cell in zip(header, padded, strict=True):
        if unfit := _text_fault(cell, limits):
            return Row(number, error=TabularError(unfit, number, name))
    return Row(number, dict(zip(header, padded, strict=True)))
