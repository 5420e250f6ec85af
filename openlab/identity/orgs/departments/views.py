"""The page of an organisation's departments."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from openlab.i18n import gettext as _
from openlab.identity.orgs.departments import service
from openlab.identity.orgs.departments.forms import DepartmentForm
from openlab.identity.orgs.models import Department, Organisation
from openlab.identity.orgs.queries import count_by_department, departments_of, get_department, get_organisation
from openlab.kit.errors import InvalidInputError
from openlab.kit.policy import policies
from openlab.kit.web import current_actor, guarded_by

bp = Blueprint("departments", __name__, url_prefix="/organisations/<slug_id:organisation_id>/departments")


@bp.route("", methods=["GET", "POST"])
@guarded_by("orgs:organisation:people")
def index(organisation_id: int) -> ResponseReturnValue:
    """Show the list, and put a department on it."""
    organisation, form = _mine(organisation_id), DepartmentForm()
    if form.validate_on_submit():
        try:
            service.add_department(current_actor(), organisation, form.name.data, form.name_en.data)
        except InvalidInputError as error:
            form.take_errors(error, "name")
        else:
            return _saved(organisation)
    return _page(organisation, form), 422 if form.errors else 200


@bp.route("/<slug_id:department_id>", methods=["GET", "POST"])
@guarded_by("orgs:organisation:people")
def edit(organisation_id: int, department_id: int) -> ResponseReturnValue:
    """Change a department's names."""
    organisation = _mine(organisation_id)
    department = _listed(organisation, department_id)
    form = DepartmentForm(obj=department)
    if form.validate_on_submit():
        try:
            service.rename_department(current_actor(), department, form.name.data, form.name_en.data)
        except InvalidInputError as error:
            form.take_errors(error, "name")
        else:
            return _saved(organisation)
    page = render_template("departments/edit.html", organisation=organisation, department=department, form=form)
    return page, 422 if form.errors else 200


@bp.post("/<slug_id:department_id>/remove")
@guarded_by("orgs:organisation:people")
def remove(organisation_id: int, department_id: int) -> ResponseReturnValue:
    """Take a department off the list."""
    organisation = _mine(organisation_id)
    service.remove_department(current_actor(), _listed(organisation, department_id))
    return _saved(organisation)


def _mine(organisation_id: int) -> Organisation:
    organisation = get_organisation(organisation_id)
    policies.require(current_actor(), "orgs:organisation:people", organisation)
    return organisation


def _listed(organisation: Organisation, department_id: int) -> Department:
    return get_department(organisation.id, department_id)


def _saved(organisation: Organisation) -> ResponseReturnValue:
    flash(_("바꾼 내용을 저장했습니다."), "success")
    return redirect(url_for("departments.index", organisation_id=organisation.slug), 303)


def _page(organisation: Organisation, form: DepartmentForm) -> str:
    return render_template(
        "departments/index.html",
        organisation=organisation,
        form=form,
        departments=departments_of(organisation.id),
        people=count_by_department(organisation.id),
    )
