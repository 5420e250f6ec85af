"""Tables out: CSV, XLSX and JSONL that no spreadsheet can be made to run."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from enum import Enum
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")  # with quotes before it, so that reading takes off exactly the one put on
_XLSX_CELL = 32_767  # characters, Excel's own limit


def write_csv(stream: IO[bytes], columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows as UTF-8 CSV with a byte-order mark for Excel; text that a spreadsheet would run gets a leading '."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([_guarded(column) for column in columns])
    for row in rows:
        writer.writerow([_guarded(_plain(row.get(column))) for column in columns])
    text.detach()


def write_xlsx(stream: IO[bytes], columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows as one sheet with a frozen header; text is stored as text and never as a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([_text_cell(sheet, column) for column in columns])
    for row in rows:
        values = (_plain(row.get(column)) for column in columns)
        sheet.append([_text_cell(sheet, value) if isinstance(value, str) else value for value in values])
    book.save(stream)


def write_jsonl(stream: IO[bytes], columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows as one JSON object a line, lists and mappings as they are, columns without a value left out."""
    for row in rows:
        chosen = {column: row[column] for column in columns if row.get(column) is not None}
        line = json.dumps(chosen, ensure_ascii=False, allow_nan=False, default=_plain)
        stream.write(LONE_SURROGATE.sub("\ufffd", line).encode("utf-8") + b"\n")


def _plain(value: Any) -> Any:
    """Return a cell value: text, number, bool or None."""
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (list, tuple, set, frozenset)):
        value = "; ".join(str(_plain(part)).replace(";", "\\;") for part in value)
    elif isinstance(value, Mapping):
        value = json.dumps(value, ensure_ascii=False, default=_plain)
    elif isinstance(value, (date, time)):
        value = value.isoformat()
    return LONE_SURROGATE.sub("\ufffd", str(value))


def _guarded(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def _text_cell(sheet: Any, value: str) -> Any:
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value)[:_XLSX_CELL])
    cell.data_type = "s"
    return cell
