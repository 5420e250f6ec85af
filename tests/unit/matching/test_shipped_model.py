"""The shipped model on a small market of our own: what people type must lead to what helps."""

import pytest

from openlab.matching.encoder import load_encoder
from openlab.matching.engine import Engine
from openlab.matching.text import Side, document_from_need, document_from_solution, query_document
from tests.unit.matching.records import need, solution

MARKET = {
    "flood": ("도로 침수 감지와 진입 차단", "수위 센서가 차오르는 물을 감지해 차단기를 내리고 우회를 알립니다."),
    "elder": ("60GHz 레이더 낙상 감지", "독거 어르신 댁에서 넘어짐과 오랜 무동작을 감지해 돌봄 인력에게 알립니다."),
    "parking": ("주차면 점유 감지와 빈자리 안내", "무선 센서로 주차 여부를 판별해 앱으로 남은 자리를 안내합니다."),
    "odour": ("악취 측정망과 발생원 추적", "전자코로 황화수소와 암모니아를 재고 바람을 거슬러 배출원을 찾습니다."),
    "dumping": ("쓰레기 무단투기 경고 장치", "행위를 인식해 버리려는 사람에게 음성으로 경고하고 영상을 남깁니다."),
    "light": ("가로등 원격 제어", "고장 난 등을 스스로 알리고 밝기를 조절하는 가로등 제어기입니다."),
    "meeting": ("회의록 자동 작성", "음성 인식으로 회의를 받아 적고 안건별로 요약합니다."),
    "crop": ("스마트 온실 제어", "온실의 온도와 습도를 재고 창과 물을 자동으로 조절합니다."),
}
ENGLISH = {
    "bus": ("Demand responsive buses", "Villagers book a shared minibus by phone; routes are planned on the fly."),
    "leak": ("Acoustic leak detection", "Listening sensors on water mains find hidden leaks in time."),
}


@pytest.fixture(scope="module")
def engine():
    made = Engine(load_encoder())
    records = [
        solution(id=key, title=title, summary=text, description="", technologies=[])
        for key, (title, text) in MARKET.items()
    ]
    records += [
        solution(id=key, lang="en", title=title, summary=text, description="", technologies=[])
        for key, (title, text) in ENGLISH.items()
    ]
    made.upsert([document_from_solution(record) for record in records])
    return made


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("지하차도가 비만 오면 잠겨요", "flood"),
        ("our old people live alone and nobody notices when they fall", "elder"),
        ("주차", "parking"),
        ("악취", "odour"),
        ("쓰래기 무단투기", "dumping"),
        ("가로둥 고장", "light"),
        ("bad smell from the farms", "odour"),
        ("시골이라 버스가 하루에 두 번 와요", "bus"),
        ("수돗물이 어디선가 새는데 못 찾겠어요", "leak"),
        ("비닐하우스", "crop"),
    ],
)
def test_typed_text_leads_to_the_solution_that_helps(engine, typed, expected):
    assert engine.match(query_document(typed), Side.SOLUTIONS)[0].id == expected


def test_a_need_in_english_finds_a_solution_in_korean_with_a_reason(engine):
    asker = need(
        lang="en",
        title="Cars trapped in a flooded underpass",
        category="SAFETY.FLOOD",
        desired_outcome="",
        problem="Whenever it rains hard, water fills the underpass and drivers notice too late.",
    )
    best = engine.match(document_from_need(asker), Side.SOLUTIONS)[0]
    assert best.id == "flood"
    assert best.reasons.item_sentence.lang == "ko"
    assert best.reasons.sentence_similarity > 0.3


def test_highlights_join_everyday_words_with_office_words(engine):
    best = engine.match(query_document("어르신이 넘어져도 아무도 몰라요"), Side.SOLUTIONS)[0]
    assert best.id == "elder"
    assert best.reasons.word_pairs
