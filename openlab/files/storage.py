"""The disk: every content is kept once under its SHA-256, written whole or not at all."""

import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

BLOCK = 1 << 20
GRACE_SECONDS = 24 * 3600  # an upload that is still being saved must not be swept away


class TooManyBytesError(Exception):
    """The stream holds more than the limit."""


@dataclass(frozen=True, slots=True)
class Received:
    """An upload on disk that has no name yet."""

    path: Path
    size: int
    sha256: str


def path_of(folder: Path, sha256: str) -> Path:
    """Return where a content lies; two letters of the digest keep folders small."""
    return folder / sha256[:2] / sha256


@contextmanager
def received(folder: Path, stream: BinaryIO, limit: int) -> Iterator[Received]:
    """Write a stream to a temporary file beside its future place; it is gone after the block unless it was kept.

    Raises TooManyBytesError after `limit` bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix="incoming-")
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            digest, size = hashlib.sha256(), 0
            while block := stream.read(BLOCK):
                size += len(block)
                if size > limit:
                    raise TooManyBytesError
                digest.update(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        yield Received(path, size, digest.hexdigest())
    finally:
        path.unlink(missing_ok=True)


def keep(folder: Path, upload: Received) -> Path:
    """Give an upload its lasting place; the same content that is already there is only touched."""
    target = path_of(folder, upload.sha256)
    target.parent.mkdir(exist_ok=True)
    if target.exists():
        os.utime(target)
        return target
    upload.path.replace(target)
    for changed in (target.parent, folder):  # the new directory entries must survive a power cut too
        handle = os.open(changed, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
    return target


def sweep(folder: Path, is_needed: Callable[[str], bool]) -> int:
    """Delete contents that nothing refers to and that have lain for a day; return how many."""
    removed = 0
    for path in folder.glob("*") if folder.exists() else ():
        candidates = path.iterdir() if path.is_dir() else (path,)
        for file in candidates:
            if time.time() - file.stat().st_mtime > GRACE_SECONDS and not is_needed(file.name):
                file.unlink()
                removed += 1
    return removed
