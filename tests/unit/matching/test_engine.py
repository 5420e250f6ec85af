import numpy as np
import pytest

from openlab.matching.encoder import EncoderError
from openlab.matching.engine import Engine
from openlab.matching.reasons.explain import Explainer
from openlab.matching.scoring.exposure import Exposure
from openlab.matching.scoring.features import Verdict
from openlab.matching.scoring.weights import Weights
from openlab.matching.shelves.columns import Within
from openlab.matching.text import Side, document_from_need, document_from_solution, query_document
from tests.unit.matching.records import need, solution
from tests.unit.matching.toy import ToyEncoder

SOLUTIONS = [
    solution(),
    solution(id="S2", title="주차장 빈자리 안내", summary="주차 센서", description="차량을 셉니다.",
             category="TRANSPORT.PARKING"),
    solution(id="S3", lang="en", title="Odour monitor", summary="Finds where odour comes from.", description="",
             category="ENVIRONMENT.ODOUR"),
    solution(id="S4", title="침수 경보 방송", price_min=500_000_000, price_max=None),
    solution(id="S5", title="부산 침수 경보", nationwide=False, region_codes=["26000"]),
]  # fmt: skip


@pytest.fixture
def engine():
    made = Engine(ToyEncoder())
    made.upsert([document_from_solution(one) for one in SOLUTIONS])
    parking = need(id="N2", title="주차난", problem="주차할 곳이 없음")
    made.upsert([document_from_need(need()), document_from_need(parking)])
    return made


def ids(matches):
    return [match.id for match in matches]


def test_match_of_a_need_ranks_fitting_solutions_first_and_infeasible_ones_last(engine):
    found = engine.match(document_from_need(need()), Side.SOLUTIONS)
    assert found[0].id == "S1"
    assert {"S4", "S5"} == set(ids(found)[-2:])
    assert [match.rank for match in found] == [1, 2, 3, 4, 5]
    assert [match.feasible for match in found] == [True, True, True, False, False]


def test_match_without_infeasible_leaves_them_out(engine):
    found = engine.match(document_from_need(need()), Side.SOLUTIONS, include_infeasible=False)
    assert set(ids(found)) == {"S1", "S2", "S3"}


def test_match_labels_an_infeasible_item_with_the_fact_that_blocks_it(engine):
    found = {match.id: match for match in engine.match(document_from_need(need()), Side.SOLUTIONS)}
    blocking = [one for one in found["S4"].features if one.verdict is Verdict.DOES_NOT_FIT]
    assert [(one.name, one.fact.params["need"]) for one in blocking] == [("budget", 500_000_000)]


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_match_score_equals_the_sum_of_its_parts(engine, mode):
    for match in engine.match(document_from_need(need()), Side.SOLUTIONS, mode=mode):
        assert match.score == pytest.approx(sum(match.parts.values()), abs=1e-12)


def test_match_of_a_solution_finds_needs(engine):
    assert engine.match(document_from_solution(SOLUTIONS[1]), Side.NEEDS)[0].id == "N2"


def test_match_of_a_typed_text_crosses_languages(engine):
    assert engine.match(query_document("악취 민원"), Side.SOLUTIONS)[0].id == "S3"
    assert engine.match(query_document("parking"), Side.SOLUTIONS)[0].id == "S2"


def test_match_of_a_stored_need_among_needs_leaves_itself_out(engine):
    assert ids(engine.match(document_from_need(need()), Side.NEEDS)) == ["N2"]


def test_match_within_allowed_ids_returns_only_these(engine):
    found = engine.match(query_document("침수"), Side.SOLUTIONS, allowed={"S2", "S5", "unknown"})
    assert set(ids(found)) == {"S2", "S5"}
    assert engine.match(query_document("침수"), Side.SOLUTIONS, allowed=()) == []


def test_match_on_an_empty_side_and_of_an_empty_text_is_calm():
    empty = Engine(ToyEncoder())
    assert empty.match(query_document("침수"), Side.SOLUTIONS) == []
    empty.upsert([document_from_solution(SOLUTIONS[0])])
    assert ids(empty.match(query_document(""), Side.SOLUTIONS)) == ["S1"]


def test_match_does_not_depend_on_the_order_of_arrival(engine):
    backward = Engine(ToyEncoder())
    backward.upsert([document_from_solution(one) for one in reversed(SOLUTIONS)])
    for text in ("침수", "주차", "아무 상관 없는 말"):
        query = query_document(text)
        assert ids(backward.match(query, Side.SOLUTIONS)) == ids(engine.match(query, Side.SOLUTIONS))


def test_upsert_again_replaces_a_document(engine):
    engine.upsert([document_from_solution(solution(id="S2", title="악취 측정", summary="냄새 지도", description=""))])
    assert engine.count(Side.SOLUTIONS) == 5
    assert engine.find(Side.SOLUTIONS, "S2").title == "악취 측정"
    assert "S2" in ids(engine.match(query_document("냄새"), Side.SOLUTIONS))[:2]


def test_upsert_with_known_vectors_encodes_nothing():
    source = Engine(ToyEncoder())
    documents = [document_from_solution(one) for one in SOLUTIONS]
    rows = source.encode(documents)
    encoder = ToyEncoder()
    loaded = Engine(encoder)
    loaded.upsert(documents, rows)
    assert encoder.encoded == []
    assert ids(loaded.match(query_document("주차"), Side.SOLUTIONS, 1)) == ["S2"]


def test_upsert_vectors_changes_what_a_document_means(engine):
    engine.upsert_vectors(Side.SOLUTIONS, ["S1", "unknown"], np.eye(2, 4, 2, dtype=np.float32))
    assert engine.match(query_document("냄새"), Side.SOLUTIONS, mode="dense")[0].id in {"S1", "S3"}
    assert engine.match(query_document("냄새"), Side.SOLUTIONS, mode="dense")[1].id in {"S1", "S3"}


def test_remove_takes_documents_out_and_ignores_unknown_ids(engine):
    engine.remove(Side.SOLUTIONS, ["S1", "unknown"])
    assert engine.count(Side.SOLUTIONS) == 4
    assert engine.find(Side.SOLUTIONS, "S1") is None
    assert "S1" not in ids(engine.match(query_document("침수"), Side.SOLUTIONS))


def test_match_gives_reasons_from_the_sentences_that_met(engine):
    why = engine.match(document_from_need(need()), Side.SOLUTIONS)[0].reasons
    assert "침수" in why.item_sentence.text or "수위" in why.item_sentence.text
    assert why.sentence_similarity == pytest.approx(1.0)
    assert {"budget", "region", "maturity"} <= {chip.name for chip in why.chips}
    assert all(chip.verdict is not Verdict.UNKNOWN for chip in why.chips)


def test_explain_of_one_item_agrees_with_the_list(engine):
    query = document_from_need(need())
    listed = {match.id: match.reasons for match in engine.match(query, Side.SOLUTIONS)}
    assert engine.explain(query, Side.SOLUTIONS, "S2") == listed["S2"]
    with pytest.raises(KeyError):
        engine.explain(query, Side.SOLUTIONS, "unknown")


class Failing(ToyEncoder):
    """An encoder that fails from now on, as the careful one does: zeros for questions, errors for documents."""

    def encode_queries(self, texts):
        return np.zeros((len(texts), self.dimension), np.float32)

    def encode_documents(self, texts):
        raise EncoderError("no memory left")

    def encode_words(self, words):
        return np.zeros((len(words), self.dimension), np.float32)


def test_encoder_that_fails_leaves_an_answer_by_words_with_reasons(engine):
    engine.encoder = Failing()
    engine._explainer = Explainer(engine.encoder)
    found = engine.match(query_document("침수 감지"), Side.SOLUTIONS)
    assert "S1" in ids(found)[:2]
    assert set(found[0].parts) == {"meaning", "words"}
    assert found[0].parts["meaning"] == 0
    assert found[0].reasons.item_sentence is not None


def test_use_of_other_weights_changes_the_next_answer_and_its_parts_still_add_up(engine):
    query = document_from_need(need())
    engine.use(Weights("facts only", text_share=0.0))
    found = engine.match(query, Side.SOLUTIONS)
    assert all(match.parts["meaning"] == match.parts["words"] == 0 for match in found)
    assert all(match.score == pytest.approx(sum(match.parts.values())) for match in found)


def test_exposure_decides_between_near_ties_and_is_a_part_of_its_own(engine):
    query = query_document("아무 상관 없는 말")
    plain = engine.match(query, Side.SOLUTIONS)
    assert "exposure" not in plain[0].parts
    last = plain[-1].id
    engine.use(Weights(), {Side.SOLUTIONS: Exposure.of({last: 1.0, plain[0].id: -1.0, "unknown": 1.0})})
    raised = engine.match(query, Side.SOLUTIONS)
    assert raised[0].id == last
    assert raised[0].parts["exposure"] == Weights().exposure
    assert raised[0].score == pytest.approx(sum(raised[0].parts.values()))
    assert sum(match.parts["exposure"] for match in raised) == pytest.approx(0)


def test_match_within_a_field_or_province_is_answered_from_columns(engine):
    query = query_document("침수")
    assert set(ids(engine.match(query, Side.SOLUTIONS, allowed=Within("TRANSPORT")))) == {"S2"}
    assert set(ids(engine.match(query, Side.SOLUTIONS, allowed=Within("", "26000")))) == {"S1", "S2", "S3", "S4", "S5"}
    assert "S5" not in ids(engine.match(query, Side.SOLUTIONS, allowed=Within("", "11000")))


def test_engine_filled_with_shelves_answers_as_one_filled_with_documents(engine):
    other = Engine(ToyEncoder())
    for side in Side:
        other.put(side, engine.state(side).compacted())
    query = document_from_need(need())
    assert other.match(query, Side.SOLUTIONS) == engine.match(query, Side.SOLUTIONS)
