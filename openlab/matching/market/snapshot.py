"""Snapshots of the index on disk: arrays that every worker maps into memory, replaced as a whole or not at all.

A generation is a folder with one file for each group of arrays ("needs.vectors" lies in needs.bin) and a manifest,
written last, with the place, shape and sha256 of each array.  The file CURRENT names the newest.  The folder is a
cache: whatever is wrong with it, the database makes it again.
"""

import fcntl
import hashlib
import json
import math
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

FORMAT = 1
MANIFEST, CURRENT, LOCK = "manifest.json", "CURRENT", "lock"
DRAFT, BROKEN = "draft-", ".broken"
KEPT = 2  # generations: the newest, and the one before it should the newest be damaged
READ_AT_ONCE = 256 * 1024 * 1024  # bytes: smaller snapshots are proved whole before they are used
READ_EACH = 8 * 1024 * 1024  # bytes: of larger ones only such arrays, the rest afterwards
ALIGNED = 64  # bytes: where arrays begin
TRUSTED = ".lists"  # handed to a library that believes every byte
Arrays = Mapping[str, NDArray[Any]]
Entries = Mapping[str, Mapping[str, Any]]  # by array: where it lies, what it is, and its digest


class SnapshotError(Exception):
    """A snapshot is missing, damaged or of another format; the message is one line."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a snapshot was made of."""

    model_id: str
    layout: str
    dimension: int
    sequence: int
    counts: dict[str, int]


@dataclass(frozen=True)
class Snapshot:
    """An open generation; `unproved` are the arrays whose content nobody has compared with the manifest yet."""

    generation: str
    head: Head
    arrays: Arrays
    folder: Path
    entries: Entries
    unproved: tuple[str, ...]
    _held: tuple[tuple[int, int], ...] = field(default=(), repr=False)  # file handle and size

    @property
    def cut_off(self) -> bool:
        """Say whether a file has become shorter than what is mapped, which would end the process when it is read."""
        return any(os.fstat(handle).st_size < size for handle, size in self._held)

    @property
    def is_gone(self) -> bool:
        """Say whether this generation was removed or set aside; what is mapped can still be read."""
        return not self.folder.is_dir()

    def close(self) -> None:
        """Give the file handles back; arrays in use stay mapped."""
        for handle, _size in self._held:
            os.close(handle)

    def prove(self, names: Iterable[str]) -> None:
        """Read arrays whole; raise SnapshotError when one is not what was written."""
        for name in names:
            _compare(self.folder / _file_of(name), name, self.entries[name])


class SnapshotStore:
    """The generations of one model's index in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> str:
        """Return the name of the newest generation, empty when there is none; a pointer to nothing does not count."""
        try:
            name = (self.folder / CURRENT).read_text(encoding="ascii", errors="replace").strip()
        except OSError:
            name = ""
        known = name.isdigit() and (self.folder / name / MANIFEST).is_file()
        return name if known else next(iter(self.generations()), "")

    def generations(self) -> list[str]:
        """Return all finished generations, newest first."""
        if not self.folder.is_dir():
            return []
        names = [path.name for path in self.folder.iterdir() if path.name.isdigit() and (path / MANIFEST).is_file()]
        return sorted(names, reverse=True)

    def open(self, generation: str, at_once: int | None = None) -> Snapshot:
        """Map a generation after a cheap check; raise SnapshotError when it is not whole.

        Of snapshots larger than `at_once` bytes only small arrays are read here, and those that a library trusts.
        """
        folder = self.folder / generation
        try:
            head, sizes, entries = _manifest(folder)
            arrays, held = _mapped_all(folder, sizes, entries)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SnapshotError(f"{generation}: {error or type(error).__name__}") from error
        at_once = READ_AT_ONCE if at_once is None else at_once
        most = at_once if sum(size for _, size in held) <= at_once else READ_EACH
        unproved = tuple(name for name, entry in entries.items() if entry["span"] > most and not name.endswith(TRUSTED))
        snapshot = Snapshot(generation, head, arrays, folder, entries, unproved, held)
        try:
            snapshot.prove(set(entries) - set(unproved))
        except SnapshotError:
            snapshot.close()
            raise
        return snapshot

    def check(self, generation: str) -> None:
        """Compare every byte of a generation with its manifest; raise SnapshotError at the first difference."""
        snapshot = self.open(generation)
        try:
            snapshot.prove(snapshot.unproved)
        finally:
            snapshot.close()

    def weed(self) -> list[str]:
        """Read every byte of all generations, set aside what is damaged, and return a line for each."""
        lines = []
        for generation in self.generations():
            try:
                self.check(generation)
            except SnapshotError as error:
                lines.append(str(error))
                self.set_aside(generation)
        return lines

    def publish(self, head: Head, arrays: Arrays) -> str:
        """Write a generation and make it the current one; the caller holds the lock.  Return its name."""
        taken = [int(path.name.removesuffix(BROKEN)) for path in self.folder.iterdir() if _is_generation(path.name)]
        self._sweep()
        generation = f"{max(taken, default=0) + 1:010d}"
        draft = self.folder / f"{DRAFT}{generation}"
        draft.mkdir()
        sizes, entries = _write_arrays(draft, arrays)
        content = {"format": FORMAT, "generation": generation, "head": asdict(head), "files": sizes, "arrays": entries}
        _write(draft / MANIFEST, json.dumps(content | {"seal": _seal(content)}, indent=1).encode())
        _sync_folder(draft)
        draft.rename(self.folder / generation)
        _sync_folder(self.folder)
        self._point(generation)
        for old in self.generations()[KEPT:]:
            shutil.rmtree(self.folder / old, ignore_errors=True)  # whoever still maps it keeps what was mapped
        return generation

    def set_aside(self, generation: str) -> None:
        """Take a damaged generation out of use, for good; it needs no lock, and another process may be quicker."""
        aside = self.folder / f"{generation}{BROKEN}"
        if (self.folder / generation).is_dir():
            shutil.rmtree(aside, ignore_errors=True)  # of an earlier time, it would be in the way
        with suppress(OSError):
            (self.folder / generation).rename(aside)

    @contextmanager
    def locked(self, *, wait: bool = True) -> Iterator[bool]:
        """Hold the lock of those who write; yields False when somebody else has it and one does not want to wait."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(handle)

    def _point(self, generation: str) -> None:
        draft = self.folder / f"{CURRENT}.{os.getpid()}"
        _write(draft, f"{generation}\n".encode())
        draft.rename(self.folder / CURRENT)
        _sync_folder(self.folder)

    def _sweep(self) -> None:
        """Remove what a process that died while writing left, and what was set aside."""
        for path in self.folder.iterdir():
            if path.name.startswith(DRAFT) or (path.name.endswith(BROKEN) and path.is_dir()):
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.startswith(f"{CURRENT}."):
                path.unlink(missing_ok=True)


def _is_generation(name: str) -> bool:
    return name.removesuffix(BROKEN).isdigit()


def _file_of(name: str) -> str:
    return f"{name.partition('.')[0]}.bin"


def _manifest(folder: Path) -> tuple[Head, dict[str, int], dict[str, dict[str, Any]]]:
    content = json.loads((folder / MANIFEST).read_bytes())
    seal = content.pop("seal")
    if seal != _seal(content) or content["format"] != FORMAT or content["generation"] != folder.name:
        raise ValueError("the manifest is damaged or of another format")
    return Head(**content["head"]), content["files"], content["arrays"]


def _mapped_all(folder: Path, sizes: Mapping[str, int], entries: Entries) -> tuple[Arrays, tuple[tuple[int, int], ...]]:
    """Map the files of a generation, each of the size that the manifest says, and return its arrays and the handles."""
    held: list[tuple[int, int]] = []
    try:
        raw = {name: _mapped(folder / name, size, held) for name, size in sizes.items()}
        return {name: _array(raw[_file_of(name)], entry) for name, entry in entries.items()}, tuple(held)
    except BaseException:
        for handle, _size in held:
            os.close(handle)
        raise


def _mapped(path: Path, size: int, held: list[tuple[int, int]]) -> NDArray[np.uint8]:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    held.append((handle, size))
    if os.fstat(handle).st_size != size:
        raise ValueError(f"{path.name} has another size")
    # numpy's own class for mapped arrays makes every step slower
    return np.asarray(np.memmap(path, np.uint8, mode="r", shape=(size,)))


def _array(raw: NDArray[np.uint8], entry: Mapping[str, Any]) -> NDArray[Any]:
    kind, shape = np.dtype(entry["dtype"]), tuple(entry["shape"])
    size = kind.itemsize * math.prod(shape)
    array: NDArray[Any] = raw[entry["begin"] : entry["begin"] + size].view(kind).reshape(shape)
    return array


def _compare(path: Path, name: str, entry: Mapping[str, Any]) -> None:
    try:
        with path.open("rb") as file:
            file.seek(entry["begin"])
            same = _digest_of(file, entry["span"]) == entry["sha256"]
    except OSError as error:
        raise SnapshotError(f"{path.name}: {error.strerror}") from error
    if not same:
        raise SnapshotError(f"{name} has changed since it was written")


def _digest_of(file: BinaryIO, span: int) -> str:
    digest = hashlib.sha256()
    while span and (block := file.read(min(span, READ_EACH))):
        digest.update(block)
        span -= len(block)
    return digest.hexdigest()


def _write_arrays(folder: Path, arrays: Arrays) -> tuple[dict[str, int], dict[str, dict[str, Any]]]:
    """Write arrays into their files; return the files' sizes, and where each array lies with a digest of its bytes."""
    entries: dict[str, dict[str, Any]] = {}
    sizes: dict[str, int] = {}
    for file_name in dict.fromkeys(map(_file_of, arrays)):
        with (folder / file_name).open("xb") as file:
            for name in (one for one in arrays if _file_of(one) == file_name):
                entries[name] = _append(file, arrays[name])
            file.flush()
            os.fsync(file.fileno())
            sizes[file_name] = file.tell()
    return sizes, entries


def _append(file: BinaryIO, array: NDArray[Any]) -> dict[str, Any]:
    begin, content = file.tell(), np.ascontiguousarray(array).reshape(-1).view(np.uint8).data
    padding = bytes(ALIGNED + -len(content) % ALIGNED)  # at least something, so that no file is empty
    digest = hashlib.sha256(content)
    digest.update(padding)
    file.write(content)
    file.write(padding)
    span = len(content) + len(padding)
    return {"begin": begin, "span": span, "dtype": array.dtype.str, "shape": list(array.shape),
            "sha256": digest.hexdigest()}  # fmt: skip


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _seal(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
