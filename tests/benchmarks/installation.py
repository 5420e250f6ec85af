"""A demonstration to measure: seeded once in a scratch folder, with an official who has needs ready to publish."""

from pathlib import Path

from huey import MemoryHuey
from sqlalchemy import func, select

from openlab.app import create_app
from openlab.config import Settings
from openlab.demo import seed
from openlab.extensions import db
from openlab.kit.db import transaction
from openlab.kit.policy import SYSTEM
from openlab.needs import service as needs
from openlab.needs.models import Need
from openlab.solutions.models import Solution
from tests.server import prepare

READY = 12  # needs that wait for their approval
PROBLEM = "지하보도의 조명이 자주 꺼져 밤길을 걷는 주민이 불안해하고 넘어지는 일이 한 달에 열두 번 일어남. " * 3


def sow(home: Path) -> str:
    """Make the installation and return its size in words."""
    organisation = prepare(home)
    app = create_app(Settings.from_env({"OPENLAB_HOME": str(home)}), queue=MemoryHuey(immediate=True))
    with app.app_context():
        seed.sow()
        with transaction(db.session):
            for number in range(READY):
                _waiting_need(organisation, number)
        sizes = [db.session.scalar(select(func.count()).select_from(table)) for table in (Need, Solution)]
        db.session.remove()
        db.engine.dispose()
    return f"{sizes[0]} needs, {sizes[1]} solutions"


def word(number: int) -> str:
    """Return a word that stands in one of the waiting needs only."""
    return f"표지{chr(ord('가') + 588 * (number % 19) + 28)}{chr(ord('나') + number)}"


def _waiting_need(organisation: int, number: int) -> None:
    need = needs.create_draft(
        SYSTEM,
        f"{word(number)} 지하보도 조명이 꺼지는 문제",
        organisation_id=organisation,
        problem=PROBLEM,
        category="SAFETY",
        region_code="41290",
        budget_max=120_000_000,
        period_months=6,
        contact="031-000-0000",
        kpis=[{"name": "소등", "unit": "회", "baseline": 12, "target": 1, "direction": "down"}],
    )
    needs.submit(SYSTEM, need)
