import numpy as np
import pytest

from openlab.matching.adapters.faiss_index import FaissLists, built_lists
from openlab.matching.shelves import index
from tests.mirrored import mirrored


def nearest(*asked):
    return index.nearest(*asked)[0]


def rows(count, seed=0, spread=0.7):
    chance = np.random.default_rng(seed)
    themes = np.random.default_rng(99).standard_normal((40, 64))
    made = (themes[chance.integers(0, 40, count)] + spread * chance.standard_normal((count, 64))).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


ROWS, QUERIES = rows(6_000), rows(20, seed=1)


@pytest.fixture(scope="module", params=["faiss", pytest.param("pgvector", marks=pytest.mark.postgres)])
def lists(request, tmp_path_factory):
    """An index over a file, as workers open it, and one in the database."""
    if request.param == "pgvector":
        with mirrored(request.getfixturevalue("cluster"), tmp_path_factory.mktemp("pgvector"), ROWS) as table:
            yield table
    else:
        path = tmp_path_factory.mktemp("index") / "lists.npy"
        np.save(path, built_lists(ROWS.astype(np.float16)))
        yield FaissLists(np.asarray(np.load(path, mmap_mode="r")))


def exact(query, k, allowed=None):
    values = ROWS @ query
    if allowed is not None:
        values = np.where(allowed, values, -np.inf)
    return set(np.argsort(-values)[:k].tolist())


def recall(found, expected):
    return len(set(found.tolist()) & expected) / len(expected)


def test_cosines_come_with_the_rows(lists):
    for found, values in (
        index.nearest(ROWS, lists, QUERIES[0], 5, None),
        index.nearest(ROWS, None, QUERIES[0], 5, None),
    ):
        assert np.allclose(values, ROWS[found] @ QUERIES[0], atol=1e-5)


def test_small_sets_are_searched_exactly():
    for query in QUERIES:
        assert set(nearest(ROWS, None, query, 10, None).tolist()) == exact(query, 10)


@pytest.mark.parametrize("share", [0.01, 0.6])
def test_small_sets_with_a_filter_are_searched_exactly(share):
    allowed = np.random.default_rng(3).random(len(ROWS)) < share
    for query in QUERIES:
        assert set(nearest(ROWS, None, query, 10, allowed).tolist()) == exact(query, 10, allowed)


def test_lists_find_what_exact_arithmetic_finds(lists):
    assert np.mean([recall(nearest(ROWS, lists, query, 10, None), exact(query, 10)) for query in QUERIES]) >= 0.99


def test_lists_within_a_filter_find_only_what_passes(lists, monkeypatch):
    monkeypatch.setattr("openlab.matching.shelves.index.EXACT_WITHIN", 10)
    allowed = np.random.default_rng(3).random(len(ROWS)) < 0.1
    found = [nearest(ROWS, lists, query, 10, allowed) for query in QUERIES]
    assert all(allowed[one].all() for one in found)
    assert np.mean([recall(one, exact(query, 10, allowed)) for one, query in zip(found, QUERIES, strict=True)]) >= 0.95


def test_few_rows_that_pass_a_filter_are_searched_exactly_beside_lists(lists):
    allowed = np.random.default_rng(3).random(len(ROWS)) < 0.02
    for query in QUERIES:
        assert set(nearest(ROWS, lists, query, 10, allowed).tolist()) == exact(query, 10, allowed)


def test_search_for_more_than_there_is_returns_everything(lists):
    few = np.arange(len(ROWS)) < 3
    assert set(nearest(ROWS, lists, QUERIES[0], 10, few).tolist()) == {0, 1, 2}
    assert nearest(ROWS[:2], None, QUERIES[0], 10, None).tolist() == [0, 1]
    assert nearest(ROWS[:2], None, QUERIES[0], 10, np.zeros(2, np.bool_)).size == 0
    assert nearest(ROWS[:0], None, QUERIES[0], 10, None).size == 0
