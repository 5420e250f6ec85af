"""Organisations come into being, people join them, and roles are given and taken."""

from collections.abc import Collection, Mapping
from typing import Any

from openlab import regions
from openlab.audit.service import advance, record
from openlab.extensions import db
from openlab.i18n import gettext as _
from openlab.identity.accounts.models import User
from openlab.identity.accounts.queries import find_user
from openlab.identity.orgs.checks import SHARED_DOMAIN, is_official, opens_door, parse_pattern
from openlab.identity.orgs.labels import ROLE_LABELS
from openlab.identity.orgs.models import JoinRequest, Organisation, OrganisationRole
from openlab.identity.orgs.policies import is_curator
from openlab.identity.orgs.proof.queries import official_rules
from openlab.identity.orgs.queries import (
    alliance,
    count_with_role,
    find_by_business_number,
    find_by_exchange_id,
    find_by_name,
    find_municipality,
    find_waiting_request,
    has_people,
    people_with_role,
    roles_held,
)
from openlab.identity.orgs.states import JOIN_LIFECYCLE, ROLES_OF, JoinStatus, OrganisationKind, Role
from openlab.jobs.mail import send_mail
from openlab.kit import clock
from openlab.kit.errors import ConflictError, ForbiddenError, InvalidInputError
from openlab.kit.policy import Actor, is_system, policies

ALLIANCE_NAME, ALLIANCE_NAME_EN = "스마트시티 융합 얼라이언스", "Smart City Convergence Alliance"
FOUNDABLE = (
    OrganisationKind.COMPANY,
    OrganisationKind.PUBLIC_BODY,
    OrganisationKind.RESEARCH,
    OrganisationKind.OVERSEAS_CITY,
)
EDITABLE = (
    "name",
    "name_en",
    "region_code",
    "foreign_city",
    "size_class",
    "founded_year",
    "youth_founded",
    "nationwide",
    "service_regions",
    "website",
    "summary",
    "summary_en",
)


def enter_municipality(actor: Actor, region_code: str) -> Organisation:
    """Let somebody with an official mail address into their municipality, making it when it is the first.

    Raises InvalidInputError on `region_code` when the address does not prove it; a request to join is then the way.
    """
    user = require_person(actor)
    region = regions.current(region_code)
    if region is None:
        raise _refused("region_code", _("지자체를 골라 주세요."))
    organisation = find_municipality(region.code)
    rules = official_rules()
    own_domains = organisation.mail_domains if organisation else []
    if not opens_door(user.domain, own_domains, rules):
        raise _refused("region_code", _no_door(organisation))
    if organisation is None:
        organisation = _found(
            actor,
            OrganisationKind.MUNICIPALITY,
            verified=True,
            region_code=region.code,
            name=regions.label(region.code, "ko"),
            name_en=regions.label(region.code, "en"),
            mail_domains=_own_domains(user.domain),
        )
    if actor.belongs_to(organisation.id):
        raise ConflictError(_("이미 이 기관의 구성원입니다."))
    enter_by_address(actor, user, organisation, user.domain)
    return organisation


def enter_by_address(actor: Actor, user: User, organisation: Organisation, domain: str) -> None:
    """Let somebody in whose address of this domain has been proved; the first one manages and approves."""
    first = not has_people(organisation.id)
    if organisation.verified_at is None:  # known from a file or by name only; the mail address has proved who it is
        organisation.verified_at = clock.now()
        organisation.mail_domains = organisation.mail_domains or (_own_domains(domain) if first else [])
        record(actor, "organisation.verified", organisation)
    admit(actor, user, organisation)
    for role in (Role.MANAGER, Role.APPROVER):
        if first and role in ROLES_OF[organisation.kind]:
            _give(actor, user.id, organisation, role)


def found_organisation(actor: Actor, kind: OrganisationKind, values: Mapping[str, Any]) -> Organisation:
    """Make a firm, a public body, a research institute or an overseas city; its maker becomes its manager.

    `values`: any of EDITABLE, and business_number for a firm (ten checked digits).
    """
    user = require_person(actor)
    if kind not in FOUNDABLE:
        raise _refused("kind", _("이 종류의 기관은 직접 만들 수 없습니다."))
    number = values.get("business_number") or None
    if kind is OrganisationKind.COMPANY and number is None:
        raise _refused("business_number", _("사업자등록번호를 써 주세요."))
    if number and (known := find_by_business_number(number)):
        sentence = _("이미 등록된 기업입니다: %(name)s. 그 기업의 화면에서 참여를 신청해 주세요.", name=known.name)
        raise _refused("business_number", sentence, organisation_id=known.id)
    organisation = _found(
        actor,
        kind,
        verified=is_official(user.domain, official_rules()) and kind is OrganisationKind.PUBLIC_BODY,
        business_number=number,
        **_known(values),
    )
    admit(actor, user, organisation)
    _give(actor, user.id, organisation, Role.MANAGER)
    if organisation.verified_at and Role.APPROVER in ROLES_OF[kind]:
        _give(actor, user.id, organisation, Role.APPROVER)
    return organisation


def edit_organisation(actor: Actor, organisation: Organisation, values: Mapping[str, Any], version: int) -> None:
    """Change the profile; `version` is the one that the form showed, so that nobody's change is lost."""
    policies.require(actor, "orgs:organisation:edit", organisation)
    if version != organisation.version:
        raise ConflictError(_("그사이 다른 사람이 이 소개를 고쳤습니다. 새로 열어 고쳐 주세요."))
    changed = {name: value for name, value in _known(values).items() if getattr(organisation, name) != value}
    for name, value in changed.items():
        setattr(organisation, name, value)
    if changed:
        record(actor, "organisation.edited", organisation, fields=sorted(changed))


def set_mail_domains(actor: Actor, organisation: Organisation, domains: Collection[str]) -> None:
    """Name the mail domains that prove belonging: a curator's act, since it opens the door to everybody there."""
    policies.require(actor, "orgs:organisation:verify", organisation)
    organisation.mail_domains = sorted({_domain(domain) for domain in domains if domain.strip()})
    record(actor, "organisation.domains_set", organisation, domains=organisation.mail_domains)


def verify_organisation(actor: Actor, organisation: Organisation) -> None:
    """Note that the alliance has checked who this is; its managers may publish needs from now on."""
    policies.require(actor, "orgs:organisation:verify", organisation)
    if organisation.verified_at is not None:
        return
    organisation.verified_at = clock.now()
    record(actor, "organisation.verified", organisation)
    if Role.APPROVER in ROLES_OF[organisation.kind]:
        for manager in people_with_role(organisation.id, Role.MANAGER):
            _give(actor, manager.id, organisation, Role.APPROVER)


def ask_to_join(actor: Actor, organisation: Organisation, message: str) -> JoinRequest:
    """Ask the managers (the alliance when there are none) to be let in; they are told by mail."""
    user = require_person(actor, "orgs:join:create")
    if actor.belongs_to(organisation.id):
        raise ConflictError(_("이미 이 기관의 구성원입니다."))
    if find_waiting_request(user.id, organisation.id):
        raise ConflictError(_("이미 참여를 신청했습니다. 관리자의 답을 기다려 주세요."))
    request = JoinRequest(
        user=user, organisation=organisation, message=message, created_at=clock.now(), status=JoinStatus.REQUESTED
    )
    db.session.add(request)
    db.session.flush()
    record(actor, "join.request", request, organisation=organisation.id)
    for manager in _deciders(organisation):
        send_mail(
            manager.email,
            "join_requested",
            manager.locale,
            name=manager.name,
            person=user.name,
            email=user.email,
            message=message,
            organisation_id=organisation.id,
            organisation=organisation.label(manager.locale),
        )
    return request


def decide_join(actor: Actor, request: JoinRequest, action: str, reason: str = "") -> None:
    """Take one step with a request to join: accept, decline (with a reason) or cancel."""
    advance(JOIN_LIFECYCLE, request, action, actor, reason)
    request.reason, request.decided_at = reason.strip(), clock.now()
    user, organisation = request.user, request.organisation
    if request.status is JoinStatus.ACCEPTED and not roles_held(user.id, organisation.id):
        admit(actor, user, organisation)
    if request.status is not JoinStatus.CANCELLED:
        send_mail(
            user.email,
            "join_decided",
            user.locale,
            name=user.name,
            reason=request.reason,
            accepted=request.status is JoinStatus.ACCEPTED,
            organisation_id=organisation.id,
            organisation=organisation.label(user.locale),
        )


def give_role(actor: Actor, organisation: Organisation, user: User, role: Role) -> None:
    """Give somebody a role; only the alliance and the system may bring in somebody who does not belong yet."""
    policies.require(actor, "orgs:organisation:people", organisation)
    require_roles(organisation, [role])
    if not roles_held(user.id, organisation.id) and not (is_curator(actor) or is_system(actor)):
        raise ForbiddenError(permission="orgs:organisation:people")
    _give(actor, user.id, organisation, role)


def require_roles(organisation: Organisation, roles: Collection[Role]) -> None:
    """Raise InvalidInputError on `roles` when an organisation cannot have one of them, or not yet."""
    for role in roles:
        if role not in ROLES_OF[organisation.kind]:
            raise _refused("roles", _("이 기관에는 없는 역할입니다: %(role)s", role=ROLE_LABELS[role]))
    if Role.APPROVER in roles and organisation.verified_at is None:
        raise _refused("roles", _("승인자는 기관 확인이 끝난 뒤에 둘 수 있습니다."))


def admit(
    actor: Actor, user: User, organisation: Organisation, roles: Collection[Role] = (), department: str = ""
) -> None:
    """Let somebody in whom the caller has checked: with the given roles, else with the first one of the kind."""
    for role in roles or ROLES_OF[organisation.kind][:1]:
        _give(actor, user.id, organisation, role)
    if department:
        for held in roles_held(user.id, organisation.id).values():
            held.department = department


def take_role(actor: Actor, organisation: Organisation, user: User, role: Role) -> None:
    """Take a role away; the last manager of an organisation stays."""
    policies.require(actor, "orgs:organisation:people", organisation)
    _take(actor, organisation, user.id, role)


def set_roles(actor: Actor, organisation: Organisation, user: User, roles: Collection[Role]) -> None:
    """Give and take so that somebody holds exactly these roles; who is to hold none has to leave by handing over."""
    policies.require(actor, "orgs:organisation:people", organisation)
    if not roles:
        raise _refused("roles", _("역할을 하나 이상 골라 주세요."))
    held = roles_held(user.id, organisation.id)
    for role in ROLES_OF[organisation.kind]:
        if role in roles and role not in held:
            give_role(actor, organisation, user, role)
    for role in held:
        if role not in roles:
            _take(actor, organisation, user.id, role)


def end_membership(actor: Actor, organisation: Organisation, user: User) -> None:
    """Take all roles of somebody away; the caller has checked who may, and that nothing is left without an owner."""
    for role in roles_held(user.id, organisation.id):
        _take(actor, organisation, user.id, role)


def _domain(text: str) -> str:
    try:
        return parse_pattern(text).removeprefix(".")
    except ValueError as error:
        sentence = _(
            "쓸 수 없는 도메인입니다: %(domain)s. 누구나 만드는 메일의 도메인은 소속을 보여 주지 못합니다.", domain=text
        )
        raise _refused("domains", sentence) from error


def _own_domains(domain: str) -> list[str]:
    return [] if domain == SHARED_DOMAIN else [domain]


def require_person(actor: Actor, permission: str = "orgs:organisation:create") -> User:
    """Return the account behind an actor who may; raise ForbiddenError when nobody has confirmed its address."""
    policies.require(actor, permission)
    user = find_user(actor.user_id or 0)
    if user is None or user.confirmed_at is None:
        raise ForbiddenError(permission=permission)
    return user


def _found(actor: Actor, kind: OrganisationKind, *, verified: bool, **values: Any) -> Organisation:
    moment = clock.now()
    organisation = Organisation(kind=kind, created_at=moment, verified_at=moment if verified else None, **values)
    db.session.add(organisation)
    db.session.flush()
    record(actor, "organisation.founded", organisation, kind=kind.value, name=organisation.name)
    return organisation


def _give(actor: Actor, user_id: int, organisation: Organisation, role: Role) -> None:
    if role in roles_held(user_id, organisation.id):
        return
    db.session.add(
        OrganisationRole(user_id=user_id, organisation_id=organisation.id, role=role, created_at=clock.now())
    )
    db.session.flush()
    record(actor, "role.given", organisation, user=user_id, role=role.value)


def _take(actor: Actor, organisation: Organisation, user_id: int, role: Role) -> None:
    held = roles_held(user_id, organisation.id).get(role)
    if held is None:
        return
    if role is Role.MANAGER and count_with_role(organisation.id, Role.MANAGER) == 1:
        raise _refused("roles", _("관리자가 한 사람은 있어야 합니다. 다른 사람을 먼저 관리자로 정해 주세요."))
    db.session.delete(held)
    db.session.flush()
    record(actor, "role.taken", organisation, user=user_id, role=role.value)


def _deciders(organisation: Organisation) -> Collection[User]:
    managers = people_with_role(organisation.id, Role.MANAGER)
    if managers:
        return managers
    market = alliance()
    return people_with_role(market.id, Role.CURATOR) if market else ()


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in EDITABLE if name in values}


def _refused(field: str, sentence: str, **facts: Any) -> InvalidInputError:
    return InvalidInputError(sentence, {field: [sentence]}, **facts)


def _no_door(organisation: Organisation | None) -> str:
    if organisation is None:
        return _("지자체는 기관 메일(korea.kr, ○○.go.kr)로 가입한 분만 열 수 있습니다. 기관 메일로 다시 가입해 주세요.")
    return _("이 지자체의 기관 메일이 아니라서 바로 들어갈 수 없습니다. 기관 화면에서 참여를 신청해 주세요.")


def appoint_curator(actor: Actor, user: User) -> Organisation:
    """Make somebody a curator of the alliance, founding it when the market has none yet; return the alliance."""
    policies.require(actor, "orgs:organisation:import")
    market = alliance() or _found(
        actor, OrganisationKind.ALLIANCE, verified=True, name=ALLIANCE_NAME, name_en=ALLIANCE_NAME_EN
    )
    give_role(actor, market, user, Role.CURATOR)
    return market


def take_over(actor: Actor, kind: OrganisationKind, name: str, **values: Any) -> Organisation:
    """Return the organisation that a file names, making it when it is missing.

    It is known by its exchange id, a municipality also by its region, everything else by its name.
    """
    policies.require(actor, "orgs:organisation:import")
    known = find_by_exchange_id(values.get("exchange_id") or name)
    if known is None and kind is OrganisationKind.MUNICIPALITY and values.get("region_code"):
        known = find_municipality(values["region_code"])
    known = known or find_by_name(kind, name)
    if known is not None:
        return known
    organisation = Organisation(kind=kind, name=name, created_at=clock.now(), **{"mail_domains": [], **values})
    db.session.add(organisation)
    db.session.flush()
    record(actor, "organisation.imported", organisation, name=name)
    return organisation
