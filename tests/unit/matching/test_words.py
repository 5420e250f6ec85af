import numpy as np
import pytest

from openlab.matching.lexical import terms_of, terms_of_word
from openlab.matching.shelves.words import POSTED_FROM, Asked, Words

EVERYTHING = 10**9


def found(words, text, budget=EVERYTHING):
    """Return the share of the query's information by row, for the rows that share a word."""
    asked = Asked.of(text, [words])
    mean = float(words.lengths.mean()) if len(words) else 0.0
    (numbers,) = asked.numbers
    rows = np.sort(words.candidates(numbers, asked.idf, mean, budget, len(words)))
    shares = words.scores(rows, numbers, asked.idf, mean) / max(asked.bound, 1e-9)
    return dict(zip(rows.tolist(), shares.tolist(), strict=True))


def filled(*texts):
    return Words.build(texts)


def test_terms_of_hangul_are_bigrams_and_of_latin_are_stems():
    assert terms_of("지하차도가 flooding") == ["지하", "하차", "차도", "도가", "flood"]
    assert terms_of_word("물") == ["물"]
    assert terms_of_word("the") == []


@pytest.mark.parametrize("word", ["sensor", "sensors", "Sensors"])
def test_terms_of_word_joins_forms_of_one_latin_word(word):
    assert terms_of_word(word) == ["sensor"]


def test_search_finds_documents_that_share_words_and_nothing_else():
    words = filled("지하차도 침수 감지", "공영 주차장 빈자리 안내", "악취 측정")
    assert list(found(words, "침수가 걱정")) == [0]


def test_search_of_a_whole_document_covers_more_than_of_a_part():
    words = filled("지하차도 침수 감지", "지하차도 조명 교체", "악취 측정")
    shares = found(words, "지하차도 침수 감지")
    assert shares[0] > shares[1] > 0
    assert 2 not in shares


def test_search_share_is_never_above_one_however_often_words_repeat():
    words = filled("침수 " * 50, "주차")
    assert 0 < found(words, "침수")[0] <= 1


def test_search_forgives_a_misspelt_syllable():
    words = filled("쓰레기 무단투기 단속", "도로 제설")
    assert 0 in found(words, "쓰래기 무단투기")


def test_search_of_unseen_words_or_of_nothing_finds_nothing():
    words = filled("지하차도 침수 감지")
    assert found(words, "악취") == {}
    assert found(words, "") == {}
    assert found(filled(), "침수") == {}


def test_bm25_follows_its_formula():
    words = filled("침수 침수 주차", "악취 악취 악취 측정 측정")
    asked = Asked.of("침수", [words])
    expected = np.log1p((2 - 1 + 0.5) / 1.5) * 2 * 2.2 / (2 + 1.2 * (1 - 0.6 + 0.6 * 3 / 4))
    assert words.scores(np.asarray([0, 1]), *asked.numbers, asked.idf, 4.0).tolist() == pytest.approx([expected, 0])


THEMES = ["침수", "주차", "악취", "제설", "소음", "가로등", "미세먼지"]
TEXTS = [f"{THEMES[at % 7]} {THEMES[at % 5]} {'가나다라마바사아자차'[at % 10]}{chr(0xAC00 + at)}" for at in range(700)]


def test_large_set_joined_of_parts_is_the_set_built_at_once():
    whole = filled(*TEXTS)
    parts = Words.join([filled(*TEXTS[:650]), filled(*TEXTS[650:])])
    assert len(whole) > POSTED_FROM
    for one in ("starts", "terms", "counts", "vocabulary", "postings", "weights", "frequency", "lengths"):
        assert np.array_equal(getattr(whole, one), getattr(parts, one)), one


def test_large_set_finds_by_postings_what_reading_it_through_finds():
    whole = filled(*TEXTS)
    read = whole.take(np.arange(len(TEXTS)))
    assert not len(read.posting_starts)
    for text in ("소음 측정", "주차장 가로등", TEXTS[40]):
        assert found(whole, text) == pytest.approx(found(read, text), abs=1e-6)


def test_candidates_within_a_budget_come_from_the_rarest_words():
    whole = filled(*TEXTS)
    rare = Asked.of(f"침수 {TEXTS[33].split()[-1]}", [whole])
    assert whole.candidates(*rare.numbers, rare.idf, 10.0, 1, 10).tolist() == [33]


def test_candidates_of_a_frequent_word_are_those_where_it_weighs_most():
    whole = filled(*TEXTS, "침수 침수")
    common = Asked.of("침수", [whole])
    rows = whole.candidates(*common.numbers, common.idf, 4.0, 3, 10)
    assert len(rows) == 3
    assert len(TEXTS) in rows


def test_take_keeps_the_words_of_rows_in_the_order_given():
    picked = filled(*TEXTS).take(np.asarray([699, 3]))
    assert list(found(picked, TEXTS[3].split()[-1])) == [1]
    assert list(found(picked, TEXTS[699].split()[-1])) == [0]
