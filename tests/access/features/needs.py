"""Needs and what is matched with them."""

from openlab.needs import service
from openlab.needs.exchange import parse_need
from openlab.needs.queries import find_need
from tests.access.people import A_PEOPLE, A_WRITERS, B_PEOPLE, C_PEOPLE, EVERYBODY, NO_ONE
from tests.access.table import GONE, PUBLIC, Route, Verb
from tests.builders import make_need

COMPLETE = {
    "problem": "점심마다 30분씩 차가 서 있어 마을버스가 지나가지 못한다. " * 4,
    "category": "TRANSPORT",
    "kpis": [{"name": "대기 시간", "unit": "분", "baseline": 14, "target": 6, "direction": "down"}],
    "budget_max": 100_000_000,
    "period_months": 8,
    "contact": "031-000-0000",
}
THINGS = {
    "a_draft": ("A", "DRAFT"),
    "a_review": ("A", "IN_REVIEW"),
    "a_public": ("A", "PUBLISHED"),
    "a_withdrawn": ("A", "WITHDRAWN"),
    "b_draft": ("B", "DRAFT"),
    "b_review": ("B", "IN_REVIEW"),
    "b_public": ("B", "PUBLISHED"),
    "c_draft": ("C", "DRAFT"),
    "c_public": ("C", "PUBLISHED"),
}
READERS = {
    "a_draft": A_PEOPLE,
    "a_review": A_PEOPLE,
    "a_withdrawn": A_PEOPLE,
    "b_draft": B_PEOPLE,
    "b_review": B_PEOPLE,
    "c_draft": C_PEOPLE,
}
WRITERS = A_WRITERS | B_PEOPLE | C_PEOPLE
RUN = {"a_public": A_WRITERS, "b_public": B_PEOPLE, "c_public": C_PEOPLE}
APPROVE = {"a_review": {"approver"}, "b_review": B_PEOPLE, "a_draft": NO_ONE}
WHO = {
    "needs:need:read": {**READERS, "a_public": EVERYBODY, "b_public": EVERYBODY, "c_public": EVERYBODY},
    "needs:need:create": {"": WRITERS},
    "needs:need:edit": {"a_draft": A_WRITERS, "b_draft": B_PEOPLE, "c_draft": C_PEOPLE, "a_public": NO_ONE,
                        "a_review": NO_ONE},
    "needs:need:run": RUN,
    "needs:need:approve": APPROVE,
    "needs:need:import": {"": {"curator", "curator_in_firm"}},
}  # fmt: skip
EVERY = (*THINGS, GONE)
DRAFTS = ("a_draft", "b_draft", "c_draft", "a_public", GONE)
PUBLISHED = ("a_public", "b_public", "c_public", GONE)
TITLE = {"title": "골목 정차 문제"}


def build(world):
    """Store a need in every state of each body."""
    for name, (body, status) in THINGS.items():
        world.ids[name] = make_need(world.organisation(body), status=status, region_code="41290", **COMPLETE).id


def _need(world, name):
    return find_need(world.ids[name])


def _emptied(world, name):
    need = _need(world, name)
    need.problem = ""
    return need


def _record():
    row = {"title": "침수", "problem": "물이 찬다.", "category": "CRIME_DISASTER", "region": "경기도 과천시"}
    return parse_need({"id": "N-1", **row}).record


def _new(_world, person, _thing):
    body = "@B" if person in B_PEOPLE else "@C" if person in C_PEOPLE else "@A"
    return {**TITLE, "organisation_id": body}


def _on(endpoint, method, permission, things, **values):
    return Route(endpoint=endpoint, method=method, permission=permission, param="need_id", things=things, **values)


ROUTES = [
    Route(endpoint="needs.index", permission=PUBLIC),
    Route(endpoint="needs.new", permission="needs:need:create", first="permission"),
    Route(endpoint="needs.create", method="POST", permission="needs:need:create", first="permission", data=_new),
    _on("needs.detail", "GET", "needs:need:read", EVERY),
    _on("matching.for_need", "GET", "needs:need:read", EVERY),
    _on("needs.edit", "GET", "needs:need:edit", DRAFTS),
    _on("needs.save", "POST", "needs:need:edit", DRAFTS, data=TITLE),
    _on("needs.autosave", "POST", "needs:need:edit", DRAFTS, data=TITLE),
    _on("needs.hints", "POST", "needs:need:edit", DRAFTS, data=TITLE),
    _on("needs.attach", "POST", "needs:need:edit", DRAFTS),
    _on("needs.copy", "POST", "needs:need:read", EVERY, who={"": WRITERS}),
    _on("needs.confirm", "GET", "needs:need:run", PUBLISHED, args={"action": "call"}),
    _on("needs.step", "POST", "needs:need:run", PUBLISHED, args={"action": "call"}),
    _on("needs.step", "POST", "needs:need:run", PUBLISHED, args={"action": "withdraw"}, data={"reason": "까닭"},
        label="withdraw"),
    _on("needs.step", "POST", "needs:need:run", ("a_draft", "b_draft", "c_draft"), args={"action": "submit"},
        who=WHO["needs:need:edit"], label="submit"),
    _on("needs.step", "POST", "needs:need:run", ("a_review", "b_review"), args={"action": "approve"}, who=APPROVE,
        label="approve"),
    _on("needs.step", "POST", "needs:need:run", ("a_review", "b_review"), args={"action": "return"}, who=APPROVE,
        data={"reason": "까닭"}, label="return"),
    Route(endpoint="api.list_needs", permission=PUBLIC),
    _on("api.get_need", "GET", PUBLIC, EVERY),
    _on("api.match_need", "GET", PUBLIC, EVERY),
]  # fmt: skip
VERBS = [
    Verb(label="needs.service.submit of an incomplete need", permission="needs:need:edit",
         things=("a_draft", "b_draft"), call=lambda world, actor, name: service.submit(actor, _emptied(world, name))),
    Verb(label="needs.service.take_over", permission="needs:need:import", who={"": NO_ONE},
         call=lambda world, actor, _name: service.take_over(actor, _record(), organisation_id=world.ids["A"])),

    Verb(label="needs.service.update", permission="needs:need:edit", things=("a_draft", "b_draft", "a_public"),
         call=lambda world, actor, name: service.update(actor, _need(world, name), TITLE)),
    Verb(label="needs.service.submit", permission="needs:need:edit", things=("a_draft", "b_draft"),
         call=lambda world, actor, name: service.submit(actor, _need(world, name))),
    Verb(label="needs.service.create_draft", permission="needs:need:create",
         who={"A": A_WRITERS, "B": B_PEOPLE, "C": C_PEOPLE, "F": NO_ONE}, things=("A", "B", "C", "F"),
         call=lambda world, actor, name: service.create_draft(actor, "제목", organisation_id=world.ids[name])),
    Verb(label="needs.service.copy", permission="needs:need:read", things=("a_public", "a_draft", "b_draft"),
         who={"a_public": A_WRITERS, "a_draft": A_WRITERS, "b_draft": NO_ONE},
         call=lambda world, actor, name: service.copy(actor, _need(world, name), organisation_id=world.ids["A"])),
]  # fmt: skip
