"""Leaving an organisation, and being made to leave."""

from openlab.identity.accounts.queries import find_user
from openlab.identity.orgs.handover import service
from tests.access.features.orgs import MANAGED, MANAGERS
from tests.access.people import A_PEOPLE, B_PEOPLE, C_PEOPLE, CURATORS, F_PEOPLE, G_PEOPLE, R_PEOPLE
from tests.access.table import GONE, Route, Verb

LEAVE, REMOVE = "orgs:handover:leave", "orgs:handover:remove"
WHO = {
    LEAVE: {"A": A_PEOPLE, "B": B_PEOPLE, "C": C_PEOPLE, "F": F_PEOPLE, "G": G_PEOPLE, "R": R_PEOPLE,
            "alliance": CURATORS | {"alliance_manager"}},
    REMOVE: MANAGED,
}  # fmt: skip
OFFICER = {"user_id": "@officer's account"}
ROUTES = [
    Route(endpoint="handover.leave", permission=LEAVE, param="organisation_id", things=(*MANAGERS, GONE)),
    Route(endpoint="handover.leave", method="POST", permission=LEAVE, param="organisation_id",
          things=("A", "F", GONE), ok=(303, 422)),
    Route(endpoint="handover.remove", permission=REMOVE, param="organisation_id", things=("A",), args=OFFICER),
    Route(endpoint="handover.remove", method="POST", permission=REMOVE, param="organisation_id", things=("A", GONE),
          args=OFFICER, ok=(303, 422)),
]  # fmt: skip
VERBS = [
    Verb(label="handover.service.leave", permission=LEAVE, things=("A", "F", "alliance"),
         call=lambda world, actor, name: service.leave(actor, world.organisation(name))),
    Verb(label="handover.service.remove", permission=REMOVE, things=("A", "B"),
         call=lambda world, actor, name: service.remove(
             actor, world.organisation(name), find_user(world.ids["officer's account"]))),
]  # fmt: skip
