"""Pages on which people leave an organisation and hand on what they hold."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from openlab.audit.access import note_access
from openlab.audit.states import Purpose
from openlab.i18n import current_locale
from openlab.i18n import gettext as _
from openlab.identity.accounts.models import User
from openlab.identity.accounts.queries import find_user
from openlab.identity.orgs.handover import service
from openlab.identity.orgs.handover.forms import HandoverForm
from openlab.identity.orgs.handover.queries import plan_for
from openlab.identity.orgs.labels import ROLE_LABELS
from openlab.identity.orgs.models import Organisation
from openlab.identity.orgs.queries import get_organisation, roles_held
from openlab.kit.errors import InvalidInputError, NotFoundError
from openlab.kit.policy import policies
from openlab.kit.web import current_actor, guarded_by

bp = Blueprint("handover", __name__, url_prefix="/organisations/<slug_id:organisation_id>")


@bp.route("/leave", methods=["GET", "POST"])
@guarded_by("orgs:handover:leave")
def leave(organisation_id: int) -> ResponseReturnValue:
    """Leave, after seeing what somebody else takes over."""
    organisation, actor = get_organisation(organisation_id), current_actor()
    policies.require(actor, "orgs:handover:leave", organisation)
    user = _member(organisation, actor.user_id or 0)
    form = HandoverForm(plan_for(organisation, user).candidates)
    if form.validate_on_submit():
        try:
            service.leave(actor, organisation, form.chosen())
        except InvalidInputError as error:
            form.take_errors(error, "successor")
        else:
            flash(_("%(name)s에서 나왔습니다.", name=organisation.label(current_locale())), "success")
            return redirect(url_for("orgs.detail", organisation_id=organisation.slug), 303)
    return _page(organisation, user, form), 422 if form.errors else 200


@bp.route("/people/<slug_id:user_id>/leave", methods=["GET", "POST"])
@guarded_by("orgs:handover:remove")
def remove(organisation_id: int, user_id: int) -> ResponseReturnValue:
    """Make somebody leave, after seeing what somebody else takes over."""
    organisation, actor = get_organisation(organisation_id), current_actor()
    policies.require(actor, "orgs:handover:remove", organisation)
    user = _member(organisation, user_id)
    form = HandoverForm(plan_for(organisation, user).candidates)
    if form.validate_on_submit():
        try:
            service.remove(actor, organisation, user, form.chosen())
        except InvalidInputError as error:
            form.take_errors(error, "successor")
        else:
            flash(_("%(name)s 님을 기관에서 내보냈습니다.", name=user.name), "success")
            page = "orgs.detail" if user.id == actor.user_id else "orgs.people"
            return redirect(url_for(page, organisation_id=organisation.slug), 303)
    return _page(organisation, user, form), 422 if form.errors else 200


def _member(organisation: Organisation, user_id: int) -> User:
    user = find_user(user_id)
    if user is None or not roles_held(user.id, organisation.id):
        raise NotFoundError(kind="member")
    return user


def _page(organisation: Organisation, user: User, form: HandoverForm) -> str:
    plan = plan_for(organisation, user)
    note_access([user.id, *(one.id for one in plan.candidates)], Purpose.PEOPLE)
    return render_template(
        "handover/leave.html",
        organisation=organisation,
        user=user,
        is_me=user.id == current_actor().user_id,
        plan=plan,
        form=form,
        role_labels=ROLE_LABELS,
    )
