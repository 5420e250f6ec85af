"""Pages of logos, and of verification by document with the alliance's queue."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from openlab.audit.access import note_access
from openlab.audit.states import Purpose
from openlab.config import Settings
from openlab.fields import ReasonForm
from openlab.files.queries import visible_attachments
from openlab.i18n import gettext as _
from openlab.identity.orgs.labels import KIND_LABELS
from openlab.identity.orgs.models import Organisation
from openlab.identity.orgs.queries import get_organisation
from openlab.kit import clock
from openlab.kit.errors import DomainError, InvalidInputError
from openlab.kit.listing import Listing
from openlab.kit.policy import policies
from openlab.kit.web import current_actor, guarded_by, page_number, requires
from openlab.profiles import queries, service
from openlab.profiles.forms import LogoForm, VerificationForm
from openlab.profiles.labels import STATUS_LABELS
from openlab.profiles.models import VerificationRequest

bp = Blueprint("profiles", __name__, url_prefix="/organisations")


@bp.route("/<slug_id:organisation_id>/logo", methods=["GET", "POST"])
@guarded_by("orgs:organisation:edit")
def logo(organisation_id: int) -> ResponseReturnValue:
    """Show the sign of an organisation, and take a picture in its place."""
    organisation, form = _mine(organisation_id, "orgs:organisation:edit"), LogoForm()
    upload = request.files.get("file")
    if form.validate_on_submit():
        try:
            if upload is None or not upload.filename:
                raise _no_file()
            stream: Any = upload.stream
            service.set_logo(current_actor(), organisation, upload.filename, stream, storage_dir=_settings().files_dir)
        except InvalidInputError as error:
            form.take_errors(error, "file")
        else:
            flash(_("바꾼 내용을 저장했습니다."), "success")
            return redirect(url_for("orgs.detail", organisation_id=organisation.slug), 303)
    has_logo = organisation.id in queries.logos_of([organisation.id])
    page = render_template("profiles/logo.html", organisation=organisation, form=form, has_logo=has_logo)
    return page, 422 if form.errors else 200


@bp.post("/<slug_id:organisation_id>/logo/remove")
@guarded_by("orgs:organisation:edit")
def remove_logo(organisation_id: int) -> ResponseReturnValue:
    """Go back to the drawn sign."""
    organisation = get_organisation(organisation_id)
    service.remove_logo(current_actor(), organisation)
    flash(_("바꾼 내용을 저장했습니다."), "success")
    return redirect(url_for("orgs.detail", organisation_id=organisation.slug), 303)


@bp.route("/<slug_id:organisation_id>/verification", methods=["GET", "POST"])
@guarded_by("profiles:verification:ask")
def ask(organisation_id: int) -> ResponseReturnValue:
    """Show a document to the alliance, and what became of earlier ones."""
    organisation, form = _mine(organisation_id, "profiles:verification:ask"), VerificationForm()
    upload, refusal, status = request.files.get("file"), None, 200
    if form.validate_on_submit():
        try:
            if upload is None or not upload.filename:
                raise _no_file()
            stream: Any = upload.stream
            settings = _settings()
            service.ask_verification(
                current_actor(), organisation, form.message.data, upload.filename, stream,
                storage_dir=settings.files_dir, limit=settings.upload_limit_mb * 1024 * 1024,
            )  # fmt: skip
        except InvalidInputError as error:
            form.take_errors(error, "file")
        except DomainError as error:
            refusal, status = error, error.status
        else:
            flash(_("확인을 신청했습니다. 얼라이언스가 정하면 메일로 알려 드립니다."), "success")
            return redirect(url_for("profiles.ask", organisation_id=organisation.slug), 303)
    page = render_template(
        "profiles/ask.html",
        organisation=organisation,
        form=form,
        refusal=refusal,
        requests=queries.requests_of(organisation.id),
        waiting=queries.find_waiting(organisation.id),
        status_labels=STATUS_LABELS,
    )
    return page, 422 if form.errors else status


@bp.get("/verifications")
@requires("profiles:verification:list")
def queue() -> ResponseReturnValue:
    """List the documents that wait for a decision, the longest first."""
    today = clock.today()
    page = queries.queue(page_number())
    ages = {one.id: (today - clock.in_seoul(one.created_at).date()).days for one in page.items}
    return render_template("profiles/queue.html", page=page, ages=ages, kinds=KIND_LABELS,
                           listing=Listing("profiles.queue", request.args))  # fmt: skip


@bp.get("/verifications/<slug_id:request_id>")
@guarded_by("profiles:verification:read")
def show(request_id: int) -> ResponseReturnValue:
    """Show a request with its document."""
    asked = queries.get_request(request_id)
    policies.require(current_actor(), "profiles:verification:read", asked)
    return _request_page(asked, ReasonForm(formdata=None))


@bp.post("/verifications/<slug_id:request_id>/<any(accept, decline):action>")
@guarded_by("profiles:verification:decide")
def decide(request_id: int, action: str) -> ResponseReturnValue:
    """Accept the document, or decline it with a reason."""
    asked, form = queries.get_request(request_id), ReasonForm()
    policies.require(current_actor(), "profiles:verification:decide", asked)
    if action == "decline" and not form.validate_on_submit():
        return _request_page(asked, form), 422
    service.decide(current_actor(), asked, action, form.reason.data or "")
    flash(_("결정을 저장하고 기관의 관리자에게 메일로 알렸습니다."), "success")
    return redirect(url_for("profiles.queue"), 303)


@bp.post("/verifications/<slug_id:request_id>/cancel")
@guarded_by("profiles:verification:cancel")
def cancel(request_id: int) -> ResponseReturnValue:
    """Take a request back."""
    asked = queries.get_request(request_id)
    service.decide(current_actor(), asked, "cancel")
    flash(_("신청을 거두었습니다."), "success")
    return redirect(url_for("profiles.ask", organisation_id=asked.organisation.slug), 303)


def _mine(organisation_id: int, permission: str) -> Organisation:
    organisation = get_organisation(organisation_id)
    policies.require(current_actor(), permission, organisation)
    return organisation


def _request_page(asked: VerificationRequest, form: ReasonForm) -> str:
    actor = current_actor()
    note_access([asked.user_id], Purpose.CURATION)
    return render_template(
        "profiles/request.html",
        asked=asked,
        organisation=asked.organisation,
        kind=KIND_LABELS[asked.organisation.kind],
        form=form,
        files=visible_attachments(actor, asked),
        status_labels=STATUS_LABELS,
        may_decide=asked.decided_at is None and policies.allows(actor, "profiles:verification:decide", asked),
    )


def _no_file() -> InvalidInputError:
    sentence = _("올릴 파일을 골라 주세요.")
    return InvalidInputError(sentence, {"file": [sentence]})


def _settings() -> Settings:
    settings: Settings = current_app.extensions["openlab.settings"]
    return settings
