"""One model's engine in this process: opened from the newest whole snapshot, then kept in step with the database.

The database is the truth.  A snapshot that is damaged is set aside and made again; arrays that were cut off while
they are mapped are let go of before anybody reads them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import structlog
from numpy.typing import NDArray

from openlab.matching.encoder import EncoderError, Matrix
from openlab.matching.engine import Engine
from openlab.matching.market.careful import CarefulEncoder
from openlab.matching.market.mirror import PgvectorLists
from openlab.matching.market.snapshot import Head, Snapshot, SnapshotError, SnapshotStore
from openlab.matching.market.sync import BATCH, documents_of
from openlab.matching.queries import changes_since, count_live, newest, vectors_of
from openlab.matching.shelves.index import LISTED_FROM
from openlab.matching.shelves.shelf import Shelf, empty, layout
from openlab.matching.shelves.sides import SideState, listed
from openlab.matching.text import Document, Side

LARGE = 2_000  # things; building such an index takes so long that one process does it for all
BEHIND_FLOOR, BEHIND_SHARE = 200, 0.05  # changes since the snapshot after which another is due,
BEHIND_CEILING = 10_000  # at the latest: what came since is compared one by one
AT_ONCE = 16 * 1024 * 1024  # bytes proved within a request when a running process takes up a newer snapshot
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Frozen:
    """Both sides at one moment, with the last change in them."""

    sequence: int
    states: Mapping[Side, SideState]


class Replica:
    """An engine with the number of the last change it knows; `folder` is where its snapshots are, if it has any."""

    def __init__(self, encoder: CarefulEncoder, folder: Path | None = None) -> None:
        self.encoder = encoder
        self.ready = False
        self.sequence = 0
        self.unencoded: dict[Side, set[int]] = {side: set() for side in Side}
        self.snapshot: Snapshot | None = None
        self._store = SnapshotStore(folder) if folder else None
        self._damage = ""
        self._renew()

    @property
    def is_late(self) -> bool:
        """Say whether something waits for its vector that the model could make now."""
        return any(self.unencoded.values()) and self.encoder.works

    @property
    def misfits(self) -> bool:
        """Say whether the engine was made while nobody knew how long the model's vectors are."""
        return self._dimension != self.encoder.dimension

    @property
    def is_hurt(self) -> bool:
        """Say whether what is mapped must not be read any more, or is known to be wrong."""
        return self.snapshot is not None and (bool(self._damage) or self.snapshot.cut_off)

    @property
    def is_left(self) -> bool:
        """Say whether somebody removed the snapshot in use or set it aside."""
        return self.snapshot is not None and self.snapshot.is_gone

    @property
    def is_due(self) -> bool:
        """Say whether so much has changed since the snapshot that another one is worth its while."""
        held = sum(self.engine.count(side) for side in Side)
        base = self.snapshot.head.sequence if self.snapshot else 0
        return self.sequence - base > min(max(BEHIND_FLOOR, BEHIND_SHARE * held), BEHIND_CEILING)

    def refresh(self) -> None:
        """Take in everything up to the database's last change."""
        if self.is_hurt:
            self._set_aside()
        elif self.is_left:
            self._renew()
        if not self.ready:
            self._open_or_build()
        elif self._store and self._store.current() > (self.snapshot.generation if self.snapshot else ""):
            self._open(AT_ONCE)
        self._take_changes()
        self._encode_late()

    def frozen(self) -> Frozen | None:
        """Return what is held at this moment, to be written; None while something waits for its vector."""
        if self._store is None or any(self.unencoded.values()) or self.misfits:
            return None
        return Frozen(self.sequence, {side: self.engine.state(side) for side in Side})

    def write(self, frozen: Frozen | None) -> str:
        """Write a snapshot; return its name, or nothing when there is none to write or another process does."""
        if frozen is None or self._store is None:
            return ""
        with self._store.locked(wait=False) as mine:
            return self._publish(frozen) if mine else ""

    def rebuild(self) -> str:
        """Read everything from the database, write a snapshot of it, and set the others aside; return its name."""
        old = self._store.generations() if self._store else []
        self._renew()
        self._take_changes()
        self._encode_late()
        self.ready = True
        name = self.write(self.frozen())
        for generation in old if name else ():
            self._store.set_aside(generation)  # type: ignore[union-attr]
        self.refresh()
        return name

    def distrust(self) -> bool:
        """Prove the snapshot in use after something went wrong; return whether it is to blame."""
        if self._store is None or self.snapshot is None:
            return False
        try:
            self._store.check(self.snapshot.generation)
        except SnapshotError as error:
            self._damage = str(error)
        return self.is_hurt

    def propose_from(self, table: str) -> None:
        """Let a table of pgvector propose rows of large sides from now on."""
        for side in Side:
            state = self.engine.state(side)
            if len(state.base) >= LISTED_FROM and not isinstance(state.lists, PgvectorLists):
                self.engine.put_state(replace(state, lists=PgvectorLists(table, side, state.base.ids)))

    # Snapshots

    def _renew(self) -> None:
        if self.snapshot is not None:
            self.snapshot.close()
        self.snapshot, self._damage, self.sequence, self.ready = None, "", 0, False
        self.engine = Engine(self.encoder)
        self._dimension = self.encoder.dimension
        self.unencoded = {side: set() for side in Side}

    def _set_aside(self) -> None:
        if self._store is not None and self.snapshot is not None:
            log.error("snapshot of the index is damaged and made again", why=self._damage or "cut off",
                      generation=self.snapshot.generation)  # fmt: skip
            self._store.set_aside(self.snapshot.generation)
        self._renew()

    def _open_or_build(self) -> None:
        """Open the newest whole snapshot; without one a large index is built by one process, and opened by the rest."""
        if self._open() or self._store is None or count_live() < LARGE:
            self.ready = True
            return
        with self._store.locked():
            if not self._open():
                self._take_changes()
                if (frozen := self.frozen()) is not None and self._publish(frozen):
                    self._open(AT_ONCE)  # mapped instead of held
        self.ready = True

    def _open(self, at_once: int | None = None) -> bool:
        """Take up the newest snapshot that is whole and fits, if there is a better one than the present."""
        for generation in self._candidates():
            try:
                snapshot = self._store.open(generation, at_once)  # type: ignore[union-attr]
            except SnapshotError as error:
                log.error("snapshot of the index is damaged and set aside", why=str(error))
                self._store.set_aside(generation)  # type: ignore[union-attr]
                continue
            if self._fits(snapshot.head):
                self._take_up(snapshot)
                return True
            snapshot.close()
        return False

    def _candidates(self) -> Iterator[str]:
        held = self.snapshot.generation if self.snapshot else ""
        return (one for one in (self._store.generations() if self._store else ()) if one > held)

    def _fits(self, head: Head) -> bool:
        wanted = (self.encoder.model_id, layout(), self._dimension)
        return (head.model_id, head.layout, head.dimension) == wanted and head.sequence <= newest()[0]

    def _take_up(self, snapshot: Snapshot) -> None:
        engine = Engine(self.encoder)
        engine.put_all({side: Shelf.from_arrays(_of_side(side, snapshot.arrays)) for side in Side})
        self._renew()
        self.engine, self.snapshot, self.sequence, self.ready = engine, snapshot, snapshot.head.sequence, True
        if snapshot.unproved:
            Thread(target=self._prove, args=(snapshot,), daemon=True).start()

    def _prove(self, snapshot: Snapshot) -> None:
        try:
            snapshot.prove(snapshot.unproved)
        except SnapshotError as error:
            if self.snapshot is snapshot:
                self._damage = str(error)

    def _publish(self, frozen: Frozen) -> str:
        """Write the sides; the caller holds the store's lock."""
        shelves = {side: state.compacted() for side, state in frozen.states.items()}
        counts = {side.value: len(shelf) for side, shelf in shelves.items()}
        arrays = {f"{side}.{name}": one for side, shelf in shelves.items() for name, one in shelf.arrays().items()}
        head = Head(self.encoder.model_id, layout(), self._dimension, frozen.sequence, counts)
        return self._store.publish(head, arrays) if self._store else ""

    # Changes

    def _take_changes(self) -> None:
        changes = changes_since(self.sequence)
        present = {side: [item_id for one, item_id, live, _ in changes if one is side and live] for side in Side}
        if self.sequence == 0:
            self.engine.put_all({side: self._shelf(side, ids) for side, ids in present.items()})
        else:
            for side, ids in present.items():
                gone = {item_id for one, item_id, live, _ in changes if one is side and not live}
                for batch in _batches(ids):
                    gone |= set(batch) - self._upsert(side, batch)
                if gone:  # removing nothing would still measure the whole side anew
                    self.engine.remove(side, [str(item_id) for item_id in gone])
        if changes:
            self.sequence = max(sequence for *_rest, sequence in changes)

    def _shelf(self, side: Side, ids: list[int]) -> Shelf:
        """Lay everything of a side out at once; one by one would fold it together again and again."""
        parts = [empty(self._dimension)]
        for batch in _batches(ids):
            documents, vectors = self._read(side, batch)
            if documents:
                parts.append(Shelf.build(documents, vectors, self.encoder))
        return listed(Shelf.join(parts))

    def _upsert(self, side: Side, ids: list[int]) -> set[int]:
        """Put things into the engine; return which were there."""
        documents, vectors = self._read(side, ids)
        if documents:
            self.engine.upsert(documents, vectors)
        return {int(document.id) for document in documents}

    def _read(self, side: Side, ids: list[int]) -> tuple[list[Document], Matrix]:
        """Return the documents of things, and their vectors: stored ones as far as there are."""
        documents = documents_of(side, ids)
        known = vectors_of(side, ids, self.encoder.model_id)
        fresh = [document for document in documents if int(document.id) not in known]
        rows = dict(zip((int(one.id) for one in fresh), self._encode(side, fresh), strict=True)) | known
        nothing = np.zeros((0, self._dimension), np.float32)
        return documents, np.stack([rows[int(document.id)] for document in documents]) if documents else nothing

    def _encode(self, side: Side, documents: list[Document]) -> Matrix:
        """Encode what has no stored vector yet; while the model fails it gets zeros and comes again."""
        ids = {int(document.id) for document in documents}
        self.unencoded[side] -= ids
        if not documents:
            return np.zeros((0, self._dimension), np.float32)
        try:
            return self.encoder.encode_to_keep([document.main_text for document in documents])
        except EncoderError:
            self.unencoded[side] |= ids
            return np.zeros((len(documents), self._dimension), np.float32)

    def _encode_late(self) -> None:
        """Encode what could not be encoded before, once the model works again."""
        if self.is_late:
            for side, ids in self.unencoded.items():
                waiting = sorted(ids)[:BATCH]
                self.unencoded[side] -= set(waiting)
                self._upsert(side, waiting)


def _batches(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _of_side(side: Side, arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    start = f"{side}."
    return {name.removeprefix(start): array for name, array in arrays.items() if name.startswith(start)}
