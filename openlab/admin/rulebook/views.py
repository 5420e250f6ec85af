"""The rule table for everybody, the versions of a rule, and the form of a new one."""

from datetime import date
from itertools import pairwise
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from openlab.admin.rulebook import service
from openlab.admin.rulebook.forms import RuleForm
from openlab.admin.rulebook.labels import FIELD_LABELS, MARK_LABELS, UNIT_LABELS
from openlab.i18n import gettext as _
from openlab.kit import clock
from openlab.kit.errors import InvalidInputError, NotFoundError
from openlab.kit.policy import policies
from openlab.kit.web import current_actor, public, requires
from openlab.rules.queries import FIELDS, Entry, differences, entries, versions_of
from openlab.rules.states import Mark

bp = Blueprint("rulebook", __name__)


@bp.get("/rules")
@public
def index() -> ResponseReturnValue:
    """Show every rule as it reads on a day."""
    day = _day()
    return render_template("rulebook/index.html", entries=entries(day), day=day, **_labels())


@bp.get("/rules/<code>")
@public
def detail(code: str) -> ResponseReturnValue:
    """Show what a rule has said and will say, and what changed each time."""
    versions = _known(code)
    changes = [_shown(differences(before, after)) for before, after in pairwise(versions)]
    return render_template(
        "rulebook/detail.html",
        versions=list(zip(versions, [[], *changes], strict=True))[::-1],
        current=_in_force(versions),
        may_change=policies.allows(current_actor(), "admin:rule:change"),
        **_labels(),
    )


@bp.route("/admin/rules/<code>", methods=["GET", "POST"])
@requires("admin:rule:change")
def change(code: str) -> ResponseReturnValue:
    """Let a rule say something else from a day on."""
    current = _in_force(_known(code))
    form = RuleForm() if request.method == "POST" else RuleForm(data=_as_typed(current))
    if form.validate_on_submit():
        try:
            service.change(
                current_actor(), code, form.said(), form.effective_from.data or clock.today(), form.reason.data
            )
        except InvalidInputError as error:
            form.take_errors(error, "number")
        else:
            flash(_("새 판을 저장했습니다."), "success")
            return redirect(url_for("rulebook.detail", code=code), 303)
    return render_template("rulebook/change.html", form=form, entry=current), 422 if form.errors else 200


def _known(code: str) -> list[Entry]:
    found = list(versions_of(code))
    if not found:
        raise NotFoundError(kind="rule")
    return found


def _in_force(versions: list[Entry]) -> Entry:
    today = clock.today()
    return [one for one in versions if one.effective_from is None or one.effective_from <= today][-1]


def _as_typed(entry: Entry) -> dict[str, Any]:
    number = "" if entry.number is None else f"{entry.number:g}" if entry.number % 1 else f"{entry.number:.0f}"
    said = {name: getattr(entry, name) for name in FIELDS}
    return {**said, "number": number, "mark": entry.mark.value, "effective_from": clock.today()}


def _shown(changes: list[tuple[str, Any, Any]]) -> list[tuple[Any, Any, Any]]:
    return [(FIELD_LABELS[name], _words(name, before), _words(name, after)) for name, before, after in changes]


def _words(name: str, said: Any) -> Any:
    if name == "mark":
        return MARK_LABELS[Mark(said)]
    if name == "unit":
        return UNIT_LABELS.get(said, "")
    return "" if said is None else f"{said:,g}" if isinstance(said, float) and said < 10**6 else said


def _labels() -> dict[str, Any]:
    return {"marks": MARK_LABELS, "units": UNIT_LABELS}


def _day() -> date:
    try:
        return date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return clock.today()
