"""Attaching, reading, removing: permissions, limits, and what lies on disk."""

import os
from io import BytesIO

import pytest

from openlab.audit.queries import history
from openlab.files import queries, service, storage
from openlab.files.errors import RefusedFileError
from openlab.files.states import Visibility
from openlab.kit.errors import ForbiddenError, LoginRequiredError, NotFoundError
from openlab.kit.policy import ANONYMOUS
from tests.builders import make_firm_member, make_official, make_organisation
from tests.unit.files.samples import PDF, png

LIMIT = 1024 * 1024


class Thing:
    """A stand-in for a need or a solution."""

    __tablename__ = "thing"

    def __init__(self, organisation_id, number=1):
        self.id, self.organisation_id = number, organisation_id


@pytest.fixture
def official(session):
    """The officer whose municipality owns the thing; anybody may read it."""
    actor = make_official()
    service.register_owner(
        "thing",
        may_read=lambda _actor, _id: True,
        may_edit=lambda asking, _id: asking.belongs_to(actor.organisation_id),
    )
    return actor


@pytest.fixture
def attach(official, tmp_path):
    """Attach some bytes to the thing."""
    folder = tmp_path / "files"

    def run(content=PDF, name="계획서.pdf", actor=None, limit=LIMIT):
        return service.attach(
            actor or official, Thing(official.organisation_id), name, BytesIO(content), storage_dir=folder, limit=limit
        )

    run.folder = folder
    return run


def stored_files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_attach_keeps_the_content_under_its_digest(attach, official):
    file = attach()
    _, path = service.open_file(ANONYMOUS, file.id, attach.folder)
    assert path.read_bytes() == PDF
    assert (file.filename, file.content_type, file.size) == ("계획서.pdf", "application/pdf", len(PDF))
    assert file.organisation_id == official.organisation_id
    assert file.uploaded_by == official.user_id


def test_attach_of_the_same_content_twice_keeps_it_once(attach, official):
    attach()
    attach(name="사본.pdf")
    assert len(stored_files(attach.folder)) == 1
    assert [file.filename for file in queries.attachments_of(Thing(official.organisation_id))] == [
        "계획서.pdf",
        "사본.pdf",
    ]


def test_attach_of_a_refused_file_leaves_nothing_behind(attach, official):
    with pytest.raises(RefusedFileError):
        attach(b"<html>", "page.pdf")
    assert stored_files(attach.folder) == []
    assert queries.attachments_of(Thing(official.organisation_id)) == []


def test_attach_beyond_the_size_limit_refuses_with_the_limit(attach):
    with pytest.raises(RefusedFileError, match=r"1\.0 MB"):
        attach(PDF + b" " * LIMIT)
    assert stored_files(attach.folder) == []


def test_attach_of_a_twenty_first_file_refuses(attach):
    for number in range(service.MOST_PER_OWNER):
        attach(name=f"{number}.pdf")
    with pytest.raises(RefusedFileError, match="20"):
        attach()


def test_attach_by_somebody_who_may_not_edit_is_forbidden(attach):
    with pytest.raises(ForbiddenError):
        attach(actor=make_firm_member())
    with pytest.raises(LoginRequiredError):
        attach(actor=ANONYMOUS)


def test_organisation_file_is_read_by_its_people_only(attach, official):
    file = attach()
    assert queries.attachments_by_owner("thing", [1]) == {1: [file]}
    service.set_visibility(official, file, Visibility.ORGANISATION)
    assert queries.attachments_by_owner("thing", [1]) == {}
    with pytest.raises(ForbiddenError):
        service.open_file(make_firm_member(), file.id, attach.folder)
    assert service.open_file(official, file.id, attach.folder)[0] is file
    thing = Thing(official.organisation_id)
    assert queries.visible_attachments(ANONYMOUS, thing) == []
    assert queries.visible_attachments(official, thing) == [file]


def test_owner_that_hides_itself_hides_its_files(session, attach, official):
    file = attach()
    service.register_owner("thing", may_read=lambda _actor, _id: False, may_edit=lambda _actor, _id: False)
    with pytest.raises(ForbiddenError):
        service.open_file(official, file.id, attach.folder)


def test_remove_hides_the_file_and_records_who_did_it(attach, official):
    file = attach()
    service.remove(official, file)
    with pytest.raises(NotFoundError):
        service.open_file(official, file.id, attach.folder)
    assert queries.attachments_by_owner("thing", [1]) == {}
    assert [entry.action for entry in history("attachment", file.id)] == ["files.remove", "files.attach"]


def test_sweep_deletes_only_what_nothing_needs_and_is_a_day_old(attach, official):
    gone, kept = attach(), attach(png(), "현장.png")
    service.remove(official, gone)
    assert service.sweep(attach.folder) == 0
    for path in stored_files(attach.folder):
        os.utime(path, (0, 0))
    assert service.sweep(attach.folder) == 1
    assert stored_files(attach.folder) == [storage.path_of(attach.folder, kept.sha256)]


def test_attach_again_saves_an_old_content_from_the_sweep(attach, official):
    file = attach()
    service.remove(official, file)
    os.utime(storage.path_of(attach.folder, file.sha256), (0, 0))
    again = attach()
    assert service.sweep(attach.folder) == 0
    assert service.open_file(official, again.id, attach.folder)[1].read_bytes() == PDF


def test_attachment_of_a_foreign_organisation_thing_belongs_to_the_thing(attach, official):
    other = make_organisation()
    file = service.attach(official, Thing(other.id, 2), "a.pdf", BytesIO(PDF), storage_dir=attach.folder, limit=LIMIT)
    assert file.organisation_id == other.id
