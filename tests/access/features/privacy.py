"""Personal data: everybody with their own, the alliance with the record of accesses, everybody with its proof."""

from datetime import timedelta

from openlab.extensions import db
from openlab.kit import clock
from openlab.notifications.choosing import _signer
from openlab.privacy.models import AccountDeletion
from openlab.privacy.states import DELETION_LIFECYCLE
from tests.access.people import CURATORS, NO_ONE, SIGNED_IN
from tests.access.table import PUBLIC, Route, Verb
from tests.builders import stored

OWN, MAILS, READ, BACK = (
    "privacy:self:use",
    "notifications:choice:use",
    "privacy:access:read",
    "privacy:deletion:take_back",
)
COMPLETE = "privacy:deletion:complete"
WHO = {
    OWN: {"": SIGNED_IN},
    MAILS: {"": SIGNED_IN},
    READ: {"": CURATORS},
    BACK: {"wish": {"officer"}},
    COMPLETE: {"wish": NO_ONE},
}
REASON = {"reason": "정기 점검입니다"}


def build(world):
    """Let one person wait for the end of the account, and sign the link of a mail."""
    moment = clock.now()
    officer = world.people["officer"].user_id
    world.ids["wish"] = stored(AccountDeletion(user_id=officer, asked_at=moment, due_at=moment + timedelta(days=14))).id
    world.texts["unsubscribe"] = _signer().dumps([officer, "OUTCOME"])


def _link(world, _person, _thing):
    return {"token": world.texts["unsubscribe"]}


def _step(action):
    def take(world, actor, _name):
        DELETION_LIFECYCLE.advance(db.session.get_one(AccountDeletion, world.ids["wish"]), action, actor)

    return take


def _first(endpoint, permission, method="GET", **values):
    return Route(endpoint=endpoint, method=method, permission=permission, first="permission", **values)


ROUTES = [
    Route(endpoint="record.index", permission=PUBLIC),
    Route(endpoint="record.heads", permission=PUBLIC, ok=(404,)),
    Route(endpoint="record.key", permission=PUBLIC, ok=(404,)),
    Route(endpoint="notifications.unsubscribe_page", permission=PUBLIC, args=_link),
    Route(endpoint="notifications.unsubscribe", method="POST", permission=PUBLIC, args=_link),
    _first("notifications.choices", MAILS),
    _first("notifications.save_choices", MAILS, "POST"),
    _first("privacy.own_accesses", OWN),
    _first("privacy.all_accesses", READ),
    _first("privacy.export_accesses", READ, "POST", data=REASON),
    _first("own.data", OWN),
    _first("own.download_data", OWN, "POST", ok=(422,)),
    _first("own.delete", OWN),
    _first("own.ask_to_delete", OWN, "POST", ok=(422,)),
    _first("own.take_back", OWN, "POST", ok=(303, 404)),  # 404: nothing of one's own waits
]
VERBS = [
    Verb(label=f"deletion.{action}", permission=permission, things=("wish",), call=_step(action))
    for action, permission in (("take_back", BACK), ("complete", COMPLETE))
]
