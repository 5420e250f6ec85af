"""The figures and lists of the console that span several features."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from openlab.audit.models import AuditRecord
from openlab.audit.queries import PAGE_SIZE, count_records, search
from openlab.extensions import db
from openlab.identity.accounts.models import User
from openlab.identity.orgs.models import JoinRequest, Organisation
from openlab.identity.orgs.states import JoinStatus
from openlab.jobs.queries import JobState, count_jobs, oldest_waiting
from openlab.matching.models import MatchModel
from openlab.matching.queries import model_in
from openlab.matching.states import ModelState
from openlab.needs.queries import count_public as count_needs
from openlab.solutions.queries import count_public as count_solutions

AUDIT_COLUMNS = (
    "id",
    "at",
    "actor_id",
    "actor",
    "organisation_id",
    "action",
    "target_type",
    "target_id",
    "data",
    "digest",
)
MOST_ROWS = 5000  # of one file of the record; a narrower search gives the rest


@dataclass(frozen=True, slots=True)
class Health:
    """How the installation is, from its own tables and disk."""

    database: str
    disk_free: int  # bytes
    users: int
    organisations: int
    needs: int
    solutions: int
    records: int
    jobs: dict[JobState, int]
    oldest_job: datetime | None


def health(home: Path) -> Health:
    """Return the present figures; the disk is that of the home folder."""
    return Health(
        database=db.session.get_bind().dialect.name,
        disk_free=shutil.disk_usage(home).free,
        users=db.session.scalar(select(func.count()).select_from(User)) or 0,
        organisations=db.session.scalar(select(func.count()).select_from(Organisation)) or 0,
        needs=count_needs(),
        solutions=count_solutions(),
        records=count_records(),
        jobs=count_jobs(),
        oldest_job=oldest_waiting(),
    )


def audit_rows(*, action: str = "", target_type: str = "", target_id: str = "") -> list[dict[str, Any]]:
    """Return what a search of the record finds as rows of a file, the newest first, at most `MOST_ROWS`."""
    records: list[AuditRecord] = []
    for number in range(1, MOST_ROWS // PAGE_SIZE + 1):
        page = search(action=action, target_type=target_type, target_id=target_id, number=number)
        records += page.items
        if number >= page.pages:
            break
    names = names_of([record.actor_id for record in records])
    return [
        {
            **{name: getattr(record, name) for name in AUDIT_COLUMNS if name not in {"at", "actor", "data"}},
            "at": record.at.isoformat(),
            "actor": names.get(record.actor_id or 0, ""),
            "data": json.dumps(record.data, ensure_ascii=False, sort_keys=True),
        }
        for record in records
    ]


def model_change() -> MatchModel | None:
    """Return the model that is being prepared to take over, if there is one."""
    return model_in(ModelState.PREPARING)


def unverified_organisations(limit: int = 20) -> Sequence[Organisation]:
    """Return the organisations that nobody has verified yet, the oldest first."""
    wanted = select(Organisation).where(Organisation.verified_at.is_(None), Organisation.merged_into_id.is_(None))
    return db.session.scalars(wanted.order_by(Organisation.created_at, Organisation.id).limit(limit)).all()


def waiting_join_requests(limit: int = 20) -> Sequence[JoinRequest]:
    """Return the requests to join that wait for an answer anywhere, the oldest first."""
    wanted = select(JoinRequest).options(joinedload(JoinRequest.user), joinedload(JoinRequest.organisation))
    wanted = wanted.where(JoinRequest.status == JoinStatus.REQUESTED).order_by(JoinRequest.created_at, JoinRequest.id)
    return db.session.scalars(wanted.limit(limit)).all()


def names_of(user_ids: Sequence[int | None]) -> dict[int, str]:
    """Return the names of accounts by id."""
    known = {user_id for user_id in user_ids if user_id}
    return {user.id: user.name for user in db.session.scalars(select(User).where(User.id.in_(known)))}
