"""How long it is kept who saw whose data, and who may take it out."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from openlab.audit.models import AccessRecord
from openlab.audit.service import write_accesses
from openlab.audit.states import Handling, Purpose
from openlab.kit import clock
from openlab.kit.errors import ForbiddenError
from openlab.privacy import queries, service
from openlab.privacy.queries import Filters
from tests.builders import make_curator, make_official, make_user


def seen(actor, *users, purpose=Purpose.PEOPLE, handling=Handling.VIEW):
    write_accesses(actor, [user.id for user in users], purpose, handling, place="orgs.people", address="10.0.0.1")


def count(session):
    return session.scalar(select(func.count()).select_from(AccessRecord))


@pytest.mark.parametrize(("accounts", "least", "years"), [
    (49_999, 0, 1), (50_000, 0, 2), (10, 3, 3), (50_000, 1, 2), (10, 1, 1),
])  # fmt: skip
def test_rows_are_kept_as_long_as_the_law_asks_or_longer(session, monkeypatch, accounts, least, years):
    monkeypatch.setattr(service, "count_accounts", lambda: accounts)

    assert service.years_kept(least) == years


def test_the_daily_job_deletes_what_is_too_old_and_nothing_else(any_session):
    reader, subject = make_official(), make_user()
    for days in (800, 367, 364, 0):
        with clock.at(clock.now() - timedelta(days=days)):
            seen(reader, subject)

    assert service.forget_accesses(0) == 2
    assert count(any_session) == 2
    assert service.forget_accesses(0) == 0


def test_a_person_sees_the_rows_about_themselves_and_no_others(any_session):
    reader, one, other = make_official(), make_user(), make_user()
    seen(reader, one, other)

    assert [row.subject_id for row in queries.accesses_about(one.id, 1).items] == [one.id]
    assert queries.accesses_about(reader.user_id, 1).total == 0


@pytest.mark.parametrize(("filters", "found"), [
    (Filters(), 3),
    (Filters(person="kim@"), 1),
    (Filters(person="%"), 0),
    (Filters(purpose=Purpose.QUALITY), 1),
    (Filters(handling=Handling.EXPORT), 1),
    (Filters(since=date(2026, 1, 2)), 2),
    (Filters(until=date(2026, 1, 1)), 1),
    (Filters(person="kim@", purpose=Purpose.QUALITY), 0),
])  # fmt: skip
def test_the_record_of_accesses_is_narrowed(any_session, filters, found):
    reader, kim, lee = make_official(), make_user("kim@example.org", "김"), make_user("lee@example.org", "이")
    with clock.at(clock.now().replace(year=2026, month=1, day=1, hour=3)):
        seen(reader, lee)
    with clock.at(clock.now().replace(year=2026, month=1, day=3, hour=3)):
        seen(reader, kim)
        seen(reader, lee, purpose=Purpose.QUALITY, handling=Handling.EXPORT)

    assert queries.accesses(filters, 1).total == found


def test_taking_the_record_out_is_itself_on_it_with_its_reason(any_session):
    curator, reader, subject = make_curator(), make_official(), make_user()
    seen(reader, subject)

    rows, _known = service.export_accesses(curator, Filters(), "11월 점검", address="10.0.0.2")

    assert len(rows) == 1
    added = any_session.scalars(select(AccessRecord).where(AccessRecord.handling == Handling.EXPORT)).all()
    assert {row.subject_id for row in added} == {reader.user_id, subject.id}
    assert {(row.reason, row.actor_id, row.address) for row in added} == {("11월 점검", curator.user_id, "10.0.0.2")}


def test_only_curators_take_the_record_out(any_session):
    with pytest.raises(ForbiddenError):
        service.export_accesses(make_official(), Filters(), "궁금해서", address="")
