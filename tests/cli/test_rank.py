"""rank: versions of the weights from the command line."""

import json

import pytest

from openlab.app import create_app
from openlab.extensions import db
from openlab.kit.db import transaction
from tests.cli.conftest import is_one_line
from tests.service.quality.test_weights import give


@pytest.fixture
def market(filled, settings):
    """The demonstration with opinions on it."""
    app = create_app(settings)
    with app.app_context():
        with transaction(db.session):
            give(120)
        db.session.remove()
        db.engine.dispose()
    return filled


def test_nothing_is_learned_from_nothing(openlab):
    answer = openlab("rank", "fit")

    assert is_one_line(answer, 1)
    assert "too few opinions" in answer.stderr


def test_a_version_is_learned_compared_adopted_and_taken_back(market):
    learned = market("rank", "fit", "--note", "autumn")
    assert learned.exit_code == 0
    assert learned.stdout.startswith("version 1, from ")

    figures = json.loads(market("rank", "compare", 0, 1, "--json").stdout)
    assert [one["version"] for one in figures] == [0, 1]
    assert figures[0]["judged"] != figures[1]["judged"]
    assert figures[1]["held_out"]["pairs"] > 0

    assert market("rank", "adopt", 1).stdout == "version 1 is in use\n"
    listed = json.loads(market("rank", "list", "--json").stdout)
    assert [(one["version"], one["used"], one["note"]) for one in listed] == [
        (1, True, "autumn"),
        (0, False, "documented"),
    ]
    assert is_one_line(market("rank", "adopt", 1), 1)
    assert market("rank", "rollback").stdout == "version 0 is in use again\n"
    assert is_one_line(market("rank", "rollback"), 1)


@pytest.mark.parametrize("words", [("adopt", 4711), ("compare", 0, 4711)])
def test_a_version_that_does_not_exist_is_said_in_one_line(openlab, words):
    assert is_one_line(openlab("rank", *words), 1)
