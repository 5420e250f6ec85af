"""Fill the demonstration: organisations, people, needs and solutions; sowing again keeps what was entered since."""

from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import update

from openlab import regions
from openlab.demo import alliance, content
from openlab.extensions import db
from openlab.identity.accounts.queries import find_user_by_email
from openlab.identity.accounts.service import create_user
from openlab.identity.orgs import service as orgs
from openlab.identity.orgs.states import OrganisationKind, Role, SizeClass
from openlab.jobs.service import drain
from openlab.kit import clock
from openlab.kit.db import transaction
from openlab.kit.policy import SYSTEM
from openlab.needs.models import Need
from openlab.solutions.models import Solution
from openlab.transfer.service import import_file

ORGANISATION_FIELDS = ("name_en", "business_number", "founded_year", "website", "summary", "summary_en", "mail_domains")


def sow() -> None:
    """Bring in everything of the demonstration that is not there yet, and index it."""
    with transaction(db.session):
        by_id = {row["id"]: _organisation(row) for row in content.organisations()}
        for row in content.people():
            _person(row, by_id[row["organisation"]])
    for name in ("needs", "solutions"):
        _import(Path(str(content.DATA)) / f"{name}.jsonl")
    with transaction(db.session):
        for table in (Need, Solution):
            db.session.execute(update(table).where(table.exchange_id.is_not(None)).values(demo=True))
        alliance.sow(by_id, current_app.extensions["openlab.settings"].files_dir)
    drain()


def _import(path: Path) -> None:
    report = import_file(SYSTEM, path)
    if not report.is_clean:
        raise RuntimeError("\n".join(problem.line() for problem in report.problems))


def _organisation(row: dict[str, Any]) -> Any:
    values = {name: row[name] for name in ORGANISATION_FIELDS if name in row}
    region = regions.parse_region(row["region"])
    return orgs.take_over(
        SYSTEM,
        OrganisationKind(row["kind"]),
        row["name"],
        exchange_id=row["id"],
        demo=True,
        region_code=region.code if region else "",
        verified_at=clock.now(),
        size_class=SizeClass(row["size_class"]) if row.get("size_class") else None,
        **values,
    )


def _person(row: dict[str, Any], organisation: Any) -> None:
    if find_user_by_email(row["email"]):
        return
    user = create_user(row["email"], row["name"], None, demo=True)
    for role in row["roles"]:
        orgs.give_role(SYSTEM, organisation, user, Role(role))
