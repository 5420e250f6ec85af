"""The engine of this process, brought up to the database's last change before every match."""

from threading import Lock

import numpy as np

from openlab.matching.encoder import Encoder
from openlab.matching.engine import Engine
from openlab.matching.queries import changes_since, newest_sequence, stored_vectors
from openlab.matching.sync import BATCH, documents_of
from openlab.matching.text import Document, Side, content_hash


class LiveIndex:
    """An engine and the number of the last change it knows; the database is the truth, this is a copy."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self.engine = Engine(encoder)
        self._sequence = 0
        self._lock = Lock()

    def refresh(self) -> Engine:
        """Take in what changed since the last time; one cheap query when nothing did."""
        if newest_sequence() != self._sequence:
            with self._lock:
                self._take_changes()
        return self.engine

    def within(self, side: Side, category: str, sido: str) -> list[str]:
        """Return the ids of a side in a field (or sub-category) and, for needs or served regions, in a 시도."""
        return [
            document.id
            for document in self.engine.documents(side)
            if _in_category(document, category) and _in_sido(document, sido)
        ]

    def _take_changes(self) -> None:
        changes = changes_since(self._sequence)
        for side in Side:
            ids = [item_id for changed, item_id, live, _ in changes if changed is side and live]
            gone = {item_id for changed, item_id, live, _ in changes if changed is side and not live}
            for start in range(0, len(ids), BATCH):
                batch = ids[start : start + BATCH]
                documents = documents_of(side, batch)
                self._upsert(documents)
                gone |= set(batch) - {int(document.id) for document in documents}
            if gone:  # removing nothing would still measure the whole side anew
                self.engine.remove(side, [str(item_id) for item_id in gone])
        if changes:
            self._sequence = max(sequence for *_rest, sequence in changes)

    def _upsert(self, documents: list[Document]) -> None:
        hashes = [content_hash(document) for document in documents]
        known = stored_vectors(hashes, self.encoder.model_id)
        stored = [
            (document, known[digest]) for document, digest in zip(documents, hashes, strict=True) if digest in known
        ]
        fresh = [document for document, digest in zip(documents, hashes, strict=True) if digest not in known]
        if stored:
            self.engine.upsert([document for document, _ in stored], np.stack([row for _, row in stored]))
        if fresh:
            self.engine.upsert(fresh)


def _in_category(document: Document, category: str) -> bool:
    own = document.facts.category
    return not category or own == category or own.startswith(f"{category}.")


def _in_sido(document: Document, sido: str) -> bool:
    facts = document.facts
    return not sido or facts.nationwide or any(code[:2] == sido[:2] for code in facts.regions)
