"""Pages of consortia: one's own, beginning from a template, members and shares, and the sheet for print."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from openlab.editing import show_refusal, version_of
from openlab.i18n import current_locale
from openlab.i18n import gettext as _
from openlab.identity.orgs.labels import SIZE_LABELS
from openlab.identity.orgs.queries import organisations_by_id
from openlab.kit.errors import ConflictError, InvalidInputError
from openlab.kit.policy import policies
from openlab.kit.web import current_actor, guarded_by, requires
from openlab.partners.consortia import queries, service
from openlab.partners.consortia.forms import MOST, SPARE, BeginForm, ConsortiumForm
from openlab.partners.consortia.labels import ROLE_LABELS, STATUS_LABELS
from openlab.partners.consortia.models import Consortium
from openlab.partners.consortia.states import Template
from openlab.partners.policies import firms_spoken_for

bp = Blueprint("consortia", __name__, url_prefix="/partners/consortia")


@bp.get("/")
@requires("partners:consortium:create")
def index() -> ResponseReturnValue:
    """List the consortia of one's firms, and begin one."""
    return _index_page(_begin_form())


@bp.post("/")
@requires("partners:consortium:create")
def begin() -> ResponseReturnValue:
    """Begin a consortium from a template."""
    form = _begin_form()
    if not form.validate_on_submit():
        return _index_page(form), 422
    number, template = int(form.organisation_id.data), Template(form.template.data)
    made = service.begin(current_actor(), template, form.title.data, organisation_id=number)
    return redirect(url_for("consortia.edit", consortium_id=made.slug), 303)


@bp.get("/<slug_id:consortium_id>")
@guarded_by("partners:consortium:read")
def detail(consortium_id: int) -> ResponseReturnValue:
    """Show a consortium as it is printed."""
    return _page(queries.get_consortium(current_actor(), consortium_id))


@bp.route("/<slug_id:consortium_id>/edit", methods=["GET", "POST"])
@guarded_by("partners:consortium:edit")
def edit(consortium_id: int) -> ResponseReturnValue:
    """Write down members and shares."""
    consortium, status = queries.get_consortium(current_actor(), consortium_id), 200
    policies.require(current_actor(), "partners:consortium:edit", consortium)
    form = ConsortiumForm(data=ConsortiumForm.prefill(consortium))
    if form.validate_on_submit():
        values = {"title": form.title.data, "purpose": form.purpose.data}
        try:
            service.save(current_actor(), consortium, values, form.parts(), version_of(form))
        except ConflictError as error:
            status = show_refusal(form, error, consortium)
        else:
            flash(_("바꾼 내용을 저장했습니다."), "success")
            return redirect(url_for("consortia.detail", consortium_id=consortium.slug), 303)
    for _spare in range(min(SPARE, MOST + SPARE - len(form.members))):
        form.members.append_entry({})
    page = render_template("consortia/edit.html", form=form, consortium=consortium)
    return page, 422 if form.errors else status


@bp.post("/<slug_id:consortium_id>/<any(settle, rework):action>")
@guarded_by("partners:consortium:edit")
def step(consortium_id: int, action: str) -> ResponseReturnValue:
    """Settle the make-up, or take it back to draft."""
    consortium = queries.get_consortium(current_actor(), consortium_id)
    try:
        (service.settle if action == "settle" else service.rework)(current_actor(), consortium)
    except InvalidInputError as error:
        return _page(consortium), error.status
    flash(_("‘%(title)s’: %(status)s", title=consortium.title, status=STATUS_LABELS[consortium.status]), "success")
    return redirect(url_for("consortia.detail", consortium_id=consortium.slug), 303)


def _begin_form() -> BeginForm:
    form, actor = BeginForm(), current_actor()
    known = organisations_by_id(firms_spoken_for(actor))
    mine = sorted(known, key=lambda number: number != actor.organisation_id)
    form.organisation_id.choices = [(str(number), known[number].label(current_locale())) for number in mine]
    return form


def _index_page(form: Any) -> str:
    mine = queries.consortia_of(current_actor())
    return render_template("consortia/index.html", form=form, consortia=mine, statuses=STATUS_LABELS)


def _page(consortium: Consortium) -> str:
    limit, basis = queries.large_limit()
    return render_template(
        "consortia/detail.html",
        consortium=consortium,
        objections=service.objections(consortium),
        total=service.percent(sum(member.share for member in consortium.members)),
        percent=service.percent,
        limit=service.percent(limit),
        basis=basis,
        roles=ROLE_LABELS,
        sizes=SIZE_LABELS,
        statuses=STATUS_LABELS,
    )
