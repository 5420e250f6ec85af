"""The pages on how good matching is, how it is used, and what it weighs."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from openlab import taxonomy
from openlab.audit.access import note_access
from openlab.audit.states import Handling, Purpose
from openlab.i18n import current_locale
from openlab.i18n import gettext as _
from openlab.i18n.formats import format_date
from openlab.kit import charts, clock
from openlab.kit.errors import ConflictError, NotFoundError
from openlab.kit.tabular_out import write_csv
from openlab.kit.web import current_actor, guarded_by, requires
from openlab.matching.feedback.labels import OPINION_LABELS, ORIGIN_LABELS, WHY_LABELS
from openlab.matching.feedback.models import MatchFeedback
from openlab.matching.feedback.queries import all_feedback, recent
from openlab.matching.feedback.states import Origin
from openlab.matching.judging.evaluation import DEVELOPMENT_SET
from openlab.matching.queries import newest, weights_of
from openlab.matching.scoring.weights import Weights
from openlab.matching.text import Side
from openlab.matching.wording import PART_LABELS
from openlab.needs.queries import find_need
from openlab.quality import measuring, queries, service, usage
from openlab.quality.labels import CAUSE_LABELS, RUN_LABELS, STEP_LABELS
from openlab.quality.models import QualityRun
from openlab.quality.states import Cause, RunKind
from openlab.solutions.queries import find_solution
from openlab.taxonomy import Vocabulary

bp = Blueprint("quality", __name__, url_prefix="/admin/quality")


@bp.get("")
@requires("quality:report:read")
def index() -> ResponseReturnValue:
    """Show quality over time and matching in use."""
    runs, looks = queries.runs(RunKind.JUDGED), queries.runs(RunKind.MARKET)
    whole = usage.whole()
    told = recent()
    note_access([one.user_id for one in told], Purpose.QUALITY)  # no names, but words that may give somebody away
    steps = [(str(STEP_LABELS[name]), getattr(whole, name)) for name in usage.Funnel.names()]
    return render_template(
        "quality/index.html",
        runs=[_run_row(run) for run in reversed(runs)],
        chart=_quality_chart(runs),
        funnel=charts.funnel(
            "quality-funnel", _("수요가 어디까지 갔나"), steps, head=(_("단계"), _("수요"), _("앞 단계의"))
        ),
        whole=whole,
        steps=STEP_LABELS,
        months=usage.by_month(),
        fields=[(_field(code), one) for code, one in usage.by_field().items()],
        places=usage.places(),
        exposure=[(_size(one.size), one) for one in usage.exposure()],
        look=looks[-1] if looks else None,
        look_fields=[(_field(code), *counts) for code, counts in looks[-1].figures["by_field"].items()]
        if looks
        else [],
        told=[_told(one) for one in told],
    )


@bp.post("/measure")
@guarded_by("quality:report:read")
def measure() -> ResponseReturnValue:
    """Let the worker measure the model and weights in use on the development set."""
    service.require_reader(current_actor())
    measuring.request(Cause.COMMAND)
    flash(_("재어 달라고 맡겼습니다. 잠시 뒤 이 화면에 나옵니다."), "success")
    return redirect(url_for("quality.index"), 303)


@bp.get("/<table>.csv")
@requires("quality:report:read")
def export(table: str) -> ResponseReturnValue:
    """Give one table of the page as CSV."""
    if table not in TABLES:
        raise NotFoundError(kind="table")
    rows = list(TABLES[table]())
    stream = io.BytesIO()
    write_csv(stream, list(rows[0]) if rows else ["empty"], rows)
    name = f"openlab-{table}-{clock.today():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(stream.getvalue(), mimetype="text/csv", headers=headers)


@bp.get("/weights")
@requires("quality:report:read")
def weights() -> ResponseReturnValue:
    """Show the versions of the weights, two of them side by side."""
    used = newest().weights
    pair = [_version(request.args.get(name), default) for name, default in (("a", 0), ("b", used))]
    return render_template(
        "quality/weights.html",
        versions=[_version_row(row.id, row, used) for row in queries.versions()] + [_version_row(0, None, used)],
        used=used,
        pair=pair,
        shares=_shares([weights_of(number) for number in pair]),
        can_undo=queries.adoption_in_force() is not None,
        adoptions=queries.adoptions(),
    )


@bp.post("/weights/learn")
@guarded_by("quality:weights:change")
def learn() -> ResponseReturnValue:
    """Make a version from the opinions so far and let the worker measure it."""
    try:
        made = service.learn(current_actor(), request.form.get("note", ""))
    except ConflictError as error:
        flash(str(error.message), "warning")
    else:
        measuring.request_judging(made.id)
        flash(
            _("가중치 %(number)s판을 만들었습니다. 채택하기 전에는 순서에 쓰이지 않습니다.", number=made.id), "success"
        )
    return redirect(url_for("quality.weights"), 303)


@bp.post("/weights/<slug_id:number>/adopt")
@guarded_by("quality:weights:change")
def adopt(number: int) -> ResponseReturnValue:
    """Rank by a version from now on."""
    service.adopt(current_actor(), number, request.form.get("note", ""))
    flash(_("이제 가중치 %(number)s판으로 순서를 정합니다.", number=number), "success")
    return redirect(url_for("quality.weights"), 303)


@bp.post("/weights/rollback")
@guarded_by("quality:weights:change")
def rollback() -> ResponseReturnValue:
    """Take the last adoption back."""
    number = service.roll_back(current_actor())
    flash(_("되돌렸습니다. 다시 가중치 %(number)s판을 씁니다.", number=number), "success")
    return redirect(url_for("quality.weights"), 303)


def _quality_chart(runs: Iterable[QualityRun]) -> charts.Chart | None:
    shown = [run for run in runs if run.set_name == DEVELOPMENT_SET.name]
    if not shown:
        return None
    series = [
        charts.Series(str(label), [_figure(run, name, "overall") for run in shown])
        for name, label in RUN_LABELS.items()
    ]
    labels = [f"{clock.in_seoul(run.at):%m-%d}" for run in shown]
    return charts.line("quality-over-time", _("개발용 판정 자료의 nDCG@10"), labels, series, head=_("날짜"))


def _told(one: MatchFeedback) -> dict[str, Any]:
    """Return an opinion as the page tells it, without who gave it."""
    item = find_need(one.item_id) if one.side is Side.NEEDS else find_solution(one.item_id)
    endpoint, key = ("needs.detail", "need_id") if one.side is Side.NEEDS else ("solutions.detail", "solution_id")
    return {
        "when": one.updated_at,
        "title": item.text("title", current_locale()) if item else str(one.item_id),
        "url": url_for(endpoint, **{key: item.slug}) if item else "",  # type: ignore[arg-type]  # a row's own address
        "origin": ORIGIN_LABELS[one.origin],
        "rank": one.rank,
        "opinion": OPINION_LABELS[one.opinion],
        "why": WHY_LABELS[one.why] if one.why else "",
        "note": one.note,
    }


def _run_row(run: QualityRun) -> dict[str, Any]:
    orders = {f"{name}_{order}": _figure(run, name, order) for name in RUN_LABELS for order in ("overall", "by_fit")}
    infeasible = sum((run.figures.get(name) or {}).get("infeasible_in_top_ten", 0) for name in RUN_LABELS)
    return {"run": run, "cause": CAUSE_LABELS[run.cause], "infeasible": infeasible, **orders}


def _figure(run: QualityRun, name: str, order: str) -> float | None:
    found = (run.figures.get(name) or {}).get(order)
    return round(found["ndcg10"], 3) if found else None


def _version(text: str | None, default: int) -> int:
    number = int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else default
    if number:
        queries.get_version(number)
    return number


def _version_row(number: int, row: Any, used: int) -> dict[str, Any]:
    run = queries.last_run(RunKind.JUDGED, f"v{number}" if number else "documented")
    judged = (row.figures.get("judged") if row else None) or (run.figures if run else {})
    return {
        "number": number,
        "used": number == used,
        "made": format_date(row.made_at) if row else "",
        "examples": row.how.get("examples", 0) if row else None,
        "held_out": service.held_out_figures(weights_of(number)),
        "needs": (judged.get("needs") or {}).get("by_fit"),
        "solutions": (judged.get("solutions") or {}).get("by_fit"),
        "note": row.note if row else _("문서에 적힌 처음 값"),
    }


def _shares(pair: list[Weights]) -> list[tuple[Any, ...]]:
    """Return (label, share of the whole for each version and side) of the text and of every fact."""
    names = dict.fromkeys(name for one in pair for side in Side for name in one.wishes[side])
    rows: list[tuple[Any, ...]] = [(_("글"), *(f"{one.text_share:.1%}" for one in pair for _side in Side))]
    return rows + [
        (PART_LABELS[name], *(f"{one.wished(side, name):.1%}" for one in pair for side in Side)) for name in names
    ]


def _field(code: str) -> str:
    return taxonomy.category_label(code) if code else _("분야 없음")


def _size(code: str) -> str:
    return taxonomy.term_label(Vocabulary.SIZE_CLASS, code) if code else _("밝히지 않음")


def _run_table() -> Iterable[Mapping[str, Any]]:
    for run in queries.runs(RunKind.JUDGED, 10_000):
        row = _run_row(run)
        kept = {name: value for name, value in row.items() if name not in {"run", "cause"}}
        yield {"at": run.at.isoformat(), "cause": run.cause.value, "set": run.set_name, "model": run.model_id,
               "weights": run.weights, **kept}  # fmt: skip


def _funnel_table(groups: Mapping[str, usage.Funnel], name: str) -> Iterable[Mapping[str, Any]]:
    for key, one in groups.items():
        yield {name: key, **{step: getattr(one, step) for step in usage.Funnel.names()}}


def _place_table() -> Iterable[Mapping[str, Any]]:
    names = ("first", "last", "shown", "opened", "fits", "misfits")
    return [{name: getattr(one, name) for name in names} for one in usage.places()]


def _exposure_table() -> Iterable[Mapping[str, Any]]:
    names = ("size", "listings", "shown", "opened")
    return [{name: getattr(one, name) for name in names} for one in usage.exposure()]


def _opinion_table() -> Iterable[Mapping[str, Any]]:
    names = ("origin", "side", "item_id", "opinion", "why", "note", "rank", "score", "feasible", "weights", "model_id")
    opinions = all_feedback()
    note_access([one.user_id for one in opinions], Purpose.QUALITY, Handling.EXPORT)
    for one in opinions:
        key = "" if one.origin is Origin.TEXT else one.origin_key
        yield {"day": f"{clock.in_seoul(one.updated_at):%Y-%m-%d}", "origin_id": key,
               **{name: getattr(one, name) for name in names}, **one.measured}  # fmt: skip


TABLES = {
    "opinions": _opinion_table,
    "runs": _run_table,
    "months": lambda: _funnel_table(usage.by_month(1200), "month"),
    "fields": lambda: _funnel_table(usage.by_field(), "field"),
    "places": _place_table,
    "exposure": _exposure_table,
}
