"""Solutions as rows of the exchange format, in and out: pure, no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openlab import regions
from openlab.exchange import Columns, Parsed, Row, as_number, in_english, tidy
from openlab.i18n import lazy_gettext as _l
from openlab.kit.text import clean_line, excerpt
from openlab.taxonomy import Vocabulary, find_term

TEXTS = ("title", "summary", "description", "price_basis")
LONGEST_SUMMARY = 300
COLUMNS = Columns(
    {
        "id": ("번호", "솔루션 번호", "solution_id", "exchange_id"),
        "firm": ("기업", "기업명", "회사", "company", "organisation", "organization", "supplier"),
        "size_class": ("기업 규모", "규모", "size"),
        "lang": ("언어", "language"),
        "title": ("제목", "솔루션명", "이름", "name"),
        "summary": ("요약", "한 줄 소개"),
        "description": ("설명", "내용", "상세 설명"),
        "price_basis": ("가격 기준",),
        "category": ("분야", "카테고리", "field"),
        "regions": ("지역", "제공 지역", "서비스 지역", "service_regions", "region"),
        "nationwide": ("전국",),
        "price_min": ("최소 가격", "최저가", "price_min_krw"),
        "price_max": ("최대 가격", "최고가", "price_max_krw"),
        "trl": ("기술성숙도", "기술 성숙도"),
        "maturity": ("성숙 단계", "성숙도"),
        "delivery_weeks": ("납품 기간", "도입 기간(주)", "납기(주)"),
        "technologies": ("기술", "technology"),
        "keywords": ("찾기말", "키워드", "keyword"),
        "tags": ("태그",),
        "certifications": ("인증",),
        "references": ("실적", "도입 실적", "레퍼런스"),
        "references_count": ("실적 수",),
        "claimed_kpis": ("성과지표", "성능", "kpis"),
        "data_hub": ("데이터허브", "데이터허브 연계"),
        "standards": ("표준",),
        "open_source_licence": ("오픈소스 라이선스", "license", "licence"),
        "repository_url": ("저장소", "repository"),
        "compliance_flags": ("미리 살필 것", "규제"),
        "status": ("상태",),
        "listed_at": ("등록일", "게시일"),
    },
    TEXTS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SolutionRecord:
    """A solution as a file tells it, with the same attribute names as the stored one; amounts in won."""

    exchange_id: str
    lang: str
    title: str
    summary: str = ""
    description: str = ""
    price_basis: str = ""
    translation: Mapping[str, str]
    category: str
    technologies: list[str]
    keywords: list[str]
    region_codes: list[str]
    nationwide: bool
    price_min: int | None = None
    price_max: int | None = None
    trl: int | None = None
    maturity: str | None = None
    delivery_weeks: int | None = None
    certifications: list[str]
    references: list[dict[str, Any]]
    references_count: int = 0
    claimed_kpis: list[dict[str, Any]]
    data_hub: bool = False
    standards: list[str]
    open_source_licence: str = ""
    repository_url: str = ""
    compliance_flags: list[str]
    firm: str = ""
    size_class: str | None = None
    status: str = "LISTED"
    listed_at: datetime | None = None
    organisation_id: int | None = None

    @property
    def id(self) -> str:
        """Return what names the record outside a database."""
        return self.exchange_id


def parse_solution(values: Mapping[str, Any]) -> Parsed[SolutionRecord]:
    """Read one row; the record is None when there are errors."""
    row = Row(values, COLUMNS)
    lang, texts, translation = row.texts()
    texts["summary"] = _summary(row, texts["summary"])
    price_min, price_max = row.won_range("price_min", "price_max")
    region_codes, nationwide = _served(row)
    references, references_count = _references(row)
    firm, size_class = _firm(row)
    return row.finish(
        SolutionRecord(
            exchange_id=row.line("id", 64),
            lang=lang,
            **texts,
            translation=translation,
            category=row.category(),
            technologies=row.words("technologies"),
            keywords=list(dict.fromkeys([*row.words("keywords"), *row.words("tags")])),
            region_codes=region_codes,
            nationwide=nationwide,
            price_min=price_min,
            price_max=price_max,
            trl=row.whole("trl", 1, 9),
            maturity=row.term("maturity", Vocabulary.MATURITY) or None,
            delivery_weeks=row.whole("delivery_weeks", 0, 520),
            certifications=row.terms("certifications", Vocabulary.CERTIFICATION),
            references=references,
            references_count=references_count,
            claimed_kpis=_claims(row),
            data_hub=row.flag("data_hub"),
            standards=row.words("standards"),
            open_source_licence=row.line("open_source_licence", 80),
            repository_url=row.line("repository_url", 300),
            compliance_flags=row.terms("compliance_flags", Vocabulary.COMPLIANCE),
            firm=firm,
            size_class=size_class,
            status=row.line("status", 32).upper() or "LISTED",
            listed_at=row.moment("listed_at"),
        )
    )


def solution_row(solution: Any) -> dict[str, Any]:
    """Return a solution, stored or read from a file, as a row of the exchange format."""
    plain = (
        "lang",
        *TEXTS,
        "category",
        "price_min",
        "price_max",
        "trl",
        "delivery_weeks",
        "technologies",
        "keywords",
        "certifications",
        "references",
        "references_count",
        "claimed_kpis",
        "data_hub",
        "standards",
        "open_source_licence",
        "repository_url",
        "compliance_flags",
    )
    other = "en" if solution.lang == "ko" else "ko"
    firm = solution.firm if isinstance(solution, SolutionRecord) else solution.organisation.name
    return {
        "id": solution.exchange_id or str(solution.id),
        **{name: getattr(solution, name) for name in plain},
        **{f"{name}_{other}": text for name, text in solution.translation.items() if name in TEXTS},
        "regions": ["전국"] if solution.nationwide else [regions.label(code, "ko") for code in solution.region_codes],
        "maturity": str(solution.maturity or ""),
        "size_class": str(solution.size_class or ""),
        "firm": firm,
        "status": str(solution.status),
        "listed_at": solution.listed_at.isoformat() if solution.listed_at else "",
    }


def _summary(row: Row, text: str) -> str:
    if len(text) > LONGEST_SUMMARY:
        row.warn("summary", "cut", _l("%(limit)s자까지만 남겼습니다.", limit=LONGEST_SUMMARY))
        return excerpt(text, LONGEST_SUMMARY - 1)
    return clean_line(text)


def _firm(row: Row) -> tuple[str, str | None]:
    """Return the firm's name or id, and its size; both may come in one object."""
    said = row.raw("firm")
    size = row.term("size_class", Vocabulary.SIZE_CLASS)
    if not isinstance(said, Mapping):
        return row.line("firm"), size or None
    found = find_term(Vocabulary.SIZE_CLASS, str(said.get("size_class") or said.get("size") or ""))
    return clean_line(str(said.get("id") or said.get("name") or "")), size or (found.code if found else None)


def _served(row: Row) -> tuple[list[str], bool]:
    """Return the 시도 served and whether it is all of them; a firm that names no region serves them all."""
    codes: list[str] = []
    nationwide = row.flag("nationwide")
    said = row.items("regions") if isinstance(row.raw("regions"), list | Mapping) else row.words("regions")
    for item in said:
        found = regions.parse_region(item if isinstance(item, Mapping) else str(item))
        sido = regions.sido_of(found.code) if found and found != regions.NATIONWIDE else None
        if found == regions.NATIONWIDE:
            nationwide = True
        elif sido is None or found is None:
            row.warn("regions", "unknown-region", _l("'%(text)s' 지역을 찾지 못해 뺐습니다.", text=str(item)[:60]))
        else:
            if found.code != sido.code:
                row.warn("regions", "widened", _l("'%(text)s'은(는) 시도 전체로 읽었습니다.", text=str(item)[:60]))
            codes.append(sido.code)
    if not said and not nationwide:
        row.warn("regions", "no-region", _l("제공 지역이 비어 있어 전국으로 읽었습니다."))
        nationwide = True
    return ([] if nationwide else list(dict.fromkeys(codes))), nationwide


def _references(row: Row) -> tuple[list[dict[str, Any]], int]:
    """Return the references by name and how many the firm states; an import never verifies one."""
    said = row.raw("references")
    stated = row.whole("references_count", 0, 100_000)
    count = as_number(said) if isinstance(said, int | float | str) else None
    if count is not None:
        return [], stated or int(max(count, 0))
    found = [_reference(item) for item in row.items("references")]
    return found, len(found) if stated is None else stated


def _reference(item: Any) -> dict[str, Any]:
    if not isinstance(item, Mapping):
        item = {"client": str(item)}
    year = as_number(item.get("year") or "")
    return {
        "client": clean_line(str(item.get("client") or item.get("name") or "")),
        "year": int(year) if year and 1900 <= year <= 2100 else None,
        "note": clean_line(str(item.get("note") or "")),
        "verified": False,
    }


def _claims(row: Row) -> list[dict[str, Any]]:
    claims = [_claim(item) for item in row.items("claimed_kpis")]
    return [claim for claim in claims if claim["name"]]


def _claim(item: Any) -> dict[str, Any]:
    """Return a claimed figure from an object or from "name: value unit"."""
    if not isinstance(item, Mapping):
        name, _, rest = str(item).partition(":")
        number, _, unit = rest.strip().partition(" ")
        item = {"name": name, "value": number, "unit": unit}
    return {
        "name": clean_line(str(item.get("name") or item.get("name_ko") or item.get("name_en") or "")),
        "name_en": clean_line(str(item.get("name_en") or "")),
        "unit": clean_line(str(item.get("unit") or "")),
        "value": tidy(as_number(item.get("value") if item.get("value") is not None else "")),
        "evidence": clean_line(str(item.get("evidence") or "")),
        **in_english(item, "unit", "evidence"),
    }
