"""Making one organisation of two."""

from openlab.identity.orgs.merging import service
from tests.access.features.orgs import MANAGERS
from tests.access.people import CURATORS
from tests.access.table import GONE, Route, Verb
from tests.builders import make_organisation

MERGE = "orgs:organisation:merge"
WHO = {MERGE: dict.fromkeys(MANAGERS, CURATORS)}


def build(world):
    """Store a firm that is the same as F."""
    kind = world.organisation("F").kind
    world.ids["F again"] = make_organisation(kind, "기관 F").id


ROUTES = [
    Route(endpoint="merging.choose", permission=MERGE, param="organisation_id", things=(*MANAGERS, GONE)),
    Route(endpoint="merging.confirm", permission=MERGE, param="organisation_id", things=("F", "G", GONE),
          args={"target_id": "@F again"}),
    Route(endpoint="merging.confirm", method="POST", permission=MERGE, param="organisation_id", things=("F", "G", GONE),
          args={"target_id": "@F again"}, data={"reason": "같은 곳"}),
]  # fmt: skip
VERBS = [
    Verb(label="merging.service.merge", permission=MERGE, things=("F", "G", "A"),
         call=lambda world, actor, name: service.merge(
             actor, world.organisation(name), world.organisation("F again"), "같은 곳")),
]  # fmt: skip
