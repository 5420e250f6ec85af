"""The text that the default model learns from: our domain corpus by problem type, and open general pairs.

Layout of the folder: `base/` (a first Sentence Transformers static model), `domain/*.jsonl` (problem types), and
`pairs/*.jsonl.gz` (`[a, b]` or `[anchor, positive, negative]` a line). Beside it, `data/phrases.tsv` holds what people
say about a city, what offices call it, and the English for it.
"""

import gzip
import hashlib
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openlab.matching.text import split_sentences

# Share-alike sets (klue_nli, parakqc, par_news, unesco) stay out: whether weights must follow is not settled.
PAIR_SETS = (  # noqa: SIM905
    "petitions law msdocs_ko par_ms_headings par_rust par_tldr par_adx par_smartdata par_cncf en_docs ko_docs par_tf"
    " par_helm par_python par_django par_tatoeba par_osm par_thingsboard par_traccar par_hf_course par_cldr"
    " par_ms4beginners question_pair chatbot par_security101 wikinews book_review"
).split()
PHRASES = Path(__file__).parent / "data" / "phrases.tsv"
PAIRS_A_SET = 20_000
PAIR_CHARACTERS = 600
PAIR_TOKENS = 128
SHORTENED_VIEWS = 3

Tokens = NDArray[np.int64]
Tokenize = Callable[[list[str]], list[Tokens]]


@dataclass(frozen=True, slots=True)
class Views:
    """One text in several guises: whole, with sentences left out, and each of these under a headline."""

    plain: list[Tokens]
    headed: list[Tokens]

    def pick(self, rng: random.Random, *, shortened: float, headed: float) -> Tokens:
        """Choose a guise: shortened and headed with the given chances."""
        family = self.headed if self.headed and rng.random() < headed else self.plain
        return family[rng.randrange(len(family))] if rng.random() < shortened else family[0]


@dataclass(frozen=True, slots=True)
class ProblemType:
    """Everything written about one municipal problem; its texts are never each other's negatives."""

    code: str
    needs: list[Views]
    solutions: list[Views]
    queries: list[Views]
    near_misses: list[Views]

    def texts(self, kind: str) -> list[Views]:
        """Return the texts of one kind: needs, solutions, queries or near_misses."""
        found: list[Views] = getattr(self, kind)
        return found


def read_types(folder: Path) -> list[dict[str, Any]]:
    """Read every problem type of `folder/domain`."""
    return [
        json.loads(line)
        for path in sorted((folder / "domain").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def hold_out(types: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Split into two thirds to learn from and one third to measure on, by a hash within each field of city life."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in types:
        groups.setdefault(one["type_id"][:2], []).append(one)
    learn: list[dict[str, Any]] = []
    measure: list[dict[str, Any]] = []
    for _, group in sorted(groups.items()):
        shuffled = sorted(group, key=lambda one: hashlib.sha256(one["type_id"].encode()).hexdigest())
        third = len(shuffled) // 3
        measure += shuffled[:third]
        learn += shuffled[third:]
    return learn, measure


def prepare(types: Sequence[dict[str, Any]], tokenize: Tokenize, seed: int) -> list[ProblemType]:
    """Tokenize every text of every type in all its guises."""
    rng = random.Random(seed)  # noqa: S311
    return [_prepared(one, tokenize, rng) for one in types]


def read_pairs(folder: Path, tokenize: Tokenize, seed: int) -> dict[str, list[tuple[Tokens, Tokens]]]:
    """Read the general pair sets as token pairs, each set cut to a sample."""
    rng = random.Random(seed)  # noqa: S311
    pairs = {}
    for name in PAIR_SETS:
        rows = list(_pair_lines(folder / "pairs" / f"{name}.jsonl.gz"))
        rows = rng.sample(rows, min(PAIRS_A_SET, len(rows)))
        left, right = (tokenize([row[side][:PAIR_CHARACTERS] for row in rows]) for side in (0, 1))
        both = [(one[:PAIR_TOKENS], two[:PAIR_TOKENS]) for one, two in zip(left, right, strict=True)]
        pairs[name] = [(one, two) for one, two in both if len(one) and len(two)]
    return pairs


def read_phrases(tokenize: Tokenize) -> list[list[Tokens]]:
    """Read our phrase book: for each thing its everyday Korean, its office Korean and its English."""
    lines = PHRASES.read_text(encoding="utf-8").splitlines()
    return [tokenize(line.split("\t")) for line in lines]


def _pair_lines(path: Path) -> Iterator[list[str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row[0].strip() and row[1].strip():
                yield row


def _prepared(one: dict[str, Any], tokenize: Tokenize, rng: random.Random) -> ProblemType:
    titles = {"ko": one["type_ko"], "en": one["type_en"]}
    headlines = [*one["queries"], *titles.values()]
    return ProblemType(
        one["type_id"],
        needs=[_views(text["text"], text.get("title") or titles[text["lang"]], tokenize, rng) for text in one["needs"]],
        solutions=[_views(text["text"], text["approach"], tokenize, rng) for text in one["solutions"]],
        queries=[Views(tokenize([text]), []) for text in headlines],
        near_misses=[Views(tokenize([text["text"]]), []) for text in one["near_misses"]],
    )


def _views(text: str, headline: str, tokenize: Tokenize, rng: random.Random) -> Views:
    guises = [text, *(_shortened(text, rng) for _ in range(SHORTENED_VIEWS))]
    return Views(tokenize(guises), tokenize([f"{headline} {guise}" for guise in guises]))


def _shortened(text: str, rng: random.Random) -> str:
    """Leave out some sentences, keeping at least one."""
    sentences = split_sentences(text)
    if len(sentences) < 2:
        return text
    kept = sorted(rng.sample(range(len(sentences)), rng.randint(1, len(sentences) - 1)))
    return " ".join(sentences[at] for at in kept)
