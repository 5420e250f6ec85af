"""Opinions over HTTP: one form a match, with and without scripts; and the count of what is opened from a list."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from openlab.extensions import limiter
from openlab.i18n import gettext as _
from openlab.kit.web import current_actor, guarded_by, is_htmx, safe_next
from openlab.matching.engine import Match
from openlab.matching.feedback import queries, service
from openlab.matching.feedback.counting import Uses, store
from openlab.matching.feedback.forms import FeedbackForm
from openlab.matching.feedback.labels import OPINION_LABELS, WHY_LABELS
from openlab.matching.feedback.models import MatchFeedback
from openlab.matching.feedback.shown import Asked, Shown, pack, shown, unpack
from openlab.matching.feedback.states import REASONS, Opinion, Origin, Why
from openlab.matching.scoring.weights import Weights
from openlab.matching.text import Side

bp = Blueprint("feedback", __name__)
LIMIT = "60/minute"
limiter.shared_limit(LIMIT, scope="feedback")(bp)
DETAILS = {"needs.detail": (Side.NEEDS, "need_id"), "solutions.detail": (Side.SOLUTIONS, "solution_id")}
MOST_RANK = 100


def uses() -> Uses:
    """Return what this process has counted and not yet stored."""
    found: Uses = current_app.extensions["openlab.uses"]
    return found


class Asking:
    """The list of one request: counts that it is looked at, and gives each row its address and its form."""

    def __init__(self, asked: Asked, side: Side, weights: Weights, model_id: str, back: str) -> None:
        self._asked, self._side = asked, side
        self._weights, self._model_id, self._back = weights, model_id, back
        self._given = {} if current_actor().is_anonymous else queries.given_by(current_actor(), asked, side)

    def count(self, matches: list[Match]) -> None:
        """Count that this list is looked at."""
        if request.method == "GET":
            uses().listed(self._asked, self._side, [int(match.id) for match in matches])

    def via(self, rank: int) -> str:
        """Return what marks a link as one from this list, so that opening it can be counted."""
        return f"{self._asked.origin.value.lower()}.{self._asked.item_id}.{rank}"

    def form(self, match: Match) -> dict[str, Any]:
        """Return what the form of one row needs; nothing for those who are not signed in."""
        if current_actor().is_anonymous:
            return {}
        token = pack(shown(self._asked, self._side, match, self._weights, self._model_id), _secret())
        return _as_form(token, self._side.value, int(match.id), self._given.get(int(match.id)), self._back)


@bp.post("/matching/feedback")
@guarded_by("matching:feedback:give")
def give() -> ResponseReturnValue:
    """Take an opinion on a match, a change of it, or its withdrawal."""
    form, back = FeedbackForm(), safe_next(request.form.get("next"), url_for("matching.search"))
    one = unpack(form.shown.data or "", _secret())
    if "take_back" in request.form:
        service.take_back(current_actor(), one)
        return _answer(one, form, None, back, _("의견을 거두었습니다."))
    if not form.validate_on_submit():
        drawn = _as_form(form.shown.data, one.side, one.item_id, None, back)
        page = "matching/_feedback.html" if is_htmx() else "matching/feedback.html"
        return render_template(page, f=drawn, said="", errors=form.all_errors()), 422
    why = Why(form.why.data.partition(".")[2]) if form.why.data else None
    kept = service.give(current_actor(), one, Opinion(form.opinion.data), why, form.note.data or "")
    return _answer(one, form, kept, back, _("의견을 남겼습니다. 고맙습니다."))


@bp.after_app_request
def count_opened(response: Response) -> Response:
    """Count a need or solution that is opened from a list, and store counts now and then once the answer is out."""
    side, name = DETAILS.get(request.endpoint or "", (None, ""))
    if side is not None and request.method == "GET" and response.status_code == 200:
        found = _via(request.args.get("via", ""))
        if found is not None:
            uses().opened(found[0], side, (request.view_args or {})[name], found[1])
    if uses().due:
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # outlives the request

        def flush() -> None:
            with app.app_context():
                store(app.extensions["openlab.uses"].take())

        response.call_on_close(flush)
    return response


def _answer(one: Shown, form: FeedbackForm, kept: MatchFeedback | None, back: str, said: str) -> ResponseReturnValue:
    if is_htmx():
        drawn = _as_form(form.shown.data, one.side, one.item_id, kept, back)
        return render_template("matching/_feedback.html", f=drawn, said=said, errors=())
    flash(said, "success")
    return redirect(f"{back.partition('#')[0]}#feedback-{one.side}-{one.item_id}", 303)


def _as_form(token: str, side: str, item_id: int, given: MatchFeedback | None, back: str) -> dict[str, Any]:
    reasons = REASONS[given.opinion] if given else ()
    return {
        "id": f"feedback-{side}-{item_id}",
        "token": token,
        "next": back,
        "opinion": given.opinion.value if given else "",
        "opinions": [(one.value, str(label)) for one, label in OPINION_LABELS.items()],
        "why": f"{given.opinion.value}.{given.why.value}" if given and given.why else "",
        "note": given.note if given else "",
        "reasons": [(f"{given.opinion.value}.{one.value}", str(WHY_LABELS[one])) for one in reasons] if given else [],
    }


def _via(text: str) -> tuple[Asked, int] | None:
    """Read what marks a link from a list; anything else is no such link."""
    origin, _dot, rest = text.partition(".")
    key, _dot, rank = rest.partition(".")
    if origin.upper() not in Origin.__members__ or not all(_is_number(one) for one in (key, rank)):
        return None
    return (Asked(Origin(origin.upper()), key), int(rank)) if 1 <= int(rank) <= MOST_RANK else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _secret() -> str:
    return str(current_app.secret_key)
