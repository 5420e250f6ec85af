import numpy as np
import pytest

from openlab.matching.adapters.faiss_index import FaissIndex


def rows(count, seed=0):
    made = np.random.default_rng(seed).standard_normal((count, 16)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


@pytest.fixture
def index():
    made = FaissIndex(16)
    made.add(np.arange(50) * 7, rows(50))
    return made


def test_search_returns_what_exact_arithmetic_returns(index):
    query = rows(1, seed=1)[0]
    cosines = rows(50) @ query
    ids, scores = index.search(query, 5)
    assert ids.tolist() == (np.argsort(-cosines)[:5] * 7).tolist()
    assert np.allclose(scores, np.sort(cosines)[::-1][:5], atol=1e-6)


def test_search_within_allowed_ids_finds_only_these(index):
    ids, _ = index.search(rows(1, seed=1)[0], 10, np.asarray([7, 14, 999]))
    assert set(ids.tolist()) == {7, 14}
    assert index.search(rows(1)[0], 10, np.zeros(0, np.int64))[0].size == 0


def test_add_again_replaces_a_row(index):
    index.add(np.asarray([7]), rows(1, seed=9))
    assert index.count() == 50
    assert np.allclose(index.vectors([7]), rows(1, seed=9))


def test_remove_forgets_rows_and_ignores_unknown_ones(index):
    index.remove(np.asarray([7, 8]))
    assert index.count() == 49
    with pytest.raises(KeyError):
        index.vectors([7])


def test_copy_is_independent(index):
    twin = index.copy()
    twin.remove(np.asarray([0]))
    assert (index.count(), twin.count()) == (50, 49)


def test_save_and_load_keep_everything(index, tmp_path):
    index.save(tmp_path / "side.faiss")
    loaded = FaissIndex.load(tmp_path / "side.faiss")
    assert loaded.count() == 50
    assert np.array_equal(loaded.vectors([49]), index.vectors([49]))
    loaded.remove(np.asarray([49]))
    assert loaded.count() == 49


def test_search_of_an_empty_index_finds_nothing():
    assert FaissIndex(16).search(rows(1)[0], 5)[0].size == 0
