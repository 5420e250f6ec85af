"""The engine of this process, brought up to the database's last change before every match."""

from dataclasses import dataclass
from threading import RLock

import numpy as np

from openlab.matching.careful import CarefulEncoder
from openlab.matching.columns import Within
from openlab.matching.encoder import Encoder, EncoderError, Matrix
from openlab.matching.encoders import Encoders
from openlab.matching.engine import Engine
from openlab.matching.queries import changes_since, model_in, newest, vectors_of
from openlab.matching.states import ModelState
from openlab.matching.sync import BATCH, documents_of
from openlab.matching.text import Document, Side


@dataclass(frozen=True, slots=True)
class IndexState:
    """How this process's index is, for those who look after it."""

    model_id: str
    failure: str  # of the model, one line
    needs: int
    solutions: int
    unencoded: int  # things that wait for their vectors
    behind: int  # changes that this process has not taken in yet


class LiveIndex:
    """An engine and the numbers of the last changes it knows; the database is the truth, this is a copy."""

    def __init__(self, encoders: Encoders | Encoder) -> None:
        self._encoders = encoders if isinstance(encoders, Encoders) else Encoders.of_one(encoders)
        self._lock = RLock()
        self._generation = -1  # nobody looked yet which model is the active one
        self._begin(self._encoders.configured)

    @property
    def encoder(self) -> CarefulEncoder:
        """Return the encoder of the active model."""
        return self._encoder

    @property
    def words_only(self) -> bool:
        """Say whether questions are answered by words alone at present, since the model fails."""
        return bool(self._encoder.failure)

    def state(self) -> IndexState:
        """Return how the index of this process is."""
        return IndexState(
            self._encoder.model_id,
            self._encoder.failure,
            self.engine.count(Side.NEEDS),
            self.engine.count(Side.SOLUTIONS),
            sum(map(len, self._unencoded.values())),
            newest()[0] - self._sequence,
        )

    def understands(self) -> bool:
        """Say whether questions are understood by meaning, after trying once more to load a model that failed."""
        return self._encoder.works

    def refresh(self) -> Engine:
        """Take in what changed since the last time; one cheap query when nothing did."""
        sequence, generation = newest()
        if (sequence, generation) != (self._sequence, self._generation) or self._late() or self._misfits():
            with self._lock:
                if generation != self._generation or self._misfits():
                    self._begin(self._encoders.of(model_in(ModelState.ACTIVE)))
                    self._generation = generation
                self._take_changes()
                self._encode_late()
        return self.engine

    def within(self, _side: Side, category: str, sido: str) -> Within:
        """Return a narrowing to a field (or sub-category) and, for needs or served regions, to a 시도."""
        return Within(category, sido)

    def _begin(self, encoder: CarefulEncoder) -> None:
        self._encoder = encoder
        self.engine = Engine(encoder)
        self._dimension = encoder.dimension
        self._sequence = 0
        self._unencoded: dict[Side, set[int]] = {side: set() for side in Side}

    def _late(self) -> bool:
        return any(self._unencoded.values()) and self._encoder.works

    def _misfits(self) -> bool:
        """Say whether the engine was made while nobody knew how long the model's vectors are."""
        return self._dimension != self._encoder.dimension

    def _take_changes(self) -> None:
        changes = changes_since(self._sequence)
        for side in Side:
            ids = [item_id for changed, item_id, live, _ in changes if changed is side and live]
            gone = {item_id for changed, item_id, live, _ in changes if changed is side and not live}
            for start in range(0, len(ids), BATCH):
                batch = ids[start : start + BATCH]
                gone |= set(batch) - self._upsert(side, batch)
            if gone:  # removing nothing would still measure the whole side anew
                self.engine.remove(side, [str(item_id) for item_id in gone])
        if changes:
            self._sequence = max(sequence for *_rest, sequence in changes)

    def _upsert(self, side: Side, ids: list[int]) -> set[int]:
        """Put things into the engine, with their stored vectors as far as there are; return which were there."""
        documents = documents_of(side, ids)
        known = vectors_of(side, ids, self._encoder.model_id)
        fresh = [document for document in documents if int(document.id) not in known]
        rows = dict(zip((int(one.id) for one in fresh), self._encode(side, fresh), strict=True)) | known
        if documents:
            self.engine.upsert(documents, np.stack([rows[int(document.id)] for document in documents]))
        return {int(document.id) for document in documents}

    def _encode(self, side: Side, documents: list[Document]) -> Matrix:
        """Encode what has no stored vector yet; while the model fails it gets zeros and comes again."""
        ids = {int(document.id) for document in documents}
        self._unencoded[side] -= ids
        if not documents:
            return np.zeros((0, self._dimension), np.float32)
        try:
            return self._encoder.encode_to_keep([document.main_text for document in documents])
        except EncoderError:
            self._unencoded[side] |= ids
            return np.zeros((len(documents), self._dimension), np.float32)

    def _encode_late(self) -> None:
        """Encode what could not be encoded before, once the model works again."""
        if self._late():
            for side, ids in self._unencoded.items():
                waiting = sorted(ids)[:BATCH]
                self._unencoded[side] -= set(waiting)
                self._upsert(side, waiting)
