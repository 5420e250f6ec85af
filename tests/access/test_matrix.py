"""Nobody gets further than the table says, and nobody whom the table lets in is locked out."""

import shutil
from collections.abc import Iterator

import pytest
from huey import MemoryHuey

from openlab.app import create_app
from openlab.kit.policy import policies
from tests.access import table
from tests.access.matrix import cells, check, every_cell
from tests.access.world import World, make_world, quiet
from tests.conftest import make_settings

NOT_OURS = {"static", "openapi.spec"}
LEAST = 1500


@pytest.fixture(scope="module")
def world(tmp_path_factory, empty_database) -> Iterator[World]:
    """One world for the whole matrix: no cell leaves a trace in it."""
    home = tmp_path_factory.mktemp("access")
    shutil.copy(empty_database, home / "openlab.db")
    app = create_app(make_settings(home, demo=True), queue=MemoryHuey(immediate=True))
    app.config["WTF_CSRF_ENABLED"] = False
    app.testing = True
    with quiet(app):
        yield make_world(app)


@pytest.mark.parametrize("asked", [*table.routes(), *table.verbs()], ids=lambda asked: asked.name)
def test_everybody_gets_as_far_as_the_table_says_and_no_further(world, asked):
    wrong = [str(found) for cell in cells(asked) if (found := check(world, cell))]

    assert wrong == []


def test_every_address_of_the_url_map_is_in_the_matrix_with_its_own_permission(world):
    declared = {(route.endpoint, route.method, route.permission) for route in table.routes()}
    there = {
        (rule.endpoint, method, getattr(world.app.view_functions[rule.endpoint], "guard", "no guard"))
        for rule in world.app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.endpoint not in NOT_OURS
    }

    assert sorted(there - declared) == []
    assert sorted(declared - there) == []


def test_every_permission_says_who_may():
    assert sorted(set(policies.names()) - set(table.permissions())) == []
    assert sorted(set(table.permissions()) - set(policies.names()) - {table.PUBLIC}) == []


def test_the_matrix_is_large_enough_to_mean_something():
    assert sum(1 for _cell in every_cell()) >= LEAST
