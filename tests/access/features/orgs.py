"""Organisations, the people in them, and requests to join."""

from openlab.identity.accounts.queries import find_user
from openlab.identity.orgs import service
from openlab.identity.orgs.models import JoinRequest
from openlab.identity.orgs.queries import get_join_request
from openlab.identity.orgs.states import JoinStatus, OrganisationKind, Role
from openlab.kit import clock
from tests.access.people import CURATORS, NO_ONE, SIGNED_IN
from tests.access.table import GONE, PUBLIC, Route, Verb
from tests.builders import make_user, stored

MANAGERS = {
    "A": {"manager"},
    "B": {"other_manager"},
    "C": {"body_manager"},
    "F": {"firm_manager"},
    "G": {"other_firm_manager"},
    "R": {"researcher"},
    "alliance": {"alliance_manager"},
}
MANAGED = {name: managers | CURATORS for name, managers in MANAGERS.items()}
ASKED = {"asked_a": "A", "asked_b": "B", "asked_f": "F"}  # requests of somebody outside the matrix
DECIDE = {name: MANAGED[body] for name, body in ASKED.items()} | {"own_request": MANAGED["A"]}
WHO = {
    "orgs:organisation:import": {"": CURATORS},
    "orgs:organisation:create": {"": SIGNED_IN},
    "orgs:organisation:edit": MANAGED,
    "orgs:organisation:people": MANAGED,
    "orgs:organisation:verify": dict.fromkeys(MANAGERS, CURATORS),
    "orgs:join:create": {"": SIGNED_IN},
    "orgs:join:decide": DECIDE,
    "orgs:join:cancel": {**dict.fromkeys(ASKED, NO_ONE), "own_request": {"nobody"}},
}
EVERY = (*MANAGERS, GONE)
SOME = ("A", "B", "F", GONE)
REQUESTS = (*ASKED, "own_request", GONE)
PROFILE = {"name": "기관", "version": "1"}


def build(world):
    """Store requests to join, of somebody outside the matrix and of nobody."""
    world.ids["applicant"] = make_user(email="applicant@example.org").id
    for name, body in ASKED.items():
        world.ids[name] = _request(world, "applicant", body)
    world.ids["own_request"] = _request(world, "nobody's account", "A")


def _request(world, who, body):
    return stored(
        JoinRequest(
            user_id=world.ids[who],
            organisation_id=world.ids[body],
            message="",
            status=JoinStatus.REQUESTED,
            created_at=clock.now(),
        )
    ).id


def _on(endpoint, method, permission, things=EVERY, **values):
    return Route(
        endpoint=endpoint, method=method, permission=permission, param="organisation_id", things=things, **values
    )


def _decide(action, who=None):
    return Route(endpoint="orgs.decide", method="POST", permission="orgs:join:decide", param="request_id",
                 things=REQUESTS, args={"action": action}, data={"reason": "까닭"}, who=who, label=action)  # fmt: skip


CREATE, PEOPLE, VERIFY = "orgs:organisation:create", "orgs:organisation:people", "orgs:organisation:verify"
FIRM = {"name": "새 기업", "business_number": "220-81-62517"}
ROUTES = [
    Route(endpoint="orgs.index", permission=PUBLIC),
    _on("orgs.detail", "GET", PUBLIC),
    Route(endpoint="api.list_organisations", permission=PUBLIC),
    _on("api.get_organisation", "GET", PUBLIC),
    Route(endpoint="orgs.choose", permission=CREATE, first="permission"),
    Route(endpoint="orgs.enter_municipality", permission=CREATE, first="permission"),
    Route(endpoint="orgs.enter_municipality", method="POST", permission=CREATE, first="permission",
          data={"region_code": "11000"}, ok=(422,)),
    Route(endpoint="orgs.found", permission=CREATE, first="permission", args={"kind": "company"}),
    Route(endpoint="orgs.found", method="POST", permission=CREATE, first="permission", args={"kind": "company"},
          data=FIRM),
    _on("orgs.edit", "GET", "orgs:organisation:edit"),
    _on("orgs.edit", "POST", "orgs:organisation:edit", data=PROFILE),
    _on("orgs.people", "GET", PEOPLE),
    _on("orgs.save_roles", "POST", PEOPLE, ("A", "B", GONE), args={"user_id": "@officer's account"},
        data={"roles": ["OFFICER"]},  who={"A": MANAGED["A"], "B": CURATORS}),
    _on("orgs.save_domains", "POST", VERIFY, data={"domains": "example.org"}),
    _on("orgs.verify", "POST", VERIFY),
    _on("orgs.join", "GET", "orgs:join:create", SOME, first="permission"),
    _on("orgs.join", "POST", "orgs:join:create", SOME, first="permission", data={"message": ""}, ok=(303, 409)),
    Route(endpoint="orgs.decline", permission="orgs:join:decide", param="request_id", things=REQUESTS),
    _decide("accept"),
    _decide("decline"),
    _decide("cancel", WHO["orgs:join:cancel"]),
]  # fmt: skip


VERBS = [
    Verb(label="orgs.service.found_organisation", permission=CREATE, things=("",),
         call=lambda _world, actor, _name: service.found_organisation(
             actor, OrganisationKind.RESEARCH, {"name": "새 연구소"})),
    Verb(label="orgs.service.edit_organisation", permission="orgs:organisation:edit", things=tuple(MANAGERS),
         call=lambda world, actor, name: service.edit_organisation(
             actor, world.organisation(name), {"summary": "글"}, 1)),
    Verb(label="orgs.service.set_mail_domains", permission=VERIFY, things=("A", "F"),
         call=lambda world, actor, name: service.set_mail_domains(actor, world.organisation(name), ["example.org"])),
    Verb(label="orgs.service.verify_organisation", permission=VERIFY, things=("A", "F"),
         call=lambda world, actor, name: service.verify_organisation(actor, world.organisation(name))),
    Verb(label="orgs.service.give_role", permission=PEOPLE, things=("A", "B"), who={"A": MANAGED["A"], "B": CURATORS},
         call=lambda world, actor, name: service.give_role(
             actor, world.organisation(name), find_user(world.ids["officer's account"]), Role.INSPECTOR)),
    Verb(label="orgs.service.take_role", permission=PEOPLE, things=("A", "B"),
         call=lambda world, actor, name: service.take_role(
             actor, world.organisation(name), find_user(world.ids["officer's account"]), Role.OFFICER)),
    Verb(label="orgs.service.set_roles", permission=PEOPLE, things=("A",),
         call=lambda world, actor, name: service.set_roles(
             actor, world.organisation(name), find_user(world.ids["officer's account"]), [Role.OFFICER])),
    Verb(label="orgs.service.decide_join", permission="orgs:join:decide", things=tuple(ASKED),
         call=lambda world, actor, name: service.decide_join(actor, get_join_request(world.ids[name]), "accept")),
    Verb(label="orgs.service.take_over", permission="orgs:organisation:import", things=("",),
         call=lambda _world, actor, _name: service.take_over(actor, OrganisationKind.COMPANY, "새 기업")),
    Verb(label="orgs.service.appoint_curator", permission="orgs:organisation:import", things=("",),
         call=lambda world, actor, _name: service.appoint_curator(
             actor, find_user(world.ids["alliance_manager's account"]))),
    Verb(label="orgs.service.ask_to_join", permission="orgs:join:create", things=("G",),

         call=lambda world, actor, name: service.ask_to_join(actor, world.organisation(name), "")),
]  # fmt: skip
