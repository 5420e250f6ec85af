"""The pages of needs."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from openlab.audit.queries import history
from openlab.choices import category_facets, sido_facets
from openlab.drafts import Typed
from openlab.editing import autosave_answer, get_step, is_forged, show_refusal, step_buttons, version_of
from openlab.fields import ReasonForm
from openlab.files.queries import attachments_of, visible_attachments
from openlab.files.upload import take_upload
from openlab.i18n import current_locale
from openlab.i18n import gettext as _
from openlab.identity.orgs.queries import organisations_of, people_with_role
from openlab.identity.orgs.states import Role
from openlab.kit.errors import ConflictError, InvalidInputError
from openlab.kit.lifecycle import Transition
from openlab.kit.listing import Listing
from openlab.kit.policy import policies
from openlab.kit.web import current_actor, guarded_by, id_argument, page_number, public, reads_only, requires
from openlab.needs import queries, service
from openlab.needs.forms import NeedForm, NewNeedForm
from openlab.needs.hints import readiness
from openlab.needs.labels import ACTION_LABELS, BUDGET_LABELS, STATUS_LABELS
from openlab.needs.models import Need
from openlab.needs.policies import bodies_written_for
from openlab.needs.queries import Filters
from openlab.needs.states import LIFECYCLE, NeedStatus

bp = Blueprint("needs", __name__, url_prefix="/needs")


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    """List the needs that can be read, narrowed by facets."""
    filters = _filters()
    page = queries.list_needs(current_actor(), filters, page_number())
    listing = Listing("needs.index", request.args)
    groups = _facet_groups(listing, filters, queries.count_facets(current_actor(), filters))
    return render_template(
        "needs/index.html",
        page=page,
        filters=filters,
        facet_groups=groups,
        listing=listing,
        active=listing.active(groups),
        may_write=_may_write(),
        status_labels=STATUS_LABELS,
    )


@bp.get("/<slug_id:need_id>")
@guarded_by("needs:need:read")
def detail(need_id: int) -> ResponseReturnValue:
    """Show one need."""
    need = queries.get_need(current_actor(), need_id)
    actor = current_actor()
    return render_template(
        "needs/detail.html",
        need=need,
        attachments=visible_attachments(actor, need),
        actions=_buttons(need),
        belongs=actor.belongs_to(need.organisation_id),
        may_copy=_may_write(),
        status_label=STATUS_LABELS[need.status],
        history=history("need", need.id) if actor.belongs_to(need.organisation_id) else [],
        action_labels=ACTION_LABELS,
    )


@bp.get("/new")
@requires("needs:need:create")
def new() -> ResponseReturnValue:
    """Ask for a title: all that a draft needs."""
    return render_template("needs/new.html", form=_new_form())


@bp.post("/new")
@requires("needs:need:create")
def create() -> ResponseReturnValue:
    """Begin a draft and go on to the whole form."""
    form = _new_form()
    if not form.validate_on_submit():
        return render_template("needs/new.html", form=form), 422
    organisation = next(org for org in organisations_of(current_actor()) if str(org.id) == form.organisation_id.data)
    need = service.create_draft(
        current_actor(),
        form.title.data,
        organisation_id=organisation.id,
        lang=current_locale(),
        region_code=organisation.region_code,
        foreign_city=organisation.foreign_city,
    )
    return redirect(url_for("needs.edit", need_id=need.slug), 303)


@bp.get("/<slug_id:need_id>/edit")
@guarded_by("needs:need:edit")
def edit(need_id: int) -> ResponseReturnValue:
    """Show the guided form of a draft."""
    need = _editable(need_id)
    return _edit_page(need, NeedForm(data=NeedForm.prefill(need)))


@bp.post("/<slug_id:need_id>/edit")
@guarded_by("needs:need:edit")
def save(need_id: int) -> ResponseReturnValue:
    """Save the form; with the submit button also put the need up for approval, or publish it."""
    need, form = _editable(need_id), NeedForm()
    if not form.validate_on_submit():
        return _edit_page(need, form), 422
    try:
        service.update(current_actor(), need, form.need_values(need), expected_version=version_of(form))
        message = _finish_edit(need, request.form.get("action", "save"))
    except (ConflictError, InvalidInputError) as error:
        status = show_refusal(form, error, need)
        return _edit_page(need, form), status
    flash(message, "success")
    return redirect(url_for("needs.detail", need_id=need.slug), 303)


@bp.post("/<slug_id:need_id>/autosave")
@guarded_by("needs:need:edit")
def autosave(need_id: int) -> ResponseReturnValue:
    """Save the fields that make sense, say which do not, and tell the new version."""
    need, form = _editable(need_id), NeedForm()
    form.validate()
    if is_forged(form):
        return jsonify(error=_("페이지를 새로 고친 뒤 다시 저장해 주세요.")), 400
    service.update(current_actor(), need, form.need_values(need, only_valid=True), expected_version=version_of(form))
    return autosave_answer(form, need, readiness(need).percent)


@bp.post("/<slug_id:need_id>/hints")
@guarded_by("needs:need:edit")
@reads_only
def hints(need_id: int) -> ResponseReturnValue:
    """Return the checklist for what stands in the form right now."""
    need, form = _editable(need_id), NeedForm()
    form.validate()
    return render_template(
        "steps/_readiness.html", ready=readiness(Typed(need, form.need_values(need, only_valid=True)))
    )


@bp.post("/<slug_id:need_id>/attachments")
@guarded_by("needs:need:edit")
def attach(need_id: int) -> ResponseReturnValue:
    """Attach a file to a draft."""
    need = _editable(need_id)
    take_upload(need)
    return redirect(url_for("needs.edit", need_id=need.slug, _anchor="files-title"), 303)


@bp.post("/<slug_id:need_id>/copy")
@guarded_by("needs:need:read")
def copy(need_id: int) -> ResponseReturnValue:
    """Begin a new draft from this need."""
    need = queries.get_need(current_actor(), need_id)
    policies.require(current_actor(), "needs:need:create")
    organisation = _writing_organisations()[0]
    twin = service.copy(current_actor(), need, organisation_id=organisation.id)
    if organisation.region_code:
        twin.region_code = organisation.region_code
    flash(_("내용을 옮겨 새 수요를 만들었습니다. 우리 시에 맞게 고쳐 주세요."), "success")
    return redirect(url_for("needs.edit", need_id=twin.slug), 303)


@bp.get("/<slug_id:need_id>/<action>")
@guarded_by("needs:need:run")
def confirm(need_id: int, action: str) -> ResponseReturnValue:
    """Ask before a step of the lifecycle, and for the reason where one is needed."""
    need = queries.get_need(current_actor(), need_id)
    return _confirm_page(need, get_step(LIFECYCLE, need, current_actor(), action), ReasonForm())


@bp.post("/<slug_id:need_id>/<action>")
@guarded_by("needs:need:run")
def step(need_id: int, action: str) -> ResponseReturnValue:
    """Take a step of the lifecycle."""
    need = queries.get_need(current_actor(), need_id)
    row, form = get_step(LIFECYCLE, need, current_actor(), action), ReasonForm()
    if row.needs_reason and not form.validate_on_submit():
        return _confirm_page(need, row, form), 422
    _take(need, action, form.reason.data or "")
    title = need.text("title", current_locale())
    flash(_("‘%(title)s’: %(status)s", title=title, status=STATUS_LABELS[need.status]), "success")
    return redirect(url_for("needs.detail", need_id=need.slug), 303)


def _confirm_page(need: Need, row: Transition[NeedStatus], form: ReasonForm) -> str:
    label = ACTION_LABELS[row.action]
    return render_template(
        "steps/confirm.html",
        thing=need,
        form=form,
        label=label,
        asks=row.needs_reason,
        grave=row.needs_reason,
        area=(_("수요"), url_for("needs.index")),
        back=url_for("needs.detail", need_id=need.slug),
        action=url_for("needs.step", need_id=need.slug, action=row.action),
        question=_("이 수요를 ‘%(action)s’ 하시겠습니까?", action=label),
    )


def _take(need: Need, action: str, reason: str) -> None:
    """Call the verb of an action."""
    actor = current_actor()
    if action in {"approve", "publish"}:
        service.approve(actor, need)
    elif action == "submit":
        service.submit(actor, need)
    elif action == "return":
        service.send_back(actor, need, reason)
    elif action == "withdraw":
        service.withdraw(actor, need, reason)
    else:
        service.act(actor, need, action, reason)


def _finish_edit(need: Need, action: str) -> str:
    actor = current_actor()
    if action == "publish" and policies.allows(actor, "needs:need:approve", need):
        service.publish_directly(actor, need)
        return _("공개했습니다. 곧 맞는 솔루션이 보입니다.")
    if action in {"submit", "publish"}:
        service.submit(actor, need)
        return _told(need)
    return _("저장했습니다.")


def _told(need: Need) -> str:
    if people_with_role(need.organisation_id, Role.APPROVER):
        return _("결재를 올렸습니다. 승인자에게 메일로 알립니다.")
    return _("결재를 올렸습니다. 아직 승인자가 없으니 기관 관리자에게 알려 주세요.")


def _edit_page(need: Need, form: NeedForm) -> str:
    while len(form.kpis) < 3:
        form.kpis.append_entry({})
    typed = Typed(need, form.need_values(need, only_valid=True)) if request.method == "POST" else need
    return render_template(
        "needs/edit.html",
        need=need,
        form=form,
        ready=readiness(typed),
        attachments=attachments_of(need),
        may_publish=policies.allows(current_actor(), "needs:need:approve", need),
    )


def _editable(need_id: int) -> Need:
    need = queries.get_need(current_actor(), need_id)
    policies.require(current_actor(), "needs:need:edit", need)
    return need


def _new_form() -> NewNeedForm:
    form = NewNeedForm()
    form.organisation_id.choices = [(str(org.id), org.label(current_locale())) for org in _writing_organisations()]
    if not form.is_submitted():
        form.organisation_id.data = str(current_actor().organisation_id)
        form.title.data = request.args.get("title", "")[:120]
    return form


def _writing_organisations() -> list[Any]:
    mine = [org for org in organisations_of(current_actor()) if org.id in bodies_written_for(current_actor())]
    return sorted(mine, key=lambda org: org.id != current_actor().organisation_id)


def _may_write() -> bool:
    return policies.allows(current_actor(), "needs:need:create")


def _buttons(need: Need) -> list[dict[str, Any]]:
    """Return the steps this person can take now, as the lifecycle table says."""
    hidden = {"submit"} if need.status is NeedStatus.DRAFT and not readiness(need).is_ready else set()
    return step_buttons(LIFECYCLE, need, current_actor(), ACTION_LABELS, hidden)


def _filters() -> Filters:
    given = {name: request.args.get(name, "")[:40] for name in ("category", "sido", "budget", "status")}
    return Filters(**given, organisation_id=id_argument("organisation"), sort=request.args.get("sort", "newest"))


def _facet_groups(listing: Listing, filters: Filters, facets: queries.Facets) -> list[dict[str, Any]]:
    statuses = [(status.value, STATUS_LABELS[status]) for status in NeedStatus]
    return [
        listing.group(_("분야"), "category", category_facets(filters.category), facets.category, shown=12),
        listing.group(_("지역"), "sido", sido_facets(), facets.sido, by_count=True),
        listing.group(_("예산"), "budget", BUDGET_LABELS.items(), facets.budget),
        listing.group(_("상태"), "status", statuses, facets.status),
    ]
