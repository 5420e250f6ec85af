"""Attachments: as their owner says, and inside the organisation where the file asks for it."""

from io import BytesIO

from openlab.files import service
from openlab.files.queries import get_attachment
from openlab.files.states import Visibility
from openlab.kit import clock
from openlab.kit.policy import SYSTEM
from openlab.needs.queries import find_need
from openlab.solutions.queries import find_solution
from tests.access.people import A_PEOPLE, A_WRITERS, EVERYBODY, F_PEOPLE, NO_ONE
from tests.access.table import GONE, Route, Verb
from tests.unit.files.samples import PDF

OWNERS = {
    "file of a draft": (find_need, "a_draft", Visibility.PUBLIC),
    "file of a public need": (find_need, "a_public", Visibility.PUBLIC),
    "file kept in A": (find_need, "a_public", Visibility.ORGANISATION),
    "file of a listing": (find_solution, "f_listed", Visibility.PUBLIC),
    "file of a draft listing": (find_solution, "f_draft", Visibility.PUBLIC),
    "removed file": (find_need, "a_public", Visibility.PUBLIC),
}
WHO = {
    "files:attachment:read": {
        "file of a draft": A_PEOPLE,
        "file of a public need": EVERYBODY,
        "file kept in A": A_PEOPLE,
        "file of a listing": EVERYBODY,
        "file of a draft listing": F_PEOPLE,
    },
    "files:attachment:edit": {
        "file of a draft": A_WRITERS,
        "file of a public need": NO_ONE,
        "file kept in A": NO_ONE,
        "file of a listing": F_PEOPLE,
        "file of a draft listing": F_PEOPLE,
    },
}
READERS = {"removed file": NO_ONE}
EVERY = (*OWNERS, GONE)


def build(world):
    """Attach a file to things of both kinds; features are built in the order of their names, so make the owners."""
    world.later.append(_attach)


def _attach(world):
    folder = world.app.extensions["openlab.settings"].files_dir
    for name, (find, owner, visibility) in OWNERS.items():
        thing = find(world.ids[owner])
        file = service.attach(SYSTEM, thing, "글.pdf", BytesIO(PDF), storage_dir=folder, limit=10**6)
        file.visibility = visibility
        file.removed_at = clock.now() if name == "removed file" else None
        world.ids[name] = file.id


def _attach_as(world, actor, name):
    folder = world.app.extensions["openlab.settings"].files_dir
    thing = (find_solution if name.startswith("f_") else find_need)(world.ids[name])
    return service.attach(actor, thing, "글.pdf", BytesIO(PDF), storage_dir=folder, limit=10**6)


def _file(world, name):
    return get_attachment(world.ids[name])


ROUTES = [
    Route(endpoint="files.download", permission="files:attachment:read", param="attachment_id", things=EVERY),
    Route(endpoint="files.remove", method="POST", permission="files:attachment:edit", param="attachment_id",
          things=EVERY),
]  # fmt: skip
VERBS = [
    Verb(label="files.service.attach", permission="files:attachment:edit", things=("a_draft", "a_public", "f_draft"),
         who={"a_draft": A_WRITERS, "a_public": NO_ONE, "f_draft": F_PEOPLE}, call=_attach_as),

    Verb(label="files.service.set_visibility", permission="files:attachment:edit",
         things=("file of a draft", "file of a listing"),
         call=lambda world, actor, name: service.set_visibility(actor, _file(world, name), Visibility.PUBLIC)),
]  # fmt: skip
