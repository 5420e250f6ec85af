"""The market's index follows the database: what is published is found at once, what leaves is not."""

import pytest

from openlab.kit.db import commit
from openlab.kit.errors import InvalidInputError
from openlab.matching import queries, service
from openlab.matching.encoder import load_encoder
from openlab.matching.market import sync
from openlab.matching.market.encoders import Encoders
from openlab.matching.market.live import LiveIndex
from openlab.matching.text import Side
from tests.builders import make_need, make_solution

FLOOD = {
    "title": "지하차도 침수 위험 사전 감지",
    "problem": "집중호우 때 지하차도에 물이 빠르게 차올라 차량이 고립된다. " * 4,
}
CARE = {
    "title": "혼자 사는 어르신 안부 확인",
    "problem": "혼자 사는 어르신이 쓰러져도 며칠 동안 아무도 모르는 일이 있다. " * 4,
}


@pytest.fixture
def index(session):
    return LiveIndex(load_encoder())


def titles(found):
    return [one.item.title for one in found]


def test_published_need_is_found_by_the_next_question(session, index):
    flood, care = make_need(status="PUBLISHED", **FLOOD), make_need(status="PUBLISHED", **CARE)
    for need in (flood, care):
        sync.note_change(Side.NEEDS, need.id, live=True)
    commit(session)

    found = service.match_text(index, "비가 오면 지하도로에 물이 찹니다", Side.NEEDS)

    assert titles(found)[0] == flood.title


def test_withdrawn_need_is_gone_from_the_next_question(session, index):
    need = make_need(status="PUBLISHED", **FLOOD)
    sync.note_change(Side.NEEDS, need.id, live=True)
    commit(session)
    assert service.match_text(index, "지하차도 침수", Side.NEEDS)

    sync.note_change(Side.NEEDS, need.id, live=False)
    commit(session)

    assert service.match_text(index, "지하차도 침수", Side.NEEDS) == []


def test_two_processes_see_the_same_change(session, index):
    other = LiveIndex(load_encoder())
    need = make_need(status="PUBLISHED", **FLOOD)
    sync.note_change(Side.NEEDS, need.id, live=True)
    commit(session)

    for one in (index, other):
        assert titles(service.match_text(one, "지하차도 침수", Side.NEEDS)) == [need.title]


def test_draft_is_never_indexed_even_when_noted(session, index):
    need = make_need(status="DRAFT", **FLOOD)
    sync.note_change(Side.NEEDS, need.id, live=True)
    commit(session)

    assert service.match_text(index, "지하차도 침수", Side.NEEDS) == []


def test_vectors_are_stored_once_for_equal_texts(session):
    encoder = Encoders.of_one(load_encoder()).configured
    ids = [make_need(status="PUBLISHED", **FLOOD).id for _ in range(2)]
    for number in ids:
        sync.note_change(Side.NEEDS, number, live=True)
    commit(session)

    assert sync.embed_items(Side.NEEDS, ids, encoder) == 0
    assert queries.count_vectors(encoder.model_id) == 1
    assert set(queries.vectors_of(Side.NEEDS, ids, encoder.model_id)) == set(ids)


def test_catch_up_enters_what_events_missed_and_retires_what_left(session, index):
    present, gone = make_need(status="PUBLISHED", **FLOOD), make_need(status="PUBLISHED", **CARE)
    sync.note_change(Side.NEEDS, gone.id, live=True)
    gone.status = "WITHDRAWN"
    commit(session)

    list(sync.catch_up())

    assert list(queries.live_ids(Side.NEEDS)) == [present.id]


def test_need_matches_the_solution_that_carries_its_id(session, index):
    need = make_need(status="PUBLISHED", **FLOOD)
    solution = make_solution(
        status="LISTED",
        title="지하차도 수위 감지와 차단",
        summary="물이 차면 차단기를 내립니다",
        description="지하차도 수위 센서가 침수를 미리 알립니다. " * 5,
    )
    assert solution.id == need.id
    sync.note_change(Side.SOLUTIONS, solution.id, live=True)
    commit(session)

    assert titles(service.match_need(index, need)) == [solution.title]
    assert service.match_need(index, need)[0].reason.mine


@pytest.mark.parametrize("text", ["", " ", "가", "x" * 4001])
def test_question_of_impossible_length_is_refused_with_a_sentence(session, index, text):
    with pytest.raises(InvalidInputError) as caught:
        service.match_text(index, text, Side.NEEDS)

    assert str(caught.value.message).endswith(("주세요.", "있습니다."))


def test_score_shown_is_the_sum_of_the_parts_shown(session, index):
    need = make_need(status="PUBLISHED", budget_max=100_000_000, min_trl=7, **FLOOD)
    solution = make_solution(
        status="LISTED",
        title="지하차도 수위 감지",
        summary="물이 차면 알립니다",
        description="지하차도 침수를 감지합니다. " * 8,
        price_min=10_000_000,
        trl=8,
    )
    sync.note_change(Side.SOLUTIONS, solution.id, live=True)
    commit(session)

    found = service.match_need(index, need)[0]

    assert sum(float(part["points"]) for part in found.reason.parts) == pytest.approx(found.reason.score, abs=0.5)
    assert ("fits", "예산", "예산 1억 원 ≥ 최소 1,000만 원") in found.reason.chips


def test_all_partners_are_those_that_each_would_be_shown(session, index):
    needs = [make_need(status="PUBLISHED", **texts) for texts in (FLOOD, CARE)]
    solutions = [
        make_solution(status="LISTED", title=title, summary=title, description=f"{title} 기술입니다. " * 8)
        for title in ("지하차도 수위 감지와 차단", "독거 어르신 안부 확인 센서")
    ]
    for side, items in ((Side.NEEDS, needs), (Side.SOLUTIONS, solutions)):
        for item in items:
            sync.note_change(side, item.id, live=True)
    commit(session)

    found = service.all_partners(index, top=5)

    for need in needs:
        row = found[Side.NEEDS].ids.tolist().index(need.id)
        shown = service.match_need(index, need)
        assert found[Side.NEEDS].partners[row].tolist() == [*(one.item.id for one in shown), -1, -1, -1]
        assert found[Side.NEEDS].scores[row][:2] == pytest.approx([one.match.score for one in shown], abs=1e-5)
    assert {partners[0] for partners in found[Side.SOLUTIONS].partners.tolist()} == {need.id for need in needs}
