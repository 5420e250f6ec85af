"""A small market behind the API."""

from types import SimpleNamespace

import pytest

from openlab.extensions import db
from openlab.jobs.service import drain
from openlab.kit.db import transaction
from openlab.matching.market import sync
from tests.builders import make_need, make_solution

FLOOD = {
    "title": "지하차도 침수",
    "problem": "집중호우 때 지하차도에 물이 빠르게 차올라 차가 갇힌다. " * 4,
    "category": "CRIME_DISASTER",
    "region_code": "41290",
    "budget_max": 100_000_000,
    "translation": {"title": "Flooded underpass", "problem": "Water rises in the underpass when it rains hard."},
}
CARE = {
    "title": "혼자 사는 어르신 안부",
    "problem": "혼자 사는 어르신이 쓰러져도 며칠 동안 모른다. " * 4,
    "category": "HEALTH_WELFARE",
    "region_code": "11110",
}
GATE = {
    "title": "지하차도 수위 감지와 차단",
    "summary": "물이 차면 차단기를 내립니다.",
    "description": "지하차도 수위 센서가 침수를 미리 알립니다. " * 5,
    "category": "CRIME_DISASTER",
    "nationwide": True,
    "price_min": 50_000_000,
}
CALL = {
    "title": "인공지능 안부 전화",
    "summary": "혼자 사는 어르신에게 날마다 전화합니다.",
    "description": "어르신이 받지 않으면 복지사에게 알립니다. " * 5,
    "category": "HEALTH_WELFARE",
    "nationwide": True,
}


@pytest.fixture
def market(app):
    """The ids of two needs, a draft, two solutions and a solution that is not listed."""
    with app.app_context():
        with transaction(db.session):
            ids = SimpleNamespace(
                flood=make_need(status="PUBLISHED", **FLOOD).id,
                care=make_need(status="PUBLISHED", **CARE).id,
                draft=make_need(title="쓰는 중").id,
                gate=make_solution(status="LISTED", **GATE).id,
                call=make_solution(status="LISTED", **CALL).id,
                waiting=make_solution(status="SUBMITTED", title="심사 중").id,
            )
        list(sync.catch_up())
        drain()
    return ids


@pytest.fixture
def get(client, market):
    """Return a function that asks the API."""
    return lambda address, **query: client.get(f"/api/v1{address}", query_string=query)
