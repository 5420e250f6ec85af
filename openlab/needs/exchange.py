"""Needs as rows of the exchange format, in and out: pure, no database."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openlab import regions
from openlab.exchange import Columns, Parsed, Row, as_number, in_english, tidy
from openlab.i18n import lazy_gettext as _l
from openlab.kit.text import clean_line, has_hangul
from openlab.taxonomy import Vocabulary, find_term

TEXTS = ("title", "problem", "affected", "site", "desired_outcome", "constraints", "testbed_offer", "data_offer",
         "purchase_plan")  # fmt: skip
COLUMNS = Columns({
    "id": ("번호", "수요 번호", "need_id", "exchange_id"),
    "organisation": ("기관", "수요기관", "organization", "municipality", "지자체"),
    "department": ("부서", "담당 부서", "담당부서"),
    "contact": ("연락처", "담당자 연락처"),
    "lang": ("언어", "language"),
    "title": ("제목", "수요명", "과제명"),
    "problem": ("문제", "현황 및 문제점", "문제점", "내용", "description"),
    "affected": ("대상", "누가 겪나요", "겪는 사람"),
    "site": ("장소", "대상지", "위치"),
    "desired_outcome": ("원하는 결과", "바라는 결과", "기대효과", "outcome", "expected_outcome"),
    "constraints": ("조건", "제약", "지켜야 할 조건"),
    "testbed_offer": ("실증 장소", "테스트베드", "testbed"),
    "data_offer": ("제공 데이터", "데이터"),
    "purchase_plan": ("구매 계획",),
    "category": ("분야", "카테고리", "field"),
    "region": ("지역", "region_code"),
    "sido": ("시도", "시·도"),
    "sigungu": ("시군구", "시·군·구"),
    "foreign_city": ("해외 도시",),
    "budget_min": ("최소 예산", "예산(적어도)"),
    "budget_max": ("예산", "최대 예산", "예산(많아도)", "budget", "budget_krw"),
    "funding": ("재원",),
    "period_months": ("기간", "기간(개월)", "period"),
    "desired_start": ("시작", "시작 희망", "희망 시작"),
    "min_trl": ("TRL", "기술성숙도", "기술 성숙도", "최소 TRL"),
    "kpis": ("성과지표", "KPI", "지표"),
    "policy_tags": ("정책 태그", "정책"),
    "tags": ("태그",),
    "keywords": ("찾기말", "키워드", "keyword"),
    "required_certifications": ("인증", "필요 인증", "certifications"),
    "needs_data_hub": ("데이터허브", "데이터허브 연계", "data_hub"),
    "compliance_flags": ("미리 살필 것", "규제"),
    "status": ("상태",),
    "published_at": ("공개일", "게시일"),
}, TEXTS)  # fmt: skip
_KPI = re.compile(
    r"(?P<name>[^:：]+)[:：]\s*(?P<baseline>[-\d.,]+)?\s*(?:->|→|~>|⇒)\s*(?P<target>[-\d.,]+)\s*(?P<unit>.*)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRecord:
    """A need as a file tells it, with the same attribute names as the stored one; amounts in won."""

    exchange_id: str
    lang: str
    title: str
    problem: str = ""
    affected: str = ""
    site: str = ""
    desired_outcome: str = ""
    constraints: str = ""
    testbed_offer: str = ""
    data_offer: str = ""
    purchase_plan: str = ""
    translation: Mapping[str, str]
    category: str
    region_code: str = ""
    foreign_city: str = ""
    budget_min: int | None = None
    budget_max: int | None = None
    funding: str = ""
    period_months: int | None = None
    desired_start: date | None = None
    min_trl: int | None = None
    kpis: list[dict[str, Any]]
    policy_tags: list[dict[str, str]]
    keywords: list[str]
    required_certifications: list[str]
    needs_data_hub: bool = False
    compliance_flags: list[str]
    organisation: str = ""
    department: str = ""
    contact: str = ""
    status: str = "PUBLISHED"
    published_at: datetime | None = None
    organisation_id: int | None = None

    @property
    def id(self) -> str:
        """Return what names the record outside a database."""
        return self.exchange_id


def parse_need(values: Mapping[str, Any]) -> Parsed[NeedRecord]:
    """Read one row; the record is None when there are errors."""
    row = Row(values, COLUMNS)
    lang, texts, translation = row.texts()
    if texts["title"] and not texts["problem"]:
        row.warn("problem", "no-problem", _l("문제 설명이 비어 있습니다."))
    budget_min, budget_max = row.won_range("budget_min", "budget_max")
    region_code, foreign_city = _place(row)
    policy_tags, loose = _policy_tags(row)
    start = row.moment("desired_start") if not _is_month(row.raw("desired_start")) else _month(row)
    return row.finish(NeedRecord(
        exchange_id=row.line("id", 64), lang=lang, **texts, translation=translation, category=row.category(),
        region_code=region_code, foreign_city=foreign_city, budget_min=budget_min, budget_max=budget_max,
        funding=row.term("funding", Vocabulary.FUNDING), period_months=row.whole("period_months", 1, 120),
        desired_start=start.date().replace(day=1) if start else None, min_trl=row.whole("min_trl", 1, 9),
        kpis=_kpis(row), policy_tags=policy_tags, keywords=list(dict.fromkeys([*row.words("keywords", 12), *loose])),
        required_certifications=row.terms("required_certifications", Vocabulary.CERTIFICATION),
        needs_data_hub=row.flag("needs_data_hub"),
        compliance_flags=row.terms("compliance_flags", Vocabulary.COMPLIANCE),
        organisation=_name(row), department=row.line("department", 80), contact=row.line("contact", 254),
        status=row.line("status", 32).upper() or "PUBLISHED", published_at=row.moment("published_at"),
    ))  # fmt: skip


def need_row(need: Any) -> dict[str, Any]:
    """Return a need, stored or read from a file, as a row of the exchange format."""
    plain = ("lang", *TEXTS, "category", "budget_min", "budget_max", "period_months", "min_trl", "kpis", "policy_tags",
             "keywords", "required_certifications", "needs_data_hub", "compliance_flags", "department")  # fmt: skip
    organisation = need.organisation
    other = "en" if need.lang == "ko" else "ko"
    return {
        "id": need.exchange_id or str(need.id),
        **{name: getattr(need, name) for name in plain},
        **{f"{name}_{other}": text for name, text in need.translation.items() if name in TEXTS},
        "region": regions.label(need.region_code, "ko") if need.region_code else need.foreign_city,
        "funding": str(need.funding or ""),
        "desired_start": f"{need.desired_start:%Y-%m}" if need.desired_start else "",
        "organisation": organisation if isinstance(organisation, str) else organisation.name,
        "status": str(need.status),
        "published_at": need.published_at.isoformat() if need.published_at else "",
    }


def _name(row: Row) -> str:
    said = row.raw("organisation")
    return (
        clean_line(str(said.get("id") or said.get("name") or ""))
        if isinstance(said, Mapping)
        else row.line("organisation")
    )


def _place(row: Row) -> tuple[str, str]:
    """Return (region code, foreign city); a Korean place that cannot be found is reported with likely ones."""
    city = row.line("foreign_city", 120)
    said = row.raw("region") or {"sido": row.line("sido"), "sigungu": row.line("sigungu")}
    if not isinstance(said, Mapping):
        said = clean_line(str(said))
    text = " ".join(str(part) for part in said.values() if part) if isinstance(said, Mapping) else said
    if not text.strip():
        return "", city
    found = regions.parse_region(said)
    if found is not None and found != regions.NATIONWIDE:
        return found.code, city
    likely = regions.suggest_regions(said, 3)
    if found is None and not has_hangul(text) and not _is_exact(text, likely):
        return "", city or text[:120]
    names = ", ".join(regions.label(region.code, "ko") for region in likely)
    row.warn("region", "unknown-region", _l("'%(text)s' 지역을 하나로 정하지 못했습니다. 비슷한 곳: %(names)s",
                                            text=text[:60], names=names or "-"))  # fmt: skip
    return "", city or ("" if likely else text[:120])


def _is_exact(text: str, likely: list[regions.Region]) -> bool:
    return any(region.name_en.casefold() == text.casefold() for region in likely)


def _is_month(value: Any) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"\s*\d{4}\s*[-./년]\s*\d{1,2}\s*월?\s*", value))


def _month(row: Row) -> datetime | None:
    year, month = (int(part) for part in re.findall(r"\d+", row.raw("desired_start")))
    if 1 <= month <= 12:
        return datetime(year, month, 1)  # noqa: DTZ001  # only the month counts
    row.warn("desired_start", "not-a-date", _l("날짜는 2027-03-01처럼 써 주세요. 비워 두었습니다."))
    return None


def _policy_tags(row: Row) -> tuple[list[dict[str, str]], list[str]]:
    """Return the policy tags with their reasons, and the loose words of `tags` that are none."""
    tags: dict[str, dict[str, str]] = {}
    loose: list[str] = []
    for name in ("policy_tags", "tags"):
        for item in row.items(name) if name == "policy_tags" else row.words(name):
            said, reason = _tag(item)
            term = find_term(Vocabulary.POLICY_TAG, said)
            if term:
                english = in_english(item, "reason") if isinstance(item, Mapping) else {}
                tags.setdefault(term.code, {"tag": term.code, "reason": reason, **english})
            elif name == "tags":
                loose.append(said)
            else:
                row.warn(name, "unknown-term", _l("'%(word)s'은(는) 목록에 없어 뺐습니다.", word=said[:60]))
    return list(tags.values()), loose


def _tag(item: Any) -> tuple[str, str]:
    if isinstance(item, Mapping):
        return clean_line(str(item.get("tag") or "")), clean_line(str(item.get("reason") or ""))
    said, _, reason = str(item).partition(":")
    return clean_line(said), clean_line(reason)


def _kpis(row: Row) -> list[dict[str, Any]]:
    found = [_kpi(item) for item in row.items("kpis")]
    if any(kpi["target"] is None for kpi in found):
        row.warn("kpis", "no-target", _l("목표 값을 읽지 못한 지표가 있습니다. 예: 평균 대기 시간: 14 -> 6 분"))
    return [kpi for kpi in found if kpi["name"]]


def _kpi(item: Any) -> dict[str, Any]:
    """Return a measure from an object or from "name: baseline -> target unit"."""
    if not isinstance(item, Mapping):
        match = _KPI.fullmatch(clean_line(str(item)))
        item = match.groupdict() if match else {"name": str(item)}
    baseline, target = (tidy(as_number(item.get(end)) if item.get(end) is not None else None)
                        for end in ("baseline", "target"))  # fmt: skip
    falling = baseline is not None and target is not None and target < baseline
    said = str(item.get("direction") or "")
    return {
        "name": clean_line(str(item.get("name") or item.get("name_ko") or item.get("name_en") or "")),
        "name_en": clean_line(str(item.get("name_en") or "")),
        "unit": clean_line(str(item.get("unit") or "")),
        "baseline": baseline,
        "target": target,
        "direction": said if said in {"up", "down"} else "down" if falling else "up",
        "no_baseline_reason": clean_line(str(item.get("no_baseline_reason") or "")),
        **in_english(item, "unit"),
    }
