"""Snapshots of the index in a real application: the same answers as without, and none of their faults ever shows."""

import random
import shutil
from pathlib import Path

import pytest
from huey import MemoryHuey
from structlog.testing import capture_logs

from openlab.app import create_app
from openlab.extensions import db, limiter
from openlab.jobs.service import drain, run_each_minute
from openlab.kit.db import transaction
from openlab.matching import queries
from openlab.matching.market import replica, sync, upkeep
from openlab.matching.market.snapshot import CURRENT, MANIFEST
from openlab.matching.text import Side
from openlab.needs.models import Need
from tests.builders import make_need, make_solution

TOPICS = ("지하차도 침수", "골목 주차", "하천 악취", "어르신 안부", "정류장 난방", "가로등 고장", "쓰레기 무단 투기")
ASKED = ("비가 오면 물이 찹니다", "차 댈 데가 없어요", "혼자 사는 어르신", "밤길이 어두워요")


@pytest.fixture
def start(settings):
    """Return a function that starts a process of the installation."""
    apps = []

    def begin():
        app = create_app(settings, queue=MemoryHuey(immediate=False))
        app.testing = True
        limiter.enabled = False
        apps.append(app)
        return app

    yield begin
    for app in apps:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def market(start):
    """A process with seven needs and solutions, their vectors stored, and a snapshot of all of it."""
    app = start()
    with app.app_context():
        with transaction(db.session):
            for topic in TOPICS:
                publish(topic)
                solution = make_solution(
                    status="LISTED",
                    title=f"{topic} 해결",
                    summary=f"{topic}을 줄입니다.",
                    description=f"{topic} 감지. " * 15,
                )
                sync.note_change(Side.SOLUTIONS, solution.id, live=True)
        drain()
        assert index_of(app).compact()
    return app


def publish(topic):
    need = make_need(status="PUBLISHED", title=f"{topic} 문제", problem=f"{topic} 때문에 주민이 불편합니다. " * 5)
    sync.note_change(Side.NEEDS, need.id, live=True)
    return need.id


def index_of(app):
    return app.extensions["openlab.matching"]


def answers(app):
    """Return what a process answers to a few questions; nothing may be answered with an error."""
    found = []
    for text in ASKED:
        for side in ("needs", "solutions"):
            for mode in ("hybrid", "dense", "lexical"):
                asked = app.test_client().get("/api/v1/match", query_string={"text": text, "side": side, "mode": mode})
                assert asked.status_code == 200
                found.append([(item["id"], round(item["score"], 4), item["reasons"]) for item in asked.json["items"]])
    assert app.test_client().get("/search", query_string={"q": ASKED[0]}).status_code == 200
    return found


def state(app):
    with app.app_context():
        index_of(app).refresh()
        return index_of(app).state()


def generation(app) -> Path:
    return index_of(app)._replica.snapshot.folder


def test_process_that_starts_from_a_snapshot_answers_as_one_that_read_the_database(market, start, settings):
    fresh = start()
    expected = answers(fresh)
    assert state(fresh).snapshot

    shutil.rmtree(settings.home / "index")
    without = start()
    assert answers(without) == expected
    assert not state(without).snapshot


def test_changes_since_the_snapshot_are_seen_by_all_processes_and_survive_the_next_one(market, start):
    other = start()
    answers(other)
    with market.app_context():
        with transaction(db.session):
            added = publish("버스 노선 축소")
            sync.note_change(Side.NEEDS, 1, live=False)
            db.session.get_one(Need, 1).status = "WITHDRAWN"
        drain()

    for app in (market, other, start()):
        ids = {item["id"] for item in ask_needs(app, "버스 노선이 줄었어요 침수")}
        assert added in ids
        assert 1 not in ids
    before = order(other)
    with market.app_context():
        name = index_of(market).compact()
    newest = start()
    assert state(newest).snapshot == name
    assert (state(newest).since, state(newest).needs) == (0, 7)
    assert order(newest) == before


def order(app):
    """Return the answers without their points: what left the market still counts for how rare a word is."""
    return [[number for number, _points, _reasons in one] for one in answers(app)]


def ask_needs(app, text):
    return app.test_client().get("/api/v1/match", query_string={"text": text, "side": "needs"}).json["items"]


def test_running_process_takes_up_a_newer_snapshot_with_the_next_change(market, start):
    other = start()
    answers(other)
    old = state(other).snapshot
    with market.app_context():
        with transaction(db.session):
            publish("버스 노선 축소")
        name = index_of(market).compact()
        with transaction(db.session):
            publish("자전거 도로 단절")

    assert state(other).snapshot == name > old
    assert state(other).needs == 9


@pytest.mark.parametrize(
    "hurt",
    [
        lambda folder: (folder / MANIFEST).unlink(),
        lambda folder: (folder / MANIFEST).write_text("{}"),
        shutil.rmtree,
        lambda folder: (folder.parent / CURRENT).write_text("../../../etc\n"),
        lambda folder: (folder.parent / CURRENT).unlink(),
        lambda folder: cut(folder / "needs.bin"),
        lambda folder: cut(folder / "solutions.bin"),
        lambda folder: cut(folder / MANIFEST),
        lambda folder: (folder / "needs.bin").unlink(),
        *(lambda folder, seed=seed: flip(folder, seed) for seed in range(6)),
    ],
    ids=lambda hurt: "",
)
def test_snapshot_that_is_damaged_at_the_start_changes_no_answer_and_is_made_again(market, start, hurt):
    expected, folder = answers(market), generation(market)
    hurt(folder)
    app = start()

    assert answers(app) == expected
    with app.app_context():
        assert index_of(app).compact()
        assert index_of(app).check() == []
    assert answers(start()) == expected


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(folder, seed):
    """Flip one bit somewhere in a file."""
    chance = random.Random(seed)  # places, not secrets
    path = chance.choice(sorted(path for path in folder.iterdir() if path.stat().st_size))
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def test_file_cut_off_under_a_running_process_harms_no_question(market):
    expected = answers(market)
    for path in generation(market).glob("*.bin"):
        with path.open("r+b") as file:
            file.truncate(100)

    assert answers(market) == expected


@pytest.mark.parametrize("name", ["needs.sentences.starts", "solutions.heads.starts"])
def test_file_overwritten_under_a_running_process_is_noticed_by_what_it_breaks(market, name):
    expected = answers(market)
    with capture_logs() as logs:
        overwrite(market, name, b"\x7f")
        assert answers(market) == expected
    assert [entry["log_level"] for entry in logs if "damaged" in entry["event"]] == ["error"]


def test_silent_damage_is_found_by_the_worker_and_every_process_lets_go(market, start, monkeypatch):
    other = start()
    expected = answers(other)
    overwrite(market, "needs.vectors", b"\x00")
    monkeypatch.setattr(upkeep, "_proving", upkeep._Now(0))
    with market.app_context():
        run_each_minute()

    assert answers(other) == answers(market) == expected
    assert not state(other).snapshot


def overwrite(app, name, byte):
    """Fill an array of the snapshot in use with a byte, in place."""
    used = index_of(app)._replica.snapshot
    entry = used.entries[name]
    with (used.folder / f"{name.partition('.')[0]}.bin").open("r+b") as file:
        file.seek(entry["begin"])
        file.write(byte * used.arrays[name].nbytes)


def test_error_that_is_no_fault_of_the_snapshot_is_not_hidden(market, monkeypatch):
    answers(market)

    def wrong(*_args, **_how):
        raise ZeroDivisionError

    monkeypatch.setattr(index_of(market)._replica.engine, "match", wrong)
    with market.test_request_context(), pytest.raises(ZeroDivisionError):
        index_of(market).match(None, Side.NEEDS)


def test_snapshot_of_a_database_that_was_restored_from_before_it_is_not_used(market, start):
    with market.app_context(), transaction(db.session):
        db.session.query(queries.MatchClock).update({"sequence": 3})

    assert not state(start()).snapshot


def test_snapshot_of_another_layout_is_not_used_but_not_damaged_either(market, start, monkeypatch):
    expected = answers(market)
    monkeypatch.setattr(replica, "layout", lambda: "another")
    app = start()

    assert answers(app) == expected
    assert not state(app).snapshot
    assert generation(market).is_dir()


def test_large_index_is_built_by_one_process_and_opened_by_the_next(market, start, settings, monkeypatch):
    monkeypatch.setattr(replica, "LARGE", 5)
    shutil.rmtree(settings.home / "index")

    assert answers(start()) == answers(start())
    assert state(start()).snapshot == "0000000001"


def test_snapshot_is_written_by_a_job_once_enough_has_changed(market, start, monkeypatch):
    monkeypatch.setattr(replica, "BEHIND_FLOOR", 3)
    old = state(market).snapshot
    with market.app_context():
        run_each_minute()
        drain()
        assert index_of(market).state().snapshot == old
        with transaction(db.session):
            for topic in TOPICS[:4]:
                publish(f"또 {topic}")
        drain()
        run_each_minute()
        drain()

    assert state(start()).snapshot > old
    assert state(start()).since == 0


def test_job_removes_the_snapshots_of_models_that_are_gone(market, settings):
    gone = settings.home / "index" / "0123456789abcdef"
    gone.mkdir()
    with market.app_context():
        upkeep.compact({})
        assert not gone.exists()
        assert generation(market).is_dir()
        shutil.rmtree(settings.home / "index")
        upkeep.compact({})
    assert answers(market)
