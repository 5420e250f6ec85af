"""What the tests of accounts and organisations share."""

import pytest
from sqlalchemy import select

from openlab.jobs.models import OutboxJob


@pytest.fixture
def mails(session):
    """Return a function that lists the mails waiting in the outbox as (address, subject, text)."""

    def waiting():
        jobs = session.scalars(select(OutboxJob).where(OutboxJob.kind == "mail.send").order_by(OutboxJob.id))
        return [(job.payload["to"], job.payload["subject"], job.payload["text"]) for job in jobs]

    return waiting
