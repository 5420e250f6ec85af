"""Invitations into an organisation."""

from datetime import timedelta

from openlab.identity.orgs.invitations import service
from openlab.identity.orgs.invitations.models import Invitation
from openlab.identity.orgs.invitations.queries import get_invitation
from openlab.identity.orgs.states import Role
from openlab.kit import clock
from openlab.kit.ids import new_token, token_digest
from tests.access.features.orgs import MANAGED, MANAGERS
from tests.access.people import NO_ONE, SIGNED_IN
from tests.access.table import GONE, PUBLIC, Route, Verb
from tests.builders import stored

CREATE, REVOKE, ACCEPT = "orgs:invitation:create", "orgs:invitation:revoke", "orgs:invitation:accept"
SENT = {"invited to A": "A", "invited to B": "B", "invited to F": "F"}
WHO = {
    CREATE: MANAGED,
    REVOKE: {name: MANAGED[body] for name, body in SENT.items()},
    ACCEPT: {"": SIGNED_IN},
    "orgs:invitation:expire": {"": NO_ONE},  # only the program itself
}
EVERY = (*MANAGERS, GONE)


def build(world):
    """Store an open invitation into bodies of each kind; nobody is invited to A."""
    moment = clock.now()
    for name, body in SENT.items():
        world.texts[name] = token = new_token()
        world.ids[name] = stored(
            Invitation(
                organisation_id=world.ids[body],
                email="nobody@example.org" if body == "A" else f"new-{body}@example.org",
                roles=[("MEMBER" if body == "F" else "OFFICER")],
                digest=token_digest(token),
                created_at=moment,
                expires_at=moment + timedelta(days=7),
            )
        ).id


def _token(name):
    return lambda world, _person, _thing: {"token": world.texts[name]}


INVITE = {"email": "somebody@example.org", "roles": ["OFFICER"], "days": "7"}
ACCOUNT = {"name": "새 사람", "password": "correct horse battery staple"}
ROUTES = [
    Route(endpoint="invitations.index", permission=CREATE, param="organisation_id", things=EVERY),
    Route(endpoint="invitations.index", method="POST", permission=CREATE, param="organisation_id",
          things=("A", "B", GONE), data=INVITE),
    Route(endpoint="invitations.revoke", method="POST", permission=REVOKE, param="invitation_id",
          things=(*SENT, GONE)),
    Route(endpoint="invitations.show", permission=PUBLIC, args=_token("invited to A")),
    Route(endpoint="invitations.accept", method="POST", permission=ACCEPT, args=_token("invited to A"),
          ok=(303, 422)),
    Route(endpoint="invitations.sign_up", method="POST", permission=PUBLIC, args=_token("invited to F"),
          data=ACCOUNT),
]  # fmt: skip
VERBS = [
    Verb(label="invitations.service.invite", permission=CREATE, things=("A", "B", "C"),
         call=lambda world, actor, name: service.invite(
             actor, world.organisation(name), "somebody@example.org", [Role.OFFICER])),
    Verb(label="invitations.service.revoke", permission=REVOKE, things=tuple(SENT),
         call=lambda world, actor, name: service.revoke(actor, get_invitation(world.ids[name]))),
    Verb(label="invitations.service.accept", permission=ACCEPT,
         call=lambda world, actor, _name: service.accept(actor, world.texts["invited to A"])),
]  # fmt: skip
