"""Pages for moving an account to another address."""

import re

import pytest

from openlab.identity.accounts.service import create_user
from tests.builders import PASSWORD

NEW = {"email": "new@example.org", "password": PASSWORD}


def without_tokens(page):
    return re.sub(r'(name="csrf[-_]token" (?:value|content)=")[^"]*', r"\1", page)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_address_is_changed_confirmed_and_undone_by_links_in_both_languages(client, log_in, links, app, lang):
    log_in(client)
    assert f'<html lang="{lang}">' in client.get(f"/account/email?lang={lang}").text
    assert client.post("/account/email", data=NEW).status_code == 200
    [confirm] = links()
    assert "new@example.org" in client.get(confirm).text
    assert "kim@example.org" in client.get("/account").text  # opening the link alone changes nothing
    assert client.post(confirm).location == "/account"
    assert "new@example.org" in client.get("/account").text
    undo = links()[-1]
    stranger = app.test_client()
    assert stranger.get(undo).status_code == 200
    assert client.get("/account").status_code == 200
    assert stranger.post(undo).status_code == 200
    assert client.get("/account").status_code == 302
    assert links()[-1].startswith("/reset/")
    assert stranger.get(undo).status_code == stranger.post(undo).status_code == 404


def test_the_answer_is_the_same_for_a_known_and_an_unknown_address(client, log_in, build):
    build(lambda: create_user("taken@example.org", "이담당", PASSWORD).id)
    log_in(client)
    free = client.post("/account/email", data=NEW)
    taken = client.post("/account/email", data={**NEW, "email": "taken@example.org"})
    assert free.status_code == taken.status_code == 200
    assert without_tokens(free.text) == without_tokens(taken.text).replace("taken@", "new@")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"password": "wrong wrong wrong"}, "지금 비밀번호가 맞지 않습니다"),
        ({"email": "kim"}, "name@example.org"),
        ({"email": "kim@example.org"}, "지금 쓰고 있는 주소입니다"),
        ({"email": ""}, "꼭 입력해 주세요"),
    ],
)
def test_what_does_not_fit_is_said_and_what_was_typed_stays(client, log_in, links, changes, sentence):
    log_in(client)
    page = client.post("/account/email", data={**NEW, **changes})
    assert page.status_code == 422
    assert sentence in page.text
    assert PASSWORD not in page.text
    assert links() == []


@pytest.mark.parametrize("address", ["/email/confirm/x", "/email/undo/x"])
def test_a_dead_link_says_so(client, address):
    assert client.get(address).status_code == client.post(address).status_code == 404
