"""The list of departments of a body."""

from openlab.identity.accounts.queries import find_user
from openlab.identity.orgs.departments import service
from openlab.identity.orgs.models import Department
from openlab.identity.orgs.queries import get_department
from tests.access.features.orgs import MANAGED, MANAGERS
from tests.access.people import CURATORS
from tests.access.table import GONE, Route, Verb
from tests.builders import stored

PEOPLE = "orgs:organisation:people"
NAME = {"name": "새 부서"}
OF_A = {"department of A": MANAGED["A"]}  # asked for under the body it belongs to


def build(world):
    """Store a department of A."""
    world.ids["department of A"] = stored(Department(organisation_id=world.ids["A"], name="교통과")).id


def _department(world):
    return get_department(world.ids["A"], world.ids["department of A"])


def _one(endpoint, method="GET", **values):
    return Route(endpoint=endpoint, method=method, permission=PEOPLE, param="department_id",
                 things=("department of A",), args={"organisation_id": "@A"}, who=OF_A, **values)  # fmt: skip


ROUTES = [
    Route(endpoint="departments.index", permission=PEOPLE, param="organisation_id", things=(*MANAGERS, GONE)),
    Route(endpoint="departments.index", method="POST", permission=PEOPLE, param="organisation_id",
          things=("A", "B", "C", GONE), data=NAME),
    _one("departments.edit"),
    _one("departments.edit", "POST", data=NAME),
    _one("departments.remove", "POST"),
]  # fmt: skip
VERBS = [
    Verb(label="departments.service.add_department", permission=PEOPLE, things=("A", "B"),
         call=lambda world, actor, name: service.add_department(actor, world.organisation(name), "새 부서")),
    Verb(label="departments.service.rename_department", permission=PEOPLE, things=("A",),
         call=lambda world, actor, _name: service.rename_department(actor, _department(world), "새 부서")),
    Verb(label="departments.service.remove_department", permission=PEOPLE, things=("A",),
         call=lambda world, actor, _name: service.remove_department(actor, _department(world))),
    Verb(label="departments.service.place", permission=PEOPLE, things=("A", "B"),
         who={"A": MANAGED["A"], "B": {"other_manager"} | CURATORS},
         call=lambda world, actor, name: service.place(
             actor, world.organisation(name), find_user(world.ids["officer's account"]), "")),
]  # fmt: skip
