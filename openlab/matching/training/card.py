"""Writes the model card of the default model: data, licences, figures and limits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from openlab.matching.encoder import Matrix
from openlab.matching.judging.metrics import ndcg

Encode = Callable[[list[str]], Matrix]


@dataclass(frozen=True, slots=True)
class Made:
    """What was made, and how."""

    tokens: int
    rows: int
    dimension: int
    steps: int
    seed: int
    types: int


ATTRIBUTIONS = """\
- Our own corpus of municipal problem types and our phrase book: written for openlab, under openlab's licence.
- No weights of others: the vectors start from random numbers. The Korean analyser Kiwi (kiwipiepy, LGPL, run as a tool)
  cut the text into morphemes so that they could be counted for the vocabulary.
- Petitions to the Blue House: KOGL type 1 (attribution), by way of lovit/petitions_archive.
- Korean statutes: public domain (Copyright Act of Korea, article 7).
- Microsoft Docs in Korean, tldr-pages, Comprehensive Rust, Azure Data Explorer docs, FIWARE Smart Data Models, CNCF
  glossary: CC BY 4.0.
- Documentation of React, Vue, webpack, Rust (Korean), TensorFlow, Helm: CC BY 4.0, MIT or Apache-2.0.
- Python documentation in Korean: CC0 (translation) and PSF licence. Django documentation: BSD-3-Clause.
- Tatoeba Korean-English sentences: CC BY 2.0 FR. Wikinews in Korean: CC BY 2.5. Book reviews (boddari): CC BY.
- OpenStreetMap id-tagging-schema: ISC. ThingsBoard, Traccar, Hugging Face course: Apache-2.0.
- Unicode CLDR: Unicode-3.0.
- ML/IoT for Beginners (Microsoft), songys question pairs and chatbot data: MIT. Security 101: CC0."""

_CARD = """---
library_name: sentence-transformers
pipeline_tag: sentence-similarity
language: [ko, en]
license: apache-2.0
---

# openlab's default matching model

A static embedding for Korean and English: {tokens:,} tokens on {rows:,} rows x {dimension} dimensions in half
precision (forms of a verb share a row), mean pooling, unit length. It brings descriptions of municipal problems, offers
of solutions and short search queries close together, in and across both languages. It needs no graphics card and no
network: about a millisecond a text.

Load it with `SentenceTransformer("path/to/this/folder")`, or without torch by openlab's `StaticEncoder`.

## Training

`python -m openlab.matching.training --text DIR --out DIR --steps {steps} --seed {seed}` on two CPU threads,
from random vectors. The steps learn about equally from open general pairs and from openlab's own corpus of
{types} municipal problem types, and one in eight from its phrase book. Judged sets took no part.

## Figures

Trained on two thirds of the problem types, measured on the last third (vectors alone, nDCG@10; among the candidates are
near misses written to mislead, so the level is low on purpose; compare within this table):

| task | nDCG@10 |
|---|---|
{figures}

## Data and licences

{attributions}

Share-alike and no-derivatives sets were left out.

## Limits

It knows words, not word order: negation and who-does-what-to-whom are lost. Rare compounds are split into pieces that
may mislead. It was made for texts about cities; do not judge people or firms by its scores. A larger model of Sentence
Transformers, chosen by `OPENLAB_ENCODER`, is usually better and slower.
"""


def measured(encode: Encode, types: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return nDCG@10 of need → solution, solution → need, query → solution, and both ways across languages."""
    needs = [(one["type_id"], text["lang"], text["text"]) for one in types for text in one["needs"]]
    offers = [(one["type_id"], text["lang"], text["text"]) for one in types for text in one["solutions"]]
    misses = [("", text["lang"], text["text"]) for one in types for text in one["near_misses"]]
    queries = [(one["type_id"], "", text) for one in types for text in one["queries"]]

    def only(texts: list[tuple[str, str, str]], lang: str) -> list[tuple[str, str, str]]:
        return [text for text in texts if text[1] == lang]

    return {
        "need → solution": _task(encode, needs, offers + misses),
        "solution → need": _task(encode, offers, needs),
        "query → solution": _task(encode, queries, offers + misses),
        "need ko → solution en": _task(encode, only(needs, "ko"), only(offers + misses, "en")),
        "need en → solution ko": _task(encode, only(needs, "en"), only(offers + misses, "ko")),
    }


def write(folder: Path, made: Made, figures: Mapping[str, float]) -> None:
    """Write the card as README.md of the model folder."""
    lines = "\n".join(f"| {task} | {value:.3f} |" for task, value in figures.items()) or "| not measured | |"
    card = _CARD.format(figures=lines, attributions=ATTRIBUTIONS, **asdict(made))
    (folder / "README.md").write_text(card, encoding="utf-8")


def _task(encode: Encode, asking: list[tuple[str, str, str]], offered: list[tuple[str, str, str]]) -> float:
    similar = encode([text for *_, text in asking]) @ encode([text for *_, text in offered]).T
    best = np.argsort(-similar, axis=1, kind="stable")[:, :10]
    gains = [
        ndcg([str(at) for at in best[row]], {str(at): 3 for at, (other, *_) in enumerate(offered) if other == code})
        for row, (code, *_) in enumerate(asking)
    ]
    return float(np.mean(gains))
