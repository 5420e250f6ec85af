"""The pages on which an organisation applies, answers, renews and leaves."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from openlab.audit.access import note_access
from openlab.audit.queries import history
from openlab.audit.states import Purpose
from openlab.drafts import Typed
from openlab.editing import autosave_answer, is_forged, show_refusal, version_of
from openlab.files.queries import attachments_of
from openlab.files.upload import take_upload
from openlab.i18n import current_locale
from openlab.i18n import gettext as _
from openlab.identity.orgs.queries import alliance, organisations_of
from openlab.kit.errors import ConflictError, InvalidInputError, NotFoundError
from openlab.kit.policy import policies
from openlab.kit.web import current_actor, guarded_by, reads_only, requires
from openlab.membership import bylaws, letters, queries, service, terms
from openlab.membership.ballots import ballots_of, open_voices, tally
from openlab.membership.forms import ApplicationForm, EndingForm, MessageForm, RenewalForm
from openlab.membership.hints import readiness
from openlab.membership.labels import (
    ACTION_LABELS,
    BALLOT_LABELS,
    CLASS_LABELS,
    COMMITTEE_LABELS,
    DUES_LABELS,
    GROUND_LABELS,
    MESSAGE_LABELS,
    STATUS_LABELS,
)
from openlab.membership.models import Membership, MembershipApplication
from openlab.membership.policies import organisations_spoken_for
from openlab.membership.states import CLASSES_OF, MEMBERS, Committee, MembershipStatus

bp = Blueprint("membership", __name__, url_prefix="/membership")


@bp.get("/mine")
@requires("accounts:self:use")
def mine() -> ResponseReturnValue:
    """Show where one's organisations stand, and let their managers apply."""
    actor = current_actor()
    own = [org for org in organisations_of(actor) if org.kind in CLASSES_OF]
    ids = [org.id for org in own]
    return render_template(
        "membership/mine.html",
        organisations=own,
        spoken_for=organisations_spoken_for(actor),
        memberships={one.organisation_id: one for one in queries.memberships_of(ids)},
        drafts={one.organisation_id: one for one in queries.drafts_of(ids)},
        votes=open_voices(organisations_spoken_for(actor)),
        statuses=STATUS_LABELS,
    )


@bp.post("/applications")
@guarded_by("membership:application:create")
def begin() -> ResponseReturnValue:
    """Open the draft of an organisation and go on to the form."""
    raw = request.form.get("organisation_id", "")
    draft = service.begin(current_actor(), int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else 0)
    return redirect(url_for("membership.edit", application_id=draft.id), 303)


@bp.get("/applications/<slug_id:application_id>")
@guarded_by("membership:application:edit")
def edit(application_id: int) -> ResponseReturnValue:
    """Show the guided form."""
    application = _open_application(application_id)
    return _edit_page(application, ApplicationForm.of(application.organisation, data=_stored(application)))


@bp.post("/applications/<slug_id:application_id>")
@guarded_by("membership:application:edit")
def save(application_id: int) -> ResponseReturnValue:
    """Save the form; the other button also sends it, or hands the supplement in."""
    application = _open_application(application_id)
    form = ApplicationForm.of(application.organisation)
    if not form.validate_on_submit():
        return _edit_page(application, form), 422
    try:
        membership = _keep(application, form, request.form.get("action", "save"))
    except (ConflictError, InvalidInputError) as error:
        status = show_refusal(form, error, application, default="purpose")
        return _edit_page(application, form), status
    if membership is None:
        flash(_("저장했습니다."), "success")
        return redirect(url_for("membership.edit", application_id=application.id), 303)
    flash(_("신청서를 보냈습니다. 얼라이언스가 살펴보고 알려 드립니다."), "success")
    return redirect(url_for("membership.detail", membership_id=membership.id), 303)


@bp.post("/applications/<slug_id:application_id>/autosave")
@guarded_by("membership:application:edit")
def autosave(application_id: int) -> ResponseReturnValue:
    """Save the fields that make sense, say which do not, and tell the new version."""
    application = _open_application(application_id)
    form = ApplicationForm.of(application.organisation)
    form.validate()
    if is_forged(form):
        return jsonify(error=_("페이지를 새로 고친 뒤 다시 저장해 주세요.")), 400
    values = form.application_values(only_valid=True)
    service.update(
        current_actor(), application, values, agreed=bool(form.agreed.data), expected_version=version_of(form)
    )
    return autosave_answer(form, application, readiness(application, queries.evidence_count(application)).percent)


@bp.post("/applications/<slug_id:application_id>/hints")
@guarded_by("membership:application:edit")
@reads_only
def hints(application_id: int) -> ResponseReturnValue:
    """Return the checklist for what stands in the form right now."""
    application = _open_application(application_id)
    form = ApplicationForm.of(application.organisation)
    form.validate()
    return render_template("membership/_readiness.html", ready=_ready(application, form))


@bp.post("/applications/<slug_id:application_id>/evidence")
@guarded_by("membership:application:edit")
def attach(application_id: int) -> ResponseReturnValue:
    """Attach a file of evidence."""
    application = _open_application(application_id)
    take_upload(application)
    return redirect(url_for("membership.edit", application_id=application.id, _anchor="files-title"), 303)


@bp.get("/<slug_id:membership_id>")
@guarded_by("membership:member:read")
def detail(membership_id: int) -> ResponseReturnValue:
    """Show an organisation where it stands, its letters, and the thread with the alliance."""
    return _detail_page(_own(membership_id), MessageForm())


@bp.post("/<slug_id:membership_id>/messages")
@guarded_by("membership:member:represent")
def reply(membership_id: int) -> ResponseReturnValue:
    """Write to the alliance."""
    membership, form = _own(membership_id), MessageForm()
    policies.require(current_actor(), "membership:member:represent", membership)
    if not form.validate_on_submit():
        return _detail_page(membership, form), 422
    service.reply(current_actor(), membership, form.body.data)
    flash(_("글을 보냈습니다."), "success")
    return redirect(url_for("membership.detail", membership_id=membership.id, _anchor="thread-title"), 303)


@bp.get("/<slug_id:membership_id>/<any(certificate, approval):kind>.pdf")
@guarded_by("membership:member:read")
def document(membership_id: int, kind: str) -> ResponseReturnValue:
    """Give the certificate of a member, or the letter of approval, as PDF."""
    membership = queries.get_membership(current_actor(), membership_id)
    certificate = queries.latest_certificate(membership.id)
    if certificate is None or (kind == "certificate" and membership.status is not MembershipStatus.ACTIVE):
        raise NotFoundError(kind="document")
    market, settings = alliance(), current_app.extensions["openlab.settings"]
    issuer = letters.Issuer(
        market.label(current_locale()) if market else settings.operator_name, f"{settings.base_url}/alliance/check"
    )
    content = (letters.certificate_pdf if kind == "certificate" else letters.approval_pdf)(certificate, issuer)
    name = f"openlab-{kind}-{membership.number}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype="application/pdf", headers=headers)


@bp.get("/<slug_id:membership_id>/renew")
@guarded_by("membership:member:represent")
def ask_renewal(membership_id: int) -> ResponseReturnValue:
    """Ask for agreement to another year."""
    return _renew_page(_represented(membership_id), RenewalForm())


@bp.post("/<slug_id:membership_id>/renew")
@guarded_by("membership:member:represent")
def renew(membership_id: int) -> ResponseReturnValue:
    """Begin the next year."""
    membership, form = _represented(membership_id), RenewalForm()
    form.validate()
    try:
        terms.renew(current_actor(), membership, agreed=bool(form.agreed.data))
    except InvalidInputError as error:
        form.take_errors(error, "agreed")
        return _renew_page(membership, form), 422
    flash(_("회원 기간을 갱신했습니다."), "success")
    return redirect(url_for("membership.detail", membership_id=membership.id), 303)


@bp.get("/<slug_id:membership_id>/leave")
@guarded_by("membership:member:represent")
def ask_leave(membership_id: int) -> ResponseReturnValue:
    """Show what leaving would touch, and ask for the ground and the day."""
    return ending_page(_represented(membership_id), "leave", EndingForm.of("leave"))


@bp.post("/<slug_id:membership_id>/leave")
@guarded_by("membership:member:represent")
def leave(membership_id: int) -> ResponseReturnValue:
    """Leave the alliance, today or on a later day."""
    membership, form = _represented(membership_id), EndingForm.of("leave")
    return end(membership, "leave", form) or redirect(url_for("membership.detail", membership_id=membership.id), 303)


@bp.post("/<slug_id:membership_id>/stay")
@guarded_by("membership:member:represent")
def stay(membership_id: int) -> ResponseReturnValue:
    """Take back a leaving that was planned for a later day."""
    membership = _represented(membership_id)
    terms.drop_plan(current_actor(), membership)
    flash(_("정해 둔 탈퇴를 거두었습니다."), "success")
    return redirect(url_for("membership.detail", membership_id=membership.id), 303)


def end(membership: Membership, action: str, form: EndingForm) -> ResponseReturnValue | None:
    """Suspend or end a membership as a form says; return the page to mend it, None when it is done."""
    if not form.validate_on_submit():
        return ending_page(membership, action, form), 422
    try:
        terms.end(current_actor(), membership, action, form.chosen(), form.note.data, form.day())
    except InvalidInputError as error:
        form.take_errors(error, "note")
        return ending_page(membership, action, form), 422
    flash(_("‘%(action)s’을(를) 기록했습니다.", action=ACTION_LABELS[action]), "success")
    return None


def ending_page(membership: Membership, action: str, form: EndingForm) -> str:
    """Return the page that shows what a suspension or an end would touch, and asks before it is done."""
    if action not in terms.ending_actions(membership, current_actor()):
        raise ConflictError(_("지금 상태에서는 할 수 없는 일입니다."))
    own = action == "leave"
    back = url_for("membership.detail" if own else "members.review", membership_id=membership.id)
    return render_template(
        "membership/end.html",
        membership=membership,
        form=form,
        label=ACTION_LABELS[action],
        effects=terms.effects(membership),
        back=back,
        final=action == "expel",
    )


def facts_of(membership: Membership) -> dict[str, Any]:
    """Return what the member's own page and the curators' page both show of a membership."""
    ballots, messages = ballots_of(membership.id), queries.messages_of(membership.id)
    application = queries.find_application(membership.application_id or 0)
    writers = [message.author_id for message in messages]
    note_access([*writers, application.author_id if application else None], Purpose.CURATION)
    return {
        "membership": membership,
        "application": application,
        "messages": messages,
        "history": history("membership", membership.id),
        "dues": terms.dues_state(membership) if membership.status in MEMBERS else None,
        "planned": terms.planned(membership),
        "certificate": queries.latest_certificate(membership.id),
        "ballots": [(ballot, tally(ballot)) for ballot in ballots],
        "statuses": STATUS_LABELS,
        "classes": CLASS_LABELS,
        "interests": [str(COMMITTEE_LABELS[Committee(code)]) for code in membership.committees],
        "grounds": GROUND_LABELS,
        "dues_labels": DUES_LABELS,
        "message_labels": MESSAGE_LABELS,
        "ballot_labels": BALLOT_LABELS,
        "action_labels": ACTION_LABELS,
    }


def _detail_page(membership: Membership, form: MessageForm) -> str:
    actor, facts = current_actor(), facts_of(membership)
    return render_template(
        "membership/detail.html",
        form=form,
        speaks=policies.allows(actor, "membership:member:represent", membership),
        files=attachments_of(facts["application"]) if facts["application"] else [],
        may_renew=terms.may_renew(membership),
        may_leave="leave" in terms.ending_actions(membership, actor),
        **facts,
    )


def _keep(application: MembershipApplication, form: ApplicationForm, action: str) -> Membership | None:
    actor = current_actor()
    service.update(
        actor, application, form.application_values(), agreed=bool(form.agreed.data), expected_version=version_of(form)
    )
    if action != "send":
        return None
    if application.sent_at is None:
        return service.send(actor, application)
    membership = queries.find_membership_of(application.organisation_id)
    if membership is None:
        raise NotFoundError(kind="membership")
    service.supplement(actor, membership)
    return membership


def _edit_page(application: MembershipApplication, form: ApplicationForm) -> str:
    return render_template(
        "membership/edit.html",
        application=application,
        form=form,
        ready=_ready(application, form) if request.method == "POST" else _ready(application),
        attachments=attachments_of(application),
        bylaws_version=bylaws.VERSION,
        membership=queries.find_membership_of(application.organisation_id) if application.sent_at else None,
    )


def _ready(application: MembershipApplication, form: ApplicationForm | None = None) -> Any:
    typed: Any = application
    if form is not None:
        agreed = bylaws.VERSION if form.agreed.data else ""
        typed = Typed(application, {**form.application_values(only_valid=True), "bylaws_version": agreed})
    return readiness(typed, queries.evidence_count(application))


def _stored(application: MembershipApplication) -> dict[str, Any]:
    return {
        **{name: getattr(application, name) for name in service.EDITABLE},
        "member_class": application.member_class.value if application.member_class else "",
        "agreed": application.bylaws_version == bylaws.VERSION,
        "version": str(application.version),
    }


def _renew_page(membership: Membership, form: RenewalForm) -> str:
    if not terms.may_renew(membership):
        raise ConflictError(_("아직 갱신할 때가 아니거나 갱신할 수 없는 상태입니다."))
    return render_template("membership/renew.html", membership=membership, form=form, version=bylaws.VERSION)


def _open_application(application_id: int) -> MembershipApplication:
    actor = current_actor()
    application = queries.get_application(actor, application_id)
    policies.require(actor, "membership:application:edit", application)
    return application


def _own(membership_id: int) -> Membership:
    return queries.get_membership(current_actor(), membership_id)


def _represented(membership_id: int) -> Membership:
    membership = _own(membership_id)
    policies.require(current_actor(), "membership:member:represent", membership)
    return membership
