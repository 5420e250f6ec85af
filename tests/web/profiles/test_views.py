"""Pages of logos and of verification by document."""

import io

import pytest

from openlab.identity.orgs.queries import get_organisation
from openlab.identity.orgs.states import OrganisationKind, Role
from openlab.profiles.queries import find_waiting
from tests.builders import make_actor, make_curator, make_organisation, sign_in
from tests.unit.files.samples import PDF, png


@pytest.fixture
def body(build):
    """The id of a public body that nobody has verified."""
    return build(lambda: make_organisation(OrganisationKind.PUBLIC_BODY, "국토연구본부", verified_at=None).id)


@pytest.fixture
def manager(build, client, body):
    """A manager of the body, signed in."""
    actor = build(lambda: make_actor(get_organisation(body), Role.OFFICER, Role.MANAGER))
    sign_in(client, actor)
    return actor


def test_a_logo_replaces_the_drawn_sign_and_goes_again(client, body, manager):
    assert "<svg" in client.get(f"/organisations/{body}").text.partition("page-head__mark")[2][:200]
    page = f"/organisations/{body}/logo"
    assert client.post(page, data={}).status_code == 422
    refused = client.post(page, data={"file": (io.BytesIO(PDF), "a.pdf")})
    assert (refused.status_code, "PNG, JPEG, WebP" in refused.text) == (422, True)
    assert client.post(page, data={"file": (io.BytesIO(png()), "a.png")}).status_code == 303
    shown = client.get(f"/organisations/{body}").text
    source = shown.partition('class="org-mark" src="')[2].partition('"')[0]
    with client.get(source) as picture:
        assert picture.mimetype == "image/png"
    assert source in client.get("/organisations/?kind=PUBLIC_BODY").text
    assert client.post(f"{page}/remove").status_code == 303
    assert client.get(source).status_code == 404


def test_a_document_waits_is_read_and_is_decided(app, build, client, body, manager):
    page = f"/organisations/{body}/verification"
    assert client.post(page, data={"message": "부탁합니다"}).status_code == 422
    sent = {"message": "부탁합니다", "file": (io.BytesIO(PDF), "증명.pdf")}
    assert client.post(page, data=sent).status_code == 303
    assert "답을 기다립니다" in client.get(page).text
    again = {"message": "또", "file": (io.BytesIO(PDF), "증명.pdf")}
    assert client.post(page, data=again).status_code == 409
    with app.app_context():
        number = find_waiting(body).id
    sign_in(client, build(make_curator))
    assert "국토연구본부" in client.get("/organisations/verifications").text
    request = f"/organisations/verifications/{number}"
    assert "증명.pdf" in client.get(request).text
    assert client.post(f"{request}/decline", data={"reason": ""}).status_code == 422
    assert client.post(f"{request}/accept").status_code == 303
    assert "확인한 기관" in client.get(f"/organisations/{body}").text
    assert client.post(f"{request}/accept").status_code == 409


def test_a_manager_takes_a_request_back(app, client, body, manager):
    page = f"/organisations/{body}/verification"
    client.post(page, data={"message": "", "file": (io.BytesIO(PDF), "증명.pdf")})
    with app.app_context():
        number = find_waiting(body).id
    assert client.post(f"/organisations/verifications/{number}/accept").status_code == 403
    assert client.post(f"/organisations/verifications/{number}/cancel").status_code == 303
    assert "거둠" in client.get(page).text


def test_others_see_neither_queue_nor_requests(build, client, body, manager):
    client.post(f"/organisations/{body}/verification", data={"file": (io.BytesIO(PDF), "증명.pdf")})
    sign_in(client, build(lambda: make_actor(get_organisation(body), Role.OFFICER)))
    for address in ("verifications", "verifications/1", f"{body}/verification", f"{body}/logo"):
        assert client.get(f"/organisations/{address}").status_code == 403, address
