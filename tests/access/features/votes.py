"""Votes of the alliance and the offices they fill."""

from openlab.committees.votes import service
from openlab.committees.votes.models import OfficeTerm, Vote
from openlab.committees.votes.states import Office, VoteKind
from openlab.extensions import db
from openlab.kit import clock
from tests.access.people import CURATORS, EVERYBODY
from tests.access.table import GONE, PUBLIC, Route, Verb
from tests.builders import make_vote, stored

READERS = {"vote_draft": CURATORS}
WHO = {
    "committees:vote:read": {"vote_open": EVERYBODY, "vote_closed": EVERYBODY, "vote_draft": CURATORS},
    "committees:vote:run": {"": CURATORS},
    "committees:vote:cast": {"vote_open": {"firm_manager"}},
}
VOTES = ("vote_open", "vote_closed", "vote_draft", GONE)
RUN = "committees:vote:run"
FORM = {"kind": "RESOLUTION", "title": "규약 개정", "closes_on": "2099-01-02"}
REASON = {"reason": "까닭"}


def build(world):
    """Store a vote in each state and somebody in office; the firms F and G are on the list of voters."""
    firms = [world.organisation(name) for name in ("F", "G")]
    for name, status in (("vote_open", "OPEN"), ("vote_closed", "CLOSED"), ("vote_draft", "DRAFT")):
        vote = make_vote(status=status, candidates=[world.ids["F"]], voters=firms if status != "DRAFT" else ())
        world.ids[name], world.ids[f"option of {name}"] = vote.id, vote.options[0].id
    today = clock.today()
    term = OfficeTerm(office=Office.CO_CHAIR, organisation_id=world.ids["F"], from_on=today, until_on=today)
    world.ids["a_term"] = stored(term).id


def _vote(world, name):
    return db.session.get_one(Vote, world.ids[name])


def _place(world, name, firm):
    return next(place for place in _vote(world, name).voters if place.organisation_id == world.ids[firm])


def _on(endpoint, method, permission, things, **values):
    return Route(endpoint=endpoint, method=method, permission=permission, param="vote_id", things=things, **values)


def _values():
    return {"kind": VoteKind.RESOLUTION, "closes_at": clock.now()}


ROUTES = [
    Route(endpoint="votes.index", permission=PUBLIC),
    _on("votes.detail", "GET", "committees:vote:read", VOTES),
    Route(endpoint="votes.prepare", permission=RUN, first="permission"),
    Route(endpoint="votes.prepare", method="POST", permission=RUN, first="permission", data=FORM),
    _on("votes.cast", "POST", "committees:vote:cast", ("vote_open", GONE),
        data={"organisation_id": "@F", "option": "@option of vote_open"}),
    _on("votes.step", "GET", RUN, ("vote_open", "vote_draft", GONE), args={"action": "cancel"}),
    _on("votes.step", "POST", RUN, ("vote_open", "vote_draft", GONE), args={"action": "cancel"}, data=REASON),
    _on("votes.step", "POST", RUN, ("vote_open",), args={"action": "close"}, ok=(303, 409), label="close"),
    Route(endpoint="votes.end_term", permission=RUN, first="permission", param="term_id", things=("a_term", GONE)),
    Route(endpoint="votes.end_term", method="POST", permission=RUN, first="permission", param="term_id",
          things=("a_term", GONE), data=REASON),
]  # fmt: skip
VERBS = [
    Verb(label="votes.service.prepare", permission=RUN,
         call=lambda world, actor, _name: service.prepare(actor, _values())),
    Verb(label="votes.service.open_vote", permission=RUN, things=("vote_draft",),
         call=lambda world, actor, name: service.open_vote(actor, _vote(world, name))),
    Verb(label="votes.service.close_vote", permission=RUN, things=("vote_open",),
         call=lambda world, actor, name: service.close_vote(actor, _vote(world, name))),
    Verb(label="votes.service.end_term", permission=RUN,
         call=lambda world, actor, _name: service.end_term(
             actor, db.session.get_one(OfficeTerm, world.ids["a_term"]), "까닭")),
    Verb(label="votes.service.cast", permission="committees:vote:cast", things=("F", "G"),
         who={"F": {"firm_manager"}, "G": {"other_firm_manager"}},
         call=lambda world, actor, name: service.cast(
             actor, _place(world, "vote_open", name), _vote(world, "vote_open").options[0])),
]  # fmt: skip
