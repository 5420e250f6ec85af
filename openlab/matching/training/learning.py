"""Teaches a static model municipal problems and open general pairs together, from random vectors."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import click
import numpy as np
import torch
from torch.nn import functional

from openlab.matching.encoder import Matrix
from openlab.matching.training.corpus import Pair, ProblemType, Tokens, Views, strangers

# A low scale (a soft choice among the batch) gave most: it keeps a small corpus from being learnt by heart.
SCALE = 8.0
TOKEN_DROPOUT = 0.5
SHORTENED = 0.5
HEADED = 0.4
# What asks, what answers, and in which share of the domain's steps.
RECIPE = (
    ("needs", "solutions", 0.6),
    ("queries", "solutions", 0.2),
    ("needs", "needs", 0.1),
    ("queries", "needs", 0.1),
)
PHRASE_SHARE = 0.12  # of all steps; what remains is shared by the general pairs and the domain
PARALLEL_WEIGHT = 2.0
LEARNING_RATE = 0.002
THREADS = 2
_NEVER = -1e4  # a logit that leaves no probability


@dataclass(frozen=True)
class Texts:
    """Everything a model learns from, as token lists."""

    types: list[ProblemType]
    pairs: dict[str, list[Pair]]
    phrases: list[list[Tokens]]

    @cached_property
    def strangers(self) -> torch.Tensor:
        """Return [n, n]: which types may count as wrong answers to each other."""
        return torch.from_numpy(strangers(self.types))


@dataclass(frozen=True)
class Plan:
    """How long and on what to train."""

    steps: int = 2500
    dimension: int = 512
    general_share: float = 0.5
    general_batch: int = 512
    seed: int = 0


class StaticModel(torch.nn.Module):
    """Token rows; a text is the mean of its rows, scaled to length one."""

    def __init__(self, rows: Matrix, seed: int) -> None:
        super().__init__()
        self.rows = torch.nn.Parameter(torch.from_numpy(rows))
        self._random = np.random.default_rng(seed)

    def forward(self, texts: Sequence[Tokens]) -> torch.Tensor:
        """Return unit vectors [n, dimension] of token lists, half of whose tokens are left out at random."""
        lengths = np.asarray([len(tokens) for tokens in texts])
        flat = np.concatenate(texts)
        kept = self._random.random(len(flat)) > np.where(np.repeat(lengths, lengths) > 4, TOKEN_DROPOUT, -1.0)
        kept[np.cumsum(lengths) - 1] = True  # so that nothing is left empty
        offsets = np.concatenate([[0], np.cumsum(np.add.reduceat(kept, np.cumsum(lengths) - lengths))[:-1]])
        means = functional.embedding_bag(
            torch.from_numpy(flat[kept]), self.rows, torch.from_numpy(offsets.astype(np.int64)), mode="mean"
        )
        return functional.normalize(means, dim=1)


def train(texts: Texts, rows: int, plan: Plan) -> Matrix:
    """Return trained rows, float32 [rows, dimension], from random ones."""
    torch.set_num_threads(THREADS)
    rng = random.Random(plan.seed)  # noqa: S311
    start = np.random.default_rng(plan.seed).standard_normal((rows, plan.dimension)) / math.sqrt(plan.dimension)
    model = StaticModel(start.astype(np.float32), plan.seed)
    optimiser = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, fused=True)
    rate = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _cosine(step / plan.steps))
    with click.progressbar(range(plan.steps), label="training", width=40) as bar:
        for _ in bar:
            loss = _loss(model, texts, plan, rng)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            rate.step()
    return np.asarray(model.rows.detach().numpy(), np.float32)


def _loss(model: StaticModel, texts: Texts, plan: Plan, rng: random.Random) -> torch.Tensor:
    """Draw what this step learns from: the phrase book, one general set, or the problem types."""
    if rng.random() < PHRASE_SHARE:
        return _both_ways(model, [tuple(rng.sample(phrase, 2)) for phrase in texts.phrases])
    if texts.pairs and rng.random() < plan.general_share:
        return _both_ways(model, _general_batch(texts.pairs, plan, rng))
    return _domain_loss(model, texts, rng)


def _domain_loss(model: StaticModel, texts: Texts, rng: random.Random) -> torch.Tensor:
    """Rank one text of each type against those of all strangers; a near miss counts against its own type only."""
    asking, answering, _ = rng.choices(RECIPE, [share for *_, share in RECIPE])[0]
    drawn = [_texts_of(one, asking, answering, rng) for one in texts.types]
    queries, answers = (model([_guise(pair[side], rng) for pair in drawn]) for side in (0, 1))
    wrong = texts.strangers & ~_served(texts.types, [answer for _, answer in drawn])
    similar = (SCALE * queries @ answers.T).masked_fill(~(wrong | torch.eye(len(drawn), dtype=torch.bool)), _NEVER)
    right = torch.arange(len(drawn))
    forward = similar
    if answering == "solutions":
        missed = model([rng.choice(one.near_misses).pick(rng, shortened=0, headed=0) for one in texts.types])
        forward = torch.cat([similar, SCALE * (queries * missed).sum(1, keepdim=True)], dim=1)
    return (functional.cross_entropy(forward, right) + functional.cross_entropy(similar.T, right)) / 2


def _served(types: Sequence[ProblemType], answers: Sequence[Views]) -> torch.Tensor:
    """Return [n, n]: whether the answer of a column, written for another type, serves the type of a row as well."""
    place = {one.code: at for at, one in enumerate(types)}
    served = torch.zeros((len(types), len(types)), dtype=torch.bool)
    for column, answer in enumerate(answers):
        for code in answer.serves & place.keys():
            served[place[code], column] = True
    return served


def _texts_of(one: ProblemType, asking: str, answering: str, rng: random.Random) -> tuple[Views, Views]:
    if asking == answering:
        first, second = rng.sample(one.texts(asking), 2)
        return first, second
    return rng.choice(one.texts(asking)), rng.choice(one.texts(answering))


def _guise(text: Views, rng: random.Random) -> Tokens:
    return text.pick(rng, shortened=SHORTENED, headed=HEADED)


def _general_batch(pairs: dict[str, list[Pair]], plan: Plan, rng: random.Random) -> list[Pair]:
    """Draw pairs of one general set; parallel sets are drawn twice as often."""
    names = list(pairs)
    weights = [len(pairs[name]) ** 0.6 * (PARALLEL_WEIGHT if name.startswith("par_") else 1) for name in names]
    rows = pairs[rng.choices(names, weights)[0]]
    return rng.sample(rows, min(plan.general_batch, len(rows)))


def _both_ways(model: StaticModel, batch: Sequence[tuple[Tokens, ...]]) -> torch.Tensor:
    """Rank each first text's partner among all second texts, and the other way round."""
    similar = SCALE * model([one for one, _ in batch]) @ model([two for _, two in batch]).T
    right = torch.arange(len(batch))
    return (functional.cross_entropy(similar, right) + functional.cross_entropy(similar.T, right)) / 2


def _cosine(progress: float) -> float:
    return max(0.02, 0.5 * (1 + math.cos(math.pi * progress)))
