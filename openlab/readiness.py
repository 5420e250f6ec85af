"""How ready a text is: what it lacks before it may go on, what would make it better, and advice on plain writing."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from openlab.i18n import LazyText
from openlab.i18n import lazy_gettext as _l
from openlab.kit.errors import InvalidInputError

LONG_SENTENCE = {"ko": 120, "en": 220}  # characters; Hangul says about twice as much per character

# Office words with a plainer form (국립국어원 쉬운 공공언어).
PLAIN_WORDS = {
    "제고": "높이기",
    "강구": "찾기",
    "도모": "꾀하기",
    "시급히": "빨리",
    "기 추진": "이미 추진",
    "금번": "이번",
    "동 사업": "이 사업",
    "상기": "위",
    "익일": "다음 날",
    "미비": "부족",
    "노후화": "낡음",
    "민원 처리 완결": "민원 해결",
    "모니터링": "지켜보기",
    "인프라": "기반 시설",
    "니즈": "필요",
    "솔루션 도입": "해결 방법 마련",
}


@dataclass(frozen=True, slots=True)
class Hint:
    """One sentence of advice about a field."""

    field: str
    message: LazyText


@dataclass(frozen=True, slots=True)
class Readiness:
    """What blocks the next step, what would help, and how much is done (0 to 100)."""

    missing: tuple[Hint, ...]
    hints: tuple[Hint, ...]
    percent: int

    @property
    def is_ready(self) -> bool:
        """Say whether nothing blocks the next step."""
        return not self.missing

    def require(self, message: str) -> None:
        """Raise InvalidInputError with a sentence for every requirement that is not met."""
        if self.missing:
            raise InvalidInputError(message, {hint.field: [hint.message] for hint in self.missing})


Rule = tuple[str, Callable[[Any], bool], LazyText]


def assess(thing: Any, requirements: tuple[Rule, ...], helpful: tuple[str, ...], hints: Iterable[Hint]) -> Readiness:
    """Hold a thing against its requirements; `helpful` names further fields that count towards the percentage."""
    missing = tuple(Hint(field, message) for field, is_met, message in requirements if not is_met(thing))
    done = len(requirements) - len(missing) + sum(bool(getattr(thing, field)) for field in helpful)
    return Readiness(missing, tuple(hints), round(100 * done / (len(requirements) + len(helpful))))


def long_sentences(field: str, text: str, lang: str) -> Iterator[Hint]:
    """Point at the first sentence that is too long to read in one breath."""
    limit = LONG_SENTENCE.get(lang, 120)
    for sentence in re.split(r"(?<=[.!?。])\s+|\n", text):
        if len(sentence) > limit:
            yield Hint(field, _l("긴 문장이 있습니다: “%(start)s…” 둘로 나누면 읽기 쉽습니다.", start=sentence[:24]))
            return


def office_words(field: str, text: str) -> Iterator[Hint]:
    """Point at the first office word that has a plainer form."""
    for word, plain in PLAIN_WORDS.items():
        if word in text:
            yield Hint(field, _l("‘%(word)s’보다 ‘%(plain)s’가 쉽습니다.", word=word, plain=plain))
            return
