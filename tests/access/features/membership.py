"""Membership of the alliance: applications, the member's own pages, the curators' desk, and votes."""

from datetime import timedelta

from openlab.extensions import db
from openlab.kit import clock
from openlab.membership import service, terms, voting
from openlab.membership.certificates import issue
from openlab.membership.models import Membership, MembershipApplication, MembershipBallot, MembershipVoice
from openlab.membership.queries import find_application, find_membership
from openlab.membership.states import BallotStatus, Choice, Ground, MemberClass, MembershipStatus
from tests.access.people import (
    A_PEOPLE,
    B_PEOPLE,
    C_PEOPLE,
    CURATORS,
    F_PEOPLE,
    G_PEOPLE,
    NO_ONE,
    R_PEOPLE,
    SIGNED_IN,
)
from tests.access.table import GONE, PUBLIC, Route, Verb
from tests.builders import stored

# F is a member near the end of its term, G is being screened, A was asked for a supplement, B is suspended, a vote on C
# is open in which F has a voice, and R has written a draft.  The firm's own curator decides nothing about F.
PEOPLE_OF = {"F": F_PEOPLE, "G": G_PEOPLE, "A": A_PEOPLE, "B": B_PEOPLE, "C": C_PEOPLE}
STATES = {
    "F": MembershipStatus.ACTIVE,
    "G": MembershipStatus.SCREENING,
    "A": MembershipStatus.SUPPLEMENT,
    "B": MembershipStatus.SUSPENDED,
    "C": MembershipStatus.SCREENING,
}
SPEAKS = {"F": {"firm_manager"}, "G": G_PEOPLE, "A": {"manager"}, "B": B_PEOPLE, "C": C_PEOPLE, "R": R_PEOPLE}
SPEAKERS = frozenset().union(*SPEAKS.values())
MEMBERS = tuple(f"membership_{org}" for org in STATES)
APPLICATIONS = (*(f"application_{org}" for org in STATES), "draft_R")


def _curators_of(org):
    return {"curator"} if org == "F" else CURATORS


READERS = {
    **{f"membership_{org}": people | CURATORS for org, people in PEOPLE_OF.items()},
    **{f"application_{org}": people | CURATORS for org, people in PEOPLE_OF.items()},
    "draft_R": R_PEOPLE,
    "ballot_C": {"firm_manager"} | CURATORS,
}
REPRESENT = {f"membership_{org}": SPEAKS[org] for org in STATES}
CURATE = {f"membership_{org}": _curators_of(org) for org in STATES}
WHO = {
    "membership:application:create": {"": SPEAKERS},
    "membership:application:read": {name: READERS[name] for name in APPLICATIONS},
    "membership:application:edit": {
        **{f"application_{org}": NO_ONE for org in STATES}, "application_A": SPEAKS["A"], "draft_R": R_PEOPLE,
    },
    "membership:member:read": {name: READERS[name] for name in MEMBERS},
    "membership:member:represent": REPRESENT,
    "membership:member:curate": CURATE,
    "membership:member:decide": {**CURATE, "membership_C": NO_ONE},
    "membership:desk:use": {"": CURATORS},
    "membership:voice:cast": {"ballot_C": {"firm_manager"}},
}  # fmt: skip


def build(world):
    """Store a membership of each state, a draft, and an open vote."""
    for org, status in STATES.items():
        _enrol(world, org, status)
    world.ids["draft_R"] = stored(_application(world, "R", None)).id
    member = find_membership(world.ids["membership_C"])
    member.voting = True
    voices = [MembershipVoice(organisation_id=world.ids["F"])]
    world.ids["ballot_C"] = stored(
        MembershipBallot(membership_id=member.id, electorate="ALL", status=BallotStatus.OPEN, quorum=50, voices=voices,
                         opened_at=clock.now(), closes_on=clock.today() + timedelta(days=7))
    ).id  # fmt: skip


def _enrol(world, org, status):
    application = stored(_application(world, org, clock.now()))
    application.reopened = status is MembershipStatus.SUPPLEMENT
    member = stored(
        Membership(organisation_id=world.ids[org], application_id=application.id, status=status,
                   member_class=MemberClass.SME, applied_at=clock.now(), joined_on=clock.today(),
                   term_ends_on=clock.today() + timedelta(days=5))
    )  # fmt: skip
    db.session.refresh(member, ["organisation"])
    issue(member)
    world.ids[f"membership_{org}"], world.ids[f"application_{org}"] = member.id, application.id


def _application(world, org, sent_at):
    return MembershipApplication(organisation_id=world.ids[org], member_class=MemberClass.SME, purpose="왜 가입하나요",
                                 created_at=clock.now(), updated_at=clock.now(), sent_at=sent_at)  # fmt: skip


def _of(world, name):
    return find_membership(world.ids[name])


def _app(world, name):
    return find_application(world.ids[name])


def _own(_world, person, _thing):
    bodies = {"firm_manager": "@F", "other_firm_manager": "@G", "manager": "@A", "other_manager": "@B",
              "body_manager": "@C"}  # fmt: skip
    return {"organisation_id": bodies.get(person, "@R")}


def _member(endpoint, method, permission, things=(*MEMBERS, GONE), **values):
    values = {"endpoint": endpoint, "method": method, "permission": permission, "things": things, **values}
    return Route(param="membership_id", **values)


def _draft(endpoint, method, **values):
    return Route(endpoint=endpoint, method=method, permission="membership:application:edit", param="application_id",
                 things=(*APPLICATIONS, GONE), **values)  # fmt: skip


DESK, OWN, CAST = "membership:desk:use", "membership:member:represent", "membership:voice:cast"
CURATED = "membership:member:curate"
ENDING = {"ground": "BREACH", "note": "까닭", "on": "2099-01-01"}
ROUTES = [
    Route(endpoint="alliance.index", permission=PUBLIC),
    Route(endpoint="alliance.growth_page", permission=PUBLIC),
    Route(endpoint="alliance.growth_csv", permission=PUBLIC),
    Route(endpoint="alliance.check", permission=PUBLIC),
    Route(endpoint="alliance.rules", permission=PUBLIC),
    Route(endpoint="membership.mine", permission="accounts:self:use", first="permission", who={"": SIGNED_IN}),
    Route(endpoint="membership.begin", method="POST", permission="membership:application:create", first="permission",
          data=_own, ok=(303, 409)),
    _draft("membership.edit", "GET"),
    _draft("membership.save", "POST", data={"contact_name": "담당"}, ok=(303, 422)),
    _draft("membership.autosave", "POST"),
    _draft("membership.hints", "POST"),
    _draft("membership.attach", "POST"),
    _member("membership.detail", "GET", "membership:member:read"),
    _member("membership.document", "GET", "membership:member:read", args={"kind": "approval"}),
    _member("membership.reply", "POST", OWN, data={"body": "글"}),
    _member("membership.ask_renewal", "GET", OWN, ("membership_F", GONE)),
    _member("membership.renew", "POST", OWN, ("membership_F", GONE), data={"agreed": "y"}),
    _member("membership.ask_leave", "GET", OWN, ("membership_F", GONE)),
    _member("membership.leave", "POST", OWN, ("membership_F", GONE), data={**ENDING, "ground": "OWN_WISH"}),
    _member("membership.stay", "POST", OWN, ok=(303, 409)),
    Route(endpoint="member_ballots.detail", permission=CAST, param="ballot_id", things=("ballot_C", GONE),
          who={"ballot_C": {"firm_manager"} | CURATORS}),
    Route(endpoint="member_ballots.vote", method="POST", permission=CAST, param="ballot_id", things=("ballot_C",),
          data={"organisation_id": "@F", "choice": "YES"}),
    Route(endpoint="members.queue", permission=DESK, first="permission"),
    _member("members.review", "GET", DESK, first="permission"),
    _member("members.act", "POST", CURATED, data={"action": "message", "message-body": "글"}),
    _member("members.act", "POST", CURATED, ("membership_G", "membership_C"), data={"action": "approve"},
            who={"membership_G": CURATORS}, label="approve"),
    _member("members.ask_end", "GET", CURATED, ("membership_F", GONE), args={"action": "suspend"}),
    _member("members.take_end", "POST", CURATED, ("membership_F", GONE), args={"action": "expel"}, data=ENDING),
]  # fmt: skip
ALL = MEMBERS
VERBS = [
    Verb(label="membership.service.begin", permission="membership:application:create", things=tuple(SPEAKS), who=SPEAKS,
         call=lambda world, actor, name: service.begin(actor, world.ids[name])),
    Verb(label="membership.service.update", permission="membership:application:edit", things=APPLICATIONS,
         call=lambda world, actor, name: service.update(actor, _app(world, name), {"purpose": "글"})),
    Verb(label="membership.service.send", permission="membership:application:edit", things=APPLICATIONS,
         call=lambda world, actor, name: service.send(actor, _app(world, name))),
    Verb(label="membership.service.take_up", permission=CURATED, things=ALL,
         call=lambda world, actor, name: service.take_up(actor, _of(world, name))),
    Verb(label="membership.service.ask_supplement", permission="membership:member:decide",
         things=("membership_G", "membership_C"),
         call=lambda world, actor, name: service.ask_supplement(actor, _of(world, name), "서류")),
    Verb(label="membership.service.reply", permission=CURATED, things=ALL,
         who={name: REPRESENT[name] | CURATE[name] for name in ALL},
         call=lambda world, actor, name: service.reply(actor, _of(world, name), "글")),
    Verb(label="membership.service.supplement", permission=OWN, things=ALL,
         call=lambda world, actor, name: service.supplement(actor, _of(world, name))),
    Verb(label="membership.service.approve", permission="membership:member:decide",
         things=("membership_G", "membership_C"),
         call=lambda world, actor, name: service.approve(actor, _of(world, name))),
    Verb(label="membership.service.refuse", permission="membership:member:decide",
         things=("membership_G", "membership_C"),
         call=lambda world, actor, name: service.refuse(actor, _of(world, name), Ground.EVIDENCE, "까닭")),
    Verb(label="membership.voting.open_ballot", permission="membership:member:decide", things=ALL,
         call=lambda world, actor, name: voting.open_ballot(actor, _of(world, name), "ALL", 50, clock.today())),
    Verb(label="membership.voting.cast", permission=CAST, things=("ballot_C",),
         call=lambda world, actor, name: voting.cast(actor, world.ids[name], world.ids["F"], Choice.YES)),
    Verb(label="membership.voting.close_ballot", permission=CURATED, things=("ballot_C",), who={"ballot_C": CURATORS},
         call=lambda world, actor, name: voting.close_ballot(actor, world.ids[name])),
    Verb(label="membership.voting.cancel_ballot", permission=CURATED, things=("ballot_C",), who={"ballot_C": CURATORS},
         call=lambda world, actor, name: voting.cancel_ballot(actor, world.ids[name], "까닭")),
    Verb(label="membership.terms.record_dues", permission=CURATED, things=ALL,
         call=lambda world, actor, name: terms.record_dues(actor, _of(world, name), clock.today(), "입금")),
    Verb(label="membership.terms.renew", permission=OWN, things=ALL,
         call=lambda world, actor, name: terms.renew(actor, _of(world, name), agreed=True)),
    Verb(label="membership.terms.end leave", permission=OWN, things=("membership_F",),
         call=lambda world, actor, name: terms.end(
             actor, _of(world, name), "leave", Ground.OWN_WISH, "까닭", clock.today())),
    Verb(label="membership.terms.end expel", permission=CURATED, things=("membership_F", "membership_B"),
         call=lambda world, actor, name: terms.end(
             actor, _of(world, name), "expel", Ground.BREACH, "까닭", clock.today())),
    Verb(label="membership.terms.restore", permission=CURATED, things=("membership_B",),
         call=lambda world, actor, name: terms.restore(actor, _of(world, name))),
]  # fmt: skip
