"""Solutions, what is matched with them, and their review."""

from openlab.solutions import service
from openlab.solutions.exchange import parse_solution
from openlab.solutions.queries import find_solution
from openlab.solutions.states import ReviewReason
from tests.access.people import CURATORS, EVERYBODY, F_PEOPLE, G_PEOPLE, NO_ONE, R_PEOPLE
from tests.access.table import GONE, PUBLIC, Route, Verb
from tests.builders import COMPLETE_SOLUTION, make_solution
from tests.unit.solutions.test_exchange import ROW

THINGS = {
    "f_draft": ("F", "DRAFT"),
    "f_submitted": ("F", "SUBMITTED"),
    "f_listed": ("F", "LISTED"),
    "f_retired": ("F", "RETIRED"),
    "g_draft": ("G", "DRAFT"),
    "g_submitted": ("G", "SUBMITTED"),
    "g_listed": ("G", "LISTED"),
    "r_draft": ("R", "DRAFT"),
}
READERS = {
    "f_draft": F_PEOPLE,
    "f_submitted": F_PEOPLE | CURATORS,
    "f_retired": F_PEOPLE | CURATORS,
    "g_draft": G_PEOPLE,
    "g_submitted": G_PEOPLE | CURATORS,
    "r_draft": R_PEOPLE,
}
WRITERS = F_PEOPLE | G_PEOPLE | R_PEOPLE
RUN = {"f_draft": F_PEOPLE, "f_submitted": F_PEOPLE, "f_listed": F_PEOPLE, "g_draft": G_PEOPLE,
       "g_listed": G_PEOPLE, "g_submitted": G_PEOPLE, "r_draft": R_PEOPLE}  # fmt: skip
REVIEW = {"f_submitted": {"curator"}, "g_submitted": CURATORS, "f_listed": {"curator"}, "g_listed": CURATORS}
WHO = {
    "solutions:solution:read": {**READERS, "f_listed": EVERYBODY, "g_listed": EVERYBODY},
    "solutions:solution:create": {"": WRITERS},
    "solutions:solution:edit": {"f_draft": F_PEOPLE, "f_listed": F_PEOPLE, "f_submitted": NO_ONE,
                                "g_draft": G_PEOPLE, "r_draft": R_PEOPLE},
    "solutions:solution:run": RUN,
    "solutions:solution:review": REVIEW,
    "solutions:solution:import": {"": CURATORS},
}  # fmt: skip
EVERY = (*THINGS, GONE)
EDITED = ("f_draft", "f_submitted", "g_draft", "r_draft", GONE)
SUBMITTED, LISTED = ("f_submitted", "g_submitted", GONE), ("f_listed", "g_listed", GONE)
TITLE = {"title": "이동형 정차 감지"}
NOTE = {"reason": "UNCLEAR", "note": "무엇인지 더 써 주세요."}


def build(world):
    """Store a solution in every state of each firm."""
    for name, (firm, status) in THINGS.items():
        world.ids[name] = make_solution(world.organisation(firm), status=status, **COMPLETE_SOLUTION).id


def _solution(world, name):
    return find_solution(world.ids[name])


def _emptied(world, name):
    solution = _solution(world, name)
    solution.summary = ""
    return solution


def _record():
    return parse_solution(ROW).record


def _new(_world, person, _thing):
    firm = "@G" if person in G_PEOPLE else "@R" if person in R_PEOPLE else "@F"
    return {**TITLE, "organisation_id": firm}


def _on(endpoint, method, permission, things, **values):
    return Route(endpoint=endpoint, method=method, permission=permission, param="solution_id", things=things, **values)


def _review(action, things):
    return _on("admin.decide", "POST", "solutions:solution:review", things, data={"action": action, **NOTE},
               label=action)  # fmt: skip


CREATE = "solutions:solution:create"
ROUTES = [
    Route(endpoint="solutions.index", permission=PUBLIC),
    Route(endpoint="solutions.new", permission=CREATE, first="permission"),
    Route(endpoint="solutions.create", method="POST", permission=CREATE, first="permission", data=_new),
    _on("solutions.detail", "GET", "solutions:solution:read", EVERY),
    _on("matching.for_solution", "GET", "solutions:solution:read", EVERY),
    _on("solutions.edit", "GET", "solutions:solution:edit", (*EDITED, "f_listed")),
    _on("solutions.save", "POST", "solutions:solution:edit", EDITED, data=TITLE),
    _on("solutions.autosave", "POST", "solutions:solution:edit", EDITED, data=TITLE),
    _on("solutions.hints", "POST", "solutions:solution:edit", EDITED, data=TITLE),
    _on("solutions.attach", "POST", "solutions:solution:edit", EDITED),
    _on("solutions.confirm", "GET", "solutions:solution:run", LISTED, args={"action": "retire"}),
    _on("solutions.step", "POST", "solutions:solution:run", LISTED, args={"action": "retire"}),
    _on("solutions.step", "POST", "solutions:solution:run", SUBMITTED, args={"action": "recall"}, label="recall"),
    _on("solutions.step", "POST", "solutions:solution:run", ("f_draft", "g_draft", "r_draft"),
        args={"action": "submit"}, label="submit"),
    _on("admin.review", "GET", "admin:console:use", EVERY, first="permission",
        who=dict.fromkeys(THINGS, CURATORS)),
    _review("list", SUBMITTED),
    _review("request_changes", SUBMITTED),
    _review("suspend", LISTED),
    Route(endpoint="api.list_solutions", permission=PUBLIC),
    _on("api.get_solution", "GET", PUBLIC, EVERY),
    _on("api.match_solution", "GET", PUBLIC, EVERY),
]  # fmt: skip
VERBS = [
    Verb(label="solutions.service.submit of an incomplete one", permission="solutions:solution:run",
         things=("f_draft", "g_draft"), call=lambda world, actor, name: service.submit(actor, _emptied(world, name))),
    Verb(label="solutions.service.take_over", permission="solutions:solution:import",
         who={"": {"curator_in_firm"}},  # who may take lists in and writes for a firm as well
         call=lambda world, actor, _name: service.take_over(actor, _record(), organisation_id=world.ids["F"])),

    Verb(label="solutions.service.create_draft", permission=CREATE, things=("F", "G", "R", "A"),
         who={"F": F_PEOPLE, "G": G_PEOPLE, "R": R_PEOPLE, "A": NO_ONE},
         call=lambda world, actor, name: service.create_draft(actor, "제목", organisation_id=world.ids[name])),
    Verb(label="solutions.service.update", permission="solutions:solution:edit", things=("f_draft", "g_draft"),
         call=lambda world, actor, name: service.update(actor, _solution(world, name), TITLE)),
    Verb(label="solutions.service.submit", permission="solutions:solution:run", things=("f_draft", "g_draft"),
         call=lambda world, actor, name: service.submit(actor, _solution(world, name))),
    Verb(label="solutions.service.resubmit", permission="solutions:solution:edit", things=("f_listed", "f_submitted"),
         call=lambda world, actor, name: service.resubmit(actor, _solution(world, name), TITLE)),
    Verb(label="solutions.service.suspend", permission="solutions:solution:review", things=("f_listed", "g_listed"),
         call=lambda world, actor, name: service.suspend(actor, _solution(world, name), ReviewReason.RIGHTS, "까닭")),
]  # fmt: skip
