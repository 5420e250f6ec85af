"""Short ways to make stored things for tests; every builder adds to the session and flushes."""

from itertools import count

from openlab.extensions import db
from openlab.identity.accounts.models import User
from openlab.identity.orgs.models import Organisation, OrganisationRole
from openlab.identity.orgs.queries import actor_for
from openlab.identity.orgs.states import OrganisationKind, Role
from openlab.kit import clock
from openlab.kit.policy import Actor

_numbers = count(1)
# argon2id of "correct horse battery" with tiny parameters, so that tests do not spend their time hashing
PASSWORD = "correct horse battery"


def stored(thing):
    """Add a row and flush, so that it has an id."""
    db.session.add(thing)
    db.session.flush()
    return thing


def make_user(email: str = "", name: str = "김담당", **values) -> User:
    """Make a confirmed account."""
    number = next(_numbers)
    return stored(User(email=email or f"person{number}@example.org", name=name, password_hash="", confirmed_at=clock.now(),
                       created_at=clock.now(), **values))


def make_organisation(kind: OrganisationKind = OrganisationKind.MUNICIPALITY, name: str = "", **values) -> Organisation:
    """Make an organisation."""
    number = next(_numbers)
    return stored(Organisation(kind=kind, name=name or f"기관 {number}", created_at=clock.now(), verified_at=clock.now(),
                               **values))


def give_role(user: User, organisation: Organisation, *roles: Role) -> None:
    """Give somebody roles."""
    for role in roles:
        stored(OrganisationRole(user_id=user.id, organisation_id=organisation.id, role=role, created_at=clock.now()))


def make_actor(organisation: Organisation, *roles: Role, **values) -> Actor:
    """Make a person with roles in an organisation and return the actor."""
    user = make_user(**values)
    give_role(user, organisation, *roles)
    return actor_for(user, organisation.id)


def make_official(**values) -> Actor:
    """Make a local official of a new municipality."""
    return make_actor(make_organisation(region_code=values.pop("region_code", "41290")), Role.OFFICER, **values)


def make_firm_member(**values) -> Actor:
    """Make somebody who works for a new firm."""
    return make_actor(make_organisation(OrganisationKind.COMPANY), Role.MEMBER, **values)


def make_curator(**values) -> Actor:
    """Make an alliance admin."""
    return make_actor(make_organisation(OrganisationKind.ALLIANCE, "융합 얼라이언스"), Role.CURATOR, **values)
