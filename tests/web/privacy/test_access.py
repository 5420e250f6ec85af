"""Whoever sees another person's data leaves a row, before the page goes out."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from openlab.audit import access
from openlab.audit.models import AccessRecord
from openlab.audit.states import Handling, Purpose
from openlab.extensions import db
from openlab.identity.accounts.models import User
from openlab.identity.orgs.models import JoinRequest
from openlab.identity.orgs.queries import actor_for
from openlab.identity.orgs.states import JoinStatus, OrganisationKind, Role
from openlab.kit import clock
from openlab.matching.feedback.models import MatchFeedback
from openlab.matching.feedback.states import Opinion, Origin
from openlab.matching.text import Side
from tests.builders import give_role, make_actor, make_curator, make_need, make_organisation, make_user, sign_in, stored

# Tells people who looked at them; a row for that would tell the next one, and so on for ever.
TELLS_WHO_LOOKED = "/account/accesses"


def opinion_of(user, item_id=1):
    return stored(
        MatchFeedback(user_id=user.id, origin=Origin.TEXT, origin_key="k", side=Side.NEEDS, item_id=item_id,
                      opinion=Opinion.FITS, note="우리 동네와 같습니다.", rank=1, score=0.5, feasible=True, parts={},
                      measured={}, weights="documented", model_id="m@1", created_at=clock.now(),
                      updated_at=clock.now())
    )  # fmt: skip


@pytest.fixture
def place(build):
    """A firm with a manager, a member and somebody who asks to join; each has a speaking address."""

    def make():
        firm = make_organisation(OrganisationKind.COMPANY, "하늘센서")
        manager = make_actor(firm, Role.MEMBER, Role.MANAGER, email="manager@firm.example", name="박관리")
        member, asker = make_user("member@firm.example", "이구성"), make_user("asker@firm.example", "최신청")
        give_role(member, firm, Role.MEMBER)
        asked = stored(JoinRequest(user_id=asker.id, organisation_id=firm.id, created_at=clock.now(),
                                   status=JoinStatus.REQUESTED))  # fmt: skip
        need = make_need(status="PUBLISHED")
        opinion_of(member)
        return {"organisation_id": firm.id, "manager": manager, "member": member.id, "asker": asker.id,
                "request_id": asked.id, "need_id": need.id}  # fmt: skip

    return build(make)


@pytest.fixture
def rows(app):
    """Return a function that reads the access rows as (actor, subject, place, handling, purpose)."""

    def read():
        with app.app_context():
            found = db.session.scalars(select(AccessRecord).order_by(AccessRecord.id)).all()
            return [(one.actor_id, one.subject_id, one.place, one.handling, one.purpose) for one in found]

    return read


def test_a_list_of_people_leaves_a_row_for_each_person_but_the_reader(client, place, rows):
    manager = place["manager"]
    sign_in(client, manager)

    assert client.get(f"/organisations/{place['organisation_id']}/people").status_code == 200

    view = Handling.VIEW
    assert rows() == [
        (manager.user_id, place["member"], "orgs.people", view, Purpose.PEOPLE),
        (manager.user_id, place["asker"], "orgs.people", view, Purpose.JOINING),
    ]


def test_a_row_says_when_from_where_and_for_which_organisation(client, place, app):
    begun = clock.now()
    sign_in(client, place["manager"])
    client.get(f"/organisations/requests/{place['request_id']}/decline")

    with app.app_context():
        row = db.session.scalar(select(AccessRecord))
        assert (row.address, row.organisation_id) == ("127.0.0.1", place["organisation_id"])
        assert begun <= row.at <= clock.now()


def test_an_export_of_opinions_leaves_a_row_that_says_export(client, place, rows, build):
    curator = build(make_curator)
    sign_in(client, curator)

    client.get("/admin/quality/opinions.csv")

    assert rows() == [(curator.user_id, place["member"], "quality.export", Handling.EXPORT, Purpose.QUALITY)]


def test_a_page_that_may_not_be_seen_leaves_no_row(client, place, rows, build):
    sign_in(client, build(make_user))

    assert client.get(f"/organisations/{place['organisation_id']}/people").status_code == 403

    assert rows() == []


def test_a_page_whose_rows_cannot_be_written_does_not_go_out(client, place, rows, monkeypatch):
    def full(*_args, **_kwargs):
        raise OperationalError("INSERT", {}, Exception("disk full"))

    monkeypatch.setattr(access, "write_accesses", full)
    sign_in(client, place["manager"])

    answer = client.get(f"/organisations/{place['organisation_id']}/people")

    assert answer.status_code == 500
    assert "member@firm.example" not in answer.text
    assert rows() == []


def addresses(app, place):
    """Yield every address that can be read, filled with the ids of the place."""
    values = {name: number for name, number in place.items() if isinstance(number, int)}
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint not in {"static", "openapi.spec"} and rule.arguments <= set(values):
            with app.test_request_context():
                yield app.url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})


def test_no_address_shows_somebody_without_leaving_a_row(client, place, app, build, rows):
    readers = [place["manager"], build(make_curator)]
    with app.app_context():
        readers.append(actor_for(db.session.get_one(User, place["asker"])))
        people = db.session.scalars(select(User).where(User.email.contains("@firm.")))
        known = {one.id: (one.email, one.name) for one in people}
    seen, unrecorded, before = set(), [], 0
    for reader in readers:
        sign_in(client, reader)
        for path in set(addresses(app, place)) - {TELLS_WHO_LOOKED}:
            page, written = client.get(path).text, rows()
            left = {subject for _actor, subject, *_rest in written[before:]}
            before = len(written)
            shown = {number for number, words in known.items() if any(word in page for word in words)}
            shown -= {reader.user_id}
            seen |= shown
            unrecorded += [(path, reader.name) for number in shown - left]

    assert unrecorded == []
    assert {place["member"], place["asker"]} <= seen
