"""The page on which a member votes on an application."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from openlab.i18n import gettext as _
from openlab.identity.orgs.policies import is_curator
from openlab.kit.errors import NotFoundError
from openlab.kit.web import current_actor, guarded_by
from openlab.membership import voting
from openlab.membership.ballots import get_ballot, tally, voices_in
from openlab.membership.forms import VoteForm
from openlab.membership.labels import BALLOT_LABELS, CHOICE_LABELS, CLASS_LABELS
from openlab.membership.models import MembershipBallot, MembershipVoice
from openlab.membership.policies import organisations_spoken_for
from openlab.membership.queries import find_application

bp = Blueprint("member_ballots", __name__, url_prefix="/membership/ballots")


@bp.get("/<slug_id:ballot_id>")
@guarded_by("membership:voice:cast")
def detail(ballot_id: int) -> ResponseReturnValue:
    """Show who applies, and the vote of one's organisations."""
    return _page(ballot_id, VoteForm())


@bp.post("/<slug_id:ballot_id>")
@guarded_by("membership:voice:cast")
def vote(ballot_id: int) -> ResponseReturnValue:
    """Cast the vote of an organisation."""
    form, raw = VoteForm(), request.form.get("organisation_id", "")
    _visible(ballot_id)
    if not form.validate_on_submit():
        return _page(ballot_id, form), 422
    organisation_id = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else 0
    voting.cast(current_actor(), ballot_id, organisation_id, form.chosen())
    flash(_("투표했습니다."), "success")
    return redirect(url_for("member_ballots.detail", ballot_id=ballot_id), 303)


def _visible(ballot_id: int) -> tuple[MembershipBallot, Sequence[MembershipVoice]]:
    """Return a vote and the voices one has in it; to whoever has none and curates nothing there is no such vote."""
    actor = current_actor()
    ballot = get_ballot(ballot_id)
    voices = voices_in(ballot.id, organisations_spoken_for(actor))
    if not voices and not is_curator(actor):
        raise NotFoundError(kind="ballot")
    return ballot, voices


def _page(ballot_id: int, form: VoteForm) -> str:
    ballot, voices = _visible(ballot_id)
    return render_template(
        "membership/ballot.html",
        ballot=ballot,
        membership=ballot.membership,
        application=find_application(ballot.membership.application_id or 0),
        voices=voices,
        tally=tally(ballot),
        form=form,
        labels=BALLOT_LABELS,
        choices=CHOICE_LABELS,
        classes=CLASS_LABELS,
    )
