"""Every read of solutions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from openlab import regions
from openlab.extensions import db
from openlab.identity.orgs.models import Organisation
from openlab.identity.orgs.policies import is_curator
from openlab.kit import clock
from openlab.kit.db import Page, paginate
from openlab.kit.errors import NotFoundError
from openlab.kit.policy import Actor, is_system, policies
from openlab.solutions.models import Solution, SolutionCertification, SolutionRegion
from openlab.solutions.states import PRIVATE, PUBLIC, SolutionStatus

PAGE_SIZE = 24
NATIONWIDE = "nationwide"  # as a choice of the filter `sido`: only what is delivered everywhere

STARTING_PRICE = func.coalesce(Solution.price_min, Solution.price_max)
PRICE_BAND = case(
    (STARTING_PRICE.is_(None), "ask"),
    (STARTING_PRICE < 5 * 10**7, "lt50m"),
    (STARTING_PRICE < 2 * 10**8, "50m_200m"),
    else_="ge200m",
)
TRL_BAND = case((Solution.trl <= 5, "low"), (Solution.trl <= 7, "mid"), (Solution.trl <= 9, "high"))
# Filters that compare one expression with the chosen code.
PLAIN_FACETS: Mapping[str, Any] = {
    "trl": TRL_BAND,
    "maturity": Solution.maturity,
    "price": PRICE_BAND,
    "size_class": Organisation.size_class,
    "status": Solution.status,
}
FACETS = ("category", "sido", "certification", *PLAIN_FACETS)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of solutions is narrowed to; an empty value means everything."""

    category: str = ""  # a field, or one of its sub-categories
    sido: str = ""  # first two digits of a 시도 code: whatever is delivered there, or NATIONWIDE
    trl: str = ""  # a value of TRL_BAND
    maturity: str = ""
    price: str = ""  # a value of PRICE_BAND
    certification: str = ""
    size_class: str = ""
    status: str = ""
    organisation_id: int | None = None
    sort: str = "newest"


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the rows an actor may read; mirrors the permission `solutions:solution:read`."""
    if is_system(actor):
        return true()
    reviewed = Solution.status.not_in(PRIVATE) if is_curator(actor) else false()
    return or_(Solution.status.in_(PUBLIC), Solution.organisation_id.in_(actor.organisation_ids), reviewed)


def find_solution(solution_id: int) -> Solution | None:
    """Return a solution with its firm."""
    return db.session.scalar(_with_firm().where(Solution.id == solution_id))


def get_solution(actor: Actor, solution_id: int) -> Solution:
    """Return a solution the actor may read; one that must stay unknown is not found, like one that does not exist."""
    solution = find_solution(solution_id)
    if solution is None or not policies.allows(actor, "solutions:solution:read", solution):
        raise NotFoundError(kind="solution")
    return solution


def may_read(actor: Actor, solution_id: int) -> bool:
    """Say whether an actor may read the solution of an id; asked by the files attached to it."""
    solution = find_solution(solution_id)
    return solution is not None and policies.allows(actor, "solutions:solution:read", solution)


def may_edit(actor: Actor, solution_id: int) -> bool:
    """Say whether an actor may change the solution of an id; asked by the files attached to it."""
    solution = find_solution(solution_id)
    return solution is not None and policies.allows(actor, "solutions:solution:edit", solution)


def solutions_by_id(ids: Sequence[int]) -> dict[int, Solution]:
    """Return several solutions by id, with their firms, in one query."""
    found = db.session.scalars(_with_firm().where(Solution.id.in_(ids)))
    return {solution.id: solution for solution in found}


def find_by_exchange_id(exchange_id: str) -> Solution | None:
    """Return the solution that was imported under an id."""
    return db.session.scalar(_with_firm().where(Solution.exchange_id == exchange_id))


def list_solutions(actor: Actor, filters: Filters, number: int, size: int = PAGE_SIZE) -> Page[Solution]:
    """Return one page of the market, and of the actor's own firm whatever its state when the filter asks for it."""
    order: dict[str, tuple[Any, ...]] = {
        "price": (STARTING_PRICE.asc().nulls_last(),),
        "title": (Solution.title,),
        "newest": (Solution.listed_at.desc().nulls_first(),),
    }
    wanted = _narrowed(select(Solution), actor, filters).options(contains_eager(Solution.organisation))
    return paginate(
        db.session, wanted.order_by(*order.get(filters.sort, order["newest"]), Solution.id.desc()), number, size
    )


def count_facets(actor: Actor, filters: Filters) -> dict[str, dict[str, int]]:
    """Count by facet what each choice would show; each ignores its own filter, so that one can change one's mind."""
    plain = {name: _counts(actor, _without(filters, name), column) for name, column in PLAIN_FACETS.items()}
    return {
        **plain,
        "category": _category_counts(actor, _without(filters, "category")),
        "sido": _sido_counts(actor, _without(filters, "sido")),
        "certification": _certification_counts(actor, _without(filters, "certification")),
    }


def count_public() -> int:
    """Count the solutions in the market."""
    return db.session.scalar(select(func.count()).select_from(Solution).where(Solution.status.in_(PUBLIC))) or 0


def count_by_sido() -> dict[str, int]:
    """Count the public solutions that name a 시도, by the first two digits of its code; see also `count_nationwide`."""
    sido = func.substr(SolutionRegion.sido_code, 1, 2)
    counted = select(sido, func.count()).join(Solution, Solution.id == SolutionRegion.solution_id)
    return _as_counts(counted.where(Solution.status.in_(PUBLIC), Solution.nationwide.is_(False)).group_by(sido))


def count_nationwide() -> int:
    """Count the public solutions that are delivered everywhere."""
    counted = select(func.count()).select_from(Solution)
    return db.session.scalar(counted.where(Solution.status.in_(PUBLIC), Solution.nationwide)) or 0


def count_by_status() -> dict[str, int]:
    """Count the solutions in each state that the alliance sees."""
    status: Any = Solution.status
    return _as_counts(select(status, func.count()).where(status.not_in(PRIVATE)).group_by(status))


def latest(limit: int = 6) -> Sequence[Solution]:
    """Return what came into the market last."""
    wanted = _with_firm().where(Solution.status.in_(PUBLIC)).order_by(Solution.listed_at.desc(), Solution.id.desc())
    return db.session.scalars(wanted.limit(limit)).all()


def of_organisations(organisation_ids: Sequence[int], limit: int = 200) -> Sequence[Solution]:
    """Return the solutions of some firms, the last touched first."""
    wanted = _with_firm().where(Solution.organisation_id.in_(organisation_ids))
    return db.session.scalars(wanted.order_by(Solution.updated_at.desc(), Solution.id.desc()).limit(limit)).all()


def in_hand_of(user_id: int, organisation_id: int) -> Sequence[Solution]:
    """Return what a person has begun or keeps in the market for a firm: all but what is retired."""
    wanted = select(Solution).where(Solution.author_id == user_id, Solution.organisation_id == organisation_id)
    return db.session.scalars(wanted.where(Solution.status != SolutionStatus.RETIRED).order_by(Solution.id)).all()


def listed_ids() -> Sequence[int]:
    """Return the ids of everything in the market."""
    return db.session.scalars(select(Solution.id).where(Solution.status.in_(PUBLIC)).order_by(Solution.id)).all()


def waiting_for_review() -> Sequence[Solution]:
    """Return the solutions that wait for a curator, the longest first."""
    wanted = _with_firm().where(Solution.status == SolutionStatus.SUBMITTED)
    return db.session.scalars(wanted.order_by(Solution.submitted_at, Solution.id)).all()


def review_queue(status: SolutionStatus, category: str, number: int, size: int = PAGE_SIZE) -> Page[Solution]:
    """Return one page of what the alliance sees in a state; the queue itself starts with the longest wait."""
    wanted = _with_firm().where(Solution.status == status, Solution.status.not_in(PRIVATE))
    if category:
        wanted = wanted.where(_in_category(category))
    order = Solution.submitted_at if status is SolutionStatus.SUBMITTED else Solution.updated_at.desc()
    return paginate(db.session, wanted.order_by(order, Solution.id), number, size)


def _with_firm() -> Select[Solution]:
    return select(Solution).options(joinedload(Solution.organisation))


def _without(filters: Filters, name: str) -> Filters:
    lifted: dict[str, Any] = {name: ""}
    return replace(filters, **lifted)


def _narrowed(statement: Select[Any], actor: Actor, filters: Filters) -> Select[Any]:
    conditions = [visible_to(actor)]
    if filters.organisation_id is None or not actor.belongs_to(filters.organisation_id):
        conditions.append(Solution.status.in_(PUBLIC))
    if filters.organisation_id is not None:
        conditions.append(Solution.organisation_id == filters.organisation_id)
    if filters.category:
        conditions.append(_in_category(filters.category))
    if filters.sido:
        conditions.append(_delivered_in(filters.sido))
    if filters.certification:
        conditions.append(Solution.certificates.any(_holds(filters.certification)))
    conditions += [column == code for name, column in PLAIN_FACETS.items() if (code := getattr(filters, name))]
    return statement.join(Solution.organisation).where(*conditions)


def _in_category(code: str) -> ColumnElement[bool]:
    return or_(Solution.category == code, Solution.category.startswith(f"{code}.", autoescape=True))


def _delivered_in(sido: str) -> ColumnElement[bool]:
    if sido == NATIONWIDE:
        return Solution.nationwide.is_(True)
    served = SolutionRegion.sido_code.startswith(sido[:2], autoescape=True)
    return or_(Solution.nationwide, Solution.regions.any(served))


def _holds(code: str | None = None) -> ColumnElement[bool]:
    """A certificate that is valid today, of one code or of any."""
    valid = or_(SolutionCertification.expires_on.is_(None), SolutionCertification.expires_on >= clock.today())
    return and_(SolutionCertification.code == code, valid) if code else valid


def _counts(actor: Actor, filters: Filters, column: Any) -> dict[str, int]:
    return _as_counts(_narrowed(select(column, func.count()).select_from(Solution), actor, filters).group_by(column))


def _category_counts(actor: Actor, filters: Filters) -> dict[str, int]:
    exact = _counts(actor, filters, Solution.category)
    fields: dict[str, int] = {}
    for code, number in exact.items():
        field = code.partition(".")[0]
        fields[field] = fields.get(field, 0) + number
    return {**{code: number for code, number in exact.items() if "." in code}, **fields}


def _sido_counts(actor: Actor, filters: Filters) -> dict[str, int]:
    everywhere = _counts(actor, filters, Solution.nationwide).get("True", 0)
    sido = func.substr(SolutionRegion.sido_code, 1, 2)
    counted = _narrowed(select(sido, func.count()).select_from(Solution), actor, filters).join(Solution.regions)
    named = _as_counts(counted.where(Solution.nationwide.is_(False)).group_by(sido))
    codes = [region.code[:2] for region in regions.sidos(on=clock.today())]
    return {NATIONWIDE: everywhere, **{code: named.get(code, 0) + everywhere for code in codes}}


def _certification_counts(actor: Actor, filters: Filters) -> dict[str, int]:
    code: Any = SolutionCertification.code
    counted = _narrowed(select(code, func.count()).select_from(Solution), actor, filters).join(Solution.certificates)
    return _as_counts(counted.where(_holds()).group_by(code))


def _as_counts(statement: Select[Any]) -> dict[str, int]:
    return {str(value): number for value, number in db.session.execute(statement) if value}
