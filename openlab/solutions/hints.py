"""What a solution still lacks before it can be reviewed, and gentle hints that help officials find and trust it.

Requirements block the review; hints only advise.  Both are pure: they look at the listing's texts and facts alone.
"""

import re
from collections.abc import Iterator
from typing import Any

from openlab.i18n import lazy_gettext as _l
from openlab.readiness import Hint, Readiness, Rule, assess, long_sentences, office_words

SUMMARY_MIN = {"ko": 20, "en": 40}  # characters; Hangul says about twice as much per character
DESCRIPTION_MIN = {"ko": 100, "en": 200}

# Words of advertisements, which nobody can check.
MARKETING = re.compile(
    r"세계 최초|국내 최초|세계 최고|국내 최고|업계 최고|유일무이|유일한|혁신적|획기적|완벽한|최첨단|압도적|탁월한"
    r"|\bworld'?s first\b|\bworld-class\b|\bcutting[- ]edge\b|\brevolutionary\b|\binnovative\b|\bbest[- ]in[- ]class\b",
    re.IGNORECASE,
)


def _is_told(field: str, least: dict[str, int]) -> Any:
    return lambda solution: len(getattr(solution, field)) >= least.get(solution.lang, least["ko"])


def _has_price(solution: Any) -> bool:
    return solution.price_min is not None or solution.price_max is not None or bool(solution.price_basis)


REQUIREMENTS: tuple[Rule, ...] = (
    ("title", lambda solution: len(solution.title) >= 5, _l("이름을 다섯 자 이상으로 써 주세요.")),
    (
        "summary",
        _is_told("summary", SUMMARY_MIN),
        _l("무엇을 해 주는지 쉬운 말로 20자 이상 써 주세요. 목록과 매칭 결과에 이 글이 보입니다."),
    ),
    (
        "description",
        _is_told("description", DESCRIPTION_MIN),
        _l("어떻게 하는지 100자 이상으로 써 주세요. 담당자는 이 글로 맞는지 가늠합니다."),
    ),
    ("category", lambda solution: bool(solution.category), _l("분야를 골라 주세요.")),
    (
        "nationwide",
        lambda solution: solution.nationwide or bool(solution.region_codes),
        _l("공급하는 지역을 고르거나 전국을 표시해 주세요."),
    ),
    ("trl", lambda solution: solution.trl is not None, _l("기술 성숙도(TRL)를 골라 주세요.")),
    ("maturity", lambda solution: bool(solution.maturity), _l("성숙 단계를 골라 주세요.")),
    ("price_min", _has_price, _l("가격의 한쪽 끝이라도 적거나, 가격 설명에 ‘협의’라고 적어 주세요.")),
)
HELPFUL = ("claimed_kpis", "references_count", "keywords", "delivery_weeks")


def readiness(solution: Any) -> Readiness:
    """Return what a solution lacks and what would make it better."""
    return assess(solution, REQUIREMENTS, HELPFUL, _hints(solution))


def _hints(solution: Any) -> Iterator[Hint]:
    yield from _evidence(solution)
    yield from _findable(solution)
    if found := MARKETING.search(f"{solution.title} {solution.summary} {solution.description}"):
        yield Hint(
            "description",
            _l("‘%(word)s’ 같은 말은 확인할 수 없어 심사에서 되돌아오곤 합니다. 숫자로 바꿔 보세요.", word=found[0]),
        )
    yield from long_sentences("description", solution.description, solution.lang)
    yield from office_words("summary", solution.summary)
    if not solution.translation.get("title"):
        yield Hint("other_title", _l("이름과 요약을 영어로도 적으면 해외 도시도 찾을 수 있습니다."))


def _evidence(solution: Any) -> Iterator[Hint]:
    if not solution.claimed_kpis and not re.search(r"\d", solution.description):
        yield Hint(
            "claimed_kpis",
            _l("확인한 수치를 근거와 함께 적으면 매칭 까닭에 그대로 보입니다. 예: 판독률 97.8%, 공인시험"),
        )
    if not solution.references_count and not solution.references:
        yield Hint("references", _l("도입한 곳이 있으면 적어 주세요. 담당자가 가장 먼저 묻습니다."))


def _findable(solution: Any) -> Iterator[Hint]:
    if not solution.keywords:
        yield Hint("keywords", _l("담당자가 쓰는 일상 낱말을 찾기말에 적어 주세요. 예: 불법주정차, 어르신 안부"))
    jargon = [word for word in solution.technologies if word.lower() in solution.summary.lower()]
    if jargon:
        yield Hint(
            "summary",
            _l("요약에는 ‘%(word)s’ 같은 기술 이름보다 주민이 겪는 불편과 달라지는 모습을 써 주세요.", word=jargon[0]),
        )
