"""The rule table: read by everybody, changed by the alliance."""

from openlab.admin.rulebook import service
from openlab.kit import clock
from openlab.rules.queries import FIELDS, get_entry
from tests.access.people import CURATORS
from tests.access.table import PUBLIC, Route, Verb

CHANGE = "admin:rule:change"
WHO = {CHANGE: {"": CURATORS}}
PAY = {"code": "pay"}


def _as_before():
    before = get_entry("pay")
    return {name: getattr(before, name) for name in FIELDS} | {"number": 3}


def _said(*_args):
    said = dict.fromkeys(("name", "name_en", "text", "text_en", "basis", "reason"), "글")
    return {**said, "number": "3", "unit": "days", "mark": "F", "effective_from": clock.today().isoformat()}


ROUTES = [
    Route(endpoint="rulebook.index", permission=PUBLIC),
    Route(endpoint="rulebook.detail", permission=PUBLIC, args=PAY),
    Route(endpoint="rulebook.change", permission=CHANGE, first="permission", args=PAY),
    Route(endpoint="rulebook.change", method="POST", permission=CHANGE, first="permission", args=PAY, data=_said),
]
VERBS = [
    Verb(
        label="rulebook.service.change",
        permission=CHANGE,
        call=lambda _world, actor, _name: service.change(actor, "pay", _as_before(), clock.today(), "까닭"),
    ),
]
