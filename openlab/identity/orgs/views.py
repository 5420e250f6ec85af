"""Pages of organisations: the directory, profiles, founding, joining, and the people of one's own."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from openlab.audit.access import note_access
from openlab.audit.states import Purpose
from openlab.choices import sido_facets
from openlab.i18n import current_locale
from openlab.i18n import gettext as _
from openlab.i18n import lazy_gettext as _l
from openlab.identity.accounts.queries import find_user
from openlab.identity.accounts.service import switch_organisation
from openlab.identity.orgs import queries, service
from openlab.identity.orgs.checks import format_business_number, is_official
from openlab.identity.orgs.departments.service import place
from openlab.identity.orgs.forms import (
    DomainsForm,
    JoinForm,
    MunicipalityForm,
    OrganisationForm,
    ReasonForm,
    RolesForm,
)
from openlab.identity.orgs.labels import KIND_LABELS, ROLE_HELP, ROLE_LABELS, SIZE_LABELS
from openlab.identity.orgs.models import JoinRequest, Organisation
from openlab.identity.orgs.policies import is_curator
from openlab.identity.orgs.proof.queries import official_rules
from openlab.identity.orgs.queries import Filters, get_organisation
from openlab.identity.orgs.states import DEMAND_KINDS, ROLES_OF, SUPPLY_KINDS, OrganisationKind, Role
from openlab.kit.errors import ConflictError, InvalidInputError, NotFoundError
from openlab.kit.listing import Listing
from openlab.kit.policy import policies
from openlab.kit.text import clean_line
from openlab.kit.web import current_actor, guarded_by, page_number, public, requires

bp = Blueprint("orgs", __name__, url_prefix="/organisations")
# What other features show on an organisation's page: heading, their list that takes ?organisation=, for which kinds.
RELATED = ((_l("올린 수요"), "needs.index", DEMAND_KINDS), (_l("내놓은 솔루션"), "solutions.index", SUPPLY_KINDS))


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    """List organisations, narrowed by kind, region and name."""
    kind = request.args.get("kind", "")
    filters = Filters(
        kind if kind in set(OrganisationKind) else "",
        request.args.get("sido", "")[:2],
        clean_line(request.args.get("q", ""))[:80],
    )
    listing = Listing("orgs.index", request.args)
    groups = [
        listing.group(
            _("종류"),
            "kind",
            [(kind.value, label) for kind, label in KIND_LABELS.items()],
            queries.count_kinds(filters),
        ),
        listing.group(_("지역"), "sido", sido_facets(), queries.count_sidos(filters)),
    ]
    return render_template(
        "orgs/index.html",
        page=queries.directory(filters, page_number()),
        filters=filters,
        facet_groups=groups,
        active=listing.active(groups),
        listing=listing,
        kinds=KIND_LABELS,
        sizes=SIZE_LABELS,
    )


@bp.get("/<slug_id:organisation_id>")
@public
def detail(organisation_id: int) -> ResponseReturnValue:
    """Show one organisation; the address of one that became part of another leads there."""
    organisation, actor = queries.get_standing(organisation_id), current_actor()
    if organisation.id != organisation_id:
        return redirect(url_for("orgs.detail", organisation_id=organisation.slug), 301)
    number = organisation.business_number if actor.belongs_to(organisation.id) or is_curator(actor) else None
    return render_template(
        "orgs/detail.html",
        organisation=organisation,
        kind=KIND_LABELS[organisation.kind],
        size=SIZE_LABELS[organisation.size_class] if organisation.size_class else "",
        business_number=format_business_number(number),
        related=_related(organisation),
        may_edit=policies.allows(actor, "orgs:organisation:edit", organisation),
        may_ask=organisation.verified_at is None and actor.has_role(organisation.id, Role.MANAGER),
        may_merge=policies.allows(actor, "orgs:organisation:merge", organisation),
        may_verify=organisation.verified_at is None and is_curator(actor),
        belongs=actor.belongs_to(organisation.id),
        demands=organisation.kind in DEMAND_KINDS,
        waiting=queries.find_waiting_request(actor.user_id, organisation.id) if actor.user_id else None,
    )


@bp.get("/new")
@requires("orgs:organisation:create")
def choose() -> ResponseReturnValue:
    """Ask what kind of organisation somebody works for."""
    return render_template(
        "orgs/choose.html", kinds=KIND_LABELS, offered=[OrganisationKind.MUNICIPALITY, *service.FOUNDABLE]
    )


@bp.route("/new/municipality", methods=["GET", "POST"])
@requires("orgs:organisation:create")
def enter_municipality() -> ResponseReturnValue:
    """Enter one's municipality by an official mail address."""
    form = MunicipalityForm()
    if form.validate_on_submit():
        try:
            organisation = service.enter_municipality(current_actor(), form.region_code.data)
        except InvalidInputError as error:
            form.take_errors(error, "region_code")
        else:
            return _welcome(organisation)
    known = queries.find_municipality(form.region_code.data) if form.errors else None
    page = render_template(
        "orgs/municipality.html", form=form, known=known, official=is_official(_domain(), official_rules())
    )
    return page, 422 if form.errors else 200


@bp.route("/new/<kind>", methods=["GET", "POST"])
@requires("orgs:organisation:create")
def found(kind: str) -> ResponseReturnValue:
    """Make an organisation of a kind that anybody may make; a curator checks it afterwards."""
    wanted = next((known for known in service.FOUNDABLE if known.value.lower() == kind.replace("-", "_")), None)
    if wanted is None:
        raise NotFoundError(kind="organisation kind")
    form, known = OrganisationForm.for_kind(wanted, found=True), None
    if form.validate_on_submit():
        try:
            return _welcome(service.found_organisation(current_actor(), wanted, form.values()))
        except InvalidInputError as error:
            form.take_errors(error, "name")
            known = queries.find_organisation(error.facts.get("organisation_id", 0))
    page = render_template("orgs/found.html", form=form, kind=KIND_LABELS[wanted], known=known)
    return page, 422 if form.errors else 200


@bp.route("/<slug_id:organisation_id>/edit", methods=["GET", "POST"])
@guarded_by("orgs:organisation:edit")
def edit(organisation_id: int) -> ResponseReturnValue:
    """Change the profile."""
    organisation = _mine(organisation_id, "orgs:organisation:edit")
    form = OrganisationForm.for_kind(organisation.kind, found=False, obj=organisation)
    if form.validate_on_submit():
        try:
            service.edit_organisation(current_actor(), organisation, form.values(), _number(form.version.data))
        except ConflictError as error:
            page = render_template("orgs/edit.html", form=form, organisation=organisation, refusal=error)
            return page, error.status
        flash(_("바꾼 내용을 저장했습니다."), "success")
        return redirect(url_for("orgs.detail", organisation_id=organisation.slug), 303)
    page = render_template("orgs/edit.html", form=form, organisation=organisation, refusal=None)
    return page, 422 if form.errors else 200


@bp.get("/<slug_id:organisation_id>/people")
@guarded_by("orgs:organisation:people")
def people(organisation_id: int) -> ResponseReturnValue:
    """Show who belongs, with which roles, and who asks to join."""
    return _people_page(_mine(organisation_id, "orgs:organisation:people"))


@bp.post("/<slug_id:organisation_id>/people/<slug_id:user_id>")
@guarded_by("orgs:organisation:people")
def save_roles(organisation_id: int, user_id: int) -> ResponseReturnValue:
    """Set the roles of one person; taking all of them away leads to the page on which people leave."""
    organisation, user = _mine(organisation_id, "orgs:organisation:people"), find_user(user_id)
    form = RolesForm(organisation.kind, _departments(organisation))
    if user is None or not form.validate_on_submit():
        raise NotFoundError(kind="member")
    if not form.chosen():
        return redirect(url_for("handover.remove", organisation_id=organisation.slug, user_id=user.id), 303)
    try:
        service.set_roles(current_actor(), organisation, user, form.chosen())
        if "department" in form:
            place(current_actor(), organisation, user, form.department.data)
    except InvalidInputError as error:
        return _people_page(organisation, refusal=error, refused=user.id), error.status
    flash(_("%(name)s 님의 역할을 저장했습니다.", name=user.name), "success")
    actor = current_actor()
    still_manages = user.id != actor.user_id or Role.MANAGER in form.chosen() or is_curator(actor)
    page = "orgs.people" if still_manages else "orgs.detail"
    return redirect(url_for(page, organisation_id=organisation.slug), 303)


@bp.post("/<slug_id:organisation_id>/domains")
@guarded_by("orgs:organisation:verify")
def save_domains(organisation_id: int) -> ResponseReturnValue:
    """Name the mail domains that prove belonging."""
    organisation, form = get_organisation(organisation_id), DomainsForm()
    if not form.validate_on_submit():
        return _people_page(organisation, domains=form), 422
    try:
        service.set_mail_domains(current_actor(), organisation, form.domains.data)
    except InvalidInputError as error:
        form.take_errors(error, "domains")
        return _people_page(organisation, domains=form), 422
    flash(_("바꾼 내용을 저장했습니다."), "success")
    return redirect(url_for("orgs.people", organisation_id=organisation.slug), 303)


@bp.post("/<slug_id:organisation_id>/verify")
@guarded_by("orgs:organisation:verify")
def verify(organisation_id: int) -> ResponseReturnValue:
    """Note that the alliance has checked who this is."""
    organisation = get_organisation(organisation_id)
    service.verify_organisation(current_actor(), organisation)
    flash(_("확인한 기관으로 표시했습니다."), "success")
    return redirect(url_for("orgs.detail", organisation_id=organisation.slug), 303)


@bp.route("/<slug_id:organisation_id>/join", methods=["GET", "POST"])
@requires("orgs:join:create")
def join(organisation_id: int) -> ResponseReturnValue:
    """Ask the managers to be let in."""
    organisation, form = get_organisation(organisation_id), JoinForm()
    if form.validate_on_submit():
        service.ask_to_join(current_actor(), organisation, form.message.data)
        flash(_("참여를 신청했습니다. 관리자가 정하면 메일로 알려 드립니다."), "success")
        return redirect(url_for("orgs.detail", organisation_id=organisation.slug), 303)
    return render_template("orgs/join.html", form=form, organisation=organisation), 422 if form.errors else 200


@bp.get("/requests/<slug_id:request_id>/decline")
@guarded_by("orgs:join:decide")
def decline(request_id: int) -> ResponseReturnValue:
    """Ask why a request is declined."""
    return _decline_page(queries.get_join_request(request_id), ReasonForm(formdata=None))


@bp.post("/requests/<slug_id:request_id>/<any(accept, decline, cancel):action>")
@guarded_by("orgs:join:decide")
def decide(request_id: int, action: str) -> ResponseReturnValue:
    """Accept or decline somebody's request, or cancel one's own."""
    asked, form = queries.get_join_request(request_id), ReasonForm()
    if action == "decline" and not form.validate_on_submit():
        return _decline_page(asked, form), 422
    service.decide_join(current_actor(), asked, action, form.reason.data or "")
    withdrawn = action == "cancel"
    flash(_("신청을 거두었습니다.") if withdrawn else _("결정을 저장하고 신청한 분께 메일로 알렸습니다."), "success")
    page = "orgs.detail" if withdrawn else "orgs.people"
    return redirect(url_for(page, organisation_id=asked.organisation.slug), 303)


def _decline_page(asked: JoinRequest, form: ReasonForm) -> str:
    policies.require(current_actor(), "orgs:join:decide", asked)
    note_access([asked.user_id], Purpose.JOINING)
    return render_template("orgs/decline.html", form=form, asked=asked)


def _mine(organisation_id: int, permission: str) -> Organisation:
    organisation = get_organisation(organisation_id)
    policies.require(current_actor(), permission, organisation)
    return organisation


def _welcome(organisation: Organisation) -> ResponseReturnValue:
    """Let the person act for the organisation from now on, and show it."""
    switch_organisation(current_user.login, organisation.id)
    flash(_("이제 %(name)s의 이름으로 일할 수 있습니다.", name=organisation.label(current_locale())), "success")
    return redirect(url_for("orgs.detail", organisation_id=organisation.slug), 303)


def _people_page(
    organisation: Organisation, domains: DomainsForm | None = None, refusal: Any = None, refused: int = 0
) -> str:
    domains = domains or DomainsForm(formdata=None, data={"domains": organisation.mail_domains})
    members, requests = queries.members(organisation.id), queries.waiting_requests(organisation.id)
    note_access([member.user.id for member in members], Purpose.PEOPLE)
    note_access([asked.user_id for asked in requests], Purpose.JOINING)
    return render_template(
        "orgs/people.html",
        organisation=organisation,
        members=members,
        refusal=refusal,
        refused=refused,
        requests=requests,
        role_labels=ROLE_LABELS,
        role_help=ROLE_HELP,
        roles=ROLES_OF[organisation.kind],
        departments=_departments(organisation),
        keeps_departments=organisation.kind in DEMAND_KINDS,
        domains=domains,
        curates=is_curator(current_actor()),
    )


def _departments(organisation: Organisation) -> list[tuple[str, str]]:
    return [(one.name, one.label(current_locale())) for one in queries.departments_of(organisation.id)]


def _related(organisation: Organisation) -> list[tuple[str, str]]:
    return [
        (str(title), url_for(endpoint, organisation=organisation.id))
        for title, endpoint, kinds in RELATED
        if organisation.kind in kinds and endpoint in current_app.view_functions
    ]


def _domain() -> str:
    return str(current_user.email).rpartition("@")[2]


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
