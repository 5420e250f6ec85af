"""Consortia of a firm."""

from openlab.extensions import db
from openlab.identity.orgs.queries import get_organisation
from openlab.partners.consortia import service
from openlab.partners.consortia.models import Consortium
from openlab.partners.consortia.states import Template
from tests.access.people import F_PEOPLE, G_PEOPLE, NO_ONE, R_PEOPLE
from tests.access.table import GONE, Route, Verb
from tests.builders import make_consortium

FIRMS = F_PEOPLE | G_PEOPLE | R_PEOPLE
READERS = {"f_consortium": F_PEOPLE, "g_consortium": G_PEOPLE}
WHO = {
    "partners:consortium:create": {"": FIRMS},
    "partners:consortium:read": READERS,
    "partners:consortium:edit": READERS,
}
THINGS = ("f_consortium", "g_consortium", GONE)
CREATE, EDIT = "partners:consortium:create", "partners:consortium:edit"


def build(world):
    """Store a consortium of each firm."""
    for name, firm in (("f_consortium", "F"), ("g_consortium", "G")):
        world.ids[name] = make_consortium(world.organisation(firm)).id


def _new(_world, person, _thing):
    firm = "@G" if person in G_PEOPLE else "@R" if person in R_PEOPLE else "@F"
    return {"organisation_id": firm, "title": "함께", "template": "EQUAL"}


def _consortium(world, name):
    return db.session.get_one(Consortium, world.ids[name])


def _on(endpoint, method, permission, **values):
    return Route(
        endpoint=endpoint, method=method, permission=permission, param="consortium_id", things=THINGS, **values
    )


ROUTES = [
    Route(endpoint="consortia.index", permission=CREATE, first="permission"),
    Route(endpoint="consortia.begin", method="POST", permission=CREATE, first="permission", data=_new),
    _on("consortia.detail", "GET", "partners:consortium:read"),
    _on("consortia.edit", "GET", EDIT),
    _on("consortia.edit", "POST", EDIT, data={"title": "함께"}),
    _on("consortia.step", "POST", EDIT, args={"action": "settle"}, ok=(303, 422)),
]
VERBS = [
    Verb(label="consortia.service.begin", permission=CREATE, things=("F", "G", "A"),
         who={"F": F_PEOPLE, "G": G_PEOPLE, "A": NO_ONE},
         call=lambda world, actor, name: service.begin(
             actor, Template.EQUAL, "함께", organisation_id=get_organisation(world.ids[name]).id)),
    Verb(label="consortia.service.save", permission=EDIT, things=("f_consortium", "g_consortium"),
         call=lambda world, actor, name: service.save(
             actor, _consortium(world, name), {"title": "함께", "purpose": ""}, ())),
    Verb(label="consortia.service.settle", permission=EDIT, things=("f_consortium", "g_consortium"),
         call=lambda world, actor, name: service.settle(actor, _consortium(world, name))),
]  # fmt: skip
