import numpy as np

from openlab.matching.reasons.explain import Explainer, Quoted
from openlab.matching.scoring.features import compare
from openlab.matching.shelves.shelf import Shelf
from openlab.matching.text import document_from_need, document_from_solution, query_document
from tests.unit.matching.records import need, solution
from tests.unit.matching.toy import ToyEncoder


def quoted(*items, features=()):
    shelf = Shelf.build(items, np.zeros((len(items), 4), np.float32), ToyEncoder())
    return [Quoted(shelf, row, shelf.head(row), features) for row in range(len(items))]


def reasons(asker, item):
    return Explainer(ToyEncoder()).explain(asker, quoted(item, features=compare(asker, item)))[0]


def test_explain_picks_the_sentences_that_met():
    summary = "주차 대수를 셉니다. 수위가 오르면 차단기가 내려갑니다."
    item = document_from_solution(solution(title="통합 관제", summary=summary, description=""))
    why = reasons(query_document("민원이 많습니다. 비만 오면 도로가 물에 잠겨요."), item)
    assert why.asker_sentence.text == "비만 오면 도로가 물에 잠겨요."
    assert why.item_sentence.text == "수위가 오르면 차단기가 내려갑니다."
    assert why.item_sentence.field == "summary"


def test_explain_tells_words_met_by_letters_from_words_met_by_meaning():
    item = document_from_solution(solution(title="지하차도 침수 차단", summary="", description=""))
    pairs = {(pair.asker, pair.item, pair.by) for pair in reasons(query_document("지하차도가 잠겨요"), item).word_pairs}
    assert ("지하차도가", "지하차도", "letters") in pairs
    assert ("잠겨요", "침수", "meaning") in pairs


def test_explain_uses_each_word_once():
    item = document_from_solution(solution(title="침수 수위 침수센서", summary="", description=""))
    pairs = reasons(query_document("침수 flood 잠김"), item).word_pairs
    assert len({pair.asker for pair in pairs}) == len({pair.item for pair in pairs}) == len(pairs) > 0


def test_explain_of_texts_without_sentences_gives_only_chips():
    why = reasons(query_document(""), document_from_solution(solution()))
    assert (why.asker_sentence, why.item_sentence, why.word_pairs) == (None, None, ())


def test_explain_encodes_a_sentence_once():
    encoder = ToyEncoder()
    explainer = Explainer(encoder)
    asker, item = document_from_need(need()), document_from_solution(solution())
    explainer.explain(asker, quoted(item, item))
    explainer.explain(asker, quoted(item))
    assert len(encoder.encoded) == len(set(encoder.encoded)) > 0


def test_explain_quotes_each_side_in_the_readers_language_where_it_is_translated():
    asker = document_from_need(need(translation={"title": "Flooding underpass", "problem": "The underpass floods."}))
    item = document_from_solution(solution())
    why = Explainer(ToyEncoder()).explain(asker, quoted(item), "en")[0]
    assert (why.asker_sentence.lang, why.item_sentence.lang) == ("en", "ko")
    assert why.asker_sentence.text in {"Flooding underpass", "The underpass floods."}
