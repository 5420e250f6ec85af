import numpy as np
import pytest

from openlab.matching import sides
from openlab.matching.adapters.faiss_index import FaissIndex
from openlab.matching.sides import SideState
from openlab.matching.text import document_from_solution
from tests.unit.matching.records import solution


def rows(count, seed):
    made = np.random.default_rng(seed).standard_normal((count, 8)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def filled(count, seed, prefix="S"):
    documents = [document_from_solution(solution(id=f"{prefix}{number}")) for number in range(count)]
    return SideState(FaissIndex(8)).with_documents(documents, rows(count, seed))


def test_a_change_leaves_the_state_that_readers_hold_untouched():
    before = filled(5, 1)
    after = before.without(["S0"])
    assert (len(before.documents), before.index.count()) == (5, 5)
    assert (len(after.documents), after.index.count()) == (4, 4)


def test_hubs_are_measured_against_the_other_side():
    state = filled(5, 1).with_hubs(filled(30, 2))
    cosines = state.index.vectors(state.numbers(["S3"])) @ rows(30, 2).T
    assert state.hubs[state.keys["S3"]] == pytest.approx(float(np.sort(cosines[0])[-10:].mean()), abs=1e-6)
    assert state.hub_mean == pytest.approx(np.mean(list(state.hubs.values())))


def test_hubs_of_a_large_side_are_measured_for_new_items_only_until_the_other_side_drifts(monkeypatch):
    monkeypatch.setattr(sides, "HUB_SAMPLE", 20)
    other = filled(40, 2)
    state = filled(30, 1).with_hubs(other)
    old = state.hubs[0]
    grown = state.with_documents([document_from_solution(solution(id="new"))], rows(1, 5)).with_hubs(other)
    assert grown.hubs[0] == old
    assert grown.keys["new"] in grown.hubs
    drifted = grown.with_hubs(filled(60, 9))
    assert drifted.hubs[0] != old


def test_sample_does_not_depend_on_arrival(monkeypatch):
    monkeypatch.setattr(sides, "HUB_SAMPLE", 4)
    documents = [document_from_solution(solution(id=f"S{number}")) for number in range(12)]
    vectors = rows(12, 3)
    forward = SideState(FaissIndex(8)).with_documents(documents, vectors)
    backward = SideState(FaissIndex(8)).with_documents(documents[::-1], vectors[::-1])
    assert np.allclose(forward.sample(), backward.sample())
    assert len(forward.sample()) == 4


def test_hubs_of_replaced_and_removed_items_are_not_kept():
    state = filled(5, 1).with_hubs(filled(30, 2))
    assert 0 not in state.with_vectors(["S0"], rows(1, 8)).hubs
    assert 0 not in state.without(["S0"]).hubs
