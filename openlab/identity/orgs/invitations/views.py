"""Pages of invitations: an organisation's own, and the one a mailed link opens."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from openlab.extensions import limiter
from openlab.i18n import current_locale
from openlab.i18n import gettext as _
from openlab.identity.accounts.queries import find_user_by_email
from openlab.identity.accounts.service import switch_organisation
from openlab.identity.accounts.views import sign_in_as
from openlab.identity.orgs.invitations import queries, service
from openlab.identity.orgs.invitations.forms import EnterForm, InviteForm
from openlab.identity.orgs.invitations.labels import STATUS_LABELS
from openlab.identity.orgs.invitations.models import Invitation
from openlab.identity.orgs.labels import ROLE_HELP, ROLE_LABELS
from openlab.identity.orgs.models import Organisation
from openlab.identity.orgs.queries import departments_of, get_organisation
from openlab.identity.orgs.states import ROLES_OF, Role
from openlab.kit import clock
from openlab.kit.errors import DomainError, InvalidInputError
from openlab.kit.policy import policies
from openlab.kit.web import current_actor, guarded_by, public

bp = Blueprint("invitations", __name__)


@bp.route("/organisations/<slug_id:organisation_id>/invitations", methods=["GET", "POST"])
@guarded_by("orgs:invitation:create")
def index(organisation_id: int) -> ResponseReturnValue:
    """Invite somebody, and show who has been invited."""
    organisation = get_organisation(organisation_id)
    policies.require(current_actor(), "orgs:invitation:create", organisation)
    form, status, refusal = _form(organisation), 200, None
    if form.validate_on_submit():
        department = form.department.data if "department" in form else ""
        try:
            service.invite(
                current_actor(),
                organisation,
                form.email.data,
                form.chosen(),
                department=department,
                days=int(form.days.data),
            )
        except InvalidInputError as error:
            form.take_errors(error, "email")
        except DomainError as error:
            refusal, status = error, error.status
        else:
            flash(_("%(email)s 주소로 초대를 보냈습니다.", email=form.email.data), "success")
            return redirect(url_for("invitations.index", organisation_id=organisation.slug), 303)
    return _index_page(organisation, form, refusal), 422 if form.errors else status


@bp.post("/invitations/<slug_id:invitation_id>/revoke")
@guarded_by("orgs:invitation:revoke")
def revoke(invitation_id: int) -> ResponseReturnValue:
    """Take an invitation back."""
    invitation = queries.get_invitation(invitation_id)
    service.revoke(current_actor(), invitation)
    flash(_("초대를 거두었습니다. 보낸 링크는 이제 열리지 않습니다."), "success")
    return redirect(url_for("invitations.index", organisation_id=invitation.organisation.slug), 303)


@bp.get("/invitations/<token>")
@public
def show(token: str) -> ResponseReturnValue:
    """Show what one is invited to, and how to accept: signed in, by signing in, or by signing up."""
    invitation = queries.find_by_token(token)
    if invitation is None:
        return render_template("invitations/dead.html"), 404
    return _invitation_page(token, invitation, EnterForm(formdata=None))


@bp.post("/invitations/<token>")
@guarded_by("orgs:invitation:accept")
def accept(token: str) -> ResponseReturnValue:
    """Enter the organisation, and act for it from now on."""
    organisation = service.accept(current_actor(), token)
    switch_organisation(current_user.login, organisation.id)
    return _welcome(organisation)


@bp.post("/invitations/<token>/signup")
@public
@limiter.limit("30/hour")
def sign_up(token: str) -> ResponseReturnValue:
    """Make the account of the invited address, sign it in and enter the organisation."""
    form, invitation = EnterForm(), queries.find_by_token(token)
    if invitation is None:
        return render_template("invitations/dead.html"), 404
    if form.validate_on_submit():
        try:
            user, organisation = service.accept_by_signing_up(
                token, form.name.data, form.password.data, current_locale()
            )
        except InvalidInputError as error:
            form.take_errors(error, "password")
        else:
            sign_in_as(user)
            return _welcome(organisation)
    return _invitation_page(token, invitation, form), 422


def _welcome(organisation: Organisation) -> ResponseReturnValue:
    flash(_("이제 %(name)s의 이름으로 일할 수 있습니다.", name=organisation.label(current_locale())), "success")
    return redirect(url_for("orgs.detail", organisation_id=organisation.slug), 303)


def _form(organisation: Organisation) -> InviteForm:
    departments = [(one.name, one.label(current_locale())) for one in departments_of(organisation.id)]
    first = ROLES_OF[organisation.kind][0].value
    return InviteForm(organisation.kind, departments, data=None if request.method == "POST" else {"roles": [first]})


def _index_page(organisation: Organisation, form: InviteForm, refusal: Any) -> str:
    return render_template(
        "invitations/index.html",
        organisation=organisation,
        form=form,
        refusal=refusal,
        invitations=queries.invitations_of(organisation.id),
        now=clock.now(),
        role_labels=ROLE_LABELS,
        role_help=ROLE_HELP,
        roles=ROLES_OF[organisation.kind],
        status_labels=STATUS_LABELS,
    )


def _invitation_page(token: str, invitation: Invitation, form: EnterForm) -> str:
    known = find_user_by_email(invitation.email)
    return render_template(
        "invitations/show.html",
        token=token,
        invitation=invitation,
        organisation=invitation.organisation,
        form=form,
        roles=[Role(code) for code in invitation.roles],
        role_labels=ROLE_LABELS,
        role_help=ROLE_HELP,
        has_account=known is not None and known.confirmed_at is not None,
        is_addressee=current_user.is_authenticated and current_user.email == invitation.email,
    )
