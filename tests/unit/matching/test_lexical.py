import numpy as np
import pytest

from openlab.matching.lexical import LexicalIndex, terms_of, terms_of_word


def filled(*texts):
    index = LexicalIndex()
    index.add(range(len(texts)), texts)
    return index


def found(index, text):
    keys, shares = index.search(text)
    return dict(zip(keys.tolist(), shares.tolist(), strict=True))


def test_terms_of_hangul_are_bigrams_and_of_latin_are_stems():
    assert terms_of("지하차도가 flooding") == ["지하", "하차", "차도", "도가", "flood"]
    assert terms_of_word("물") == ["물"]
    assert terms_of_word("the") == []


@pytest.mark.parametrize("word", ["sensor", "sensors", "Sensors"])
def test_terms_of_word_joins_forms_of_one_latin_word(word):
    assert terms_of_word(word) == ["sensor"]


def test_search_finds_documents_that_share_words_and_nothing_else():
    index = filled("지하차도 침수 감지", "공영 주차장 빈자리 안내", "악취 측정")
    assert list(found(index, "침수가 걱정")) == [0]


def test_search_of_a_whole_document_covers_more_than_of_a_part():
    index = filled("지하차도 침수 감지", "지하차도 조명 교체", "악취 측정")
    shares = found(index, "지하차도 침수 감지")
    assert shares[0] > shares[1] > 0
    assert 2 not in shares


def test_search_share_is_never_above_one_however_often_words_repeat():
    index = filled("침수 " * 50, "주차")
    assert 0 < found(index, "침수")[0] <= 1


def test_search_forgives_a_misspelt_syllable():
    index = filled("쓰레기 무단투기 단속", "도로 제설")
    assert 0 in found(index, "쓰래기 무단투기")


def test_search_of_unseen_words_or_of_nothing_finds_nothing():
    index = filled("지하차도 침수 감지")
    assert found(index, "악취") == {}
    assert found(index, "") == {}
    assert found(LexicalIndex(), "침수") == {}


def test_add_again_replaces_the_text_of_a_document():
    index = filled("지하차도 침수", "주차장 안내")
    index.add([0], ["악취 측정"])
    assert found(index, "침수") == {}
    assert list(found(index, "악취")) == [0]
    assert index.count() == 2


def test_remove_takes_a_document_out_and_ignores_unknown_ones():
    index = filled("지하차도 침수", "침수 경보")
    index.remove([1, 99])
    assert list(found(index, "침수")) == [0]
    assert index.count() == 1


def test_replacing_and_removing_after_a_merge_gives_what_a_fresh_index_gives():
    words = ["침수", "주차", "악취", "제설", "소음", "가로등", "미세먼지"]
    texts = [f"{words[at % 7]} {words[at % 5]} {at}번" for at in range(700)]
    grown = LexicalIndex()
    for begin in range(0, 700, 100):
        grown.add(range(begin, begin + 100), texts[begin : begin + 100])
    grown.add([3], ["소음 측정"])
    grown.remove([10])
    expected = {key for key in range(700) if "소음" in texts[key]} - {10} | {3}
    assert set(found(grown, "소음")) == expected
    assert grown.count() == 699


def test_search_scores_do_not_depend_on_the_order_of_arrival():
    texts = ["지하차도 침수 감지", "침수 경보 방송", "주차장 안내"]
    forward, backward = LexicalIndex(), LexicalIndex()
    forward.add([0, 1, 2], texts)
    backward.add([2, 1, 0], texts[::-1])
    mine, theirs = found(forward, "침수 경보"), found(backward, "침수 경보")
    assert mine.keys() == theirs.keys()
    assert np.allclose([mine[key] for key in mine], [theirs[key] for key in mine])
