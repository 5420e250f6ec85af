"""What a need still lacks before it can be published, and gentle hints that make it easier to answer.

Requirements block publication; hints only advise.  Both are pure: they look at the need's texts and facts alone.
"""

import re
from collections.abc import Iterator
from typing import Any

from openlab.i18n import lazy_gettext as _l
from openlab.readiness import Hint, Readiness, Rule, assess, long_sentences, office_words

PROBLEM_MIN = {"ko": 100, "en": 200}  # characters; Hangul says about twice as much per character

# Words that name equipment before the problem is told: they narrow the answers to one kind of product.
EQUIPMENT = re.compile(
    r"CCTV|LPR|드론|로봇|키오스크|센서 설치|시스템 구축|플랫폼 구축|앱 개발|\bLoRa\b|\bkiosk\b|\bdrones?\b",
    re.IGNORECASE,
)


def _has_region(need: Any) -> bool:
    return bool(need.region_code or need.foreign_city)


def _has_kpi(need: Any) -> bool:
    return any(kpi.get("baseline") is not None or kpi.get("no_baseline_reason") for kpi in need.kpis)


def _problem_is_told(need: Any) -> bool:
    return len(need.problem) >= PROBLEM_MIN.get(need.lang, 100)


REQUIREMENTS: tuple[Rule, ...] = (
    ("title", lambda need: len(need.title) >= 5, _l("제목을 다섯 자 이상으로 써 주세요.")),
    ("problem", _problem_is_told, _l("무엇이 얼마나 아픈지 100자 이상으로 써 주세요. 기업은 이 글을 읽고 답합니다.")),
    ("category", lambda need: bool(need.category), _l("분야를 골라 주세요.")),
    ("region_code", _has_region, _l("지역을 골라 주세요.")),
    ("kpis", _has_kpi, _l("성과지표를 하나 이상 쓰고 지금 값(기준값)을 적어 주세요. 없으면 이유를 적습니다.")),
    ("budget_max", lambda need: need.budget_max is not None, _l("예산의 크기를 적어 주세요. 대략이어도 됩니다.")),
    ("period_months", lambda need: need.period_months is not None, _l("기간(개월)을 적어 주세요.")),
    ("contact", lambda need: bool(need.contact), _l("연락받을 곳을 적어 주세요. 로그인한 회원만 봅니다.")),
)


def readiness(need: Any) -> Readiness:
    """Return what a need lacks and what would make it better."""
    helpful = ("desired_outcome", "affected", "testbed_offer", "purchase_plan")
    return assess(need, REQUIREMENTS, helpful, _hints(need))


def _hints(need: Any) -> Iterator[Hint]:
    if not need.desired_outcome:
        yield Hint(
            "desired_outcome", _l("어떻게 되면 성공인가요? 장비 이름 대신 바뀐 모습을 쓰면 더 다양한 답을 받습니다.")
        )
    if need.problem and not re.search(r"\d", need.problem):
        yield Hint("problem", _l("숫자가 하나도 없습니다. 건수, 시간, 사람 수를 넣으면 크기를 가늠할 수 있습니다."))
    if found := EQUIPMENT.search(f"{need.title} {need.problem}"):
        yield Hint("problem", _l("‘%(word)s’처럼 장비를 먼저 정하면 다른 해법을 놓칠 수 있습니다.", word=found.group()))
    yield from long_sentences("problem", need.problem, need.lang)
    yield from office_words("problem", f"{need.title} {need.problem} {need.desired_outcome}")
    if not need.testbed_offer:
        yield Hint("testbed_offer", _l("실증할 장소를 내놓으면 관심을 보이는 기업이 늘어납니다."))
    if not need.purchase_plan:
        yield Hint("purchase_plan", _l("실증이 잘되면 어떻게 살지 적어 두면 실증으로 끝나지 않습니다."))
    if not need.translation.get("title"):
        yield Hint("translation", _l("제목과 문제를 영어로도 적으면 해외 도시와 기업도 찾을 수 있습니다."))
