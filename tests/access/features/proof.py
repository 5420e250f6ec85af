"""Proof of belonging by an official address, and the list of official domains."""

from datetime import timedelta

from openlab.identity.orgs.proof import service
from openlab.identity.orgs.proof.models import AddressProof, OfficialDomain
from openlab.identity.orgs.proof.queries import get_official_domain
from openlab.kit import clock
from openlab.kit.ids import new_token, token_digest
from tests.access.people import CURATORS, SIGNED_IN
from tests.access.table import GONE, Route, Verb
from tests.builders import stored

EDIT, ASK = "orgs:domain:edit", "orgs:proof:ask"
WHO = {EDIT: {"": CURATORS}, ASK: {"": SIGNED_IN}}
ADDRESS = {"email": "somebody@gwacheon.go.kr"}
DOMAIN = {"pattern": "city.example", "accepted": "yes", "note": "시범"}


def build(world):
    """Store an official domain, and a link that nobody asked for."""
    moment = clock.now()
    world.ids["a domain"] = stored(OfficialDomain(pattern="old.example", accepted=True, changed_at=moment)).id
    world.texts["proof"] = token = new_token()
    stored(
        AddressProof(
            user_id=world.ids["nobody's account"],
            organisation_id=world.ids["A"],
            email="nobody@gwacheon.go.kr",
            digest=token_digest(token),
            created_at=moment,
            expires_at=moment + timedelta(hours=1),
        )
    )


def _token(world, _person, _thing):
    return {"token": world.texts["proof"]}


ROUTES = [
    Route(endpoint="proof.ask", permission=ASK, param="organisation_id", things=("A", "F", GONE), first="permission"),
    Route(endpoint="proof.ask", method="POST", permission=ASK, param="organisation_id", things=("A", GONE),
          first="permission", data=ADDRESS, ok=(200, 409)),
    Route(endpoint="proof.show", permission=ASK, first="permission", args=_token),
    Route(endpoint="proof.prove", method="POST", permission=ASK, first="permission", args=_token, ok=(303, 422)),
    Route(endpoint="proof.domains", permission=EDIT, first="permission"),
    Route(endpoint="proof.domains", method="POST", permission=EDIT, first="permission", data=DOMAIN),
    Route(endpoint="proof.forget_domain", method="POST", permission=EDIT, first="permission", param="domain_id",
          things=("a domain", GONE), who={"a domain": CURATORS}),
]  # fmt: skip
VERBS = [
    Verb(label="proof.service.say_official", permission=EDIT,
         call=lambda _world, actor, _name: service.say_official(actor, "city.example", accepted=True)),
    Verb(label="proof.service.unsay_official", permission=EDIT,
         call=lambda world, actor, _name: service.unsay_official(actor, get_official_domain(world.ids["a domain"]))),
    Verb(label="proof.service.ask_proof", permission=ASK, things=("A",),
         call=lambda world, actor, name: service.ask_proof(actor, world.organisation(name), ADDRESS["email"])),
    Verb(label="proof.service.prove", permission=ASK,
         call=lambda world, actor, _name: service.prove(actor, world.texts["proof"])),
]  # fmt: skip
