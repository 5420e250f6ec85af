"""Logos, and verification by document."""

from openlab.identity.orgs.states import OrganisationKind
from openlab.kit import clock
from openlab.profiles import service
from openlab.profiles.models import VerificationRequest
from openlab.profiles.queries import get_request
from tests.access.features.orgs import MANAGED, MANAGERS
from tests.access.people import CURATORS, NO_ONE
from tests.access.table import GONE, Route, Verb
from tests.builders import make_organisation, stored

EDIT, ASK, READ = "orgs:organisation:edit", "profiles:verification:ask", "profiles:verification:read"
DECIDE, CANCEL, LIST = "profiles:verification:decide", "profiles:verification:cancel", "profiles:verification:list"
SHOWN = {"document of A": "A", "document of F": "F", "document of another": ""}
DECIDERS = {"document of A": CURATORS, "document of F": {"curator"}, "document of another": CURATORS}
WHO = {
    ASK: MANAGERS,
    READ: {name: MANAGERS.get(body, NO_ONE) | CURATORS for name, body in SHOWN.items()},
    DECIDE: DECIDERS,
    CANCEL: {name: MANAGERS.get(body, NO_ONE) for name, body in SHOWN.items()},
    LIST: {"": CURATORS},
}
EVERY = (*MANAGERS, GONE)
REQUESTS = (*SHOWN, GONE)


def build(world):
    """Store a request of a municipality, of a firm, and of a body outside the matrix."""
    world.ids["another"] = make_organisation(OrganisationKind.PUBLIC_BODY, verified_at=None).id
    for name, body in SHOWN.items():
        request = VerificationRequest(organisation_id=world.ids[body or "another"], created_at=clock.now())
        world.ids[name] = stored(request).id


def _on(endpoint, method, permission, things, **values):
    return Route(endpoint=endpoint, method=method, permission=permission, things=things,
                 param="organisation_id" if "A" in things else "request_id", **values)  # fmt: skip


ROUTES = [
    _on("profiles.logo", "GET", EDIT, EVERY, who=MANAGED),
    _on("profiles.logo", "POST", EDIT, EVERY, who=MANAGED, ok=(422,)),
    _on("profiles.remove_logo", "POST", EDIT, EVERY, who=MANAGED),
    _on("profiles.ask", "GET", ASK, EVERY),
    _on("profiles.ask", "POST", ASK, EVERY, ok=(422,)),
    Route(endpoint="profiles.queue", permission=LIST, first="permission"),
    _on("profiles.show", "GET", READ, REQUESTS),
    *(_on("profiles.decide", "POST", DECIDE, REQUESTS, args={"action": action}, data={"reason": "까닭"}, label=action)
      for action in ("accept", "decline")),
    _on("profiles.cancel", "POST", CANCEL, REQUESTS),
]  # fmt: skip
VERBS = [
    Verb(label="profiles.service.remove_logo", permission=EDIT, things=("A", "F"), who=MANAGED,
         call=lambda world, actor, name: service.remove_logo(actor, world.organisation(name))),
    Verb(label="profiles.service.decide", permission=DECIDE, things=tuple(SHOWN),
         call=lambda world, actor, name: service.decide(actor, get_request(world.ids[name]), "accept")),
]  # fmt: skip
