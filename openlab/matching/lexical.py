"""What the words of a text are: readable words, and the terms under which they are found.

Character bigrams need no Korean analyser and forgive typing slips.
"""

import re

_WORD = re.compile(r"[가-힣]+|[A-Za-z][A-Za-z0-9]*")
_SUFFIXES = ("ations", "ation", "ingly", "ings", "ing", "edly", "ies", "ers", "ed", "er", "es", "ly", "s", "e")
_STOP = frozenset(
    "a an and are as at be by can for from has have in is it its no not of on or our so that the their"  # noqa: SIM905
    " there they this to up us was we were what when which who will with you your".split()
)


def words_of(text: str) -> list[str]:
    """Return the readable words of a text in order: Hangul runs and Latin words."""
    return _WORD.findall(text)


def terms_of_word(word: str) -> list[str]:
    """Return the index terms of one word: character bigrams for Hangul, one light stem for Latin letters."""
    if "가" <= word[0] <= "힣":
        return [word[at : at + 2] for at in range(len(word) - 1)] or [word]
    lowered = word.lower()
    return [] if lowered in _STOP or len(lowered) < 2 else [_stem(lowered)]


def terms_of(text: str) -> list[str]:
    """Return the index terms of a text, with repetitions."""
    return [term for word in words_of(text) for term in terms_of_word(word)]


def _stem(word: str) -> str:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word
