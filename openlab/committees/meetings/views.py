"""Pages of meetings: calling and changing them, who comes, the minutes, and the file for calendars."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from openlab.committees.labels import MINUTES_ACTIONS, MINUTES_LABELS, REPLY_LABELS, SEAT_LABELS
from openlab.committees.meetings import queries, service
from openlab.committees.meetings.calendar import meeting_file
from openlab.committees.meetings.forms import MeetingForm, MinutesForm
from openlab.committees.models import Meeting
from openlab.committees.queries import get_committee
from openlab.committees.states import MINUTES, MinutesStatus, Reply
from openlab.committees.views import calendar_answer
from openlab.config import Settings
from openlab.editing import get_step, show_refusal, step_buttons, version_of
from openlab.fields import ReasonForm
from openlab.files.queries import visible_attachments
from openlab.files.upload import take_upload
from openlab.i18n import current_locale
from openlab.i18n import gettext as _
from openlab.kit import clock
from openlab.kit.errors import ConflictError, InvalidInputError, NotFoundError
from openlab.kit.policy import policies
from openlab.kit.web import current_actor, guarded_by

bp = Blueprint("meetings", __name__, url_prefix="/committees")


@bp.get("/meetings/<slug_id:meeting_id>")
@guarded_by("committees:committee:read")
def detail(meeting_id: int) -> ResponseReturnValue:
    """Show one meeting."""
    return _page(queries.get_meeting(current_actor(), meeting_id))


@bp.get("/meetings/<slug_id:meeting_id>.ics")
@guarded_by("committees:committee:read")
def file(meeting_id: int) -> ResponseReturnValue:
    """Give a meeting to a calendar."""
    meeting = queries.get_meeting(current_actor(), meeting_id)
    settings: Settings = current_app.extensions["openlab.settings"]
    return calendar_answer(meeting_file(meeting, settings.base_url, current_locale()), f"meeting-{meeting.id}.ics")


@bp.route("/<slug_id:committee_id>/meetings/new", methods=["GET", "POST"])
@guarded_by("committees:committee:run")
def call(committee_id: int) -> ResponseReturnValue:
    """Call a meeting."""
    committee, form = get_committee(current_actor(), committee_id), MeetingForm()
    policies.require(current_actor(), "committees:committee:run", committee)
    if form.validate_on_submit():
        try:
            meeting = service.call_meeting(current_actor(), committee, form.values())
        except InvalidInputError as error:
            form.take_errors(error, "day")
        else:
            flash(_("회의를 부르고 위원들에게 메일로 알렸습니다."), "success")
            return redirect(url_for("meetings.detail", meeting_id=meeting.id), 303)
    page = render_template("committees/meeting_edit.html", form=form, committee=committee, meeting=None)
    return page, 422 if form.errors else 200


@bp.route("/meetings/<slug_id:meeting_id>/edit", methods=["GET", "POST"])
@guarded_by("committees:committee:run")
def edit(meeting_id: int) -> ResponseReturnValue:
    """Move a meeting or change its agenda."""
    meeting, status = _run(meeting_id), 200
    form = MeetingForm(data=MeetingForm.prefill(meeting))
    if form.validate_on_submit():
        try:
            service.change_meeting(current_actor(), meeting, form.values(), version_of(form))
        except (ConflictError, InvalidInputError) as error:
            status = show_refusal(form, error, meeting, "day")
        else:
            flash(_("바꾼 내용을 저장했습니다."), "success")
            return redirect(url_for("meetings.detail", meeting_id=meeting.id), 303)
    page = render_template("committees/meeting_edit.html", form=form, committee=meeting.committee, meeting=meeting)
    return page, 422 if form.errors else status


@bp.route("/meetings/<slug_id:meeting_id>/cancel", methods=["GET", "POST"])
@guarded_by("committees:committee:run")
def cancel(meeting_id: int) -> ResponseReturnValue:
    """Ask for the reason, and cancel a meeting."""
    meeting, form = _run(meeting_id), ReasonForm()
    if form.validate_on_submit():
        service.cancel_meeting(current_actor(), meeting, form.reason.data)
        flash(_("회의를 취소하고 위원들에게 메일로 알렸습니다."), "success")
        return redirect(url_for("meetings.detail", meeting_id=meeting.id), 303)
    return _ask(meeting, form, _("회의 취소"), url_for("meetings.cancel", meeting_id=meeting.id))


@bp.post("/meetings/<slug_id:meeting_id>/answer")
@guarded_by("committees:committee:attend")
def answer(meeting_id: int) -> ResponseReturnValue:
    """Say whether one comes."""
    meeting, reply = queries.get_meeting(current_actor(), meeting_id), request.form.get("reply", "")
    if reply not in set(Reply):
        raise NotFoundError(kind="reply")
    service.answer(current_actor(), meeting, Reply(reply))
    flash(_("답을 저장했습니다: %(reply)s", reply=REPLY_LABELS[Reply(reply)]), "success")
    return redirect(url_for("meetings.detail", meeting_id=meeting.id), 303)


@bp.post("/meetings/<slug_id:meeting_id>/attendance")
@guarded_by("committees:committee:run")
def attendance(meeting_id: int) -> ResponseReturnValue:
    """Write down who was there."""
    meeting = _run(meeting_id)
    present = {int(number) for number in request.form.getlist("present") if number.isascii() and number.isdigit()}
    try:
        service.note_attendance(current_actor(), meeting, present)
    except ConflictError as error:
        flash(str(error.message), "error")
        return _page(meeting), error.status
    flash(_("출석을 저장했습니다."), "success")
    return redirect(url_for("meetings.detail", meeting_id=meeting.id, _anchor="attendance-title"), 303)


@bp.post("/meetings/<slug_id:meeting_id>/attachments")
@guarded_by("committees:committee:run")
def attach(meeting_id: int) -> ResponseReturnValue:
    """Attach a paper to a meeting."""
    meeting = _run(meeting_id)
    take_upload(meeting)
    return redirect(url_for("meetings.detail", meeting_id=meeting.id, _anchor="files-title"), 303)


@bp.route("/meetings/<slug_id:meeting_id>/minutes", methods=["GET", "POST"])
@guarded_by("committees:committee:run")
def minutes(meeting_id: int) -> ResponseReturnValue:
    """Write the draft of the minutes."""
    meeting, status = _run(meeting_id), 200
    form = MinutesForm(data=MinutesForm.prefill(meeting.minutes))
    if form.validate_on_submit():
        try:
            service.write_minutes(current_actor(), meeting, form.text.data, version_of(form))
        except ConflictError as error:
            status = show_refusal(form, error, meeting.minutes or meeting, "text")
        else:
            flash(_("회의록 초안을 저장했습니다."), "success")
            return redirect(url_for("meetings.detail", meeting_id=meeting.id, _anchor="minutes-title"), 303)
    page = render_template("committees/minutes.html", form=form, meeting=meeting)
    return page, 422 if form.errors else status


@bp.route("/meetings/<slug_id:meeting_id>/minutes/<action>", methods=["GET", "POST"])
@guarded_by("committees:committee:run")
def minutes_step(meeting_id: int, action: str) -> ResponseReturnValue:
    """Ask before a step with the minutes, and take it."""
    meeting, form = queries.get_meeting(current_actor(), meeting_id), ReasonForm()
    if meeting.minutes is None:
        raise NotFoundError(kind="minutes")
    row = get_step(MINUTES, meeting.minutes, current_actor(), action)
    is_ready = form.validate_on_submit() if row.needs_reason else form.is_submitted()
    if not is_ready:
        here = url_for("meetings.minutes_step", meeting_id=meeting.id, action=action)
        return _ask(meeting, form, MINUTES_ACTIONS[action], here, asks=row.needs_reason)
    service.act_on_minutes(current_actor(), meeting.minutes, action, form.reason.data or "")
    flash(_("회의록: %(status)s", status=MINUTES_LABELS[meeting.minutes.status]), "success")
    return redirect(url_for("meetings.detail", meeting_id=meeting.id, _anchor="minutes-title"), 303)


def _run(meeting_id: int) -> Meeting:
    meeting = queries.get_meeting(current_actor(), meeting_id)
    policies.require(current_actor(), "committees:committee:run", meeting)
    return meeting


def _page(meeting: Meeting) -> str:
    actor, committee = current_actor(), meeting.committee
    seat = committee.seat_of(actor.user_id)
    runs = policies.allows(actor, "committees:committee:run", meeting)
    minutes = meeting.minutes
    shows_minutes = minutes is not None and (runs or seat is not None or minutes.status is MinutesStatus.ADOPTED)
    return render_template(
        "committees/meeting.html",
        meeting=meeting,
        committee=committee,
        seat=seat,
        runs=runs and meeting.cancelled_at is None,
        has_begun=meeting.starts_at <= clock.now(),
        is_over=meeting.ends_at <= clock.now(),
        rows={row.user_id: row for row in meeting.attendance},
        minutes=minutes if shows_minutes else None,
        steps=step_buttons(MINUTES, minutes, actor, MINUTES_ACTIONS) if minutes else [],
        attachments=visible_attachments(actor, meeting),
        replies=REPLY_LABELS,
        seat_labels=SEAT_LABELS,
        minutes_labels=MINUTES_LABELS,
    )


def _ask(meeting: Meeting, form: ReasonForm, label: object, action: str, *, asks: bool = True) -> ResponseReturnValue:
    page = render_template(
        "committees/confirm.html", committee=meeting.committee, form=form, label=label, action=action, asks=asks,
        back=url_for("meetings.detail", meeting_id=meeting.id),
    )  # fmt: skip
    return page, 422 if form.errors else 200
