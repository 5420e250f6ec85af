"""Learning: kin and served types never count as wrong answers, and a few steps bring what belongs together closer."""

import random

import numpy as np
import torch

from openlab.matching.training.corpus import ProblemType, Tokens, Views
from openlab.matching.training.learning import Plan, StaticModel, Texts, _domain_loss, _served, train

EMPTY: dict[str, list[tuple[Tokens, Tokens]]] = {}


def text(*tokens: int, serves: tuple[str, ...] = ()) -> Views:
    return Views([np.asarray(tokens, np.int64)], [], frozenset(serves))


def problem(code: str, at: int, kin: tuple[str, ...] = (), serves: tuple[str, ...] = ()) -> ProblemType:
    """A problem type with words of its own: tokens 10·at … 10·at+4."""
    own = 10 * at
    return ProblemType(
        code,
        frozenset(kin),
        needs=[text(own), text(own + 1)],
        solutions=[text(own + 2, serves=serves)],
        queries=[text(own + 3)],
        near_misses=[text(own + 4)],
    )


def test_an_approach_that_serves_another_type_is_no_wrong_answer_there():
    types = [problem("A", 0, serves=("B",)), problem("B", 1)]

    served = _served(types, [one.solutions[0] for one in types])

    assert served.tolist() == [[False, False], [True, False]]


def test_without_strangers_only_near_misses_are_wrong():
    kin = Texts([problem("A", 0, kin=("B",)), problem("B", 1)], EMPTY, [])
    apart = Texts([problem("A", 0), problem("B", 1)], EMPTY, [])
    torch.manual_seed(0)
    model = StaticModel(np.random.default_rng(0).standard_normal((20, 8)).astype(np.float32), seed=0)

    def loss(texts: Texts) -> float:
        return float(_domain_loss(model, texts, random.Random(3)).detach())

    assert loss(kin) < loss(apart)


def test_a_few_steps_bring_needs_to_their_solutions():
    types = [problem(chr(65 + at), at) for at in range(6)]
    phrases = [[np.asarray([10 * at]), np.asarray([10 * at + 2])] for at in range(6)]

    rows = train(Texts(types, EMPTY, phrases), 60, Plan(steps=600, dimension=32))

    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    needs, solutions = unit[[10 * at for at in range(6)]], unit[[10 * at + 2 for at in range(6)]]
    assert (needs @ solutions.T).argmax(axis=1).tolist() == list(range(6))


def test_the_same_seed_gives_the_same_rows():
    texts = Texts([problem("A", 0), problem("B", 1)], EMPTY, [[np.asarray([0]), np.asarray([2])]])

    one, two = (train(texts, 20, Plan(steps=5, dimension=8, seed=7)) for _ in range(2))

    assert np.array_equal(one, two)
