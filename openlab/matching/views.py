"""Matching on pages: the search box, ranked lists for a need or a solution, and live previews while writing."""

from types import SimpleNamespace
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from openlab import regions, taxonomy
from openlab.choices import category_facets, sido_facets
from openlab.extensions import limiter
from openlab.i18n import current_locale
from openlab.i18n import gettext as _
from openlab.i18n import lazy_gettext as _l
from openlab.i18n.formats import format_won_range
from openlab.kit import charts
from openlab.kit.errors import InvalidInputError, NotFoundError
from openlab.kit.money import parse_won
from openlab.kit.text import guess_language
from openlab.kit.web import current_actor, guarded_by, is_htmx, public, reads_only
from openlab.matching import service
from openlab.matching.feedback.shown import Asked
from openlab.matching.feedback.states import Origin
from openlab.matching.feedback.views import Asking
from openlab.matching.market.live import LiveIndex
from openlab.matching.service import Found, Narrowing
from openlab.matching.text import NEED_FIELDS, SOLUTION_FIELDS, Side
from openlab.matching.wording import WORDS_ONLY
from openlab.needs.queries import get_need
from openlab.solutions.queries import get_solution

bp = Blueprint("matching", __name__)
LIMIT = "300/minute"  # requests of one network address, to all addresses of this module together
limiter.shared_limit(LIMIT, scope="matching")(bp)
PREVIEW = 5  # matches shown beside a form
SOURCES = {Side.NEEDS: _l("수요 글"), Side.SOLUTIONS: _l("솔루션 글")}  # where a quoted sentence comes from


def matching_note() -> str:
    """Return the sentence that stands above an answer when it was found by words alone, else an empty text."""
    return str(WORDS_ONLY) if live_index().words_only else ""


def live_index() -> LiveIndex:
    """Return this process's index."""
    index: LiveIndex = current_app.extensions["openlab.matching"]
    return index


@bp.get("/search")
@public
def search() -> ResponseReturnValue:
    """Answer a sentence with solutions or needs and the reasons."""
    side, text, narrowing = _side(request.args.get("side")), request.args.get("q", ""), _narrowing()
    rows: list[dict[str, Any]] = []
    error = ""
    if text.strip():
        try:
            top = service.checked_top(request.args.get("top"))
            found = service.match_text(live_index(), text, side, top=top, narrowing=narrowing)
            rows = _rows(found, Asked(Origin.TEXT, service.text_key(text)), side, request.full_path)
        except InvalidInputError as problem:
            error = str(problem.message)
    page = "matching/_results.html" if is_htmx() else "matching/search.html"
    html = render_template(
        page,
        rows=rows,
        q=text,
        side=side.value,
        error=error,
        narrowing=narrowing,
        categories=category_facets(""),
        sidos=sido_facets(),
        labels=(_("내 글"), SOURCES[side]),
        note=matching_note(),
    )
    return (html, 422) if error and not is_htmx() else html


@bp.get("/needs/<slug_id:need_id>/matches")
@guarded_by("needs:need:read")
def for_need(need_id: int) -> ResponseReturnValue:
    """Rank the solutions for a need."""
    need = get_need(current_actor(), need_id)
    found = service.match_need(
        live_index(), need, top=service.checked_top(request.args.get("top")), narrowing=_narrowing()
    )
    return _ranked(found, need, "needs.detail", {"need_id": need.slug})


@bp.get("/solutions/<slug_id:solution_id>/matches")
@guarded_by("solutions:solution:read")
def for_solution(solution_id: int) -> ResponseReturnValue:
    """Rank the needs for a solution."""
    solution = get_solution(current_actor(), solution_id)
    found = service.match_solution(
        live_index(), solution, top=service.checked_top(request.args.get("top")), narrowing=_narrowing()
    )
    return _ranked(found, solution, "solutions.detail", {"solution_id": solution.slug})


@bp.post("/matching/preview/<side>")
@public
@reads_only
def preview(side: str) -> ResponseReturnValue:
    """Match what stands in a form right now; nothing is stored."""
    wanted = _side(side)
    draft = _draft(wanted.other)
    if len(_all_text(draft, wanted.other)) < 10:
        return render_template("matching/_preview.html", rows=[], waiting=True, side=wanted.value)
    ask = service.match_need if wanted is Side.SOLUTIONS else service.match_solution
    rows = [row(one) for one in ask(live_index(), draft, top=PREVIEW)]
    return render_template("matching/_preview.html", rows=rows, waiting=False, side=wanted.value, note=matching_note())


@bp.post("/matching/similar/<side>")
@public
@reads_only
def similar(side: str) -> ResponseReturnValue:
    """Show needs like the one in the form, other than itself."""
    if _side(side) is not Side.NEEDS:
        raise NotFoundError(kind="similar")
    draft = _draft(Side.NEEDS)
    if len(_all_text(draft, Side.NEEDS)) < 10:
        return render_template("matching/_preview.html", rows=[], waiting=True, side=side)
    own = request.args.get("exclude", "")
    found = [one for one in service.similar_needs(live_index(), draft) if str(one.item.id) != own]
    close = [one for one in found if one.match.similarity >= SIMILAR_FLOOR]
    return render_template("matching/_similar.html", rows=[row(one) for one in close], note=matching_note())


SHOWN_AT_LEAST = 3  # so many results stand in the open, however weak
SIMILAR_FLOOR = 0.35  # cosine below which two needs only share the language


def row(found: Found, heading: int = 3, asking: Asking | None = None) -> dict[str, Any]:
    """Return one match as the template draws it; `asking` says which list it stands in, where opinions are wanted."""
    locale, item, why = current_locale(), found.item, found.reason
    endpoint, key = ("needs.detail", "need_id") if found.side is Side.NEEDS else ("solutions.detail", "solution_id")
    address = {key: item.slug} | ({"via": asking.via(found.match.rank)} if asking else {})
    chart = charts.score_parts(f"score-{found.side}-{item.id}", _("점수의 구성"), why.bars)
    return {
        "rank": found.match.rank,
        "title": item.text("title", locale),
        "url": url_for(endpoint, **address),
        "level": why.level,
        "mine": why.mine,
        "theirs": why.theirs,
        "langs": why.langs,
        "chips": why.chips,
        "evidence": why.evidence,
        "score": why.score,
        "parts": why.parts,
        "bar": chart.svg,
        "heading": heading,
        "item": item,
        "weak": found.match.weak,
        "folded": found.match.weak and found.match.rank > SHOWN_AT_LEAST,
        "meta": _meta(found),
        "missing": "" if item.is_translated(locale) else locale,
        "feedback": asking.form(found.match) if asking else {},
    }


def _meta(found: Found) -> list[str]:
    locale, item = current_locale(), found.item
    facts = [item.organisation.label(locale), taxonomy.category_label(item.category)]
    if found.side is Side.NEEDS:
        place = regions.label(item.region_code, locale) if item.region_code else item.foreign_city
        return [*facts, place if place != facts[0] else "", format_won_range(item.budget_min, item.budget_max)]
    return [*facts, format_won_range(item.price_min, item.price_max), f"TRL {item.trl}" if item.trl else ""]


def _rows(found: list[Found], asked: Asked, side: Side, back: str) -> list[dict[str, Any]]:
    """Return the rows of a list that people may say something of, and count that it is looked at."""
    index = live_index()
    asking = Asking(asked, side, index.engine.weights, index.encoder.model_id, back)
    asking.count([one.match for one in found])
    return [row(one, asking=asking) for one in found]


def _ranked(found: list[Found], subject: Any, endpoint: str, values: dict[str, Any]) -> str:
    page = "matching/_results.html" if is_htmx() else "matching/ranked.html"
    side = Side.SOLUTIONS if endpoint == "needs.detail" else Side.NEEDS
    whole = url_for(request.endpoint or "", **(request.view_args or {}))
    origin = Origin.NEED if side is Side.SOLUTIONS else Origin.SOLUTION
    return render_template(
        page,
        rows=_rows(found, Asked(origin, str(subject.id)), side, whole if is_htmx() else request.full_path),
        subject=subject,
        side=side.value,
        error="",
        q="",
        back=url_for(endpoint, **values),
        narrowing=_narrowing(),
        more=whole if is_htmx() else "",
        labels=(SOURCES[side.other], SOURCES[side]),
        note=matching_note(),
    )


def _side(value: str | None) -> Side:
    try:
        return Side(value or Side.SOLUTIONS)
    except ValueError as error:
        raise NotFoundError(kind="side") from error


def _narrowing() -> Narrowing:
    return Narrowing(
        request.args.get("category", "")[:40], request.args.get("sido", "")[:5], request.args.get("feasible") == "1"
    )


def _draft(side: Side) -> Any:
    """Return what stands in the form as something that reads like a need or a solution."""
    form = request.form
    texts = {
        name: form.get(name, "")[:5000] for name in ("title", *(NEED_FIELDS if side is Side.NEEDS else SOLUTION_FIELDS))
    }
    return SimpleNamespace(
        id="draft",
        lang=guess_language(" ".join(texts.values())),
        translation={},
        keywords=[],
        **texts,
        category=form.get("category", ""),
        region_code=form.get("region_code", ""),
        region_codes=form.getlist("region_codes"),
        nationwide="nationwide" in form,
        budget_min=_won("budget_min"),
        budget_max=_won("budget_max"),
        price_min=_won("price_min"),
        price_max=_won("price_max"),
        period_months=_number("period_months"),
        min_trl=_number("min_trl"),
        trl=_number("trl"),
        delivery_weeks=_number("delivery_weeks"),
        required_certifications=form.getlist("required_certifications"),
        certifications=form.getlist("certifications"),
        technologies=[],
        needs_data_hub="needs_data_hub" in form,
        data_hub="data_hub" in form or None,
    )


def _all_text(draft: Any, side: Side) -> str:
    return "".join(
        getattr(draft, name) for name in ("title", *(NEED_FIELDS if side is Side.NEEDS else SOLUTION_FIELDS))
    )


def _won(name: str) -> int | None:
    try:
        return parse_won(request.form[name]) if request.form.get(name, "").strip() else None
    except ValueError:
        return None


def _number(name: str) -> int | None:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
