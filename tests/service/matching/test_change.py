"""Another model takes over without downtime: prepared beside the old one, taken over at once, taken up after a stop."""

from dataclasses import replace

import pytest
from huey import MemoryHuey

from openlab.app import create_app
from openlab.extensions import db
from openlab.jobs.service import drain, run_daily
from openlab.kit.db import transaction
from openlab.matching import queries, service
from openlab.matching.encoder import EncoderError
from openlab.matching.market import change, sync
from openlab.matching.models import MatchModel
from openlab.matching.states import ModelState
from openlab.matching.text import Side
from tests.builders import make_need
from tests.small_model import save_static_model

WORDS = ("침수", "주차", "악취", "어르신", "조명")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def start(request, settings, tmp_path):
    """Return a function that starts an installation with one of two models, as a restart would."""
    apps = []
    if request.param == "postgres":
        settings = replace(settings, database_url=request.getfixturevalue("postgres_url"))

    def begin(name):
        folder = tmp_path / name
        if not folder.exists():
            save_static_model(folder, seed=sum(map(ord, name)))
        app = create_app(replace(settings, encoder=str(folder)), queue=MemoryHuey(immediate=False))
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
    """A market of five needs on the first model."""
    app = start("first")
    with app.app_context():
        with transaction(db.session):
            for word in WORDS:
                publish(word)
        drain()
    return app


def publish(word):
    need = make_need(status="PUBLISHED", title=f"{word} 문제", problem=f"{word} 때문에 불편합니다. " * 5)
    sync.note_change(Side.NEEDS, need.id, live=True)
    return need.id


def ask(app, word="침수"):
    """Return the model that answers and the best title."""
    with app.app_context():
        found = service.match_text(app.extensions["openlab.matching"], word, Side.NEEDS, mode="dense")
        return app.extensions["openlab.matching"].encoder.model_id.partition("@")[0], found[0].item.title


def models(app):
    with app.app_context():
        rows = db.session.query(MatchModel).order_by(MatchModel.id)
        return {row.model_id.partition("@")[0]: (row.state, row.done, row.total) for row in rows}


def test_first_model_of_an_installation_is_active_at_once(market):
    assert models(market)["first"][0] is ModelState.ACTIVE
    assert ask(market) == ("first", "침수 문제")


def test_old_model_answers_until_the_new_one_is_whole_and_then_every_process_follows(start, market):
    restarted = start("second")

    assert ask(restarted) == ask(market) == ("first", "침수 문제")
    assert models(restarted)["second"] == (ModelState.PREPARING, 0, 5)

    with restarted.app_context():
        drain()

    assert ask(restarted) == ask(market) == ("second", "침수 문제")
    assert models(restarted)["second"] == (ModelState.ACTIVE, 5, 5)
    assert models(restarted)["first"][0] is ModelState.RETIRED


def test_vectors_of_the_old_model_are_removed_by_a_later_job(start, market):
    with market.app_context():
        old = queries.model_in(ModelState.ACTIVE).model_id
        assert queries.count_vectors(old) == 5
    with start("second").app_context():
        drain()
        assert queries.count_vectors(old) == 0
        assert queries.count_vectors(queries.model_in(ModelState.ACTIVE).model_id) == 5


def test_change_that_is_stopped_goes_on_where_it_was(start, market, monkeypatch):
    monkeypatch.setattr(change, "BATCH", 2)
    with start("second").app_context():
        steps = change.advance()
        assert next(steps) == (2, 5)
        steps.close()
    again = start("second")
    encoded = []
    with again.app_context():
        inner = again.extensions["openlab.encoders"].configured
        monkeypatch.setattr(inner, "encode_to_keep", counting(inner.encode_to_keep, encoded))
        assert list(change.advance()) == [(4, 5), (5, 5)]

    assert len(encoded) == 3
    assert ask(again)[0] == "second"


def counting(encode, encoded):
    def count(texts):
        encoded.extend(texts)
        return encode(texts)

    return count


def test_what_is_published_meanwhile_is_found_by_both_models(start, market):
    restarted = start("second")
    with restarted.app_context():
        with transaction(db.session):
            number = publish("태풍")
        sync.embed({"side": "needs", "ids": [number]})
        for state in (ModelState.ACTIVE, ModelState.PREPARING):
            assert number in queries.vectors_of(Side.NEEDS, [number], queries.model_in(state).model_id)
    assert ask(restarted, "태풍") == ("first", "태풍 문제")

    with restarted.app_context():
        drain()
    assert ask(restarted, "태풍") == ("second", "태풍 문제")


def test_model_that_fails_in_the_middle_leaves_the_old_one_and_says_why(start, market, monkeypatch):
    restarted = start("second")
    encoder = restarted.extensions["openlab.encoders"].configured

    def fail(texts):
        raise EncoderError("out of memory")

    with restarted.app_context(), monkeypatch.context() as broken:
        broken.setattr(encoder, "encode_to_keep", fail)
        drain()
        assert queries.model_in(ModelState.PREPARING).error == "out of memory"
        db.session.remove()
        assert ask(restarted) == ("first", "침수 문제")

    with restarted.app_context():
        monkeypatch.setattr(change, "REST", change.REST * 0)
        change.resume()
        drain()
    assert ask(restarted) == ("second", "침수 문제")
    with restarted.app_context():
        assert queries.model_in(ModelState.ACTIVE).error is None


def test_job_hands_on_to_the_next_when_its_time_is_over(start, market, monkeypatch):
    monkeypatch.setattr(change, "BATCH", 1)
    monkeypatch.setattr(change, "SLICE", 0.0)
    with start("second").app_context() as context:
        drain()
        assert models(context.app)["second"] == (ModelState.ACTIVE, 5, 5)


def test_going_back_before_the_end_leaves_the_active_model_alone(start, market):
    start("second")
    back = start("first")

    assert models(back)["second"][0] is ModelState.RETIRED
    with back.app_context():
        drain()
    assert ask(back) == ("first", "침수 문제")


def test_change_that_lost_its_job_is_found_and_taken_up(start, market):
    restarted = start("second")
    with restarted.app_context():
        with transaction(db.session):
            db.session.query(change.OutboxJob).delete()
        change.resume()
        drain()
    assert ask(restarted)[0] == "second"


def test_texts_that_nothing_has_any_more_lose_their_vectors(market):
    with market.app_context():
        with transaction(db.session):
            sync.note_change(Side.NEEDS, 1, live=False)
        run_daily()
        drain()
        assert queries.count_vectors(queries.model_in(ModelState.ACTIVE).model_id) == 4
