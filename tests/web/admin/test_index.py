"""The console on the index: how far a change of model is, what went wrong, and which snapshot is in use."""

import pytest

from openlab.extensions import db
from openlab.kit import clock
from openlab.matching.models import MatchModel
from openlab.matching.states import ModelState
from tests.builders import make_curator, sign_in


@pytest.fixture
def curator(build, client):
    sign_in(client, build(make_curator))
    return client


def preparing(error=None):
    row = MatchModel(
        model_id="bge-m3@abc",
        settings={},
        dimension=4,
        state=ModelState.PREPARING,
        done=120,
        total=300,
        started_at=clock.now(),
        error=error,
    )
    db.session.add(row)


def test_jobs_show_how_far_another_model_is(curator, build):
    assert "매칭 모델을 바꾸는 중" not in curator.get("/admin/jobs").text
    build(preparing)

    page = curator.get("/admin/jobs").text

    assert "매칭 모델을 바꾸는 중" in page
    assert "bge-m3@abc" in page
    assert 'max="300" value="120"' in page
    assert "모델이 멈췄습니다" not in page


def test_jobs_say_why_another_model_stands_still(curator, build):
    build(lambda: preparing("CUDA out of memory <b>"))

    page = curator.get("/admin/jobs").text

    assert "모델이 멈췄습니다" in page
    assert "CUDA out of memory &lt;b&gt;" in page


def test_health_names_the_model_that_answers(curator):
    page = curator.get("/admin/health").text

    assert "매칭 색인" in page
    assert "model@" in page
    assert "낱말로만 찾고 있습니다" not in page
