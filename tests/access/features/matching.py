"""Questions to the engine and opinions on its answers."""

from openlab.matching.feedback.shown import Shown, pack
from tests.access.people import SIGNED_IN
from tests.access.table import PUBLIC, Route

GIVE = "matching:feedback:give"
WHO = {GIVE: {"": SIGNED_IN}}


def _opinion(world, _person, _thing):
    one = Shown("TEXT", "0" * 16, "solutions", world.ids["f_listed"], 1, 0.5, True, {}, {}, "documented", "static@1")
    return {"shown": pack(one, str(world.app.secret_key)), "opinion": "FITS"}


def _taken_back(world, person, thing):
    return {**_opinion(world, person, thing), "take_back": "1"}


ROUTES = [
    Route(endpoint="matching.search", permission=PUBLIC),
    Route(endpoint="matching.preview", method="POST", permission=PUBLIC, args={"side": "solutions"}),
    Route(endpoint="matching.similar", method="POST", permission=PUBLIC, args={"side": "needs"}),
    Route(endpoint="feedback.give", method="POST", permission=GIVE, data=_opinion),
    Route(endpoint="feedback.give", method="POST", permission=GIVE, data=_taken_back, label="take back"),
    Route(endpoint="api.match", permission=PUBLIC, args={"text": "골목 정차", "side": "solutions"}),
]
