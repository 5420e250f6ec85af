"""Pages of committees: the list, one committee with its meetings, tasks and papers, its seats, and one's calendar."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from openlab.audit.access import note_access
from openlab.audit.states import Purpose
from openlab.committees import queries, service
from openlab.committees.forms import CommitteeForm, SeatForm, TaskForm
from openlab.committees.labels import (
    KIND_LABELS,
    MINUTES_LABELS,
    SEAT_LABELS,
    TASK_ACTIONS,
    TASK_LABELS,
    VISIBILITY_LABELS,
)
from openlab.committees.meetings.calendar import feed_file
from openlab.committees.meetings.queries import coming_meetings, meetings_for, meetings_of
from openlab.committees.models import Committee
from openlab.committees.states import TASKS, SeatRole
from openlab.config import Settings
from openlab.editing import get_step, show_refusal, step_buttons, version_of
from openlab.fields import ReasonForm
from openlab.files.queries import visible_attachments
from openlab.files.upload import take_upload
from openlab.i18n import current_locale, use_locale
from openlab.i18n import gettext as _
from openlab.identity.accounts.queries import find_user_by_email
from openlab.identity.orgs.queries import find_organisation
from openlab.kit import clock
from openlab.kit.errors import ConflictError, InvalidInputError
from openlab.kit.policy import policies
from openlab.kit.web import current_actor, guarded_by, public, requires
from openlab.membership.queries import active_members

bp = Blueprint("committees", __name__, url_prefix="/committees")


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    """List the committees that can be read."""
    actor = current_actor()
    return render_template(
        "committees/index.html",
        committees=queries.list_committees(actor),
        kinds=KIND_LABELS,
        visibilities=VISIBILITY_LABELS,
        may_found=policies.allows(actor, "committees:committee:found"),
    )


@bp.get("/<slug_id:committee_id>")
@guarded_by("committees:committee:read")
def detail(committee_id: int) -> ResponseReturnValue:
    """Show one committee."""
    return _page(queries.get_committee(current_actor(), committee_id), TaskForm(formdata=None))


@bp.route("/new", methods=["GET", "POST"])
@requires("committees:committee:found")
def found() -> ResponseReturnValue:
    """Make a committee."""
    form = CommitteeForm()
    if form.validate_on_submit():
        committee = service.found_committee(current_actor(), form.values())
        flash(_("위원회를 만들었습니다. 이제 위원을 더해 주세요."), "success")
        return redirect(url_for("committees.seats", committee_id=committee.slug), 303)
    return render_template("committees/edit.html", form=form, committee=None), 422 if form.errors else 200


@bp.route("/<slug_id:committee_id>/edit", methods=["GET", "POST"])
@requires("committees:committee:found")
def edit(committee_id: int) -> ResponseReturnValue:
    """Change what a committee is."""
    committee = queries.get_committee(current_actor(), committee_id)
    form, status = CommitteeForm(data=CommitteeForm.prefill(committee)), 200
    if form.validate_on_submit():
        try:
            service.edit_committee(current_actor(), committee, form.values(), version_of(form))
        except ConflictError as error:
            status = show_refusal(form, error, committee, "name")
        else:
            flash(_("바꾼 내용을 저장했습니다."), "success")
            return redirect(url_for("committees.detail", committee_id=committee.slug), 303)
    page = render_template("committees/edit.html", form=form, committee=committee)
    return page, 422 if form.errors else status


@bp.route("/<slug_id:committee_id>/end", methods=["GET", "POST"])
@requires("committees:committee:found")
def end(committee_id: int) -> ResponseReturnValue:
    """Ask for the reason, and end a committee."""
    committee, form = queries.get_committee(current_actor(), committee_id), ReasonForm()
    if form.validate_on_submit():
        service.end_committee(current_actor(), committee, form.reason.data)
        flash(_("위원회를 끝냈습니다. 기록은 그대로 남습니다."), "success")
        return redirect(url_for("committees.detail", committee_id=committee.slug), 303)
    return _ask(committee, form, _("위원회 끝내기"), url_for("committees.end", committee_id=committee.slug))


@bp.get("/<slug_id:committee_id>/seats")
@requires("committees:committee:found")
def seats(committee_id: int) -> ResponseReturnValue:
    """Show who sits on a committee, to change it."""
    return _seats_page(queries.get_committee(current_actor(), committee_id), _seat_form())


@bp.post("/<slug_id:committee_id>/seats")
@requires("committees:committee:found")
def add_seat(committee_id: int) -> ResponseReturnValue:
    """Let somebody sit on a committee."""
    committee, form = queries.get_committee(current_actor(), committee_id), _seat_form()
    if not form.validate_on_submit():
        return _seats_page(committee, form), 422
    user = find_user_by_email(form.email.data)
    organisation = find_organisation(int(form.organisation_id.data))
    try:
        seat = service.give_seat(current_actor(), committee, user, organisation, SeatRole(form.role.data))
    except InvalidInputError as error:
        form.take_errors(error, "email")
        return _seats_page(committee, form), 422
    flash(_("%(name)s 님을 더했습니다.", name=seat.user.name), "success")
    return redirect(url_for("committees.seats", committee_id=committee.slug), 303)


@bp.post("/<slug_id:committee_id>/seats/<slug_id:seat_id>/<any(CHAIR, SECRETARY, MEMBER, end):what>")
@requires("committees:committee:found")
def change_seat(committee_id: int, seat_id: int, what: str) -> ResponseReturnValue:
    """Give a seat another role, or end it."""
    committee = queries.get_committee(current_actor(), committee_id)
    seat = queries.get_seat(committee, seat_id)
    try:
        if what == "end":
            service.end_seat(current_actor(), seat)
        else:
            service.change_seat(current_actor(), seat, SeatRole(what))
    except InvalidInputError as error:
        flash(str(error.message), "error")
    else:
        flash(_("바꾼 내용을 저장했습니다."), "success")
    return redirect(url_for("committees.seats", committee_id=committee.slug), 303)


@bp.post("/<slug_id:committee_id>/attachments")
@guarded_by("committees:committee:run")
def attach(committee_id: int) -> ResponseReturnValue:
    """Attach a document."""
    committee = queries.get_committee(current_actor(), committee_id)
    policies.require(current_actor(), "committees:committee:run", committee)
    take_upload(committee)
    return redirect(url_for("committees.detail", committee_id=committee.slug, _anchor="files-title"), 303)


@bp.post("/<slug_id:committee_id>/tasks")
@guarded_by("committees:committee:run")
def add_task(committee_id: int) -> ResponseReturnValue:
    """Give somebody a task."""
    committee, form = queries.get_committee(current_actor(), committee_id), TaskForm()
    policies.require(current_actor(), "committees:committee:run", committee)
    _offer_people(form, committee)
    if not form.validate_on_submit():
        return _page(committee, form), 422
    try:
        service.give_task(
            current_actor(), committee, form.title.data,
            assignee_id=int(form.assignee_id.data), due_on=form.due_on.data or clock.today(),
        )  # fmt: skip
    except InvalidInputError as error:
        form.take_errors(error, "title")
        return _page(committee, form), 422
    flash(_("할 일을 더하고 맡은 사람에게 알렸습니다."), "success")
    return redirect(url_for("committees.detail", committee_id=committee.slug, _anchor="tasks-title"), 303)


@bp.route("/tasks/<slug_id:task_id>/<action>", methods=["GET", "POST"])
@guarded_by("committees:task:finish")
def task_step(task_id: int, action: str) -> ResponseReturnValue:
    """Ask before a step with a task, for the reason where one is needed, and take it."""
    task, form = queries.get_task(current_actor(), task_id), ReasonForm()
    row = get_step(TASKS, task, current_actor(), action)
    is_ready = form.validate_on_submit() if row.needs_reason else form.is_submitted()
    if not is_ready:
        here = url_for("committees.task_step", task_id=task.id, action=action)
        return _ask(task.committee, form, TASK_ACTIONS[action], here, asks=row.needs_reason)
    service.act_on_task(current_actor(), task, action, form.reason.data or "")
    flash(_("‘%(title)s’: %(status)s", title=task.title, status=TASK_LABELS[task.status]), "success")
    return redirect(url_for("committees.detail", committee_id=task.committee.slug, _anchor="tasks-title"), 303)


@bp.get("/calendar")
@requires("committees:feed:use")
def calendar() -> ResponseReturnValue:
    """Show one's coming meetings and how to subscribe to them."""
    return _calendar_page()


@bp.post("/calendar")
@requires("committees:feed:use")
def make_feed() -> ResponseReturnValue:
    """Make a new secret address and show it, this once."""
    token = service.new_feed(current_actor())
    return _calendar_page(f"{_settings().base_url}{url_for('committees.feed', token=token)}")


@bp.post("/calendar/end")
@requires("committees:feed:use")
def end_feed() -> ResponseReturnValue:
    """End the secret address."""
    service.end_feed(current_actor())
    flash(_("구독 주소를 없앴습니다. 그 주소로는 이제 아무것도 보이지 않습니다."), "success")
    return redirect(url_for("committees.calendar"), 303)


@bp.get("/feed/<token>.ics")
@public
def feed(token: str) -> ResponseReturnValue:
    """Answer a subscribed calendar; the secret in the address says whose meetings."""
    person = queries.get_feed(token).user
    with use_locale(person.locale):
        content = feed_file(meetings_for(person.id), _settings().base_url, person.locale, _("오픈랩 회의"))
    return calendar_answer(content, "openlab.ics")


def calendar_answer(content: bytes, filename: str) -> Response:
    """Return an iCalendar file as an answer that nobody keeps."""
    headers = {"Content-Disposition": f'attachment; filename="{filename}"', "Cache-Control": "no-store"}
    return Response(content, mimetype="text/calendar", headers=headers)


def _page(committee: Committee, form: TaskForm) -> str:
    actor = current_actor()
    _offer_people(form, committee)
    tasks = [(task, step_buttons(TASKS, task, actor, TASK_ACTIONS)) for task in queries.tasks_of(committee)]
    return render_template(
        "committees/detail.html",
        committee=committee,
        meetings=meetings_of(committee),
        tasks=tasks,
        form=form,
        attachments=visible_attachments(actor, committee),
        runs=committee.ended_at is None and policies.allows(actor, "committees:committee:run", committee),
        may_found=policies.allows(actor, "committees:committee:found"),
        is_seated=committee.seat_of(actor.user_id) is not None,
        now=clock.now(),
        kinds=KIND_LABELS,
        visibilities=VISIBILITY_LABELS,
        seat_labels=SEAT_LABELS,
        task_labels=TASK_LABELS,
        minutes_labels=MINUTES_LABELS,
    )


def _seats_page(committee: Committee, form: SeatForm) -> str:
    note_access([seat.user_id for seat in committee.sitting], Purpose.CURATION)
    return render_template("committees/seats.html", committee=committee, form=form, seat_labels=SEAT_LABELS)


def _calendar_page(address: str = "") -> str:
    user_id = current_actor().user_id or 0
    return render_template(
        "committees/calendar.html",
        meetings=coming_meetings(user_id),
        feed=queries.find_feed(user_id),
        address=address,
    )


def _ask(committee: Committee, form: Any, label: Any, action: str, *, asks: bool = True) -> ResponseReturnValue:
    page = render_template(
        "committees/confirm.html", committee=committee, form=form, label=label, action=action, asks=asks,
        back=url_for("committees.detail", committee_id=committee.slug),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _seat_form() -> SeatForm:
    form = SeatForm()
    members = [(str(one.organisation_id), one.organisation.label(current_locale())) for one in active_members()]
    form.organisation_id.choices = [("", _("고르기")), *members]
    return form


def _offer_people(form: TaskForm, committee: Committee) -> None:
    form.assignee_id.choices = [
        ("", _("고르기")),
        *((str(seat.user_id), f"{seat.user.name} ({seat.organisation.label(current_locale())})")
          for seat in committee.sitting),
    ]  # fmt: skip


def _settings() -> Settings:
    settings: Settings = current_app.extensions["openlab.settings"]
    return settings
