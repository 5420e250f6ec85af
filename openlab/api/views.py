"""The endpoints of the API; each takes a checked input, asks one query or service, and gives a checked output."""

from typing import Any, Literal

from apiflask import APIBlueprint, APIFlask, HTTPError
from flask import current_app, url_for

from openlab import regions, taxonomy
from openlab.api import schemas
from openlab.config import Settings
from openlab.extensions import limiter
from openlab.i18n import set_locale
from openlab.identity.orgs import queries as orgs
from openlab.kit import clock
from openlab.kit.web import current_actor, problem, public
from openlab.matching import service as matching
from openlab.matching.views import live_index, matching_note
from openlab.needs import queries as needs
from openlab.solutions import queries as solutions

bp = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="openlab")
LIMIT = "600/minute"  # requests of one network address, to all addresses of the API together
limiter.shared_limit(LIMIT, scope="api")(bp)
ID = {"type": "integer", "format": "int64", "minimum": 1}
PAGES = {
    "need": ("needs.detail", "need_id"),
    "solution": ("solutions.detail", "solution_id"),
    "organisation": ("orgs.detail", "organisation_id"),
}
EVERYWHERE = {"400": "Bad request", "429": "Too many requests"}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "request_id": {"type": "string"},
        "errors": {"type": "object"},
    },
}


@bp.get("/match")
@bp.input(schemas.MatchQuery, location="query", arg_name="query")
@bp.output(schemas.MatchesOut)
@public
def match(query: schemas.MatchQuery) -> schemas.MatchesOut:
    """Rank solutions or needs for a sentence, with reasons."""
    _speak(query.lang)
    side = schemas.side_of(query.side)
    found = matching.match_text(live_index(), query.text, side, top=query.top, mode=query.mode)
    return _matches(query.side, found)


@bp.get("/needs")
@bp.input(schemas.PageQuery, location="query", arg_name="query")
@bp.output(schemas.NeedsOut)
@public
def list_needs(query: schemas.PageQuery) -> schemas.NeedsOut:
    """List the public needs, newest first."""
    _speak(query.lang)
    filters = needs.Filters(category=query.category, sido=query.sido)
    page = needs.list_needs(current_actor(), filters, query.page, query.per_page)
    return schemas.NeedsOut(
        items=[schemas.need_out(need, _address(need)) for need in page.items],
        page=page.number,
        pages=page.pages,
        total=page.total,
    )


@bp.get("/needs/<slug_id:need_id>")
@bp.input(schemas.Language, location="query", arg_name="query")
@bp.output(schemas.NeedOut)
@public
def get_need(need_id: int, query: schemas.Language) -> schemas.NeedOut:
    """Return one public need."""
    _speak(query.lang)
    need = needs.get_need(current_actor(), need_id)
    return schemas.need_out(need, _address(need))


@bp.get("/needs/<slug_id:need_id>/matches")
@bp.input(schemas.Language, location="query", arg_name="query")
@bp.output(schemas.MatchesOut)
@public
def match_need(need_id: int, query: schemas.Language) -> schemas.MatchesOut:
    """Rank the solutions for a public need."""
    _speak(query.lang)
    found = matching.match_need(live_index(), needs.get_need(current_actor(), need_id))
    return _matches("solutions", found)


@bp.get("/solutions")
@bp.input(schemas.PageQuery, location="query", arg_name="query")
@bp.output(schemas.SolutionsOut)
@public
def list_solutions(query: schemas.PageQuery) -> schemas.SolutionsOut:
    """List the solutions of the market, newest first."""
    _speak(query.lang)
    filters = solutions.Filters(category=query.category, sido=query.sido)
    page = solutions.list_solutions(current_actor(), filters, query.page, query.per_page)
    return schemas.SolutionsOut(
        items=[schemas.solution_out(one, _address(one)) for one in page.items],
        page=page.number,
        pages=page.pages,
        total=page.total,
    )


@bp.get("/solutions/<slug_id:solution_id>")
@bp.input(schemas.Language, location="query", arg_name="query")
@bp.output(schemas.SolutionOut)
@public
def get_solution(solution_id: int, query: schemas.Language) -> schemas.SolutionOut:
    """Return one listed solution."""
    _speak(query.lang)
    solution = solutions.get_solution(current_actor(), solution_id)
    return schemas.solution_out(solution, _address(solution))


@bp.get("/solutions/<slug_id:solution_id>/matches")
@bp.input(schemas.Language, location="query", arg_name="query")
@bp.output(schemas.MatchesOut)
@public
def match_solution(solution_id: int, query: schemas.Language) -> schemas.MatchesOut:
    """Rank the needs for a listed solution."""
    _speak(query.lang)
    found = matching.match_solution(live_index(), solutions.get_solution(current_actor(), solution_id))
    return _matches("needs", found)


@bp.get("/organisations")
@bp.input(schemas.OrganisationQuery, location="query", arg_name="query")
@bp.output(schemas.OrganisationsOut)
@public
def list_organisations(query: schemas.OrganisationQuery) -> schemas.OrganisationsOut:
    """List organisations by name."""
    _speak(query.lang)
    filters = orgs.Filters(query.kind, query.sido[:2], query.q)
    page = orgs.directory(filters, query.page, query.per_page)
    return schemas.OrganisationsOut(
        items=[schemas.organisation_out(one, _address(one)) for one in page.items],
        page=page.number,
        pages=page.pages,
        total=page.total,
    )


@bp.get("/organisations/<slug_id:organisation_id>")
@bp.input(schemas.Language, location="query", arg_name="query")
@bp.output(schemas.OrganisationOut)
@public
def get_organisation(organisation_id: int, query: schemas.Language) -> schemas.OrganisationOut:
    """Return one organisation; the id of one that became part of another gives that one."""
    _speak(query.lang)
    organisation = orgs.get_standing(organisation_id)
    return schemas.organisation_out(organisation, _address(organisation))


@bp.get("/categories")
@bp.input(schemas.NoArguments, location="query", arg_name="_query")
@bp.output(schemas.CodesOut)
@public
def list_categories(_query: schemas.NoArguments) -> schemas.CodesOut:
    """List the twelve fields of the Smart City Act with their sub-categories."""
    fields = taxonomy.categories()
    every = [*fields, *(inner for field in fields for inner in taxonomy.subcategories(field.code))]
    return schemas.CodesOut(
        items=[schemas.CodeOut(code=one.code, ko=one.ko, en=one.en, parent=one.parent) for one in every]
    )


@bp.get("/regions")
@bp.input(schemas.NoArguments, location="query", arg_name="_query")
@bp.output(schemas.CodesOut)
@public
def list_regions(_query: schemas.NoArguments) -> schemas.CodesOut:
    """List the 시도 and 시군구 in force today, by MOIS code."""
    today = clock.today()
    sidos = regions.sidos(on=today)
    every = [*sidos, *(place for sido in sidos for place in regions.sigungus(sido.code, on=today))]
    return schemas.CodesOut(
        items=[schemas.CodeOut(code=one.code, ko=one.name_ko, en=one.name_en, parent=one.parent) for one in every]
    )


def install(app: APIFlask) -> None:
    """Give the application the API's error form and its part of the OpenAPI document."""
    app.config.update(
        VALIDATION_ERROR_SCHEMA=PROBLEM,
        HTTP_ERROR_SCHEMA=PROBLEM,
        VALIDATION_ERROR_STATUS_CODE=422,
        AUTO_404_RESPONSE=True,
        SPEC_FORMAT="json",
    )
    app.error_callback = _answer  # not error_processor(): that one would answer for the pages, too
    app.spec_processor(_completed)


def _answer(error: HTTPError) -> Any:
    detail = error.detail if isinstance(error.detail, dict) else {}
    return problem(
        error.status_code,
        "invalid-input" if error.status_code == 422 else "http-error",
        str(error.message),
        errors=detail.get("query") or detail.get("json") or detail,
    )


def _completed(spec: Any) -> Any:
    """Say what the generator cannot know: ids are numbers, errors are problem documents, and which ones may come."""
    for path in spec["paths"].values():
        for operation in (one for one in path.values() if isinstance(one, dict)):
            for parameter in operation.get("parameters", []):
                parameter["schema"] = ID if parameter["in"] == "path" else _without_null(parameter["schema"])
            for status, description in EVERYWHERE.items():
                operation["responses"].setdefault(
                    status,
                    {
                        "description": description,
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/HTTPError"}}},
                    },
                )
            for status, response in operation["responses"].items():
                if status[0] in "45" and "application/json" in response.get("content", {}):
                    response["content"] = {"application/problem+json": response["content"].pop("application/json")}
    return spec


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a query argument's schema: in an address it is there or not, never null."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key != "anyOf" and not (key == "default" and value is None)}
    return {**rest, **kinds[0]} if len(kinds) == 1 else schema


def _speak(lang: str | None) -> None:
    if lang:
        set_locale(lang)


def _matches(side: Literal["solutions", "needs"], found: list[matching.Found]) -> schemas.MatchesOut:
    items = [schemas.match_out(one, _address(one.item)) for one in found]
    return schemas.MatchesOut(side=side, items=items, note=matching_note())


def _address(item: Any) -> str:
    settings: Settings = current_app.extensions["openlab.settings"]
    endpoint, key = PAGES[item.__tablename__]
    return settings.base_url + url_for(endpoint, **{key: item.slug})
