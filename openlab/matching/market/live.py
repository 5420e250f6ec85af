"""The engine of this process: of the active model and the weights in use, brought up to the last change."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from threading import RLock
from typing import Any

import structlog

from openlab.kit.errors import NotFoundError
from openlab.matching.encoder import Encoder
from openlab.matching.engine import Engine, Match
from openlab.matching.market import mirror
from openlab.matching.market.careful import CarefulEncoder
from openlab.matching.market.encoders import Encoders
from openlab.matching.market.replica import Replica
from openlab.matching.market.snapshot import SnapshotStore
from openlab.matching.models import MatchModel
from openlab.matching.queries import model_in, newest, weights_of
from openlab.matching.scoring.fusion import Mode
from openlab.matching.scoring.weights import Weights
from openlab.matching.shelves.columns import Within
from openlab.matching.states import ModelState
from openlab.matching.text import Document, Side

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class IndexState:
    """How this process's index is, for those who look after it."""

    model_id: str
    failure: str  # of the model, one line
    needs: int
    solutions: int
    unencoded: int  # things that wait for their vectors
    behind: int  # changes that this process has not taken in yet
    snapshot: str  # the generation that is mapped
    since: int  # changes since that


class LiveIndex:
    """Follows the database from question to question: its changes, the active model, and the weights in use."""

    def __init__(self, encoders: Encoders | Encoder, folder: Path | None = None, *, mirrored: bool = False) -> None:
        self._encoders = encoders if isinstance(encoders, Encoders) else Encoders.of_one(encoders)
        self._folder, self._mirrored = folder, mirrored
        self._lock = RLock()
        self._generation = -1  # nobody looked yet which model is the active one
        self._weights, self._weights_number = Weights(), 0
        self._replica = Replica(self._encoders.configured)

    @property
    def encoder(self) -> CarefulEncoder:
        """Return the encoder of the active model."""
        return self._replica.encoder

    @property
    def engine(self) -> Engine:
        """Return the engine as it is, without looking for changes."""
        return self._replica.engine

    @property
    def words_only(self) -> bool:
        """Say whether questions are answered by words alone at present, since the model fails."""
        return bool(self.encoder.failure)

    def refresh(self) -> Engine:
        """Take in what changed since the last time; one cheap query when nothing did.

        While one thread takes in much, the others go on with what there is.
        """
        sequence, generation, weights = newest()
        if self._is_fresh(sequence, generation):
            return self._weighed(weights)
        if self._lock.acquire(blocking=not self._replica.ready or self._replica.is_hurt):
            try:
                self._follow(generation)
            finally:
                self._lock.release()
        return self._weighed(weights)

    def match(self, query: Document, side: Side, *, mode: Mode = "hybrid", **how: Any) -> list[Match]:
        """Answer from the engine; go on by words while the model fails, and with a new index when this one is hurt."""
        engine = self.refresh()
        try:
            return self._match(engine, query, side, mode, how)
        except Exception:
            with self._lock:
                if not self._replica.distrust():
                    raise
            return self._match(self.refresh(), query, side, mode, how)

    def _match(self, engine: Engine, query: Document, side: Side, mode: Mode, how: dict[str, Any]) -> list[Match]:
        if self.encoder.works:
            matches = engine.match(query, side, mode=mode, **how)
            if not self.words_only:
                return matches
        matches = engine.match(query, side, mode="lexical", **how)  # also when it failed over this very question
        sharing = (match for match in matches if match.coverage > 0)
        return [replace(match, rank=rank) for rank, match in enumerate(sharing, start=1)]

    def within(self, _side: Side, category: str, sido: str) -> Within:
        """Return a narrowing to a field (or sub-category) and, for needs or served regions, to a 시도."""
        return Within(category, sido)

    def is_due(self) -> bool:
        """Say whether a new snapshot is worth its while."""
        return self._replica.is_due

    def compact(self) -> str:
        """Write a snapshot of what is held now; return its name, or nothing when another process writes one.

        Changes are taken in meanwhile: only the moment that is written needs the lock, and the step over to it.
        """
        self.refresh()
        with self._lock:
            replica, frozen = self._replica, self._replica.frozen()
        name = replica.write(frozen)
        with self._lock:
            replica.refresh()
        return name

    def rebuild(self) -> str:
        """Make the index again from the database, snapshot included; return the snapshot's name."""
        self.refresh()
        with self._lock:
            return self._replica.rebuild()

    def check(self) -> list[str]:
        """Read every byte of the snapshots, set aside what is damaged, and return a line for each."""
        place = self._place(model_in(ModelState.ACTIVE))
        return SnapshotStore(place).weed() if place else []

    def replica_of(self, model: MatchModel) -> Replica:
        """Return an index of another model, to be made ready before that model becomes the active one."""
        return Replica(self._encoders.of(model), self._place(model))

    def folders_in_use(self) -> set[Path]:
        """Return where the snapshots of the active model and of the one being prepared are."""
        models = [model_in(state) for state in (ModelState.ACTIVE, ModelState.PREPARING)]
        return {place for model in models if (place := self._place(model))}

    def state(self) -> IndexState:
        """Return how the index of this process is."""
        replica, newest_sequence = self._replica, newest().sequence
        return IndexState(
            replica.encoder.model_id,
            replica.encoder.failure,
            replica.engine.count(Side.NEEDS),
            replica.engine.count(Side.SOLUTIONS),
            sum(map(len, replica.unencoded.values())),
            newest_sequence - replica.sequence,
            replica.snapshot.generation if replica.snapshot else "",
            newest_sequence - replica.snapshot.head.sequence if replica.snapshot else newest_sequence,
        )

    def _weighed(self, number: int) -> Engine:
        """Return the engine with a version of the weights."""
        if number != self._weights_number:
            self._weights, self._weights_number = _weights(number), number
        engine = self._replica.engine
        if engine.weights.version != self._weights.version:
            engine.use(self._weights, engine.exposure)
        return engine

    def _is_fresh(self, sequence: int, generation: int) -> bool:
        replica = self._replica
        known = (sequence, generation) == (replica.sequence, self._generation) and replica.ready
        return known and not (replica.is_late or replica.misfits or replica.is_hurt or replica.is_left)

    def _follow(self, generation: int) -> None:
        """Take in changes; another model's index is made ready before it takes the place of this one."""
        active = model_in(ModelState.ACTIVE)
        if generation == self._generation and not self._replica.misfits:
            replica = self._replica
        else:
            replica = Replica(self._encoders.of(active), self._place(active))
        replica.refresh()
        if self._mirrored and active is not None and mirror.is_whole(active):
            replica.propose_from(mirror.table_of(active))
        self._replica, self._generation = replica, generation
        self._encoders.release(replica.encoder)

    def _place(self, model: MatchModel | None) -> Path | None:
        """Return the folder for the snapshots of a model in this database; another database has other folders."""
        if self._folder is None or model is None:
            return None
        own = f"{model.id} {model.model_id} {model.started_at.isoformat()}"
        return self._folder / hashlib.sha256(own.encode()).hexdigest()[:16]


def _weights(number: int) -> Weights:
    """Return a version of the weights; the documented ones for one that is damaged, so that search goes on."""
    try:
        return weights_of(number)
    except (NotFoundError, KeyError, ValueError) as error:
        log.error("weights cannot be used, the documented ones rank meanwhile", version=number, why=repr(error))
        return Weights()
