"""When the model fails, people still find by words, are told so in their language, and need not do anything."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
from huey import MemoryHuey
from structlog.testing import capture_logs

from openlab.app import create_app
from openlab.config import ConfigError
from openlab.extensions import db, limiter
from openlab.jobs.service import run_each_minute
from openlab.kit.db import transaction
from openlab.matching import encoder, queries
from openlab.matching.encoder import DEFAULT_MODEL_DIR
from openlab.matching.market import careful, sync
from openlab.matching.text import Side
from tests.builders import make_curator, make_need, make_solution, sign_in

NOTE = "낱말이 겹치는 것만 보여 드립니다"
NOTE_EN = "shows only what shares words with your text"
FLOOD = "지하차도에 물이 찹니다"
DRAFT = {"title": "지하차도 침수", "problem": f"{FLOOD}. " * 3, "summary": FLOOD, "description": FLOOD}


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped model that may be damaged."""
    return shutil.copytree(DEFAULT_MODEL_DIR, tmp_path / "model")


@pytest.fixture
def start(settings, folder):
    """Return a function that starts the server anew, as a process that knows nothing of the one before."""
    apps = []

    def begin():
        encoder._loaded.cache_clear()
        app = create_app(replace(settings, encoder=str(folder)), queue=MemoryHuey(immediate=True))
        app.config["WTF_CSRF_ENABLED"] = False
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
def clock(monkeypatch):
    """Return a function that lets time pass for models that rest."""
    moment = [1000.0]
    monkeypatch.setattr(careful, "monotonic", lambda: moment[0])

    def wait(seconds):
        moment[0] += seconds

    return wait


@pytest.fixture
def market(start):
    """A server with a need and a solution whose vectors are stored."""
    app = start()
    with app.app_context(), transaction(db.session):
        publish("지하차도 침수", FLOOD)
        solution = make_solution(
            status="LISTED", title="지하차도 수위 감지", summary="물이 차면 막습니다.", description=f"{FLOOD}. " * 9
        )
        sync.note_change(Side.SOLUTIONS, solution.id, live=True)
    return app


def publish(title, problem):
    need = make_need(status="PUBLISHED", title=title, problem=f"{problem}. " * 5)
    sync.note_change(Side.NEEDS, need.id, live=True)
    return need.id


def search(app, **query):
    return app.test_client().get("/search", query_string={"q": FLOOD, "side": "needs", **query})


def raising(*_texts):
    raise RuntimeError("CUDA error: device-side assert triggered\nmore lines")


def shapeless(texts):
    return np.full((len(texts), 3), np.nan, np.float32)


def damage(folder, how):
    if how == "removed":
        shutil.rmtree(folder)
    else:
        path = folder / how
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("how", ["removed", "model.safetensors", "tokenizer.json", "modules.json"])
def test_model_that_is_gone_at_the_start_leaves_words_and_comes_back(market, start, folder, clock, tmp_path, how):
    kept = shutil.copytree(folder, tmp_path / "kept")
    damage(folder, how)
    app = start()

    page, english, part = search(app), search(app, lang="en"), app.test_client().get(
        "/search", query_string={"q": FLOOD, "side": "needs"}, headers={"HX-Request": "true"})  # fmt: skip

    assert (page.status_code, english.status_code, part.status_code) == (200, 200, 200)
    assert "지하차도 침수" in page.text
    assert NOTE in page.text
    assert NOTE in part.text
    assert NOTE_EN in english.text

    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(kept, folder)
    clock(61)
    assert NOTE not in search(app).text
    assert "지하차도 침수" in search(app).text


def test_model_that_never_was_used_is_a_wrong_setting(start, folder):
    shutil.rmtree(folder)

    with pytest.raises(ConfigError, match="OPENLAB_ENCODER"):
        start()


def test_shipped_model_that_is_gone_leaves_words_even_in_an_empty_database(settings, monkeypatch, tmp_path):
    monkeypatch.setattr(encoder, "DEFAULT_MODEL_DIR", tmp_path / "nothing")
    encoder._loaded.cache_clear()
    app = create_app(settings, queue=MemoryHuey(immediate=True))
    with app.app_context(), transaction(db.session):
        publish("지하차도 침수", FLOOD)

    page = search(app)

    assert "지하차도 침수" in page.text
    assert NOTE in page.text
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("broken", [raising, shapeless], ids=["raises", "gives nonsense"])
def test_model_that_fails_over_a_question_harms_no_page(market, build_on, clock, monkeypatch, broken):
    client = build_on(market)
    inner = market.extensions["openlab.encoders"].configured._inner
    with monkeypatch.context() as patch:
        for name in ("encode_queries", "encode_documents", "encode_words"):
            patch.setattr(inner, name, broken)
        answers = {address: client.get(address) for address in (
            "/", "/search?q=지하차도", "/search?q=침수&side=needs&feasible=1&category=HOUSING", "/needs/1/matches",
            "/work", "/solutions/1/matches", "/api/v1/match?text=지하차도", "/api/v1/match?text=지하차도&mode=dense",
            "/admin/health", "/api/v1/needs/1/matches", "/api/v1/solutions/1/matches")}  # fmt: skip
        posts = {address: client.post(address, data=DRAFT) for address in (
            "/matching/preview/solutions", "/matching/preview/needs", "/matching/similar/needs")}  # fmt: skip

    assert {address: one.status_code for address, one in (answers | posts).items()} == dict.fromkeys(
        answers | posts, 200)  # fmt: skip
    for address in ("/search?q=지하차도", "/needs/1/matches", "/solutions/1/matches"):
        assert NOTE in answers[address].text
        assert "지하차도" in answers[address].text
    assert all(NOTE in one.text for one in posts.values())
    assert NOTE in answers["/api/v1/match?text=지하차도&mode=dense"].json["note"]
    assert answers["/api/v1/match?text=지하차도"].json["items"][0]["parts"].get("meaning", 0) == 0

    clock(61)
    assert NOTE not in client.get("/search?q=지하차도").text
    assert client.get("/api/v1/match?text=지하차도").json["note"] == ""


@pytest.fixture
def build_on():
    """Return a function that signs a curator in to an application."""

    def sign(app):
        with app.app_context(), transaction(db.session):
            person = make_curator()
        client = app.test_client()
        sign_in(client, person)
        return client

    return sign


def test_failure_and_recovery_are_logged_once_each(market, clock, monkeypatch):
    inner = market.extensions["openlab.encoders"].configured._inner
    search(market)
    with capture_logs() as logs:
        with monkeypatch.context() as patch:
            patch.setattr(inner, "encode_queries", raising)
            for _ in range(5):
                clock(10)
                search(market)
        clock(100)
        search(market)

    told = [(entry["log_level"], entry.get("why")) for entry in logs if "encoder" in entry["event"]]
    assert told == [("error", "CUDA error: device-side assert triggered"), ("warning", None)]


def test_model_that_fails_rests_longer_each_time(market, clock, monkeypatch):
    asked = []
    inner = market.extensions["openlab.encoders"].configured._inner

    def count(texts):
        asked.append(texts)
        raise RuntimeError("no")

    search(market)
    monkeypatch.setattr(inner, "encode_queries", count)
    for _ in range(300):
        search_quickly(market)
        clock(1)

    assert 8 <= len(asked) <= 14  # after 1, 2, 4, 8, 16, 32 seconds, then each minute


def search_quickly(app):
    with app.app_context():
        app.extensions["openlab.encoders"].configured.encode_queries(["침수"])


def test_what_is_published_while_the_model_fails_is_found_by_words_and_later_by_meaning(market, clock, monkeypatch):
    encoders = market.extensions["openlab.encoders"]
    search(market)
    with monkeypatch.context() as patch:
        patch.setattr(encoders.configured._inner, "encode_documents", raising)
        with market.app_context(), transaction(db.session):
            number = publish("버스 정류장 난방", "겨울에 정류장이 추워요")
        answer = search(market, q="정류장 추워요")
        assert "버스 정류장 난방" in answer.text
        with market.app_context():
            assert queries.count_lacking(encoders.configured.model_id) == 1

    clock(61)
    with market.app_context():
        run_each_minute()
        assert queries.vectors_of(Side.NEEDS, [number], encoders.configured.model_id)
    asked = market.test_client().get("/api/v1/match?text=정류장이 추워요&side=needs&mode=dense").json
    assert (asked["note"], asked["items"][0]["title"]) == ("", "버스 정류장 난방")


def test_console_tells_of_the_failure(market, build_on, clock, monkeypatch):
    client = build_on(market)
    monkeypatch.setattr(market.extensions["openlab.encoders"].configured._inner, "encode_queries", raising)
    search(market)

    page = client.get("/admin/health").text

    assert "모델이 답하지 않아 낱말로만 찾고 있습니다." in page
    assert "CUDA error: device-side assert triggered" in page


def test_words_alone_show_nothing_that_shares_no_word(market, clock, monkeypatch):
    with market.app_context(), transaction(db.session):
        publish("버스 정류장 난방", "겨울에 정류장이 추워요")
    monkeypatch.setattr(market.extensions["openlab.encoders"].configured._inner, "encode_queries", raising)

    items = market.test_client().get("/api/v1/match?text=정류장&side=needs").json["items"]

    assert [(item["rank"], item["title"]) for item in items] == [(1, "버스 정류장 난방")]
    assert market.test_client().get("/api/v1/match?text=xylophone&side=needs").json["items"] == []
