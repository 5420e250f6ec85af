from dataclasses import replace

import numpy as np
import pytest

from openlab.matching.shelves import sides
from openlab.matching.shelves.shelf import empty
from openlab.matching.shelves.sides import SideState
from openlab.matching.text import Side, document_from_solution
from tests.unit.matching.records import solution
from tests.unit.matching.toy import ToyEncoder


def rows(count, seed):
    made = np.random.default_rng(seed).standard_normal((count, 8)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def documents(count, prefix="S"):
    return [document_from_solution(solution(id=f"{prefix}{number}")) for number in range(count)]


def nothing():
    return SideState.of(Side.SOLUTIONS, empty(8))


def added(state, items, vectors):
    return state.with_documents(items, vectors, ToyEncoder())


def filled(count, seed, prefix="S"):
    return added(nothing(), documents(count, prefix), rows(count, seed))


def hub(state, item):
    return float(state.hubs(state.rows([item]))[0] + state.hub_mean)


def ids(state):
    return sorted(state.document(row).id for row in np.flatnonzero(state.present))


def test_a_change_leaves_the_state_that_readers_hold_untouched():
    before = filled(5, 1)
    after = before.without(["S0"])
    assert (before.count, after.count) == (5, 4)
    assert before.find("S0") == 0
    assert after.find("S0") == -1


@pytest.mark.parametrize("based", [False, True])
def test_documents_are_added_replaced_and_removed_on_a_base_and_beside_it(based):
    state = filled(5, 1)
    if based:
        state = SideState.of(Side.SOLUTIONS, state.compacted())
    changed = document_from_solution(solution(id="S1", title="새 제목"))
    state = added(state, [changed, *documents(1, "N")], rows(2, 5)).without(["S3", "unknown"])
    assert ids(state) == ["N0", "S0", "S1", "S2", "S4"]
    assert state.document(state.find("S1")).title == "새 제목"
    assert np.allclose(state.vectors(state.rows(["S1"])), rows(2, 5)[:1])
    compacted = SideState.of(Side.SOLUTIONS, state.compacted())
    assert ids(compacted) == ids(state)
    assert compacted.standing.all()


def test_of_several_documents_with_one_id_the_last_counts():
    twice = [document_from_solution(solution(title=title)) for title in ("먼저", "나중")]
    state = added(nothing(), twice, rows(2, 1))
    assert [state.document(row).title for row in np.flatnonzero(state.present)] == ["나중"]


def test_many_fresh_documents_are_folded_into_the_base(monkeypatch):
    monkeypatch.setattr(sides, "FRESH_FLOOR", 10)
    state = filled(8, 1)
    assert (len(state.base), len(state.fresh)) == (0, 8)
    state = added(state.without(["S2"]), documents(5, "N"), rows(5, 2))
    assert (len(state.base), len(state.fresh), state.count) == (12, 0, 12)


def test_hubs_are_measured_against_the_other_side():
    state = filled(5, 1).with_hubs(filled(30, 2))
    cosines = state.vectors(state.rows(["S3"])) @ rows(30, 2).T
    assert hub(state, "S3") == pytest.approx(float(np.sort(cosines[0])[-10:].mean()), abs=1e-6)
    assert state.hub_mean == pytest.approx(np.mean([hub(state, f"S{at}") for at in range(5)]))


def test_hubs_of_a_large_side_are_measured_for_new_items_only_until_the_other_side_drifts(monkeypatch):
    monkeypatch.setattr(sides, "HUB_SMALL", 20)
    other = filled(40, 2)
    state = filled(30, 1).with_hubs(other)
    old = hub(state, "S0")
    marked = replace(state, fresh=state.fresh.with_hubs(state.fresh.hubs + 1, 40))
    grown = added(marked, [document_from_solution(solution(id="new"))], rows(1, 5)).with_hubs(other)
    assert hub(grown, "S0") == pytest.approx(old + 1)
    assert not np.isnan(grown.fresh.hubs).any()
    drifted = grown.with_hubs(filled(60, 9))
    assert hub(drifted, "S0") != pytest.approx(old + 1)


def test_sample_does_not_depend_on_arrival(monkeypatch):
    monkeypatch.setattr(sides, "HUB_SAMPLE", 4)
    vectors = rows(12, 3)
    forward = added(nothing(), documents(12), vectors)
    backward = added(nothing(), documents(12)[::-1], vectors[::-1])
    assert sorted(forward.sample().tolist()) == sorted(backward.sample().tolist())
    assert len(forward.sample()) == 4


def test_hubs_of_replaced_and_removed_items_are_not_kept():
    state = filled(5, 1).with_hubs(filled(30, 2))
    replaced = state.with_vectors(["S0", "unknown"], rows(2, 8))
    assert np.isnan(hub(replaced, "S0"))
    assert np.allclose(replaced.vectors(replaced.rows(["S0"])), rows(2, 8)[:1])
    assert state.without(["S0"]).find("S0") == -1
    assert state.with_vectors(["unknown"], rows(1, 8)) is state


def test_side_with_lists_is_not_folded_within_a_change(monkeypatch):
    monkeypatch.setattr(sides, "FRESH_FLOOR", 10)
    monkeypatch.setattr(sides, "LISTED_FROM", 40)
    monkeypatch.setattr(sides, "FRESH_LISTED", 40)
    state = filled(60, 1)
    assert (len(state.base), len(state.fresh)) == (60, 0)
    assert state.lists is not None
    grown = added(state, documents(30, "N"), rows(30, 2))
    assert (len(grown.base), len(grown.fresh)) == (60, 30)
    assert added(grown, documents(11, "M"), rows(11, 3)).count == 101
    assert len(added(grown, documents(11, "M"), rows(11, 3)).fresh) == 0
