"""Files over HTTP: headers that keep them from acting, and who is let through."""

from io import BytesIO
from urllib.parse import quote

import pytest

from openlab.extensions import db
from openlab.files import queries, service
from openlab.kit.db import transaction
from openlab.kit.policy import SYSTEM
from tests.builders import make_organisation
from tests.unit.files.samples import PDF, png


class Thing:
    """A stand-in for a need or a solution."""

    __tablename__ = "thing"

    def __init__(self, organisation_id):
        self.id, self.organisation_id = 1, organisation_id


@pytest.fixture
def attach(app, settings):
    """Attach a file to a thing that anybody may read and nobody may change; return its id."""
    service.register_owner("thing", may_read=lambda _actor, _id: True, may_edit=lambda _actor, _id: False)

    def run(content, name):
        with app.app_context(), transaction(db.session):
            thing = Thing(make_organisation().id)
            return service.attach(SYSTEM, thing, name, BytesIO(content), storage_dir=settings.files_dir, limit=10**6).id

    return run


@pytest.fixture
def fetch(client):
    """Send a GET and read the answer to its end, as a server would."""

    def run(address, **headers):
        with client.get(address, headers=headers) as answer:
            assert answer.data is not None
            return answer

    return run


def test_document_is_sent_as_a_download_under_its_korean_name(attach, fetch):
    answer = fetch(f"/files/{attach(PDF, '사업 계획.pdf')}-사업-계획")
    assert answer.status_code == 200
    assert answer.data == PDF
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert quote("사업 계획.pdf") in answer.headers["Content-Disposition"]


def test_picture_is_sent_inline(attach, fetch):
    answer = fetch(f"/files/{attach(png(), '현장.png')}")
    assert answer.content_type == "image/png"
    assert answer.headers["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize(("content", "name"), [(PDF, "a.pdf"), (png(), "a.png"), (b"hello", "a.txt")])
def test_every_file_answer_is_sandboxed_and_never_sniffed(attach, fetch, content, name):
    answer = fetch(f"/files/{attach(content, name)}")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].endswith("; sandbox")
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_range_is_not_served(attach, fetch):
    answer = fetch(f"/files/{attach(PDF, 'a.pdf')}", Range="bytes=0-3")
    assert (answer.status_code, answer.data) == (200, PDF)


@pytest.mark.parametrize("address", ["/files/999999", "/files/99999999999999999999", "/files/0-x"])
def test_unknown_file_is_not_found(client, attach, address):
    answer = client.get(address, headers={"Accept": "application/json"})
    assert answer.status_code == 404


def test_removal_by_a_visitor_asks_to_sign_in(attach, client, app):
    number = attach(PDF, "a.pdf")
    answer = client.post(f"/files/{number}/remove", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    with app.app_context():
        assert queries.get_attachment(number).removed_at is None


def test_removal_by_an_editor_goes_back_to_the_next_page(attach, client):
    number = attach(PDF, "a.pdf")
    service.register_owner("thing", may_read=lambda _actor, _id: True, may_edit=lambda _actor, _id: True)
    answer = client.post(f"/files/{number}/remove", data={"next": "/needs/1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/needs/1")
    assert client.get(f"/files/{number}", headers={"Accept": "application/json"}).status_code == 404


def test_removal_never_leads_to_another_site(attach, client):
    number = attach(PDF, "a.pdf")
    service.register_owner("thing", may_read=lambda _actor, _id: True, may_edit=lambda _actor, _id: True)
    answer = client.post(f"/files/{number}/remove", data={"next": "//evil.example/"})
    assert answer.headers["Location"] == "/"
