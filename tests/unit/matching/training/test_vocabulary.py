"""The vocabulary: what an analyser found once is cut by counts alone, and forms of one word share a row."""

from collections.abc import Iterable

from openlab.matching.training.vocabulary import Morpheme, Vocabulary, build, count

# A hand-made analysis: (start, length, part of speech, dictionary form) of each morpheme.
ANALYSES = {
    "지하차도가 잠겨요": [(0, 4, "NNG", "지하차도"), (4, 1, "JKS", "가"), (6, 2, "VV", "잠기다"), (7, 2, "EF", "어요")],
    "차가 잠긴 길": [
        (0, 1, "NNG", "차"),
        (1, 1, "JKS", "가"),
        (3, 2, "VV", "잠기다"),
        (4, 1, "ETM", "ᆫ"),
        (6, 1, "NNG", "길"),
    ],
}


def analyse(texts: Iterable[str]) -> list[list[Morpheme]]:
    return [[Morpheme(*parts) for parts in ANALYSES[text]] for text in texts]


def made(*further: str) -> Vocabulary:
    texts = [*ANALYSES, "street light failures", "one failure", *further]
    return build(count(texts, analyse), count([], analyse))


def cut(vocabulary: Vocabulary, text: str) -> list[str]:
    return list(vocabulary.tokenizer.encode(text, add_special_tokens=False).tokens)


def rows(vocabulary: Vocabulary, text: str) -> list[int]:
    ids = vocabulary.tokenizer.encode(text, add_special_tokens=False).ids
    return [int(vocabulary.rows[one]) for one in ids]


def test_an_ending_that_melted_into_its_stem_keeps_only_what_is_left():
    counts = count(list(ANALYSES), analyse)

    assert counts.korean["잠겨"] == 1
    assert counts.korean["요"] == 1
    assert counts.korean["겨요"] == 0


def test_words_are_cut_where_the_analyser_cut_them():
    assert cut(made(), "지하차도가 잠겨요") == ["지하차도", "가", "잠겨", "요"]


def test_forms_of_one_verb_share_a_row():
    vocabulary = made()

    assert rows(vocabulary, "잠겨") == rows(vocabulary, "잠긴")
    assert rows(vocabulary, "잠겨") != rows(vocabulary, "지하차도")


def test_singular_and_plural_share_a_row_and_cases_do_not_matter():
    vocabulary = made()

    assert rows(vocabulary, "Failures") == rows(vocabulary, "failure")
    assert len(rows(vocabulary, "failures")) == 1


def test_an_unknown_english_word_is_spelt_from_pieces_and_not_lost():
    pieces = cut(made(), "zebra")

    assert "".join(pieces) == "zebra"


def test_a_general_word_needs_to_be_frequent_and_one_of_ours_does_not():
    rare = count(["rarely"], analyse)
    vocabulary = build(count(["ours"], analyse), rare).tokenizer.get_vocab()

    assert "ours" in vocabulary
    assert "rarely" not in vocabulary
