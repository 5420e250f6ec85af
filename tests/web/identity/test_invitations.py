"""Pages of invitations: managers send them, the invited accept in every way there is."""

import pytest

from openlab.identity.accounts.queries import find_user_by_email
from openlab.identity.orgs.queries import get_organisation, roles_held
from openlab.identity.orgs.states import OrganisationKind, Role
from tests.builders import PASSWORD, make_actor, make_organisation, make_user, sign_in

ADDRESS = "kim.new@firm.example"


@pytest.fixture
def firm(build):
    """The id of a firm."""
    return build(lambda: make_organisation(OrganisationKind.COMPANY, name="골목빛 모빌리티").id)


@pytest.fixture
def manager(build, client, firm):
    """A manager of the firm, signed in."""
    actor = build(lambda: make_actor(get_organisation(firm), Role.MEMBER, Role.MANAGER))
    sign_in(client, actor)
    return actor


@pytest.fixture
def link(client, firm, manager, links):
    """The path of an invitation that has been mailed; the browser has been signed out since."""
    page = f"/organisations/{firm}/invitations"
    answer = client.post(page, data={"email": ADDRESS, "roles": ["MEMBER"], "days": "7"})
    assert answer.status_code == 303
    assert ADDRESS in client.get(answer.location).text
    client.post("/logout")
    return links()[-1]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"email": "nobody"}, "이메일 주소를"),
        ({"roles": []}, "역할을 하나 이상"),
        ({"roles": ["CURATOR"]}, "보기에서 골라"),
        ({"days": "400"}, "보기에서 골라"),
    ],
)
def test_a_wrong_invitation_keeps_what_was_typed(client, firm, manager, changes, said):
    values = {"email": "lee@firm.example", "roles": ["MEMBER"], "days": "7", **changes}
    answer = client.post(f"/organisations/{firm}/invitations", data=values)
    assert answer.status_code == 422
    assert said in answer.text
    assert values["email"] in answer.text


def test_members_who_do_not_manage_may_not_invite(build, client, firm):
    sign_in(client, build(lambda: make_actor(get_organisation(firm), Role.MEMBER)))
    assert client.get(f"/organisations/{firm}/invitations").status_code == 403
    assert client.post(f"/organisations/{firm}/invitations", data={"email": ADDRESS}).status_code == 403


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_newcomer_signs_up_on_the_invitation_and_is_in(app, client, firm, link, lang):
    assert 'name="password"' in client.get(f"{link}?lang={lang}").text
    weak = client.post(f"{link}/signup", data={"name": "김새벽", "password": "short"})
    assert weak.status_code == 422
    assert "김새벽" in weak.text

    answer = client.post(f"{link}/signup", data={"name": "김새벽", "password": PASSWORD})

    assert answer.status_code == 303
    assert "김새벽" in client.get(answer.location).text
    with app.app_context():
        assert set(roles_held(find_user_by_email(ADDRESS).id, firm)) == {Role.MEMBER}
    assert client.get(link).status_code == 404
    assert client.post(f"{link}/signup", data={"name": "김새벽", "password": PASSWORD}).status_code == 404


def test_somebody_with_an_account_signs_in_and_accepts(app, build, client, firm, link):
    user = build(lambda: make_user(email=ADDRESS))
    assert "/login?next=" in client.get(link).text
    assert client.post(f"{link}/signup", data={"name": "김", "password": PASSWORD}).status_code == 409
    assert client.post(link).status_code == 302
    sign_in(client, user)
    assert f'action="{link}"' in client.get(link).text

    answer = client.post(link)

    assert answer.status_code == 303
    with app.app_context():
        assert set(roles_held(find_user_by_email(ADDRESS).id, firm)) == {Role.MEMBER}


def test_somebody_else_is_told_whose_the_invitation_is(build, client, link):
    sign_in(client, build(lambda: make_user(email="park@other.example")))
    page = client.get(link).text
    assert "park@other.example" in page
    assert f'action="{link}"' not in page
    assert client.post(link).status_code == 422


def test_a_revoked_invitation_opens_no_more(client, build, firm, manager, links):
    client.post(f"/organisations/{firm}/invitations", data={"email": ADDRESS, "roles": ["MEMBER"], "days": "7"})
    page = client.get(f"/organisations/{firm}/invitations").text
    action = page.partition("/invitations/")[2].partition('/revoke"')[0]
    assert client.post(f"/invitations/{action}/revoke").status_code == 303
    assert client.get(links()[-1]).status_code == 404
