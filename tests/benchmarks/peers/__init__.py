"""Others that find the nearest vectors, each with the settings its makers recommend; none is a part of openlab.

Every peer is built and asked in a process of its own (`child.py`), so that its threads and memory trouble nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from openlab.matching.encoder import Matrix

Fields = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stock:
    """What a peer is filled with, one row a solution: unit vectors, the number of the field, and the texts."""

    rows: Matrix
    fields: Fields
    texts: "Texts"


class Texts(Protocol):
    """The texts of the solutions, read when asked for."""

    def __iter__(self) -> Iterator[str]:
        """Yield the texts in order."""


class Peer(Protocol):
    """Finds the k nearest rows, best first as it likes, in everything or inside one field."""

    settings: str

    def fill(self, stock: Stock) -> None:
        """Take everything in and make it ready to be asked."""

    def near(self, vector: Matrix, text: str, k: int) -> Fields:
        """Return row numbers."""

    def within(self, vector: Matrix, text: str, field: int, k: int) -> Fields:
        """Return row numbers of one field."""

    def close(self) -> None:
        """Give back what outlives the process."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a peer is, up to how many rows it is asked to hold, and why no more."""

    place: str
    package: str
    most: int = 1_000_000
    reason: str = ""


_GRAPH_DISK = "building its graph over a million rows takes longer than the rest of this table"
PEERS = {
    "faiss flat": Entry("faiss_kinds:Flat", "faiss-cpu"),
    "faiss IVF": Entry("faiss_kinds:Lists", "faiss-cpu"),
    "faiss HNSW": Entry("faiss_kinds:Graph", "faiss-cpu"),
    "hnswlib": Entry("graphs:Hnswlib", "hnswlib"),
    "usearch": Entry("graphs:Usearch", "usearch"),
    "pgvector": Entry("postgres:Pgvector", "pgvector", 100_000, _GRAPH_DISK),
    "qdrant local": Entry("qdrant:Qdrant", "qdrant-client", 100_000, "its makers advise against local mode there"),
    "chromadb": Entry("chroma:Chroma", "chromadb", 100_000, "filling it takes longer than the rest of this table"),
    "lancedb": Entry("lance:Lance", "lancedb"),
    "txtai": Entry("txtai_kinds:Dense", "txtai", 100_000, "it keeps each text in SQLite and fills for hours"),
    "txtai hybrid": Entry("txtai_kinds:Hybrid", "txtai", 100_000, "it keeps each text in SQLite and fills for hours"),
}


def peer(name: str) -> Peer:
    """Make a peer; a package that is not there raises ImportError."""
    module, kind = PEERS[name].place.split(":")
    return cast("Peer", getattr(import_module(f"{__name__}.{module}"), kind)())
