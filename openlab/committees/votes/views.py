"""Pages of votes: the list with who holds office, preparing one, voting, and results that anybody can check."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from openlab.committees.votes import queries, service
from openlab.committees.votes.forms import VoteForm
from openlab.committees.votes.labels import ACTION_LABELS, ANSWER_LABELS, KIND_LABELS, OFFICE_LABELS, STATUS_LABELS
from openlab.committees.votes.lot import seal
from openlab.committees.votes.models import Vote, VoteOption
from openlab.committees.votes.states import LIFECYCLE, VoteStatus
from openlab.editing import get_step, step_buttons
from openlab.fields import ReasonForm
from openlab.i18n import current_locale
from openlab.i18n import gettext as _
from openlab.kit import clock
from openlab.kit.errors import ConflictError, InvalidInputError
from openlab.kit.policy import policies
from openlab.kit.web import current_actor, guarded_by, public, requires
from openlab.membership.queries import active_members

bp = Blueprint("votes", __name__, url_prefix="/votes")


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    """List votes, and who holds office."""
    actor = current_actor()
    return render_template(
        "votes/index.html",
        votes=queries.list_votes(actor),
        terms=queries.terms(),
        past=queries.terms(past=True),
        kinds=KIND_LABELS,
        statuses=STATUS_LABELS,
        offices=OFFICE_LABELS,
        may_run=policies.allows(actor, "committees:vote:run"),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires("committees:vote:run")
def prepare() -> ResponseReturnValue:
    """Prepare a vote."""
    form = VoteForm()
    form.candidates.choices = [
        (str(one.organisation_id), one.organisation.label(current_locale())) for one in active_members()
    ]
    if form.validate_on_submit():
        try:
            chosen = [int(number) for number in form.candidates.data or ()]
            vote = service.prepare(current_actor(), form.values(), chosen)
        except InvalidInputError as error:
            form.take_errors(error, "title")
        else:
            flash(_("투표를 준비했습니다. 살펴본 뒤 열어 주세요."), "success")
            return redirect(url_for("votes.detail", vote_id=vote.slug), 303)
    return render_template("votes/new.html", form=form), 422 if form.errors else 200


@bp.get("/<slug_id:vote_id>")
@guarded_by("committees:vote:read")
def detail(vote_id: int) -> ResponseReturnValue:
    """Show one vote."""
    return _page(queries.get_vote(current_actor(), vote_id))


@bp.post("/<slug_id:vote_id>/ballots")
@guarded_by("committees:vote:cast")
def cast(vote_id: int) -> ResponseReturnValue:
    """Vote for one's organisation."""
    vote = queries.get_vote(current_actor(), vote_id)
    place = queries.get_place(vote, _number("organisation_id"))
    policies.require(current_actor(), "committees:vote:cast", place)
    option = next((one for one in vote.options if one.id == _number("option")), None)
    if option is None:
        return _page(vote, _("하나를 골라 주세요.")), 422
    try:
        service.cast(current_actor(), place, option)
    except ConflictError as error:
        return _page(vote, str(error.message)), error.status
    flash(_("투표했습니다. 바꿀 수 없습니다."), "success")
    return redirect(url_for("votes.detail", vote_id=vote.slug), 303)


@bp.route("/<slug_id:vote_id>/<any(open, close, cancel):action>", methods=["GET", "POST"])
@guarded_by("committees:vote:run")
def step(vote_id: int, action: str) -> ResponseReturnValue:
    """Ask before a step with a vote, and take it."""
    vote, form = queries.get_vote(current_actor(), vote_id), ReasonForm()
    row = get_step(LIFECYCLE, vote, current_actor(), action)
    is_ready = form.validate_on_submit() if row.needs_reason else form.is_submitted()
    back = url_for("votes.detail", vote_id=vote.slug)
    if not is_ready:
        return _ask(vote.label(current_locale()), form, ACTION_LABELS[action], back, asks=row.needs_reason)
    if action == "open":
        service.open_vote(current_actor(), vote)
    elif action == "close":
        service.close_vote(current_actor(), vote)
    else:
        service.cancel_vote(current_actor(), vote, form.reason.data)
    title = vote.label(current_locale())
    flash(_("‘%(title)s’: %(status)s", title=title, status=STATUS_LABELS[vote.status]), "success")
    return redirect(back, 303)


@bp.route("/offices/<slug_id:term_id>/end", methods=["GET", "POST"])
@requires("committees:vote:run")
def end_term(term_id: int) -> ResponseReturnValue:
    """Ask for the reason, and end somebody's time in office."""
    term, form = queries.get_term(term_id), ReasonForm()
    if form.validate_on_submit():
        service.end_term(current_actor(), term, form.reason.data)
        flash(_("임기를 끝냈습니다."), "success")
        return redirect(url_for("votes.index"), 303)
    return _ask(term.organisation.label(current_locale()), form, _("임기 끝내기"), url_for("votes.index"))


def _page(vote: Vote, refusal: str = "") -> str:
    actor = current_actor()
    voted, invited = queries.turnout(vote)
    steps = step_buttons(LIFECYCLE, vote, actor, ACTION_LABELS)
    may_close = vote.closes_at <= clock.now() or voted == invited
    return render_template(
        "votes/detail.html",
        vote=vote,
        options=[(option, _name(option)) for option in vote.options],
        places=queries.places_of(actor, vote),
        is_open=vote.status is VoteStatus.OPEN and vote.closes_at > clock.now(),
        voted=voted,
        invited=invited,
        seal=seal(vote.lot_seed) if vote.lot_seed else "",
        steps=[item for item in steps if item["action"] != "close" or may_close],
        kinds=KIND_LABELS,
        statuses=STATUS_LABELS,
        refusal=refusal,
        names={option.id: _name(option) for option in vote.options},
    )


def _name(option: VoteOption) -> str:
    if option.organisation is not None:
        return option.organisation.label(current_locale())
    return str(ANSWER_LABELS[option.answer or "ABSTAIN"])


def _ask(about: str, form: Any, label: Any, back: str, *, asks: bool = True) -> ResponseReturnValue:
    page = render_template(
        "votes/confirm.html", about=about, form=form, label=label, action=request.path, asks=asks, back=back
    )
    return page, 422 if form.errors else 200


def _number(name: str) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
