"""A shelf gives back what was laid into it, from memory-mapped arrays too, and whatever was cut and joined."""

import numpy as np
import pytest

from openlab.matching.packed import widened
from openlab.matching.shelves.columns import Within
from openlab.matching.shelves.shelf import FORMAT, Shelf, empty, layout
from openlab.matching.text import Side, document_from_need, document_from_solution
from tests.unit.matching.records import need, solution
from tests.unit.matching.toy import ToyEncoder

RECORDS = [
    solution(),
    solution(id="S2", lang="en", title="Odour monitor", summary="Finds odours.", description="", nationwide=False,
             region_codes=["41000", "26000"], category="ENVIRONMENT.ODOUR", certifications=["GS_CERT", "ISMS_P"],
             translation={"title": "악취 측정", "summary": "냄새를 찾습니다. 지도에 그립니다."}),
    solution(id="긴 아이디", title="", summary="한 문장뿐입니다.", description="", category="", region_codes=[],
             nationwide=False, price_min=None, trl=None, delivery_weeks=None, references=[], data_hub=True),
]  # fmt: skip
DOCUMENTS = [document_from_solution(record) for record in RECORDS]


def laid(documents=DOCUMENTS):
    return Shelf.build(documents, ToyEncoder().encode_documents([one.main_text for one in documents]))


def contents(shelf):
    return [shelf.document(row, Side.SOLUTIONS) for row in range(len(shelf))]


def test_documents_come_back_whole():
    assert contents(laid()) == DOCUMENTS


def test_arrays_alone_make_the_same_shelf_again(tmp_path):
    for name, array in laid().arrays().items():
        np.save(tmp_path / name, array)
    mapped = {path.stem: np.load(path, mmap_mode="r") for path in tmp_path.iterdir()}

    again = Shelf.from_arrays(mapped)

    assert contents(again) == DOCUMENTS
    assert again.arrays().keys() == laid().arrays().keys()
    assert all(np.array_equal(array, again.arrays()[name], equal_nan=True)
               for name, array in laid().arrays().items() if array.dtype.kind == "f")  # fmt: skip
    with pytest.raises(KeyError):
        Shelf.from_arrays({})


def test_shelf_cut_and_joined_is_the_shelf_built_at_once():
    rows, vectors = np.asarray([2, 0]), ToyEncoder().encode_documents([one.main_text for one in DOCUMENTS])
    joined = Shelf.join([laid().take(rows), laid(DOCUMENTS[1:2])])
    expected = Shelf.build([DOCUMENTS[2], DOCUMENTS[0], DOCUMENTS[1]], vectors[[2, 0, 1]])

    assert contents(joined) == contents(expected)
    for name, array in expected.arrays().items():
        assert np.array_equal(joined.arrays()[name], array, equal_nan=array.dtype.kind == "f"), name


def test_ids_are_found_and_others_are_not():
    ids = laid().ids
    assert [ids.find(one) for one in ("S1", "S2", "긴 아이디", "S3", "")] == [0, 1, 2, -1, -1]
    assert ids.rows(["긴 아이디", "unknown", "S1"]).tolist() == [2, 0]
    assert empty(4).ids.find("S1") == -1


@pytest.mark.parametrize(
    ("wanted", "rows"),
    [
        (Within(), [0, 1, 2]),
        (Within("SAFETY.FLOOD"), [0]),
        (Within("ENVIRONMENT"), [1]),
        (Within("ENVIRONMENT.OD"), []),
        (Within("", "26000"), [0, 1]),
        (Within("", "11000"), [0]),
        (Within("ENVIRONMENT", "11000"), []),
    ],
)
def test_narrowing_is_answered_from_columns(wanted, rows):
    assert np.flatnonzero(laid().facts.within(wanted)).tolist() == rows


def test_need_is_narrowed_to_its_province():
    shelf = laid([document_from_need(need()), document_from_need(need(id="N2", region_code=""))])
    assert shelf.facts.within(Within("", "41000")).tolist() == [True, False]


def test_layout_names_what_arrays_mean():
    assert layout() == layout()
    assert layout().startswith(f"{FORMAT}-")


def test_half_precision_is_widened_exactly():
    every = np.arange(2**16, dtype=np.uint16).view(np.float16)
    finite = every[np.isfinite(every)]
    assert np.array_equal(widened(finite), finite.astype(np.float32))
    assert np.array_equal(np.signbit(widened(finite)), np.signbit(finite))
    single = np.ones(3, np.float32)
    assert widened(single) is single
