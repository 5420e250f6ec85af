"""Pages on which the alliance merges organisations, and the old address that leads on."""

import pytest

from openlab.identity.orgs.queries import find_organisation, get_organisation
from openlab.identity.orgs.states import OrganisationKind, Role
from tests.builders import make_actor, make_curator, make_organisation, sign_in


@pytest.fixture
def firms(build):
    """The ids of two firms that are one, and of a research institute."""
    return build(
        lambda: [
            make_organisation(kind, name).id
            for kind, name in (
                (OrganisationKind.COMPANY, "골목빛(주)"),
                (OrganisationKind.COMPANY, "골목빛"),
                (OrganisationKind.RESEARCH, "골목빛 연구소"),
            )
        ]
    )


def test_a_curator_merges_after_seeing_what_moves_and_the_old_address_leads_on(app, build, client, firms):
    source, target, _other = firms
    build(lambda: make_actor(get_organisation(source), Role.MEMBER))
    sign_in(client, build(make_curator))
    assert f"/organisations/{source}" in client.get(f"/organisations/{source}").text
    assert f"/merge/{target}-" in client.get(f"/organisations/{source}/merge?q=골목").text
    page = f"/organisations/{source}/merge/{target}"
    assert "사람과 역할" in client.get(page).text
    assert client.post(page, data={"reason": ""}).status_code == 422

    assert client.post(page, data={"reason": "두 번 등록함"}).status_code == 303

    moved = client.get(f"/organisations/{source}-골목빛")
    assert moved.status_code == 301
    assert moved.location.startswith(f"/organisations/{target}-")
    assert client.get(page).status_code == 404
    with app.app_context():
        assert find_organisation(source).merged_into_id == target


def test_other_kinds_are_refused_with_a_sentence(build, client, firms):
    source, _target, other = firms
    sign_in(client, build(make_curator))
    answer = client.get(f"/organisations/{source}/merge/{other}")
    assert (answer.status_code, "종류가 다른" in answer.text) == (409, True)
    assert client.post(f"/organisations/{source}/merge/{other}", data={"reason": "까닭"}).status_code == 409


def test_managers_may_not_merge(build, client, firms):
    source, target, _other = firms
    sign_in(client, build(lambda: make_actor(get_organisation(source), Role.MANAGER)))
    assert client.get(f"/organisations/{source}/merge").status_code == 403
    assert client.post(f"/organisations/{source}/merge/{target}", data={"reason": "까닭"}).status_code == 403
    assert "다른 기관과 합치기" not in client.get(f"/organisations/{source}").text
