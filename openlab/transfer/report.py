"""What became of a file: counts, and each problem with its row, column and reason in words."""

from dataclasses import dataclass, field
from typing import Any

from openlab.i18n import LazyText
from openlab.i18n import lazy_gettext as _l
from openlab.kit.tabular import TabularError, TabularFault

FAULTS: dict[TabularFault, LazyText] = {
    TabularFault.EMPTY_FILE: _l("파일이 비어 있습니다."),
    TabularFault.FILE_TOO_LARGE: _l("파일이 너무 큽니다."),
    TabularFault.UNKNOWN_FORMAT: _l("JSONL, CSV, XLSX 파일만 읽을 수 있습니다."),
    TabularFault.OLD_EXCEL: _l("옛 엑셀(.xls) 파일입니다. .xlsx로 저장해 주세요."),
    TabularFault.UNKNOWN_ENCODING: _l("글자를 읽을 수 없습니다. UTF-8이나 CP949로 저장해 주세요."),
    TabularFault.NUL_BYTES: _l("글이 아닌 내용이 들어 있습니다."),
    TabularFault.BROKEN_FILE: _l("파일이 깨졌거나 확장자와 내용이 다릅니다."),
    TabularFault.MISSING_HEADER: _l("첫 줄에 열 이름이 없습니다."),
    TabularFault.EMPTY_HEADER: _l("이름이 빈 열이 있습니다."),
    TabularFault.DUPLICATE_COLUMN: _l("같은 이름의 열이 둘 있습니다."),
    TabularFault.TOO_MANY_COLUMNS: _l("열이 너무 많습니다."),
    TabularFault.TOO_MANY_ROWS: _l("줄이 너무 많습니다. 파일을 나누어 주세요."),
    TabularFault.TOO_MANY_CELLS: _l("열 이름보다 칸이 많습니다."),
    TabularFault.CELL_TOO_LONG: _l("한 칸의 글이 너무 깁니다."),
    TabularFault.BAD_QUOTES: _l("따옴표가 닫히지 않았습니다."),
    TabularFault.BAD_JSON: _l("JSON으로 읽을 수 없습니다."),
    TabularFault.NOT_AN_OBJECT: _l("한 줄에 JSON 객체 하나가 있어야 합니다."),
    TabularFault.BAD_TEXT: _l("쓸 수 없는 글자가 들어 있습니다."),
    TabularFault.FORMULA_ERROR: _l("엑셀 수식 오류가 들어 있습니다."),
}


def fault_sentence(error: TabularError | None) -> str:
    """Say what is wrong with a file or a row."""
    return str(FAULTS[error.code]) if error else ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that was refused (`error`) or guessed (`warning`)."""

    file: str
    row: int | None
    column: str
    message: str
    level: str = "error"

    def line(self) -> str:
        """Return the problem as one line."""
        place = f", row {self.row}" if self.row else ""
        return f"{self.level}: {self.file}{place}{f', {self.column}' if self.column else ''}: {self.message}"


MOST_PROBLEMS = 1000  # told one by one; a file that is wrong throughout would fill the memory with sentences


@dataclass(slots=True)
class Report:
    """Counts by outcome and the list of problems; `left_out` counts those beyond the first MOST_PROBLEMS."""

    counts: dict[str, int] = field(default_factory=lambda: {"created": 0, "updated": 0, "unchanged": 0, "refused": 0})
    problems: list[Problem] = field(default_factory=list)
    errors: int = 0
    left_out: int = 0

    def add(self, *problems: Problem) -> None:
        """Take down problems, in words as long as there are few."""
        for problem in problems:
            self.errors += problem.level == "error"
            if len(self.problems) < MOST_PROBLEMS:
                self.problems.append(problem)
            else:
                self.left_out += 1

    @property
    def is_clean(self) -> bool:
        """Say whether every row went in."""
        return not self.errors

    def lines(self) -> list[str]:
        """Return the problems as lines for people."""
        more = [f"… and {self.left_out:,} more"] if self.left_out else []
        return [*(problem.line() for problem in self.problems), *more]

    def as_dict(self) -> dict[str, Any]:
        """Return the report for a program."""
        return {
            **self.counts,
            "problems_left_out": self.left_out,
            "problems": [
                {"file": one.file, "row": one.row, "column": one.column, "level": one.level, "message": one.message}
                for one in self.problems
            ],
        }
