"""The pages of the solution market."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from openlab.audit.queries import history
from openlab.choices import category_facets, sido_facets, term_choices
from openlab.drafts import Typed
from openlab.editing import autosave_answer, get_step, is_forged, show_refusal, step_buttons, version_of
from openlab.files.models import Attachment
from openlab.files.queries import attachments_by_owner, attachments_of, visible_attachments
from openlab.files.states import Visibility
from openlab.files.upload import take_upload
from openlab.i18n import current_locale
from openlab.i18n import gettext as _
from openlab.identity.orgs.queries import organisations_by_id
from openlab.kit.errors import ConflictError, InvalidInputError
from openlab.kit.lifecycle import Transition
from openlab.kit.listing import Listing
from openlab.kit.policy import policies
from openlab.kit.web import current_actor, guarded_by, id_argument, page_number, public, reads_only, requires
from openlab.solutions import queries, service
from openlab.solutions.forms import NewSolutionForm, NoteForm, SolutionForm
from openlab.solutions.hints import readiness
from openlab.solutions.labels import (
    ACTION_LABELS,
    ACTION_NOTICES,
    PRICE_LABELS,
    REASON_LABELS,
    SORT_LABELS,
    STATUS_LABELS,
    TRL_LABELS,
)
from openlab.solutions.models import Solution
from openlab.solutions.policies import firms_written_for
from openlab.solutions.queries import FACETS, NATIONWIDE, Filters
from openlab.solutions.states import DRAFTS, LIFECYCLE, PUBLIC, SolutionStatus
from openlab.taxonomy import Vocabulary

bp = Blueprint("solutions", __name__, url_prefix="/solutions")
# Steps with a page of their own; curators review elsewhere, and `resubmit` comes with the changed text.
ASKED_STEPS = ("recall", "retire")
STEPS = ("submit", *ASKED_STEPS)


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    """Show the market, narrowed by facets."""
    filters = Filters(
        **{name: request.args.get(name, "")[:40] for name in (*FACETS, "sort")},
        organisation_id=id_argument("organisation"),
    )
    page = queries.list_solutions(current_actor(), filters, page_number())
    listing = Listing("solutions.index", request.args)
    groups = _facet_groups(listing, filters, queries.count_facets(current_actor(), filters))
    return render_template(
        "solutions/index.html",
        page=page,
        filters=filters,
        facet_groups=groups,
        listing=listing,
        active=listing.active(groups),
        may_write=_may_write(),
        covers=cover_images(page.items),
        sort_labels=SORT_LABELS,
        status_labels=STATUS_LABELS,
    )


@bp.get("/<slug_id:solution_id>")
@guarded_by("solutions:solution:read")
def detail(solution_id: int) -> ResponseReturnValue:
    """Show one solution."""
    solution, actor = queries.get_solution(current_actor(), solution_id), current_actor()
    files = visible_attachments(actor, solution)
    belongs, reviews = actor.belongs_to(solution.organisation_id), _may_review(solution)
    return render_template(
        "solutions/detail.html",
        solution=solution,
        belongs=belongs,
        reviews=reviews,
        actions=_buttons(solution),
        asked_steps=ASKED_STEPS,
        may_edit=policies.allows(actor, "solutions:solution:edit", solution),
        images=[file for file in files if file.is_image],
        documents=[file for file in files if not file.is_image],
        is_public=solution.status in PUBLIC,
        status_label=STATUS_LABELS[solution.status],
        reason_labels=REASON_LABELS,
        action_labels=ACTION_LABELS,
        history=history("solution", solution.id) if belongs or reviews else [],
    )


@bp.get("/new")
@requires("solutions:solution:create")
def new() -> ResponseReturnValue:
    """Ask for a title: all that a draft needs."""
    return render_template("solutions/new.html", form=_new_form())


@bp.post("/new")
@requires("solutions:solution:create")
def create() -> ResponseReturnValue:
    """Begin a draft and go on to the whole form."""
    form = _new_form()
    if not form.validate_on_submit():
        return render_template("solutions/new.html", form=form), 422
    solution = service.create_draft(
        current_actor(), form.title.data, organisation_id=int(form.organisation_id.data), lang=current_locale()
    )
    return redirect(url_for("solutions.edit", solution_id=solution.slug), 303)


@bp.get("/<slug_id:solution_id>/edit")
@guarded_by("solutions:solution:edit")
def edit(solution_id: int) -> ResponseReturnValue:
    """Show the guided form."""
    solution = _editable(solution_id)
    return _edit_page(solution, SolutionForm(data=SolutionForm.prefill(solution)))


@bp.post("/<slug_id:solution_id>/edit")
@guarded_by("solutions:solution:edit")
def save(solution_id: int) -> ResponseReturnValue:
    """Save the form; the other buttons also hand it in for review, for the first time or again."""
    solution, form = _editable(solution_id), SolutionForm()
    if not form.validate_on_submit():
        return _edit_page(solution, form), 422
    try:
        message = _keep(solution, form, request.form.get("action", "save"))
    except (ConflictError, InvalidInputError) as error:
        status = show_refusal(form, error, solution)
        return _edit_page(solution, form), status
    flash(message, "success")
    return redirect(url_for("solutions.detail", solution_id=solution.slug), 303)


@bp.post("/<slug_id:solution_id>/autosave")
@guarded_by("solutions:solution:edit")
def autosave(solution_id: int) -> ResponseReturnValue:
    """Save the fields of a draft that make sense, say which do not, and tell the new version."""
    solution, form = _editable(solution_id), SolutionForm()
    if solution.status not in DRAFTS:
        raise ConflictError(_("마켓에 있는 솔루션은 저장 단추를 눌러야 바뀝니다."))
    form.validate()
    if is_forged(form):
        return jsonify(error=_("페이지를 새로 고친 뒤 다시 저장해 주세요.")), 400
    service.update(
        current_actor(), solution, form.solution_values(solution, only_valid=True), expected_version=version_of(form)
    )
    return autosave_answer(form, solution, readiness(solution).percent)


@bp.post("/<slug_id:solution_id>/hints")
@guarded_by("solutions:solution:edit")
@reads_only
def hints(solution_id: int) -> ResponseReturnValue:
    """Return the checklist for what stands in the form right now."""
    solution, form = _editable(solution_id), SolutionForm()
    form.validate()
    typed = Typed(solution, form.solution_values(solution, only_valid=True))
    return render_template("steps/_readiness.html", ready=readiness(typed))


@bp.post("/<slug_id:solution_id>/attachments")
@guarded_by("solutions:solution:edit")
def attach(solution_id: int) -> ResponseReturnValue:
    """Attach a picture or a document."""
    solution = _editable(solution_id)
    take_upload(solution)
    return redirect(url_for("solutions.edit", solution_id=solution.slug, _anchor="files-title"), 303)


@bp.get("/<slug_id:solution_id>/<action>")
@guarded_by("solutions:solution:run")
def confirm(solution_id: int, action: str) -> ResponseReturnValue:
    """Say what a step of the lifecycle means and ask before it is taken."""
    solution = queries.get_solution(current_actor(), solution_id)
    return _confirm_page(solution, _step(solution, action), NoteForm())


@bp.post("/<slug_id:solution_id>/<action>")
@guarded_by("solutions:solution:run")
def step(solution_id: int, action: str) -> ResponseReturnValue:
    """Take a step of the lifecycle."""
    solution = queries.get_solution(current_actor(), solution_id)
    row, form, actor = _step(solution, action), NoteForm(), current_actor()
    if not form.validate_on_submit():
        return _confirm_page(solution, row, form), 422
    if action == "submit":
        service.submit(actor, solution)
    elif action == "recall":
        service.recall(actor, solution)
    else:
        service.retire(actor, solution, form.reason.data or "")
    title = solution.text("title", current_locale())
    flash(_("‘%(title)s’: %(status)s", title=title, status=STATUS_LABELS[solution.status]), "success")
    return redirect(url_for("solutions.detail", solution_id=solution.slug), 303)


def cover_images(solutions: Any) -> dict[int, Attachment]:
    """Return the first public picture of each solution that has one."""
    files = attachments_by_owner("solution", [solution.id for solution in solutions])
    shown = {
        owner: [file for file in found if file.is_image and file.visibility is Visibility.PUBLIC]
        for owner, found in files.items()
    }
    return {owner: found[0] for owner, found in shown.items() if found}


def _keep(solution: Solution, form: SolutionForm, action: str) -> str:
    actor, values, version = current_actor(), form.solution_values(solution), version_of(form)
    if action == "resubmit":
        service.resubmit(actor, solution, values, expected_version=version)
        return _("다시 심사를 맡겼습니다. 등록될 때까지 마켓에 보이지 않습니다.")
    service.update(actor, solution, values, expected_version=version)
    if action == "submit":
        service.submit(actor, solution)
        return _("심사를 맡겼습니다. 얼라이언스가 살펴보고 알려 드립니다.")
    return _("저장했습니다.")


def _edit_page(solution: Solution, form: SolutionForm) -> str:
    typed = Typed(solution, form.solution_values(solution, only_valid=True)) if request.method == "POST" else solution
    ready = readiness(typed)
    form.add_spare_rows()
    return render_template(
        "solutions/edit.html",
        solution=solution,
        form=form,
        ready=ready,
        attachments=attachments_of(solution),
        is_draft=solution.status in DRAFTS,
        reason_labels=REASON_LABELS,
    )


def _editable(solution_id: int) -> Solution:
    solution = queries.get_solution(current_actor(), solution_id)
    policies.require(current_actor(), "solutions:solution:edit", solution)
    return solution


def _new_form() -> NewSolutionForm:
    form, actor = NewSolutionForm(), current_actor()
    firms = organisations_by_id(firms_written_for(actor))
    form.organisation_id.choices = [(str(firm.id), firm.label(current_locale())) for firm in firms.values()]
    if not form.is_submitted():
        form.organisation_id.data = str(actor.organisation_id)
        form.title.data = request.args.get("title", "")[:120]
    return form


def _confirm_page(solution: Solution, row: Transition[SolutionStatus], form: NoteForm) -> str:
    return render_template(
        "steps/confirm.html",
        thing=solution,
        form=form,
        label=ACTION_LABELS[row.action],
        asks=row.action == "retire",
        grave=row.action == "retire",
        area=(_("솔루션 마켓"), url_for("solutions.index")),
        back=url_for("solutions.detail", solution_id=solution.slug),
        question=ACTION_NOTICES.get(row.action, ""),
        action=url_for("solutions.step", solution_id=solution.slug, action=row.action),
    )


def _step(solution: Solution, action: str) -> Transition[SolutionStatus]:
    return get_step(LIFECYCLE, solution, current_actor(), action if action in STEPS else "")


def _buttons(solution: Solution) -> list[dict[str, Any]]:
    """Return the steps that somebody of the firm can take now."""
    hidden = {row.action for row in LIFECYCLE.transitions} - set(STEPS)
    if solution.status in DRAFTS and not readiness(solution).is_ready:
        hidden.add("submit")
    return step_buttons(LIFECYCLE, solution, current_actor(), ACTION_LABELS, hidden)


def _may_write() -> bool:
    return policies.allows(current_actor(), "solutions:solution:create")


def _may_review(solution: Solution) -> bool:
    return policies.allows(current_actor(), "solutions:solution:review", solution)


def _facet_groups(listing: Listing, filters: Filters, counts: dict[str, dict[str, int]]) -> list[dict[str, Any]]:
    statuses = [(status.value, STATUS_LABELS[status]) for status in SolutionStatus]
    labels: list[tuple[str, str, Any, int]] = [
        (_("분야"), "category", category_facets(filters.category), 12),
        (_("공급 지역"), "sido", [(NATIONWIDE, _("전국")), *sido_facets()], 6),
        (_("가격"), "price", PRICE_LABELS.items(), 6),
        (_("성숙 단계"), "maturity", term_choices(Vocabulary.MATURITY), 6),
        (_("기술 성숙도"), "trl", TRL_LABELS.items(), 6),
        (_("인증"), "certification", term_choices(Vocabulary.CERTIFICATION), 6),
        (_("기업 크기"), "size_class", term_choices(Vocabulary.SIZE_CLASS), 6),
    ]
    if current_actor().belongs_to(filters.organisation_id):
        labels.append((_("상태"), "status", statuses, 6))
    return [listing.group(title, name, pairs, counts[name], shown=shown) for title, name, pairs, shown in labels]
