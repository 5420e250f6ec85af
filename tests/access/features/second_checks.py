"""Services that check on their own behind views that have checked already."""

from io import BytesIO

from openlab.extensions import db
from openlab.identity.accounts.models import LoginSession
from openlab.privacy import deletion, own_data
from openlab.profiles import service as profiles
from tests.access.features.orgs import MANAGED, MANAGERS
from tests.access.people import SIGNED_IN
from tests.access.table import Verb


def _export(world, actor, _name):
    session = db.session.get_one(LoginSession, world.ids["officer's session"])
    return own_data.export(actor, session, "not the password")


def _ask_deletion(world, actor, _name):
    session = db.session.get_one(LoginSession, world.ids["officer's session"])
    return deletion.ask(actor, session, "not the password")


def _ask_verification(world, actor, name):
    folder = world.app.extensions["openlab.settings"].files_dir
    stream = BytesIO(b"x")
    return profiles.ask_verification(
        actor, world.organisation(name), "", "a.exe", stream, storage_dir=folder, limit=10**6
    )


def _set_logo(world, actor, name):
    folder = world.app.extensions["openlab.settings"].files_dir
    return profiles.set_logo(actor, world.organisation(name), "logo.txt", BytesIO(b"x"), storage_dir=folder)


VERBS = [
    Verb(label="privacy.deletion.ask", permission="privacy:self:use", who={"": SIGNED_IN}, call=_ask_deletion),
    Verb(label="profiles.service.ask_verification", permission="profiles:verification:ask", things=("A", "B", "F"),
         who=MANAGERS, call=_ask_verification),
    Verb(label="privacy.own_data.export", permission="privacy:self:use", who={"": SIGNED_IN}, call=_export),
    Verb(label="profiles.service.set_logo", permission="orgs:organisation:edit", things=("A", "B", "F"), who=MANAGED,
         call=_set_logo),
]  # fmt: skip
