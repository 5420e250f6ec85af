"""Commands about people: user."""

from typing import TYPE_CHECKING

import click

from openlab.cli.base import application, say_json, sentences, stop
from openlab.kit.ids import MAX_ID

if TYPE_CHECKING:
    from openlab.identity.accounts.models import User


@click.group()
def user() -> None:
    """Make accounts, give roles, set passwords."""


@user.command()
@click.argument("email")
@click.argument("name")
@click.password_option(help="Asked for when left out.")
@sentences
def add(email: str, name: str, password: str) -> None:
    """Make a confirmed account."""
    from email_validator import EmailNotValidError, validate_email

    from openlab.extensions import db
    from openlab.identity.accounts.service import create_user
    from openlab.kit.db import transaction

    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError as error:
        stop(f"{email}: {error}")
    with application(), transaction(db.session):
        made = create_user(email, name, password)
        click.echo(f"account {made.id}: {made.email}")


@user.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
def list_(as_json: bool) -> None:
    """List the accounts; that the operator saw them is written down as well."""
    from openlab.audit.service import write_accesses
    from openlab.audit.states import Handling, Purpose
    from openlab.extensions import db
    from openlab.identity.accounts.service import list_users
    from openlab.kit.db import transaction
    from openlab.kit.policy import SYSTEM

    with application(), transaction(db.session):
        rows = [
            {
                "id": one.id,
                "email": one.email,
                "name": one.name,
                "active": one.active,
                "confirmed": one.confirmed_at is not None,
            }
            for one in list_users()
        ]
        shown = [one.id for one in list_users()]
        write_accesses(SYSTEM, shown, Purpose.OPERATION, Handling.VIEW, place="openlab user list")
    if as_json:
        say_json(rows)
        return
    for row in rows:
        click.echo(f"{row['id']:>6}  {row['email']:<40} {row['name']}{'' if row['active'] else '  (closed)'}")


@user.command()
@click.argument("email")
@click.password_option(help="Asked for when left out.")
@sentences
def password(email: str, password: str) -> None:
    """Set a password; every session of the account ends."""
    from openlab.extensions import db
    from openlab.identity.accounts.service import set_password
    from openlab.kit.db import transaction

    with application(), transaction(db.session):
        set_password(email, password)
    click.echo("password set, sessions ended")


@user.command(name="codes-off")
@click.argument("email")
@sentences
def codes_off(email: str) -> None:
    """Let somebody who lost phone and recovery codes sign in with the password alone, once you know who asks."""
    from openlab.extensions import db
    from openlab.identity.accounts.proofs import drop_codes
    from openlab.kit.db import transaction

    with application(), transaction(db.session):
        drop_codes(_get_account(email))
    click.echo("no code is asked for any more")


@user.command()
@click.argument("email")
@click.argument("organisation", type=click.IntRange(1, MAX_ID))
@click.argument("role")
@sentences
def role(email: str, organisation: int, role: str) -> None:
    """Give an account a ROLE (OFFICER, MEMBER, CURATOR, …) in an ORGANISATION (its number)."""
    from openlab.extensions import db
    from openlab.identity.orgs.queries import get_organisation
    from openlab.identity.orgs.service import give_role
    from openlab.identity.orgs.states import Role
    from openlab.kit.db import transaction
    from openlab.kit.policy import SYSTEM

    if role not in Role.__members__:
        raise click.BadParameter(f"one of {', '.join(Role.__members__)}", param_hint="ROLE")
    with application(), transaction(db.session):
        give_role(SYSTEM, get_organisation(organisation), _get_account(email), Role(role))
    click.echo("role given")


@user.command()
@click.argument("email")
@sentences
def curator(email: str) -> None:
    """Make an account a curator of the alliance; the alliance itself comes into being with the first one."""
    from openlab.extensions import db
    from openlab.identity.orgs.service import appoint_curator
    from openlab.kit.db import transaction
    from openlab.kit.policy import SYSTEM

    with application(), transaction(db.session):
        market = appoint_curator(SYSTEM, _get_account(email))
        click.echo(f"curator of {market.label('en')} (organisation {market.id})")


def _get_account(email: str) -> "User":
    from openlab.identity.accounts.queries import find_user_by_email
    from openlab.kit.errors import NotFoundError

    found = find_user_by_email(email)
    if found is None:
        raise NotFoundError(f"no account has the address {email}")
    return found
