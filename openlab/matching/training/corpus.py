"""The text that the default model learns from: our problem types and phrase book, and open general pairs.

Ours lie in the package: `data/corpus/*.jsonl` (problem types) and `data/phrases.tsv` (what people say about a city,
what offices call it, and the English for it).  General pairs come from a folder: `pairs/*.jsonl.gz`, one `[a, b]` or
`[anchor, positive, negative]` a line.
"""

import gzip
import hashlib
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
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
DATA = Path(__file__).parent.parent / "data"
PAIRS_A_SET = 20_000
PAIR_CHARACTERS = 600
PAIR_TOKENS = 128
SHORTENED_VIEWS = 3
TEXT_KINDS = ("needs", "solutions", "near_misses")

Record = Mapping[str, Any]
Tokens = NDArray[np.int64]
Tokenize = Callable[[list[str]], list[Tokens]]
Pair = tuple[Tokens, Tokens]


@dataclass(frozen=True, slots=True)
class Views:
    """One text in several guises: whole, with sentences left out, and each of these under a headline."""

    plain: list[Tokens]
    headed: list[Tokens]
    serves: frozenset[str] = frozenset()  # further problem types that an approach serves

    def pick(self, rng: random.Random, *, shortened: float, headed: float) -> Tokens:
        """Choose a guise: shortened and headed with the given chances."""
        family = self.headed if self.headed and rng.random() < headed else self.plain
        return family[rng.randrange(len(family))] if rng.random() < shortened else family[0]


@dataclass(frozen=True, slots=True)
class ProblemType:
    """Everything written about one municipal problem; texts of one type or of kin are never each other's negatives."""

    code: str
    kin: frozenset[str]
    needs: list[Views]
    solutions: list[Views]
    queries: list[Views]
    near_misses: list[Views]

    def texts(self, kind: str) -> list[Views]:
        """Return the texts of one kind: needs, solutions, queries or near_misses."""
        found: list[Views] = getattr(self, kind)
        return found


def read_types(folder: Path = DATA / "corpus") -> list[Record]:
    """Read every problem type of a folder."""
    return [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def read_phrases(path: Path = DATA / "phrases.tsv") -> list[list[str]]:
    """Read the phrase book: one thing a line, said in everyday Korean, office Korean and English."""
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line]


def read_pairs(folder: Path, seed: int) -> dict[str, list[tuple[str, str]]]:
    """Read the general pairs of a folder, each set cut to a sample."""
    rng = random.Random(seed)  # noqa: S311
    pairs = {}
    for name in PAIR_SETS:
        rows = list(_pair_lines(folder / "pairs" / f"{name}.jsonl.gz"))
        chosen = rng.sample(rows, min(PAIRS_A_SET, len(rows)))
        pairs[name] = [(one[:PAIR_CHARACTERS], two[:PAIR_CHARACTERS]) for one, two in chosen]
    return pairs


def hold_out(types: Sequence[Record]) -> tuple[list[Record], list[Record]]:
    """Split into two thirds to learn from and one third to measure on, by a hash within each field of city life."""
    groups: dict[str, list[Record]] = {}
    for one in types:
        groups.setdefault(one["type_id"][:2], []).append(one)
    learn: list[Record] = []
    measure: list[Record] = []
    for _, group in sorted(groups.items()):
        shuffled = sorted(group, key=lambda one: hashlib.sha256(one["type_id"].encode()).hexdigest())
        third = len(shuffled) // 3
        measure += shuffled[:third]
        learn += shuffled[third:]
    return learn, measure


def every_text(types: Sequence[Record], phrases: Sequence[Sequence[str]]) -> list[str]:
    """Return all that is written in problem types and phrase book, for counting words."""
    texts = [part for phrase in phrases for part in phrase]
    for one in types:
        texts += [one["type_ko"], one["type_en"], *one["queries"]]
        for text in (text for kind in TEXT_KINDS for text in one[kind]):
            texts += [text.get("title", ""), text.get("approach", ""), text["text"]]
    return texts


def prepare(types: Sequence[Record], tokenize: Tokenize, seed: int) -> list[ProblemType]:
    """Tokenize every text of every type in all its guises."""
    rng = random.Random(seed)  # noqa: S311
    return [_prepared(one, tokenize, rng) for one in types]


def prepare_pairs(pairs: Mapping[str, Sequence[tuple[str, str]]], tokenize: Tokenize) -> dict[str, list[Pair]]:
    """Tokenize general pairs and cut them to a length."""
    prepared = {}
    for name, rows in pairs.items():
        left, right = (tokenize([row[side] for row in rows]) for side in (0, 1))
        prepared[name] = [(one[:PAIR_TOKENS], two[:PAIR_TOKENS]) for one, two in zip(left, right, strict=True)]
    return prepared


def strangers(types: Sequence[ProblemType]) -> NDArray[np.bool_]:
    """Return [n, n]: whether two types have nothing to do with each other, so that one may be a wrong answer there."""
    place = {one.code: at for at, one in enumerate(types)}
    strange = np.ones((len(types), len(types)), np.bool_)
    for at, one in enumerate(types):
        for other in (place[code] for code in one.kin if code in place):
            strange[at, other] = strange[other, at] = False
    return strange


def _pair_lines(path: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row[0].strip() and row[1].strip():
                yield row[0], row[1]


def _prepared(one: Record, tokenize: Tokenize, rng: random.Random) -> ProblemType:
    titles = {"ko": one["type_ko"], "en": one["type_en"]}
    headlines = [*one["queries"], *titles.values()]
    return ProblemType(
        one["type_id"],
        kin=frozenset(one.get("kin", ())),
        needs=[_views(text, text.get("title") or titles[text["lang"]], tokenize, rng) for text in one["needs"]],
        solutions=[_views(text, text["approach"], tokenize, rng) for text in one["solutions"]],
        queries=[Views(tokenize([text]), []) for text in headlines],
        near_misses=[Views(tokenize([text["text"]]), []) for text in one["near_misses"]],
    )


def _views(text: Record, headline: str, tokenize: Tokenize, rng: random.Random) -> Views:
    guises = [text["text"], *(_shortened(text["text"], rng) for _ in range(SHORTENED_VIEWS))]
    headed = [f"{headline} {guise}" for guise in guises]
    return Views(tokenize(guises), tokenize(headed), frozenset(text.get("serves", ())))


def _shortened(text: str, rng: random.Random) -> str:
    """Leave out some sentences, keeping at least one."""
    sentences = split_sentences(text)
    if len(sentences) < 2:
        return text
    kept = sorted(rng.sample(range(len(sentences)), rng.randint(1, len(sentences) - 1)))
    return " ".join(sentences[at] for at in kept)
