"""The audit chain on every database: it is whole, and whatever is changed behind its back is found."""

import pytest
from sqlalchemy import delete, func, insert, select, update

from openlab.audit.models import AuditRecord
from openlab.audit.queries import history
from openlab.audit.service import record
from openlab.audit.verifying import first_break
from openlab.kit.policy import SYSTEM
from tests.builders import make_organisation


@pytest.fixture
def chain(any_session):
    """Five records about one thing; returns their ids."""
    thing = make_organisation()
    entries = [record(SYSTEM, "organisation.edited", thing, step=step, note="고침", ratio=0.5) for step in range(5)]
    any_session.expire_all()
    return [entry.id for entry in entries]


def change(session, record_id, **values):
    session.execute(update(AuditRecord).where(AuditRecord.id == record_id).values(**values))
    session.expire_all()


def test_verify_of_an_untouched_chain_finds_nothing(chain):
    assert first_break() is None


def test_history_gives_the_newest_record_first(any_session, chain):
    thing_id = any_session.get(AuditRecord, chain[0]).target_id

    assert [entry.data["step"] for entry in history("organisation", thing_id)] == [4, 3, 2, 1, 0]


@pytest.mark.parametrize(
    "values",
    [
        {"data": {"step": 9}},
        {"actor_id": 77},
        {"action": "organisation.founded"},
        {"target_id": "1000"},
        {"organisation_id": 3},
    ],
)
def test_verify_names_the_record_whose_content_was_changed(any_session, chain, values):
    change(any_session, chain[2], **values)

    assert first_break() == chain[2]


def test_verify_names_the_record_after_one_that_was_deleted(any_session, chain):
    any_session.execute(delete(AuditRecord).where(AuditRecord.id == chain[1]))
    any_session.expire_all()

    assert first_break() == chain[2]


def test_verify_names_a_record_that_was_slipped_in_at_the_end(any_session, chain):
    columns = [column for column in AuditRecord.__table__.columns if column.name not in {"id", "digest"}]
    copied = any_session.execute(select(*columns).where(AuditRecord.id == chain[0])).one()._asdict()
    any_session.execute(insert(AuditRecord).values(**copied, digest="f" * 64))
    any_session.expire_all()

    assert first_break() == any_session.scalar(select(func.max(AuditRecord.id)))


def test_verify_names_the_first_of_two_records_that_changed_places(any_session, chain):
    one, other = any_session.get(AuditRecord, chain[1]), any_session.get(AuditRecord, chain[2])
    first, second = dict(one.data), dict(other.data)
    change(any_session, chain[1], data=second)
    change(any_session, chain[2], data=first)

    assert first_break() == chain[1]
