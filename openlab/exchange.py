"""Rows of the exchange format: cells read as people and programs write them, and what does not fit reported."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Generic, TypeVar

from openlab import taxonomy
from openlab.i18n import lazy_gettext as _l
from openlab.i18n.core import LazyText
from openlab.kit.clock import SEOUL
from openlab.kit.money import MAX_WON, parse_won
from openlab.kit.tabular import split_list
from openlab.kit.text import clean_block, clean_line, excerpt, guess_language
from openlab.taxonomy import Vocabulary
from openlab.taxonomy.spelling import squeeze

R = TypeVar("R")
LONGEST_TEXT = 20_000
LONGEST_TITLE = 120
MOST_ITEMS = 50
_LANGUAGES = {
    "ko": "ko",
    "kor": "ko",
    "korean": "ko",
    "한국어": "ko",
    "국문": "ko",
    "en": "en",
    "eng": "en",
    "english": "en",
    "영어": "en",
    "영문": "en",
}
_NOT_YET = {"-", "협의", "별도협의", "미정", "추후결정", "tbd", "n/a", "na", "negotiable", "none"}
_YES = {"1", "true", "yes", "y", "o", "예", "네", "있음", "필요", "가능"}
_NO = {"0", "false", "no", "n", "x", "아니요", "아니오", "없음", "불필요", "불가"}
_NUMBER = re.compile(r"(-?)[^\d-]*(\d+(?:\.\d+)?)\D*")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What does not fit in one cell: the column as the file spells it, a stable code, and a sentence."""

    column: str
    code: str
    message: LazyText


@dataclass(frozen=True, slots=True)
class Parsed(Generic[R]):
    """What became of a row: a record unless there are errors; warnings say what was guessed or left out."""

    record: R | None
    errors: tuple[RowProblem, ...]
    warnings: tuple[RowProblem, ...]


class Columns:
    """The columns of one kind of row: their names, other spellings, and which texts may stand in two languages."""

    def __init__(self, names: Mapping[str, tuple[str, ...]], texts: Sequence[str]) -> None:
        self.texts = tuple(texts)
        self._names: dict[str, str] = {}
        for name, aliases in names.items():
            for spelling in (name, *aliases):
                self._names[squeeze(spelling)] = name
        for name in texts:
            self._names |= {squeeze(f"{name}_{lang}"): f"{name}_{lang}" for lang in ("ko", "en")}

    def find(self, spelling: Any) -> str | None:
        """Return the column's own name for a header as a file spells it."""
        return self._names.get(squeeze(str(spelling)))


class Row:
    """One row: its cells under the columns' own names, and the problems met while reading them."""

    def __init__(self, values: Mapping[str, Any], columns: Columns) -> None:
        self.errors: list[RowProblem] = []
        self.warnings: list[RowProblem] = []
        self._columns = columns
        self._cells: dict[str, Any] = {}
        self._spelt: dict[str, str] = {}
        for spelling, value in values.items():
            name = columns.find(spelling)
            if name is None:
                self.warn(str(spelling), "unknown-column", _l("모르는 열이라 읽지 않았습니다."))
            elif not _is_empty(value) and self._cells.setdefault(name, value) is value:
                self._spelt[name] = str(spelling)

    def finish(self, record: R) -> Parsed[R]:
        """Return the outcome; a row with errors has no record."""
        return Parsed(None if self.errors else record, tuple(self.errors), tuple(self.warnings))

    def warn(self, name: str, code: str, message: LazyText) -> None:
        """Note something that was guessed or left out."""
        self.warnings.append(RowProblem(self._spelt.get(name, name), code, message))

    def fail(self, name: str, code: str, message: LazyText) -> None:
        """Note something that makes the row unusable."""
        self.errors.append(RowProblem(self._spelt.get(name, name), code, message))

    def raw(self, name: str) -> Any:
        """Return a cell as it came, JSON in a string taken apart; None when it is empty."""
        return _loaded(self._cells.get(name))

    def line(self, name: str, limit: int = 200) -> str:
        """Return a cell as one clean line; a longer one is cut with a warning."""
        text = clean_line(_text(self._cells.get(name)))
        if len(text) > limit:
            self.warn(name, "cut", _l("%(limit)s자까지만 남겼습니다.", limit=limit))
            text = excerpt(text, limit - 1)
        return text

    def block(self, name: str) -> str:
        """Return a cell as a clean text of several lines; a list becomes its items, separated by semicolons."""
        value = self.raw(name)
        text = "; ".join(map(_text, value)) if isinstance(value, list) else _text(value)
        if len(text) > LONGEST_TEXT:
            self.warn(name, "cut", _l("%(limit)s자까지만 남겼습니다.", limit=LONGEST_TEXT))
        return clean_block(text[:LONGEST_TEXT])

    def texts(self) -> tuple[str, dict[str, Any], dict[str, str]]:
        """Return the language the row was written in, its texts, and those in the other language."""
        plain = {name: self.block(name) for name in self._columns.texts}
        lang = self._language(" ".join(plain.values()))
        other = "en" if lang == "ko" else "ko"
        if not any(plain.values()) and not any(self.block(f"{name}_{lang}") for name in plain):
            lang, other = other, lang
        original: dict[str, Any] = {name: text or self.block(f"{name}_{lang}") for name, text in plain.items()}
        original["title"] = self._title(original)
        translated = {name: self.block(f"{name}_{other}") for name in plain}
        return lang, original, {name: text for name, text in translated.items() if text}

    def _title(self, texts: Mapping[str, str]) -> str:
        """Return the title; one that is missing is made from the next text, so that the row is not lost."""
        title = clean_line(texts["title"])
        body = next((text for text in texts.values() if text), "")
        if not title and not body:
            self.fail("title", "no-text", _l("제목과 내용이 모두 비어 있습니다."))
        elif not title:
            self.warn("title", "title-made", _l("제목이 없어 내용의 첫머리로 지었습니다."))
        elif len(title) > LONGEST_TITLE:
            self.warn("title", "cut", _l("%(limit)s자까지만 남겼습니다.", limit=LONGEST_TITLE))
        return excerpt(title or body, LONGEST_TITLE - 1)

    def _language(self, text: str) -> str:
        said = _text(self._cells.get("lang")).strip().lower()
        if said and said not in _LANGUAGES:
            self.warn("lang", "unknown-language", _l("언어는 ko나 en으로 써 주세요. 글을 보고 판단했습니다."))
        return _LANGUAGES.get(said) or guess_language(text)

    def whole(self, name: str, low: int, high: int) -> int | None:
        """Return a whole number within bounds; what cannot be read is an error."""
        value = self.number(name)
        if value is None:
            return None
        if value != int(value) or not low <= value <= high:
            self.fail(
                name, "out-of-range", _l("%(low)s부터 %(high)s까지의 숫자를 써 주세요.", low=low, high=f"{high:,}")
            )
            return None
        return int(value)

    def number(self, name: str) -> float | None:
        """Return a number, with or without its unit; what cannot be read is an error."""
        value = self._cells.get(name)
        if value is None or _is_open(value):
            return None
        number = as_number(value)
        if number is None:
            self.fail(name, "not-a-number", _l("숫자로 써 주세요."))
        return number

    def won(self, name: str) -> int | None:
        """Return an amount of won, as a number or as people write it; what cannot be read is an error."""
        value = self._cells.get(name)
        if value is None or _is_open(value):
            return None
        try:
            amount = round(value) if _is_number(value) else parse_won(str(value))
        except (ValueError, OverflowError):
            amount = -1
        if not 0 <= amount <= MAX_WON:
            self.fail(name, "not-an-amount", _l("금액을 읽을 수 없습니다. 예: 1억 8,000만 원 또는 180000000"))
            return None
        return amount

    def won_range(self, low_name: str, high_name: str) -> tuple[int | None, int | None]:
        """Return a band of won; two ends in the wrong order are swapped with a warning."""
        low, high = self.won(low_name), self.won(high_name)
        if low is not None and high is not None and low > high:
            self.warn(low_name, "swapped", _l("작은 금액과 큰 금액이 바뀌어 있어 바로잡았습니다."))
            return high, low
        return low, high

    def flag(self, name: str) -> bool:
        """Return a yes or no; an empty cell is no."""
        said = squeeze(_text(self._cells.get(name)))
        if said and said not in _YES | _NO:
            self.warn(name, "not-a-flag", _l("예 또는 아니요로 써 주세요. 아니요로 읽었습니다."))
        return said in _YES

    def words(self, name: str, most: int = MOST_ITEMS) -> list[str]:
        """Return a list of short words from a JSON list or from words separated by semicolons or commas."""
        value = self.raw(name)
        items = value if isinstance(value, list) else _split(_text(value))
        words = list(dict.fromkeys(word for word in (clean_line(_text(item)) for item in items) if word))
        if len(words) > most:
            self.warn(name, "cut", _l("%(most)s개까지만 남겼습니다.", most=most))
        return words[:most]

    def items(self, name: str) -> list[Any]:
        """Return a list of objects or strings from JSON, or the strings between semicolons."""
        value = self.raw(name)
        if isinstance(value, Mapping):
            return [value]
        items = value if isinstance(value, list) else map(_loaded, split_list(_text(value)))
        return [item for item in items if not _is_empty(item)][:MOST_ITEMS]

    def moment(self, name: str) -> datetime | None:
        """Return a moment from an ISO text or a date of a spreadsheet; without a zone it is on Korean clocks."""
        value = self._cells.get(name)
        try:
            found = datetime.fromisoformat(value.strip()) if isinstance(value, str) else value
        except ValueError:
            found = str(value)
        if isinstance(found, date) and not isinstance(found, datetime):
            found = datetime.combine(found, time())
        if found is not None and not isinstance(found, datetime):
            self.warn(name, "not-a-date", _l("날짜는 2027-03-01처럼 써 주세요. 비워 두었습니다."))
            return None
        return found.replace(tzinfo=found.tzinfo or SEOUL) if found else None

    def term(self, name: str, vocabulary: Vocabulary) -> str:
        """Return the code of a closed list's entry; an unknown one is left out with a warning."""
        return next(iter(self._codes(name, vocabulary, [self.line(name)])), "")

    def terms(self, name: str, vocabulary: Vocabulary) -> list[str]:
        """Return the codes of several entries of a closed list."""
        return self._codes(name, vocabulary, self.words(name))

    def _codes(self, name: str, vocabulary: Vocabulary, words: Sequence[str]) -> list[str]:
        found = {word: taxonomy.find_term(vocabulary, word) for word in words if word}
        for word in (word for word, term in found.items() if term is None):
            self.warn(name, "unknown-term", _l("'%(word)s'은(는) 목록에 없어 뺐습니다.", word=word[:60]))
        return list(dict.fromkeys(term.code for term in found.values() if term))

    def category(self) -> str:
        """Return the code of the field or sub-category; an unknown one is OTHER with a warning."""
        said = self.line("category")
        found = taxonomy.find_category(said)
        if said and found is None:
            self.warn(
                "category", "unknown-category", _l("'%(word)s' 분야를 찾지 못해 '기타'로 두었습니다.", word=said[:60])
            )
        return found.code if found else taxonomy.OTHER


def as_number(value: Any) -> float | None:
    """Return the one number in a value ("TRL 7", "8개월", 6.0), None when there is none or more than one."""
    if _is_number(value):
        return float(value) if abs(value) < 1e15 else None
    found = _NUMBER.fullmatch(str(value).strip().replace(",", ""))
    return float(f"{found.group(1)}{found.group(2)}") if found else None


def tidy(number: float | None) -> float | int | None:
    """Return a whole number as int, so that files do not read 8.0."""
    return int(number) if number is not None and number == int(number) else number


def in_english(item: Mapping[str, Any], *names: str) -> dict[str, str]:
    """Return the English wording that an object brings for some of its texts (`unit_en`), without empty ones."""
    found = {f"{name}_en": clean_line(_text(item.get(f"{name}_en"))) for name in names}
    return {name: text for name, text in found.items() if text}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_empty(value: Any) -> bool:
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, float):
        return math.isnan(value)  # an empty cell of a data frame
    return value is None or value in ([], {})


def _is_open(value: Any) -> bool:
    return isinstance(value, str) and squeeze(value) in {squeeze(word) for word in _NOT_YET} | {""}


def _split(text: str) -> list[str]:
    parts = split_list(text)
    return parts if len(parts) != 1 else re.split(r"[,、]", parts[0])


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _loaded(value: Any) -> Any:
    if isinstance(value, str) and value.strip()[:1] in {"[", "{"}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
