from datetime import UTC, datetime

import pytest

from openlab.matching.text import (
    Side,
    content_hash,
    document_from_need,
    document_from_solution,
    query_document,
    split_sentences,
)
from tests.unit.matching.records import need, solution


def test_split_sentences_of_korean_and_english_ends_at_marks_and_lines():
    text = "비가 오면 지하차도가 잠깁니다. 차가 갇힌 적도 있습니다!\nThe pump fails. Nobody is warned in time."
    assert split_sentences(text) == [
        "비가 오면 지하차도가 잠깁니다.",
        "차가 갇힌 적도 있습니다!",
        "The pump fails.",
        "Nobody is warned in time.",
    ]


def test_split_sentences_keeps_decimal_numbers_whole_and_joins_fragments():
    assert split_sentences("No. 3 pump fails at 2.5 m depth. 예.") == ["No. 3 pump fails at 2.5 m depth. 예."]


def test_need_document_reads_both_languages_and_facts():
    english = {"title": "Flooded underpass", "problem": "It floods when it rains."}
    document = document_from_need(need(translation=english, published_at=datetime(2026, 3, 2, tzinfo=UTC)))
    assert document.side is Side.NEEDS
    assert [passage.field for passage in document.passages] == ["problem", "desired_outcome"]
    assert document.title_other == "Flooded underpass"
    assert document.other_passages[0].lang == "en"
    assert (document.facts.regions, document.facts.budget_max, document.facts.trl) == (("41290",), 180_000_000, 7)
    assert document.facts.dated == "2026-03-02"


def test_solution_document_counts_references_and_reads_technologies_as_keywords():
    document = document_from_solution(solution(keywords=["침수", "수위계"]))
    assert document.facts.evidence == 2
    assert document.keywords == ("수위계", "침수")
    assert "수위계" in document.word_text


def test_solution_document_without_a_reference_list_leaves_evidence_unstated():
    record = solution()
    del record.references
    assert document_from_solution(record).facts.evidence is None


@pytest.mark.parametrize(("text", "lang"), [("지하차도 침수 센서 API", "ko"), ("flood sensor for underpasses", "en")])
def test_query_document_guesses_the_language(text, lang):
    assert query_document(text).lang == lang


def test_query_document_states_no_facts_and_the_same_text_gets_the_same_id():
    assert query_document("주차").id == query_document("주차").id
    assert query_document("주차").side is None
    assert query_document("주차").facts.budget_max is None


def test_content_hash_changes_with_text_and_facts_but_not_with_the_id():
    first = content_hash(document_from_need(need()))
    assert content_hash(document_from_need(need(id="N2"))) == first
    assert content_hash(document_from_need(need(title="다른 제목"))) != first
    assert content_hash(document_from_need(need(budget_max=1))) != first


def test_side_other_is_the_opposite():
    assert Side.NEEDS.other is Side.SOLUTIONS
    assert Side.SOLUTIONS.other is Side.NEEDS
