"""The pages between the features: home, work, help, health."""

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue

from openlab import regions, schema
from openlab.config import Settings
from openlab.i18n import current_locale, ngettext
from openlab.i18n import gettext as _
from openlab.identity.orgs.queries import count_by_kind
from openlab.identity.orgs.states import OrganisationKind
from openlab.kit import charts
from openlab.kit.errors import NotFoundError
from openlab.kit.policy import policies
from openlab.kit.web import current_actor, public, requires
from openlab.matching.views import live_index, row
from openlab.needs import queries as needs
from openlab.needs.labels import STATUS_LABELS
from openlab.portal import help_pages, work
from openlab.regions import sido_map
from openlab.solutions import queries as solutions
from openlab.solutions.labels import STATUS_LABELS as SOLUTION_STATUS_LABELS

bp = Blueprint("portal", __name__)
EXAMPLES = {
    "ko": ("지하차도가 비만 오면 잠겨요", "혼자 사시는 어르신이 쓰러져도 아무도 몰라요", "골목에 차 댈 데가 없어요"),
    "en": (
        "The underpass floods whenever it rains",
        "Old people who live alone fall and nobody notices",
        "Nobody can find a parking space in the old town",
    ),
}


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """Show the question box, the newest needs and solutions, the map and a few figures."""
    locale = current_locale()
    examples = [(example, url_for("matching.search", q=example, side="solutions")) for example in EXAMPLES[locale]]
    return render_template(
        "portal/home.html",
        examples=examples,
        latest_needs=needs.latest(5),
        figures=_figures(),
        latest_solutions=solutions.latest(6),
        shapes=_map_shapes(),
        view_box=sido_map.VIEW_BOX,
        credit=sido_map.CREDIT,
        status_labels=STATUS_LABELS,
    )


@bp.get("/work")
@requires("accounts:self:use")
def my_work() -> ResponseReturnValue:
    """Show what waits for this person, and their own needs and solutions with new matches."""
    actor, index = current_actor(), live_index()
    return render_template(
        "portal/work.html",
        todo=work.to_do(actor),
        writes_needs=policies.allows(actor, "needs:need:create"),
        writes_solutions=policies.allows(actor, "solutions:solution:create"),
        needs=work.my_needs(actor, index),
        row=row,
        solutions=work.my_solutions(actor, index),
        status_labels=STATUS_LABELS,
        solution_status_labels=SOLUTION_STATUS_LABELS,
    )


@bp.get("/help/")
@public
def help_index() -> ResponseReturnValue:
    """List the help pages."""
    return render_template("portal/help_index.html", topics=help_pages.topics(current_locale()))


@bp.get("/help/<topic>")
@public
def help_topic(topic: str) -> ResponseReturnValue:
    """Show one help page."""
    page = help_pages.find(topic, current_locale())
    if page is None:
        raise NotFoundError(kind="help")
    return render_template("portal/help_topic.html", page=page, topics=help_pages.topics(current_locale()))


@bp.get("/_components")
@public
def components() -> ResponseReturnValue:
    """Show every component together; only where somebody develops or tries openlab out."""
    settings: Settings = current_app.extensions["openlab.settings"]
    if not (settings.demo or current_app.debug):
        raise NotFoundError(kind="components")
    return render_template("portal/components.html", drawings=_sample_charts(), shapes=_map_shapes())


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Say that the process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Say whether the database answers and has the newest schema."""
    settings: Settings = current_app.extensions["openlab.settings"]
    at, newest = schema.current(settings.database_url), schema.newest()
    ready = at == newest
    return jsonify(status="ready" if ready else "migrate", schema=at, newest=newest), 200 if ready else 503


@bp.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    """Tell robots what not to read."""
    settings: Settings = current_app.extensions["openlab.settings"]
    lines = (
        "User-agent: *\nDisallow: /work\nDisallow: /account\nDisallow: /admin\n"
        if not settings.demo
        else "User-agent: *\nDisallow: /\n"
    )
    return Response(lines, mimetype="text/plain")


def _figures() -> list[dict[str, Any]]:
    members = count_by_kind()
    cities, firms = (members.get(kind, 0) for kind in (OrganisationKind.MUNICIPALITY, OrganisationKind.COMPANY))
    return [
        {"label": _("공개된 수요"), "value": needs.count_public(), "url": url_for("needs.index")},
        {"label": _("솔루션"), "value": solutions.count_public(), "url": url_for("solutions.index")},
        {
            "label": ngettext("지자체", "지자체", cities),
            "value": cities,
            "url": url_for("orgs.index", kind="MUNICIPALITY"),
        },
        {"label": ngettext("기업", "기업", firms), "value": firms, "url": url_for("orgs.index", kind="COMPANY")},
    ]


def _map_shapes() -> list[dict[str, Any]]:
    """Return the 시도 with their needs and solutions, shaded by the number of needs in four steps."""
    locale, by_needs, by_solutions = current_locale(), needs.count_by_sido(), solutions.count_by_sido()
    most = max(by_needs.values(), default=0) or 1
    shapes = []
    for shape in sido_map.shapes():
        count = by_needs.get(shape.code[:2], 0)
        shapes.append(
            {
                "path": shape.path_data,
                "label": regions.label(shape.code, locale),
                "count": count,
                "solutions": by_solutions.get(shape.code[:2], 0),
                "x": shape.label_x,
                "y": shape.label_y,
                "text": ngettext("수요 %(num)s건", "수요 %(num)s건", count),
                "short": regions.short_label(shape.code, locale),
                "level": -(-4 * count // most),
                "url": url_for("needs.index", sido=shape.code[:2]),
            }
        )
    return shapes


def _sample_charts() -> list[tuple[str, charts.Chart]]:
    """Return one chart of each kind for the catalogue."""
    months = ["9", "10", "11"]
    return [
        (_("분야별 수요"), charts.bars("c-bars", _("분야별 수요"), [(_("교통"), 7), (_("환경"), 5), (_("복지"), 3)])),
        (_("점수의 구성"), charts.score_parts("c-parts", _("점수의 구성"), [(_("뜻이 통함"), 48), (_("분야"), 16)])),
        (_("달마다"), charts.line("c-line", _("달마다"), months, [charts.Series(_("수요"), [2, 5, 9])])),
    ]
