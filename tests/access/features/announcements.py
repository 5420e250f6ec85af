"""Announcements and visits in somebody else's place."""

from datetime import timedelta

from openlab.admin.announcements import queries, service
from openlab.admin.announcements.models import Announcement
from openlab.admin.impersonation import service as visits
from openlab.identity.accounts.queries import find_user
from openlab.identity.accounts.service import Browser
from openlab.kit import clock
from tests.access.people import CURATORS, SIGNED_IN
from tests.access.table import GONE, PUBLIC, Route, Verb
from tests.builders import stored

WRITE, VISIT = "admin:announcement:write", "admin:impersonation:begin"
VISITED = {"member's account": CURATORS, "curator's account": {"curator_in_firm"}}
WHO = {WRITE: {"": CURATORS}, VISIT: VISITED}
WORDS = {"text": "점검합니다.", "text_en": "Maintenance.", "first": "2999-01-01", "last": "2999-01-02"}


def build(world):
    """Store an announcement of some day."""
    moment = clock.now()
    span = {"starts_at": moment + timedelta(days=1), "ends_at": moment + timedelta(days=2)}
    row = stored(Announcement(text="글", text_en="Text", created_at=moment, **span))
    world.ids["announcement"] = row.id


def _visit(method, **values):
    return Route(endpoint="impersonation.begin", method=method, permission="admin:console:use", first="permission",
                 param="user_id", things=("member's account", "curator's account", GONE), who=VISITED,
                 **values)  # fmt: skip


ROUTES = [
    Route(endpoint="announcements.index", permission=WRITE, first="permission"),
    Route(endpoint="announcements.index", method="POST", permission=WRITE, first="permission", data=WORDS),
    Route(endpoint="announcements.withdraw", method="POST", permission=WRITE, first="permission",
          param="announcement_id", things=("announcement", GONE)),
    Route(endpoint="announcements.dismiss", method="POST", permission=PUBLIC, param="announcement_id",
          things=("announcement",)),
    _visit("GET"),
    _visit("POST", data={"reason": "까닭"}, ok=(303, 409)),
    Route(endpoint="impersonation.end", method="POST", permission="accounts:self:use", first="permission", ok=(404,),
          who={"": SIGNED_IN}, label="nothing to leave"),
    Route(endpoint="impersonation.visits", permission="accounts:self:use", first="permission"),
]  # fmt: skip
VERBS = [
    Verb(label="announcements.service.announce", permission=WRITE,
         call=lambda _world, actor, _name: service.announce(actor, "글", "Text", clock.today(), clock.today())),
    Verb(label="announcements.service.withdraw", permission=WRITE,
         call=lambda world, actor, _name: service.withdraw(
             actor, queries.get_announcement(world.ids["announcement"]))),
    Verb(label="impersonation.service.begin", permission=VISIT, things=tuple(VISITED),
         call=lambda world, actor, name: visits.begin(
             actor, find_user(world.ids[name]), "까닭", Browser("127.0.0.1", "test"))),
]  # fmt: skip
