"""Partner finding: notices, and the conversations between two firms."""

from datetime import timedelta

from openlab.extensions import db
from openlab.identity.orgs.queries import get_organisation
from openlab.kit import clock
from openlab.partners import service
from openlab.partners.models import PartnerMessage, PartnerNotice, PartnerRequest
from openlab.partners.states import NoticeStatus, RequestStatus
from tests.access.people import EVERYBODY, F_PEOPLE, G_PEOPLE, NO_ONE, R_PEOPLE
from tests.access.table import GONE, PUBLIC, Route, Verb
from tests.builders import make_notice, stored

FIRMS = F_PEOPLE | G_PEOPLE | R_PEOPLE
READERS = {
    "f_closed": F_PEOPLE,
    "f_to_g": F_PEOPLE | G_PEOPLE,
    "g_to_f": F_PEOPLE | G_PEOPLE,
    "g_declined": G_PEOPLE | R_PEOPLE,
}
OWN = {"f_notice": F_PEOPLE, "f_closed": F_PEOPLE, "g_notice": G_PEOPLE}
DECIDE = {"f_to_g": G_PEOPLE, "g_to_f": F_PEOPLE, "g_declined": R_PEOPLE}
WHO = {
    "partners:notice:read": {"f_notice": EVERYBODY, "g_notice": EVERYBODY, "f_closed": F_PEOPLE},
    "partners:notice:create": {"": FIRMS},
    "partners:notice:edit": OWN,
    "partners:request:create": {"": FIRMS},
    "partners:request:read": {name: READERS[name] for name in ("f_to_g", "g_to_f", "g_declined")},
    "partners:request:decide": DECIDE,
    "partners:request:withdraw": {"f_to_g": F_PEOPLE, "g_to_f": G_PEOPLE, "g_declined": G_PEOPLE},
    "partners:request:write": {"f_to_g": F_PEOPLE | G_PEOPLE, "g_to_f": F_PEOPLE | G_PEOPLE, "g_declined": NO_ONE},
}
NOTICES = ("f_notice", "g_notice", "f_closed", GONE)
REQUESTS = ("f_to_g", "g_to_f", GONE)
FORM = {
    "kind": "SEEKS", "lang": "ko", "title": "함께할 기업",
    "capability": "카메라 영상에서 선 차를 가려내는 일을 할 수 있는 곳을 찾습니다.",
    "category": "TRANSPORT", "nationwide": "y", "until_on": "2099-01-02",
}  # fmt: skip


def build(world):
    """Store notices of both firms, requests both ways, and one that was declined."""
    world.ids["f_notice"] = make_notice(world.organisation("F")).id
    world.ids["g_notice"] = make_notice(world.organisation("G")).id
    world.ids["f_closed"] = make_notice(world.organisation("F"), status=NoticeStatus.CLOSED).id
    for name, asks, asked, status in (("f_to_g", "F", "G", "SENT"), ("g_to_f", "G", "F", "SENT"),
                                      ("g_declined", "G", "R", "DECLINED")):  # fmt: skip
        request = stored(
            PartnerRequest(
                organisation_id=world.ids[asks],
                to_organisation_id=world.ids[asked],
                subject="제안",
                status=RequestStatus(status),
                created_at=clock.now(),
            )
        )
        stored(
            PartnerMessage(
                request_id=request.id, organisation_id=world.ids[asks], text="안녕하세요.", created_at=clock.now()
            )
        )
        world.ids[name] = request.id


def _firm(person):
    return "@G" if person in G_PEOPLE else "@R" if person in R_PEOPLE else "@F"


def _new(_world, person, _thing):
    return {**FORM, "organisation_id": _firm(person)}


def _proposal(_world, person, _thing):
    return {"organisation_id": _firm(person), "message": "함께 일합시다."}


def _get(world, kind, name):
    return db.session.get_one(kind, world.ids[name])


def _notice(world, name):
    return _get(world, PartnerNotice, name)


def _request(world, name):
    return _get(world, PartnerRequest, name)


def _on(endpoint, method, permission, things, param="notice_id", **values):
    return Route(endpoint=endpoint, method=method, permission=permission, param=param, things=things, **values)


EDIT, ASK = "partners:notice:edit", "partners:request:create"
ROUTES = [
    Route(endpoint="partners.index", permission=PUBLIC),
    _on("partners.detail", "GET", "partners:notice:read", NOTICES),
    Route(endpoint="partners.post", permission="partners:notice:create", first="permission"),
    Route(endpoint="partners.post", method="POST", permission="partners:notice:create", first="permission", data=_new),
    _on("partners.edit", "GET", EDIT, NOTICES),
    _on("partners.edit", "POST", EDIT, NOTICES, data=FORM),
    _on("partners.matches", "GET", EDIT, NOTICES),
    _on("partners.step", "POST", EDIT, ("f_notice", "g_notice", GONE), args={"action": "close"}),
    Route(endpoint="partners.inbox", permission=ASK, first="permission"),
    Route(endpoint="partners.ask", permission=ASK, first="permission", args={"notice": "@g_notice"}),
    Route(endpoint="partners.ask", method="POST", permission=ASK, first="permission", args={"notice": "@g_notice"},
          data=_proposal, ok=(303, 422)),
    _on("partners.thread", "GET", "partners:request:read", REQUESTS, "request_id"),
    _on("partners.write", "POST", "partners:request:write", (*REQUESTS, "g_declined"), "request_id",
        data={"message": "안녕하세요."}),
    _on("partners.decide", "GET", "partners:request:decide", REQUESTS, "request_id", args={"action": "decline"}),
    _on("partners.decide", "POST", "partners:request:decide", REQUESTS, "request_id", args={"action": "accept"}),
    _on("partners.decide", "POST", "partners:request:decide", REQUESTS, "request_id", args={"action": "withdraw"},
        who=WHO["partners:request:withdraw"], label="withdraw"),
]  # fmt: skip
VALUES = {"until_on": clock.today() + timedelta(days=30)}
VERBS = [
    Verb(label="partners.service.post_notice", permission="partners:notice:create", things=("F", "G", "A"),
         who={"F": F_PEOPLE, "G": G_PEOPLE, "A": NO_ONE},
         call=lambda world, actor, name: service.post_notice(
             actor, {"until_on": clock.today() - timedelta(days=1)}, organisation_id=world.ids[name])),
    Verb(label="partners.service.edit_notice", permission=EDIT, things=("f_notice", "g_notice", "f_closed"),
         call=lambda world, actor, name: service.edit_notice(actor, _notice(world, name), VALUES)),
    Verb(label="partners.service.ask", permission=ASK, things=("F", "G", "A"),
         who={"F": F_PEOPLE, "G": G_PEOPLE, "A": NO_ONE},
         call=lambda world, actor, name: service.ask(
             actor, get_organisation(world.ids["R"]), "글", organisation_id=world.ids[name])),
    Verb(label="partners.service.write", permission="partners:request:write", things=("f_to_g", "g_declined"),
         call=lambda world, actor, name: service.write(actor, _request(world, name), "글")),
]  # fmt: skip
