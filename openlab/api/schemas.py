"""What the API takes and gives."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from openlab.i18n import current_locale
from openlab.identity.orgs.models import Organisation
from openlab.matching.service import MAX_TEXT, MAX_TOP, Found
from openlab.matching.text import Side
from openlab.needs.models import Need
from openlab.solutions.models import Solution


class Strict(BaseModel):
    """Base of inputs: unknown names are refused."""

    model_config = ConfigDict(extra="forbid")


class NoArguments(Strict):
    """An address that takes none."""


class MatchQuery(Strict):
    """A sentence to match."""

    text: Annotated[
        str,
        Field(min_length=2, max_length=MAX_TEXT, pattern=r"^[^\x00]*$", description="A sentence in Korean or English."),
    ]
    side: Annotated[Literal["solutions", "needs"], Field(description="What to look for.")] = "solutions"
    top: Annotated[int, Field(ge=1, le=MAX_TOP)] = 20
    mode: Annotated[Literal["hybrid", "dense", "lexical"], Field(description="Meaning and words, or one alone.")] = (
        "hybrid"
    )
    lang: Annotated[Literal["ko", "en"] | None, Field(description="Language of labels and reasons.")] = None


class PageQuery(Strict):
    """One page of a list."""

    page: Annotated[int, Field(ge=1, le=100_000)] = 1
    per_page: Annotated[int, Field(ge=1, le=100)] = 20
    category: Annotated[str, Field(max_length=40, pattern="^[A-Z_.]*$", description="A code of /categories.")] = ""
    sido: Annotated[
        str,
        Field(max_length=5, pattern="^[0-9]*$", description="First two digits of a MOIS region code, or the whole."),
    ] = ""
    lang: Literal["ko", "en"] | None = None


class Language(Strict):
    """The language of labels."""

    lang: Literal["ko", "en"] | None = None


class MatchOut(BaseModel):
    """One match: the score is the sum of its parts; reasons say why in words."""

    id: int
    title: str
    url: str
    rank: int
    score: float
    fit: Literal["very_good", "good", "check"]
    feasible: bool
    parts: dict[str, float]
    reasons: list[str]


class MatchesOut(BaseModel):
    """A ranked answer; the note says so when the model fails and the answer is by words alone."""

    side: Literal["solutions", "needs"]
    items: list[MatchOut]
    note: str = ""


class NeedOut(BaseModel):
    """A public need."""

    id: int
    url: str
    status: str
    lang: str
    title: str
    problem: str
    desired_outcome: str
    translation: dict[str, str]
    category: str
    organisation: str
    region_code: str
    foreign_city: str
    budget_min: int | None
    budget_max: int | None
    period_months: int | None
    min_trl: int | None
    kpis: list[dict[str, Any]]
    keywords: list[str]
    published_at: datetime | None


class SolutionOut(BaseModel):
    """A listed solution."""

    id: int
    url: str
    lang: str
    title: str
    summary: str
    description: str
    translation: dict[str, str]
    category: str
    firm: str
    technologies: list[str]
    region_codes: list[str]
    nationwide: bool
    price_min: int | None
    price_max: int | None
    trl: int | None
    maturity: str | None
    delivery_weeks: int | None
    certifications: list[str]
    keywords: list[str]
    listed_at: datetime | None


class NeedsOut(BaseModel):
    """One page of needs."""

    items: list[NeedOut]
    page: int
    pages: int
    total: int


class SolutionsOut(BaseModel):
    """One page of solutions."""

    items: list[SolutionOut]
    page: int
    pages: int
    total: int


class OrganisationQuery(Strict):
    """One page of the directory of organisations."""

    page: Annotated[int, Field(ge=1, le=100_000)] = 1
    per_page: Annotated[int, Field(ge=1, le=100)] = 20
    kind: Literal["", "MUNICIPALITY", "COMPANY", "ALLIANCE", "PUBLIC_BODY", "RESEARCH", "OVERSEAS_CITY"] = ""
    sido: Annotated[
        str,
        Field(max_length=5, pattern="^[0-9]*$", description="First two digits of a MOIS region code, or the whole."),
    ] = ""
    q: Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$", description="A part of the name.")] = ""
    lang: Literal["ko", "en"] | None = None


class OrganisationOut(BaseModel):
    """An organisation's public profile; the registration number and people are not public."""

    id: int
    url: str
    kind: str
    name: str
    name_en: str
    region_code: str
    foreign_city: str
    size_class: str | None
    founded_year: int | None
    youth_founded: bool
    nationwide: bool
    service_regions: list[str]
    website: str
    summary: str
    summary_en: str
    verified: bool


class OrganisationsOut(BaseModel):
    """One page of organisations."""

    items: list[OrganisationOut]
    page: int
    pages: int
    total: int


class CodeOut(BaseModel):
    """A code with its names."""

    code: str
    ko: str
    en: str
    parent: str


class CodesOut(BaseModel):
    """A code list."""

    items: list[CodeOut]


def match_out(found: Found, url: str) -> MatchOut:
    """Return a match as the API tells it; reasons are the sentences that pages show."""
    why = found.reason
    reasons = [*_sentences(found), *(f"{label}: {fact}" for _state, label, fact in why.chips), *why.evidence]
    return MatchOut(
        id=found.item.id,
        title=found.item.text("title", current_locale()),
        url=url,
        rank=found.match.rank,
        score=round(found.match.score, 6),
        fit=found.match.fit.value,
        feasible=found.match.feasible,
        parts={name: round(value, 6) for name, value in found.match.parts.items()},
        reasons=reasons,
    )


def _sentences(found: Found) -> list[str]:
    why = found.reason
    mine, theirs = ("".join(text for text, _ in part) for part in (why.mine, why.theirs))
    return [f"“{mine}” ↔ “{theirs}”", *why.met] if mine and theirs else list(why.met)


def need_out(need: Need, url: str) -> NeedOut:
    """Return a need as the API tells it."""
    names = NeedOut.model_fields.keys() - {"url", "organisation", "status"}
    return NeedOut(
        url=url,
        organisation=need.organisation.label(current_locale()),
        status=need.status.value,
        **{name: getattr(need, name) for name in names},
    )


def solution_out(solution: Solution, url: str) -> SolutionOut:
    """Return a solution as the API tells it."""
    names = SolutionOut.model_fields.keys() - {"url", "firm", "maturity"}
    return SolutionOut(
        url=url,
        firm=solution.organisation.label(current_locale()),
        maturity=solution.maturity.value if solution.maturity else None,
        **{name: getattr(solution, name) for name in names},
    )


def organisation_out(organisation: Organisation, url: str) -> OrganisationOut:
    """Return an organisation as the API tells it."""
    names = OrganisationOut.model_fields.keys() - {"url", "kind", "size_class", "verified"}
    return OrganisationOut(
        url=url,
        kind=organisation.kind.value,
        size_class=organisation.size_class.value if organisation.size_class else None,
        verified=organisation.verified_at is not None,
        **{name: getattr(organisation, name) for name in names},
    )


def side_of(value: str) -> Side:
    """Return the side of a checked query value."""
    return Side(value)
