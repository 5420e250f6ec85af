"""Pages of proof by mail, and the alliance's list of official domains."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from openlab.extensions import limiter
from openlab.i18n import current_locale
from openlab.i18n import gettext as _
from openlab.identity.accounts.service import switch_organisation
from openlab.identity.orgs.checks import DEFAULT_RULES
from openlab.identity.orgs.proof import queries, service
from openlab.identity.orgs.proof.forms import OfficialDomainForm, ProofForm
from openlab.identity.orgs.queries import get_organisation
from openlab.kit.errors import DomainError, InvalidInputError
from openlab.kit.web import current_actor, requires

bp = Blueprint("proof", __name__)


@bp.route("/organisations/<slug_id:organisation_id>/prove", methods=["GET", "POST"])
@requires("orgs:proof:ask")
@limiter.limit("30/hour", methods=["POST"])
def ask(organisation_id: int) -> ResponseReturnValue:
    """Have a link mailed to one's official address."""
    organisation, form, refusal, status = get_organisation(organisation_id), ProofForm(), None, 200
    if form.validate_on_submit():
        try:
            service.ask_proof(current_actor(), organisation, form.email.data)
        except InvalidInputError as error:
            form.take_errors(error, "email")
        except DomainError as error:
            refusal, status = error, error.status
        else:
            return render_template("proof/sent.html", organisation=organisation, email=form.email.data)
    page = render_template("proof/ask.html", organisation=organisation, form=form, refusal=refusal)
    return page, 422 if form.errors else status


@bp.get("/proofs/<token>")
@requires("orgs:proof:ask")
def show(token: str) -> ResponseReturnValue:
    """Ask for a press of the button, because mail scanners follow links."""
    proof = queries.find_proof(token)
    if proof is None:
        return render_template("proof/dead.html"), 404
    return render_template("proof/show.html", token=token, proof=proof, organisation=proof.organisation)


@bp.post("/proofs/<token>")
@requires("orgs:proof:ask")
def prove(token: str) -> ResponseReturnValue:
    """Enter the organisation, and act for it from now on."""
    organisation = service.prove(current_actor(), token)
    switch_organisation(current_user.login, organisation.id)
    flash(_("이제 %(name)s의 이름으로 일할 수 있습니다.", name=organisation.label(current_locale())), "success")
    return redirect(url_for("orgs.detail", organisation_id=organisation.slug), 303)


@bp.route("/organisations/official-domains", methods=["GET", "POST"])
@requires("orgs:domain:edit")
def domains() -> ResponseReturnValue:
    """Show which domains are official, and say so of one."""
    form = OfficialDomainForm()
    if form.validate_on_submit():
        try:
            service.say_official(
                current_actor(), form.pattern.data, accepted=form.accepted.data == "yes", note=form.note.data
            )
        except InvalidInputError as error:
            form.take_errors(error, "pattern")
        else:
            flash(_("바꾼 내용을 저장했습니다."), "success")
            return redirect(url_for("proof.domains"), 303)
    entries = queries.official_domains()
    said = {entry.pattern for entry in entries}
    defaults = [pattern for pattern in DEFAULT_RULES if pattern not in said]
    page = render_template("proof/domains.html", form=form, entries=entries, defaults=defaults)
    return page, 422 if form.errors else 200


@bp.post("/organisations/official-domains/<slug_id:domain_id>/remove")
@requires("orgs:domain:edit")
def forget_domain(domain_id: int) -> ResponseReturnValue:
    """Take back what was said about a domain."""
    service.unsay_official(current_actor(), queries.get_official_domain(domain_id))
    flash(_("바꾼 내용을 저장했습니다."), "success")
    return redirect(url_for("proof.domains"), 303)
