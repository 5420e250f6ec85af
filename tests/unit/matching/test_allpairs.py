"""All pairs at once are what asking one by one gives."""

import numpy as np
import pytest

from openlab.matching import allpairs
from openlab.matching.allpairs import all_pairs, near_pairs
from openlab.matching.encoder import load_encoder
from openlab.matching.engine import Engine
from openlab.matching.scoring.weights import Weights
from openlab.matching.shelves import sides
from openlab.matching.shelves.shelf import Shelf, empty
from openlab.matching.text import Side
from tests.benchmarks import market


@pytest.fixture(scope="module")
def engine():
    made = Engine(load_encoder())
    made.upsert([*market.documents(Side.NEEDS, 40), *market.documents(Side.SOLUTIONS, 90)])
    return made


def rows(count, seed, dimension=12):
    made = np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def shelf(side, count, seed):
    made = Shelf.build(list(market.documents(side, count, seed)), rows(count, seed))
    return made.with_hubs(np.random.default_rng(seed).random(count).astype(np.float32) / 5, 1)


@pytest.mark.parametrize(("k", "block", "group"), [(5, 64, 4), (7, 50, 16), (40, 4_096, 2)])
def test_nearest_pairs_are_those_of_plain_arithmetic(monkeypatch, k, block, group):
    monkeypatch.setattr(allpairs, "BLOCK", block)
    monkeypatch.setattr(allpairs, "GROUP", group)
    many, few = shelf(Side.SOLUTIONS, 230, 1), shelf(Side.NEEDS, 70, 2)
    cosines = many.vectors @ few.vectors.T
    for hubs, (found, similar), plain in (
        (few.hubs[None, :], near_pairs(many, few, k)[0], cosines),
        (many.hubs[None, :], near_pairs(many, few, k)[1], cosines.T),
    ):
        expected = np.argsort(-(plain - 0.5 * (hubs - hubs.mean())), axis=1)[:, :k]
        assert [set(one) for one in found.tolist()] == [set(one) for one in expected.tolist()]
        assert np.allclose(similar, np.take_along_axis(plain, found, 1), atol=1e-5)


@pytest.mark.parametrize("mode", ["hybrid", "dense"])
@pytest.mark.parametrize("side", list(Side))
def test_partners_are_ranked_as_by_asking_one_by_one(engine, side, mode):
    best = engine.all_pairs(top=100, mode=mode)[side]
    askers, items = engine.state(side), engine.state(side.other)
    for row in range(0, askers.count, 7):
        one_by_one = engine.match(askers.document(row), side.other, 100, mode)
        found = [items.document(item).id for item in best.rows[row] if item >= 0]
        assert found == [match.id for match in one_by_one]
        assert best.scores[row, : len(found)] == pytest.approx([match.score for match in one_by_one], abs=1e-5)
        assert best.feasible[row, : len(found)].tolist() == [match.feasible for match in one_by_one]


def test_market_without_one_side_has_no_partners():
    needs, nothing = shelf(Side.NEEDS, 3, 1), empty(12)
    found = all_pairs(needs, nothing, Weights(), top=4)
    assert found[Side.NEEDS].rows.tolist() == [[-1] * 4] * 3
    assert found[Side.SOLUTIONS].rows.shape == (0, 4)


def test_documents_beside_the_base_take_part_and_removed_ones_do_not(engine, monkeypatch):
    monkeypatch.setattr(sides, "FRESH_FLOOR", 5)
    grown = Engine(load_encoder())
    listed = list(market.documents(Side.SOLUTIONS, 20))
    grown.upsert([*market.documents(Side.NEEDS, 4), *listed[:15]])
    grown.upsert(listed[15:])
    grown.remove(Side.SOLUTIONS, [listed[0].id])
    best = grown.all_pairs(top=30)[Side.NEEDS]
    ids = best.items.listed()
    assert sorted(ids[row] for row in best.rows[0] if row >= 0) == sorted(one.id for one in listed[1:])
