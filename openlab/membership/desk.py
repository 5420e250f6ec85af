"""The curators' desk for members: the queue, one application with its papers, and every decision about it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from openlab.fields import Form, ReasonForm
from openlab.files.queries import visible_attachments
from openlab.i18n import gettext as _
from openlab.i18n import lazy_gettext as _l
from openlab.kit import clock
from openlab.kit.errors import InvalidInputError, NotFoundError
from openlab.kit.listing import Listing
from openlab.kit.policy import Actor, policies
from openlab.kit.web import current_actor, guarded_by, page_number, requires
from openlab.membership import queries, service, terms, voting
from openlab.membership.ballots import ballots_of
from openlab.membership.forms import (
    AssignForm,
    BallotForm,
    DuesForm,
    EndingForm,
    MessageForm,
    RefusalForm,
    SupplementForm,
)
from openlab.membership.labels import CLASS_LABELS, STATUS_LABELS
from openlab.membership.models import Membership
from openlab.membership.states import WAITING, BallotStatus, Ground, MemberClass, MembershipStatus
from openlab.membership.views import end, ending_page, facts_of

bp = Blueprint("members", __name__, url_prefix="/admin/members")
LATE_AFTER = 14  # days after which an applicant has waited too long

Run = Callable[[Actor, Membership, Any], object]


class Plain(Form):
    """A button without fields."""


def _cancel(actor: Actor, membership: Membership, form: Any) -> None:
    voting.cancel_ballot(actor, _open_ballot(membership), form.reason.data)


def _open(actor: Actor, membership: Membership, form: Any) -> None:
    data = form.data
    voting.open_ballot(actor, membership, data["electorate"], data["quorum"], data["closes_on"])


@dataclass(frozen=True, slots=True)
class Act:
    """One decision of the desk: its form, what it does, and what is said when it is done."""

    form: Callable[..., Form]
    run: Run
    said: Any
    default: str = ""  # the field beside which a refusal without a field is shown


ACTS: dict[str, Act] = {
    "take": Act(AssignForm, lambda actor, m, form: service.take_up(actor, m, int(form.assignee.data or 0)),
                _l("담당을 정했습니다."), "assignee"),
    "approve": Act(Plain, lambda actor, m, _form: service.approve(actor, m), _l("가입을 승인했습니다.")),
    "ask_supplement": Act(
        SupplementForm, lambda actor, m, form: service.ask_supplement(actor, m, form.body.data, form.due_on.data),
        _l("보완을 요청했습니다."), "body"),
    "refuse": Act(
        RefusalForm, lambda actor, m, form: service.refuse(actor, m, Ground(form.ground.data), form.note.data),
        _l("신청을 반려했습니다."), "note"),
    "message": Act(MessageForm, lambda actor, m, form: service.reply(actor, m, form.body.data),
                   _l("글을 보냈습니다."), "body"),
    "dues": Act(DuesForm, lambda actor, m, form: terms.record_dues(actor, m, form.dues_until.data, form.dues_note.data),
                _l("회비를 기록했습니다."), "dues_note"),
    "restore": Act(Plain, lambda actor, m, _form: terms.restore(actor, m), _l("자격 정지를 풀었습니다.")),
    "drop_plan": Act(Plain, lambda actor, m, _form: terms.drop_plan(actor, m), _l("정해 둔 것을 거두었습니다.")),
    "open_ballot": Act(BallotForm, _open, _l("투표를 열었습니다."), "electorate"),
    "close_ballot": Act(Plain, lambda actor, m, _form: voting.close_ballot(actor, _open_ballot(m)),
                        _l("투표를 마감했습니다.")),
    "cancel_ballot": Act(ReasonForm, _cancel, _l("투표를 취소했습니다."), "reason"),
}  # fmt: skip


@bp.get("/")
@requires("membership:desk:use")
def queue() -> ResponseReturnValue:
    """Show who waits, the oldest first, and every other member by status."""
    filters = _filters()
    counts = queries.count_by_status()
    return render_template(
        "membership/queue.html",
        page=queries.queue(filters, page_number()),
        filters=filters,
        tabs=_tabs(filters, counts),
        listing=Listing("members.queue", request.args),
        classes=CLASS_LABELS,
        statuses=STATUS_LABELS,
        curators=queries.curators(),
        waiting=not filters.status or filters.status in WAITING,
        age=_age,
        late_after=LATE_AFTER,
    )


@bp.get("/<slug_id:membership_id>")
@requires("membership:desk:use")
def review(membership_id: int) -> ResponseReturnValue:
    """Show an application or a member with everything that can be decided now."""
    return _review_page(queries.get_membership(current_actor(), membership_id), {})


@bp.post("/<slug_id:membership_id>")
@guarded_by("membership:member:curate")
def act(membership_id: int) -> ResponseReturnValue:
    """Take one decision."""
    actor, name = current_actor(), request.form.get("action", "")
    membership, deed = queries.get_membership(actor, membership_id), ACTS.get(name)
    if deed is None:
        raise NotFoundError(kind="action")
    policies.require(actor, "membership:member:curate", membership)
    form = _form(name)
    if not form.validate_on_submit():
        return _review_page(membership, {name: form}), 422
    try:
        deed.run(actor, membership, form)
    except InvalidInputError as error:
        if not deed.default:
            raise
        form.take_errors(error, deed.default)
        return _review_page(membership, {name: form}), 422
    flash(str(deed.said), "success")
    return redirect(url_for("members.review", membership_id=membership.id), 303)


@bp.get("/<slug_id:membership_id>/<any(suspend, expel):action>")
@guarded_by("membership:member:curate")
def ask_end(membership_id: int, action: str) -> ResponseReturnValue:
    """Show what a suspension or an expulsion would touch, and ask for the ground and the day."""
    return ending_page(_curated(membership_id), action, EndingForm.of(action))


@bp.post("/<slug_id:membership_id>/<any(suspend, expel):action>")
@guarded_by("membership:member:curate")
def take_end(membership_id: int, action: str) -> ResponseReturnValue:
    """Suspend or expel, today or on a later day."""
    membership = _curated(membership_id)
    done = end(membership, action, EndingForm.of(action))
    return done or redirect(url_for("members.review", membership_id=membership.id), 303)


def _review_page(membership: Membership, given: dict[str, Form]) -> str:
    actor, facts = current_actor(), facts_of(membership)
    forms = {name: given.get(name) or _form(name, fresh=True) for name in ACTS}
    application = facts["application"]
    return render_template(
        "membership/review.html",
        forms=forms,
        errors=[line for form in given.values() for line in form.all_errors()],
        tried=next(iter(given), ""),
        may=policies.allows(actor, "membership:member:curate", membership),
        may_decide=policies.allows(actor, "membership:member:decide", membership),
        endings=terms.ending_actions(membership, actor),
        duplicates=queries.duplicates(membership),
        files=visible_attachments(actor, application) if application else [],
        age=_age(membership),
        late_after=LATE_AFTER,
        **facts,
    )


def _form(name: str, *, fresh: bool = False) -> Form:
    form = ACTS[name].form(prefix=f"{name}-", **({"formdata": None} if fresh else {}))
    if isinstance(form, AssignForm):
        form.assignee.choices = [(str(user.id), user.name) for user in queries.curators()]
        if fresh:
            form.assignee.data = str(current_actor().user_id)
    return form


def _curated(membership_id: int) -> Membership:
    membership = queries.get_membership(current_actor(), membership_id)
    policies.require(current_actor(), "membership:member:curate", membership)
    return membership


def _open_ballot(membership: Membership) -> int:
    running = next((one for one in ballots_of(membership.id) if one.status is BallotStatus.OPEN), None)
    if running is None:
        raise NotFoundError(kind="ballot")
    return running.id


def _filters() -> queries.QueueFilters:
    given = {name: request.args.get(name, "")[:80] for name in ("status", "member_class", "assignee", "q")}
    given["status"] = given["status"] if given["status"] in MembershipStatus.__members__ else ""
    given["member_class"] = given["member_class"] if given["member_class"] in MemberClass.__members__ else ""
    who = given["assignee"]
    is_id = who.isascii() and who.isdigit() and len(who) < 19
    given["assignee"] = who if who == "none" or is_id else ""
    return queries.QueueFilters(**given)


def _tabs(filters: queries.QueueFilters, counts: dict[str, int]) -> list[dict[str, Any]]:
    waiting = sum(counts.get(status.value, 0) for status in WAITING)
    return [
        {"label": _("기다림"), "url": url_for("members.queue"), "current": not filters.status, "count": waiting},
        *(
            {
                "label": STATUS_LABELS[status],
                "url": url_for("members.queue", status=status.value),
                "current": filters.status == status.value,
                "count": counts.get(status.value, 0),
            }
            for status in MembershipStatus
        ),
    ]


def _age(membership: Membership) -> int:
    """Return for how many days an application has been waiting."""
    return (clock.today() - clock.in_seoul(membership.applied_at).date()).days
