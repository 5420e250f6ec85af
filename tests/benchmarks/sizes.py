"""Markets of 10,000, 100,000 and 1,000,000 solutions, laid out once and kept on disk, so that each process maps them.

The first 100,000 are written out and encoded; a million holds them ten times, each time with other facts and with
vectors that lean towards another text of the same field, since encoding a million takes longer than all measuring.
"""

import hashlib
import os
import shutil
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openlab.matching.adapters import faiss_index
from openlab.matching.encoder import DEFAULT_MODEL_DIR, load_encoder
from openlab.matching.engine import Engine
from openlab.matching.shelves.index import hubness
from openlab.matching.shelves.shelf import Ids, Shelf, layout
from openlab.matching.shelves.sides import HUB_CHUNK, HUB_SAMPLE, listed
from openlab.matching.text import Side
from tests.benchmarks import market

SIZES = {10_000: "10k", 100_000: "100k", 1_000_000: "1M"}
OTHER_SIDE = 10_000  # needs in each market
PART, WRITTEN = 10_000, 100_000
LEAN = 0.35  # how far the vectors of a repetition lean towards another text
KEPT = Path("var/bench/markets")
KEY, DAY = "BENCH_MARKET", 86_400


def engine_of(size: int) -> Engine:
    """Return an engine over a market, whose arrays are mapped from disk."""
    engine = Engine(load_encoder())
    engine.put_all({side: shelf_of(side, size) for side in Side})
    return engine


def shelf_of(side: Side, size: int) -> Shelf:
    """Return one side of a market, made if need be: so many solutions, or OTHER_SIDE needs."""
    count = size if side is Side.SOLUTIONS else OTHER_SIDE
    folder = KEPT / key() / f"{side.value}-{count}"
    if not folder.is_dir():
        _write(folder, _made(side, count).arrays())
    return Shelf.from_arrays({path.stem: np.load(path, mmap_mode="r") for path in folder.glob("*.npy")})


def tidy() -> None:
    """Remove markets that were made of something else and a day ago or more; another run may still want the others."""
    for old in KEPT.glob("*"):
        if old.name != key() and time.time() - old.stat().st_mtime > DAY:
            shutil.rmtree(old)


def _made(side: Side, count: int) -> Shelf:
    if count > WRITTEN:
        shelf = _repeated(shelf_of(side, WRITTEN), count // WRITTEN)
    elif side is Side.SOLUTIONS and count < WRITTEN:
        shelf = shelf_of(side, WRITTEN).take(np.arange(count))
        return listed(Shelf.join([replace(shelf, vectors=shelf.vectors.astype(np.float32))]))
    else:
        with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
            shelf = Shelf.join(list(pool.map(_part, [side] * (count // PART), range(count // PART))))
    return listed(_with_hubs(shelf, side))


def _part(side: Side, number: int) -> Shelf:
    return market.shelf(side, PART, load_encoder(), seed=100 + number)


def _repeated(shelf: Shelf, times: int) -> Shelf:
    return Shelf.join([shelf, *(_variant(shelf, number) for number in range(1, times))])


def _variant(shelf: Shelf, number: int) -> Shelf:
    """Return the same texts under other ids, with others' facts of their field and vectors that lean to others."""
    chance = np.random.default_rng(number)
    facts, towards = (_exchanged(shelf, chance) for _ in range(2))
    vectors = shelf.vectors.astype(np.float32)
    vectors += np.float32(LEAN) * vectors[towards]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = Ids.build([f"{number}-{shelf.ids.texts.text(row)}" for row in range(len(shelf))])
    return replace(
        shelf,
        ids=ids,
        heads=shelf.heads.take(facts),
        facts=shelf.facts.take(facts),
        vectors=vectors.astype(np.float16),
        lists=np.zeros(0, np.uint8),
    )


def _exchanged(shelf: Shelf, chance: np.random.Generator) -> NDArray[np.int64]:
    """Return a permutation of the documents in which each stands for one of its field and language."""
    group = shelf.facts.field * np.uint64(2) + shelf.english
    here = np.lexsort((chance.random(len(shelf)), group))
    there = np.lexsort((chance.random(len(shelf)), group))
    exchanged = np.empty(len(shelf), np.int64)
    exchanged[here] = there
    return exchanged


def _with_hubs(shelf: Shelf, side: Side) -> Shelf:
    """Measure how near documents are to the other side, which no market on disk has to do again."""
    others = market.shelf(side.other, HUB_SAMPLE, load_encoder(), seed=77).vectors
    parts = (shelf.vectors[at : at + HUB_CHUNK].astype(np.float32) for at in range(0, len(shelf), HUB_CHUNK))
    return shelf.with_hubs(np.concatenate([hubness(part, others) for part in parts]), OTHER_SIDE)


def _write(folder: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    draft = folder.with_name(f"{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for name, array in arrays.items():
        np.save(draft / f"{name}.npy", array)
    draft.rename(folder)


def key() -> str:
    """Name what the markets were made of: the layout, the model, the corpus, the lists."""
    sources = [
        *sorted(market.FOLDER.glob("*.jsonl")),
        Path(market.__file__),
        Path(__file__),
        Path(faiss_index.__file__),
    ]
    model = hashlib.sha256((DEFAULT_MODEL_DIR / "model.safetensors").read_bytes()).hexdigest()
    digest = hashlib.sha256(f"{layout()} {model}".encode())
    for source in sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]
