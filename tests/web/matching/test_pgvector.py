"""With PostgreSQL and pgvector the database proposes what is near, and every answer stays as it was."""

from dataclasses import replace

import pytest
from huey import MemoryHuey
from sqlalchemy import text

from openlab.app import create_app
from openlab.config import ConfigError, Settings
from openlab.extensions import db, limiter
from openlab.jobs.service import drain, run_each_minute
from openlab.kit.db import transaction
from openlab.matching.market import change, mirror, replica, sync
from openlab.matching.shelves import index as lists
from openlab.matching.text import Side
from tests.builders import make_need
from tests.small_model import save_static_model

pytestmark = pytest.mark.postgres
TOPICS = ("지하차도 침수", "골목 주차", "하천 악취", "어르신 안부", "정류장 난방", "가로등 고장", "쓰레기 무단 투기")


@pytest.fixture
def start(settings, postgres_url, monkeypatch):
    """Return a function that starts an installation on PostgreSQL, where even small sides are searched by lists."""
    monkeypatch.setattr(replica, "LISTED_FROM", 1)
    apps = []

    def begin(**changes):
        app = create_app(replace(settings, database_url=postgres_url, **changes), queue=MemoryHuey(immediate=False))
        limiter.enabled = False
        apps.append(app)
        with app.app_context():
            change.adopt()
        return app

    yield begin
    for app in apps:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def market(start):
    """An installation with pgvector and seven needs."""
    app = start(vectors="pgvector")
    with app.app_context():
        with transaction(db.session):
            for topic in TOPICS:
                publish(topic)
        work()
    return app


def publish(topic):
    need = make_need(status="PUBLISHED", title=f"{topic} 문제", problem=f"{topic} 때문에 주민이 불편합니다. " * 5)
    sync.note_change(Side.NEEDS, need.id, live=True)
    return need.id


def work():
    """Do what a worker does in a minute."""
    drain()
    run_each_minute()
    drain()


def ask(app, question, **how):
    answer = app.test_client().get("/api/v1/match", query_string={"text": question, "side": "needs", **how})
    assert answer.status_code == 200
    return [(item["id"], round(item["score"], 4)) for item in answer.json["items"]]


def proposes(app):
    return type(app.extensions["openlab.matching"].engine.state(Side.NEEDS).lists)


def test_answers_are_those_of_files(market, start):
    files, other = start(), start(vectors="pgvector")

    for question in ("비가 오면 물이 찹니다", "차 댈 데가 없어요"):
        for mode in ("hybrid", "dense"):
            assert ask(other, question, mode=mode) == ask(files, question, mode=mode)
    assert proposes(other) is mirror.PgvectorLists
    assert proposes(files) is not mirror.PgvectorLists


def test_what_is_published_is_found_before_and_after_it_is_mirrored(market, start):
    reader = start(vectors="pgvector")
    ask(reader, "침수")
    with market.app_context(), transaction(db.session):
        number = publish("버스 노선 축소")
    assert ask(reader, "버스 노선이 줄었어요")[0][0] == number
    with market.app_context():
        work()
        assert db.session.scalar(text("SELECT count(*) FROM match_pgvector_1")) == 8
        with transaction(db.session):
            sync.note_change(Side.NEEDS, number, live=False)
        work()
        assert db.session.scalar(text("SELECT count(*) FROM match_pgvector_1")) == 7
    assert number not in dict(ask(reader, "버스 노선이 줄었어요"))


def test_filter_is_kept_inside_the_database(market, start, monkeypatch):
    monkeypatch.setattr(lists, "EXACT_WITHIN", 0)
    reader = start(vectors="pgvector")
    whole = ask(reader, "침수")

    answer = reader.test_client().get("/search?q=침수&side=needs&category=HOUSING")

    assert answer.status_code == 200
    assert len(whole) == 7


def test_another_model_has_its_own_table_and_the_old_one_goes(market, start, tmp_path):
    changed = start(vectors="pgvector", encoder=str(save_static_model(tmp_path / "other")))
    with changed.app_context():
        work()
        work()
        tables = db.session.scalars(text("SELECT tablename FROM pg_tables WHERE tablename LIKE 'match_pgvector_%'"))
        assert list(tables) == ["match_pgvector_2"]
    assert len(ask(changed, "침수", mode="dense")) == 7


def test_database_that_may_not_have_the_extension_leaves_files(start, monkeypatch):
    monkeypatch.setattr(mirror, "_made", lambda _table, _dimension: False)
    app = start(vectors="pgvector")
    with app.app_context():
        with transaction(db.session):
            publish("지하차도 침수")
        work()

    assert len(ask(app, "침수")) == 1
    assert proposes(app) is not mirror.PgvectorLists


def test_pgvector_without_postgresql_is_a_wrong_setting(tmp_path):
    with pytest.raises(ConfigError, match="OPENLAB_VECTORS"):
        Settings.from_env({"OPENLAB_HOME": str(tmp_path), "OPENLAB_VECTORS": "pgvector"})
