"""Snapshots: what is written comes back, damage is seen before it is used, and nobody ever reads half of one."""

import multiprocessing
import os
import shutil
import time

import numpy as np
import pytest

from openlab.matching.market import snapshot as module
from openlab.matching.market.snapshot import CURRENT, DRAFT, MANIFEST, Head, SnapshotError, SnapshotStore

HEAD = Head("toy@1", "1-abc", 4, 17, {"needs": 3})
ARRAYS = {
    "needs.vectors": np.arange(12, dtype=np.float32).reshape(3, 4),
    "needs.ids": np.asarray([5, 7, 9]),
    "solutions.vectors": np.zeros((0, 4), np.float32),
}
FILES = [MANIFEST, "needs.bin", "solutions.bin"]


@pytest.fixture
def store(tmp_path):
    return SnapshotStore(tmp_path / "index")


def publish(store, head=HEAD, arrays=ARRAYS):
    with store.locked():
        return store.publish(head, arrays)


def test_what_was_published_is_opened_as_it_was(store):
    generation = publish(store)
    opened = store.open(store.current())

    assert opened.generation == generation
    assert opened.head == HEAD
    assert {name: array.tolist() for name, array in opened.arrays.items()} == {
        name: array.tolist() for name, array in ARRAYS.items()
    }
    assert not opened.arrays["needs.vectors"].flags.writeable
    opened.close()


def test_folder_without_snapshot_has_none(store):
    assert (store.current(), store.generations()) == ("", [])
    with pytest.raises(SnapshotError):
        store.open("0000000001")


def test_newest_is_current_and_only_the_one_before_it_is_kept(store):
    names = [publish(store) for _ in range(4)]

    assert store.current() == names[-1]
    assert store.generations() == [names[3], names[2]]


def test_arrays_in_use_outlive_their_generation(store):
    publish(store)
    opened = store.open(store.current())
    for _ in range(3):
        publish(store)

    assert opened.arrays["needs.vectors"].tolist() == ARRAYS["needs.vectors"].tolist()
    assert not opened.cut_off
    opened.close()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["missing", "empty", "half", "longer"])
def test_file_of_another_length_is_refused(store, name, damage):
    path = store.folder / publish(store) / name
    content = path.read_bytes()
    path.unlink()
    if damage != "missing":
        path.write_bytes({"empty": b"", "half": content[: len(content) // 2], "longer": content + b"x"}[damage])

    with pytest.raises(SnapshotError):
        store.open(store.current())


@pytest.mark.parametrize("name", FILES)
def test_any_flipped_bit_is_seen_before_it_is_used(store, name):
    path = store.folder / publish(store) / name
    content = path.read_bytes()
    for at in range(0, len(content), 7):
        path.write_bytes(content[:at] + bytes([content[at] ^ 1 << at % 8]) + content[at + 1 :])
        with pytest.raises(SnapshotError):
            store.open(store.current())
    path.write_bytes(content)
    store.open(store.current()).close()


def test_large_files_are_proved_afterwards(store, monkeypatch):
    monkeypatch.setattr(module, "READ_AT_ONCE", 0)
    monkeypatch.setattr(module, "READ_EACH", 90)
    path = store.folder / publish(store) / "needs.bin"
    content = path.read_bytes()
    path.write_bytes(content[:4] + b"\x01" + content[5:])

    opened = store.open(store.current())
    assert opened.unproved == ("needs.vectors", "needs.ids")
    with pytest.raises(SnapshotError):
        opened.prove(opened.unproved)
    with pytest.raises(SnapshotError):
        store.check(store.current())
    opened.close()


def test_file_cut_off_while_it_is_mapped_is_noticed(store):
    generation = publish(store)
    opened = store.open(generation)
    os.truncate(store.folder / generation / "needs.bin", 10)

    assert opened.cut_off
    opened.close()


def test_damaged_generation_is_set_aside_for_the_one_before(store):
    first, second = publish(store), publish(store)
    store.set_aside(second)
    store.set_aside(second)

    assert (store.current(), store.generations()) == (first, [first])
    store.set_aside(first)
    assert store.current() == ""
    assert int(publish(store)) > int(second)


@pytest.mark.parametrize("text", ["", "nonsense", "0000000099\n", "../../etc"])
def test_pointer_to_nothing_leads_to_the_newest_there_is(store, text):
    generation = publish(store)
    (store.folder / CURRENT).write_text(text)

    assert store.current() == generation


def test_writer_who_holds_the_lock_may_set_aside(store):
    generation = publish(store)
    with store.locked():
        store.set_aside(generation)

    assert store.current() == ""


def test_draft_of_a_process_that_died_is_removed_and_never_read(store):
    generation = publish(store)
    shutil.copytree(store.folder / generation, store.folder / f"{DRAFT}0000000002")

    assert store.generations() == [generation]
    publish(store)
    assert not list(store.folder.glob(f"{DRAFT}*"))


def test_second_writer_may_wait_or_go(store):
    with store.locked() as first, store.locked(wait=False) as second:
        assert (first, second) == (True, False)
    with store.locked(wait=False) as again:
        assert again


def write_many(folder, number):
    store = SnapshotStore(folder)
    for turn in range(5):
        publish(store, arrays={"needs.vectors": np.full((50, 4), 10 * number + turn, np.float32)})


def test_processes_that_publish_at_once_leave_whole_generations(store):
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write_many, args=(store.folder, number)) for number in range(3)]
    for writer in writers:
        writer.start()
    seen, begun = 0, time.monotonic()
    while any(writer.is_alive() for writer in writers) and time.monotonic() - begun < 60:
        if not (generation := store.current()):
            continue
        try:
            opened = store.open(generation)
        except SnapshotError:
            assert store.current() != generation  # two newer ones came between the two lines
            continue
        assert len(set(opened.arrays["needs.vectors"].ravel().tolist())) == 1
        opened.close()
        seen += 1
    for writer in writers:
        writer.join()

    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    assert seen > 0
    assert store.current() == "0000000015"
