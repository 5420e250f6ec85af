"""How a match is told to people: every message id of the engine in Korean and English, and rows ready to draw."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openlab import regions, taxonomy
from openlab.i18n import current_locale
from openlab.i18n import gettext as _
from openlab.i18n import lazy_gettext as _l
from openlab.i18n.formats import format_won
from openlab.matching.engine import Match
from openlab.matching.scoring.features import Feature, Message, Verdict
from openlab.matching.scoring.ranking import Fit
from openlab.taxonomy import Vocabulary

PART_LABELS = {
    "meaning": _l("뜻이 통함"),
    "words": _l("낱말이 겹침"),
    "category": _l("분야"),
    "region": _l("지역"),
    "budget": _l("예산"),
    "maturity": _l("성숙도"),
    "period": _l("기간"),
    "certifications": _l("인증"),
    "data_hub": _l("데이터허브"),
    "evidence": _l("실적"),
    "size": _l("기업 규모"),
    "balance": _l("양쪽 균형"),
    "exposure": _l("노출 균형"),
}
CHIP_STATES = {Verdict.FITS: "fits", Verdict.CHECK: "check", Verdict.DOES_NOT_FIT: "fails"}
CHIP_ORDER = ("budget", "region", "maturity", "period", "certifications", "data_hub", "size")
LEVELS = {Fit.VERY_GOOD: "high", Fit.GOOD: "good", Fit.CHECK: "check"}
WORDS_ONLY = _l(
    "뜻으로 찾는 기능이 잠시 쉬고 있어 낱말이 겹치는 것만 보여 드립니다. 따로 하실 일은 없고, 곧 저절로 돌아옵니다."
)
Segments = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Reason:
    """A match told in the reader's language."""

    level: str  # high | good | check | fails
    score: float  # points, 0 to 100
    parts: list[dict[str, str]]
    bars: list[tuple[str, float]]
    chips: list[tuple[str, str, str]]
    evidence: list[str]
    mine: Segments
    theirs: Segments
    langs: tuple[str, str]  # of the two sentences
    met: list[str]  # pairs of words that met, for programs


def tell(match: Match) -> Reason:
    """Say in the locale of the moment why a match stands where it stands."""
    why = match.reasons
    pairs = why.word_pairs if why else ()
    shown = sorted(
        (one for one in match.features if one.name in CHIP_ORDER and one.verdict in CHIP_STATES),
        key=lambda one: CHIP_ORDER.index(one.name),
    )
    points = {name: 100 * value for name, value in match.parts.items() if abs(value) >= 0.0005}
    return Reason(
        level=LEVELS[match.fit] if match.feasible else "fails",
        score=round(100 * match.score, 1),
        parts=[_part(name, value, match) for name, value in points.items()],
        bars=[(str(PART_LABELS[name]), round(value, 1)) for name, value in points.items() if value > 0],
        chips=[(CHIP_STATES[one.verdict], str(PART_LABELS[one.name]), fact(one.fact)) for one in shown],
        evidence=_evidence(match.features),
        mine=highlight(why.asker_sentence.text, [pair.asker for pair in pairs]) if why and why.asker_sentence else [],
        theirs=highlight(why.item_sentence.text, [pair.item for pair in pairs]) if why and why.item_sentence else [],
        langs=(why.asker_sentence.lang, why.item_sentence.lang)
        if why and why.asker_sentence and why.item_sentence
        else ("", ""),
        met=[f"{pair.asker} ↔ {pair.item}" for pair in pairs],
    )


def highlight(sentence: str, words: Sequence[str]) -> Segments:
    """Cut a sentence into (text, is it a meeting word) pieces."""
    if not words:
        return [(sentence, False)]
    pattern = "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))
    pieces = re.split(f"({pattern})", sentence, flags=re.IGNORECASE)
    known = {word.lower() for word in words}
    return [(piece, piece.lower() in known) for piece in pieces if piece]


def fact(message: Message) -> str:
    """Say one fact of the engine."""
    return FACTS[message.id](message.params) if message.id in FACTS else ""


def _part(name: str, points: float, match: Match) -> dict[str, str]:
    feature = next((one for one in match.features if one.name == name), None)
    share = points / (100 * match.score) if match.score else 0
    return {
        "label": str(PART_LABELS[name]),
        "points": f"{points:.1f}",
        "share": f"{share:.0%}",
        "fact": fact(feature.fact) if feature else _measure(name, match),
    }


def _measure(name: str, match: Match) -> str:
    if name == "meaning":
        return _("두 글의 뜻이 %(share)s 통합니다", share=f"{max(match.similarity, 0):.0%}")
    if name == "words":
        return _("찾는 글의 정보 중 %(share)s가 들어 있습니다", share=f"{match.coverage:.0%}")
    return _("두 방향 점수가 다른 만큼 뺍니다") if name == "balance" else ""


def _evidence(features: Sequence[Feature]) -> list[str]:
    return [fact(one.fact) for one in features if one.name == "evidence" and one.verdict is Verdict.FITS]


def _budget(sign: str) -> Callable[[Mapping[str, Any]], str]:
    def say(params: Mapping[str, Any]) -> str:
        return _(
            "예산 %(have)s %(sign)s 최소 %(need)s",
            have=format_won(params["have"]),
            sign=sign,
            need=format_won(params["need"]),
        )

    return say


def _category(params: Mapping[str, Any]) -> str:
    return taxonomy.category_label(str(params["solution"]))


def _region(params: Mapping[str, Any]) -> str:
    served = sorted({regions.short_label(code, current_locale()) for code in params["served"]})
    return _("%(served)s에 공급", served=", ".join(served))


def _codes(params: Mapping[str, Any]) -> str:
    return ", ".join(taxonomy.term_label(Vocabulary.CERTIFICATION, code) for code in params["codes"])


def _size(params: Mapping[str, Any]) -> str:
    return taxonomy.term_label(Vocabulary.SIZE_CLASS, str(params["size"]))


FACTS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "category.same": _category,
    "category.same_field": _category,
    "category.other": lambda p: _("다른 분야: %(field)s", field=_category(p)),
    "region.nationwide": lambda _p: _("전국에 공급"),
    "region.served": _region,
    "region.not_served": lambda p: _("%(served)s (우리 지역 밖)", served=_region(p)),
    "budget.enough": _budget("≥"),
    "budget.short": _budget("<"),
    "maturity.reached": lambda p: f"TRL {p['have']} ≥ {p['need']}",
    "maturity.below": lambda p: f"TRL {p['have']} < {p['need']}",
    "period.fits": lambda p: _("%(weeks)s주 납기 ≤ %(months)s개월", weeks=p["need"], months=p["have"]),
    "period.tight": lambda p: _("%(weeks)s주 납기 > %(months)s개월", weeks=p["need"], months=p["have"]),
    "certifications.held": _codes,
    "certifications.missing": lambda p: _("없음: %(names)s", names=_codes(p)),
    "data_hub.connects": lambda _p: _("연계 가능"),
    "data_hub.missing": lambda _p: _("연계 확인 필요"),
    "evidence.references": lambda p: _("도입·실증 실적 %(count)s건(기업 제시)", count=p["count"]),
    "evidence.none": lambda _p: _("실적 없음"),
    "size.large": lambda p: _("%(size)s: 참여 제한을 확인하세요", size=_size(p)),
    "size.open": _size,
}
