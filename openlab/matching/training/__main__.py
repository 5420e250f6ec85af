"""The command that makes the default model, reproducibly from a folder of text and a seed."""

from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path

import click
import numpy as np
from tokenizers import Tokenizer

from openlab.matching.encoder import Matrix
from openlab.matching.training import card
from openlab.matching.training.corpus import (
    Record,
    Tokens,
    every_text,
    hold_out,
    prepare,
    prepare_pairs,
    read_pairs,
    read_phrases,
    read_types,
)
from openlab.matching.training.learning import Plan, Texts, train
from openlab.matching.training.vocabulary import Analyse, Counts, Vocabulary, build, count, kiwi

COUNTED_ROWS = 8_000  # of each general set, for the vocabulary
COUNTED_CHARACTERS = 500

General = Mapping[str, Sequence[tuple[str, str]]]


@click.command()
@click.option("--text", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--steps", default=Plan.steps, show_default=True)
@click.option("--dimension", default=Plan.dimension, show_default=True)
@click.option("--seed", default=Plan.seed, show_default=True)
@click.option("--measure-first/--no-measure-first", default=True, help="Report on a held-out third, trained apart.")
def main(*, text: Path, out: Path, steps: int, dimension: int, seed: int, measure_first: bool) -> None:
    """Train the default model from a folder of general pairs and the package's own texts; write it with its card."""
    plan = Plan(steps=steps, dimension=dimension, seed=seed)
    types, pairs, analyse = read_types(), read_pairs(text, seed), kiwi()
    click.echo("counting words", err=True)
    general = count(list(_counted(pairs)), analyse)
    figures: dict[str, float] = {}
    if measure_first:
        learnt, held_out = hold_out(types)
        vocabulary, rows = _made(learnt, pairs, general, analyse, plan)
        figures = card.measured(_encoder(vocabulary.tokenizer, rows[vocabulary.rows]), held_out)
        click.echo(" ".join(f"{name}={value:.3f}" for name, value in figures.items()))
    vocabulary, rows = _made(types, pairs, general, analyse, plan)
    save(rows[vocabulary.rows], vocabulary.tokenizer, out)
    made = card.Made(len(vocabulary.rows), len(rows), dimension, steps, seed, len(types))
    card.write(out, made, figures)
    click.echo(f"written to {out}")


def save(rows: Matrix, tokenizer: Tokenizer, folder: Path) -> None:
    """Write a Sentence Transformers folder: static embedding in half precision, then normalisation."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding  # noqa: PLC0415

    module = StaticEmbedding(tokenizer, embedding_weights=rows.astype(np.float16))
    model = SentenceTransformer(modules=[module, Normalize()], device="cpu")
    model.save(str(folder), create_model_card=False)
    (folder / "model.safetensors").chmod(0o644)


def _made(
    types: Sequence[Record], pairs: General, general: Counts, analyse: Analyse, plan: Plan
) -> tuple[Vocabulary, Matrix]:
    """Make a vocabulary and its rows from some of the problem types."""
    phrases = read_phrases()
    vocabulary = build(count(every_text(types, phrases), analyse), general)

    def tokenize(texts: list[str]) -> list[Tokens]:
        encoded = vocabulary.tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        return [vocabulary.rows[np.asarray(one.ids or [0], np.int64)] for one in encoded]

    texts = Texts(
        prepare(types, tokenize, plan.seed), prepare_pairs(pairs, tokenize), [tokenize(phrase) for phrase in phrases]
    )
    return vocabulary, train(texts, int(vocabulary.rows.max()) + 1, plan)


def _counted(pairs: General) -> chain[str]:
    return chain.from_iterable(
        (one[:COUNTED_CHARACTERS], two[:COUNTED_CHARACTERS])
        for rows in pairs.values()
        for one, two in rows[:COUNTED_ROWS]
    )


def _encoder(tokenizer: Tokenizer, rows: Matrix) -> card.Encode:
    def encode(texts: list[str]) -> Matrix:
        listed = tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        means = np.stack([rows[one.ids].mean(axis=0) for one in listed])
        return np.asarray(means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12), np.float32)

    return encode


if __name__ == "__main__":
    main()
