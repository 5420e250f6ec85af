"""Makes the default model: `python -m openlab.matching.training --text DIR --out DIR`.

A general static model is taught municipal problems and open general pairs together. What was tried, and what each
step gave, is in docs/decisions/0010.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import torch
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from torch.nn import functional

from openlab.matching import model_card
from openlab.matching.corpus import ProblemType, Tokens, hold_out, prepare, read_pairs, read_phrases, read_types
from openlab.matching.encoder import Matrix

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


Pair = tuple[Tokens, Tokens]


@dataclass(frozen=True)
class Texts:
    """Everything a model learns from, as token lists."""

    types: list[ProblemType]
    pairs: dict[str, list[Pair]]
    phrases: list[list[Tokens]]


@dataclass(frozen=True)
class Plan:
    """How long and on what to train."""

    steps: int = 3500
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


def train(texts: Texts, start: Matrix, plan: Plan) -> Matrix:
    """Return trained token rows, float32 [vocabulary, dimension]."""
    torch.set_num_threads(THREADS)
    rng = random.Random(plan.seed)  # noqa: S311
    model = StaticModel(widened(start, plan.dimension, plan.seed), plan.seed)
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


def widened(rows: Matrix, dimension: int, seed: int) -> Matrix:
    """Return rows with further dimensions, which start as random mixtures of those that are there."""
    extra = dimension - rows.shape[1]
    if extra <= 0:
        return rows.copy()
    mixture = np.random.default_rng(seed).standard_normal((rows.shape[1], extra)) / math.sqrt(rows.shape[1])
    return np.concatenate([rows, rows @ mixture.astype(np.float32)], axis=1)


def _loss(model: StaticModel, texts: Texts, plan: Plan, rng: random.Random) -> torch.Tensor:
    """Draw what this step learns from: the phrase book, one general set, or the problem types."""
    if rng.random() < PHRASE_SHARE:
        return _both_ways(model, [tuple(rng.sample(phrase, 2)) for phrase in texts.phrases])
    if texts.pairs and rng.random() < plan.general_share:
        return _both_ways(model, _general_batch(texts.pairs, plan, rng))
    return _domain_loss(model, texts.types, rng)


def _domain_loss(model: StaticModel, types: Sequence[ProblemType], rng: random.Random) -> torch.Tensor:
    """Rank one text of each type against those of all other types; a near miss counts against its own type only."""
    asking, answering, _ = rng.choices(RECIPE, [share for *_, share in RECIPE])[0]
    pairs = [_texts_of(one, asking, answering, rng) for one in types]
    queries, answers = model([one for one, _ in pairs]), model([two for _, two in pairs])
    similar = SCALE * queries @ answers.T
    right = torch.arange(len(types))
    forward = similar
    if answering == "solutions":
        missed = model([rng.choice(one.near_misses).pick(rng, shortened=0, headed=0) for one in types])
        forward = torch.cat([similar, SCALE * (queries * missed).sum(1, keepdim=True)], dim=1)
    return (functional.cross_entropy(forward, right) + functional.cross_entropy(similar.T, right)) / 2


def _texts_of(one: ProblemType, asking: str, answering: str, rng: random.Random) -> tuple[Tokens, Tokens]:
    if asking == answering:
        first, second = rng.sample(one.texts(asking), 2)
    else:
        first, second = rng.choice(one.texts(asking)), rng.choice(one.texts(answering))
    return first.pick(rng, shortened=SHORTENED, headed=HEADED), second.pick(rng, shortened=SHORTENED, headed=HEADED)


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


def save(rows: Matrix, tokenizer: Tokenizer, folder: Path) -> None:
    """Write a Sentence Transformers folder: static embedding in half precision, then normalisation."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding  # noqa: PLC0415

    module = StaticEmbedding(tokenizer, embedding_weights=rows.astype(np.float16))
    model = SentenceTransformer(modules=[module, Normalize()], device="cpu")
    model.save(str(folder), create_model_card=False)
    (folder / "model.safetensors").chmod(0o644)


def measure(rows: Matrix, tokenizer: Tokenizer, types: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Return nDCG@10 by vectors alone on problem types that were not learnt: each way and across languages."""
    return model_card.measured(_encode(rows, tokenizer), types)


def _encode(rows: Matrix, tokenizer: Tokenizer) -> model_card.Encode:
    def encode(texts: list[str]) -> Matrix:
        listed = tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        means = np.stack([rows[one.ids].mean(axis=0) for one in listed])
        return np.asarray(means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12), np.float32)

    return encode


@click.command()
@click.option("--text", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--steps", default=Plan.steps, show_default=True)
@click.option("--dimension", default=Plan.dimension, show_default=True)
@click.option("--seed", default=Plan.seed, show_default=True)
@click.option("--measure-first/--no-measure-first", default=True, help="Report on a held-out third, trained apart.")
def main(*, text: Path, out: Path, steps: int, dimension: int, seed: int, measure_first: bool) -> None:
    """Train the default model from a folder of text, and write it with its card."""
    plan = Plan(steps=steps, dimension=dimension, seed=seed)
    tokenizer = Tokenizer.from_file(str(text / "base" / "tokenizer.json"))
    start = load_file(text / "base" / "model.safetensors")["embedding.weight"]

    def tokenize(texts: list[str]) -> list[Tokens]:
        encoded = tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        return [np.asarray(one.ids or [0], np.int64) for one in encoded]

    types, pairs, phrases = read_types(text), read_pairs(text, tokenize, seed), read_phrases(tokenize)
    figures: dict[str, float] = {}
    if measure_first:
        learnt, held_out = hold_out(types)
        trial = train(Texts(prepare(learnt, tokenize, seed), pairs, phrases), start, plan)
        figures = measure(trial, tokenizer, held_out)
        click.echo(" ".join(f"{name}={value:.3f}" for name, value in figures.items()))
    rows = train(Texts(prepare(types, tokenize, seed), pairs, phrases), start, plan)
    save(rows, tokenizer, out)
    model_card.write(out, rows.shape, plan.steps, seed, figures)
    click.echo(f"written to {out}")


if __name__ == "__main__":
    main()
