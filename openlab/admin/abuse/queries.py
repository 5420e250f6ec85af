"""Reads of reports."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from openlab.admin.abuse.models import AbuseReport
from openlab.admin.abuse.states import ReportStatus, ReportTarget
from openlab.extensions import db
from openlab.kit.db import Page, paginate
from openlab.kit.errors import NotFoundError

PAGE_SIZE = 50


def queue(status: ReportStatus, number: int) -> Page[AbuseReport]:
    """Return one page of the reports in a state: what waits oldest first, what is decided newest first."""
    order = AbuseReport.created_at if status is ReportStatus.OPEN else AbuseReport.decided_at.desc()
    wanted = select(AbuseReport).where(AbuseReport.status == status)
    return paginate(db.session, wanted.order_by(order, AbuseReport.id), number, PAGE_SIZE)


def count_by_status() -> dict[ReportStatus, int]:
    """Count the reports in each state."""
    rows = db.session.execute(select(AbuseReport.status, func.count()).group_by(AbuseReport.status))
    return {status: count for status, count in rows}  # noqa: C416  # a row is no tuple to the type checker


def get_report(report_id: int) -> AbuseReport:
    """Return a report with who made it, or raise NotFoundError."""
    wanted = select(AbuseReport).options(joinedload(AbuseReport.reporter)).where(AbuseReport.id == report_id)
    found = db.session.scalar(wanted)
    if found is None:
        raise NotFoundError(kind="report")
    return found


def same_target(report: AbuseReport) -> Sequence[AbuseReport]:
    """Return the other reports about the same thing, newest first."""
    wanted = select(AbuseReport).where(
        AbuseReport.target_type == report.target_type,
        AbuseReport.target_id == report.target_id,
        AbuseReport.id != report.id,
    )
    return db.session.scalars(wanted.order_by(AbuseReport.id.desc()).limit(20)).all()


def find_open(reporter_id: int | None, target: ReportTarget, target_id: int) -> AbuseReport | None:
    """Return a person's report about a thing that waits for a decision."""
    wanted = select(AbuseReport).where(
        AbuseReport.reporter_id == reporter_id,
        AbuseReport.target_type == target,
        AbuseReport.target_id == target_id,
        AbuseReport.status == ReportStatus.OPEN,
    )
    return db.session.scalar(wanted)


def count_since(reporter_id: int | None, since: datetime) -> int:
    """Count a person's reports since a moment."""
    wanted = select(func.count()).select_from(AbuseReport)
    return db.session.scalar(wanted.where(AbuseReport.reporter_id == reporter_id, AbuseReport.created_at > since)) or 0
