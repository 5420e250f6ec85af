"""Cleaning of what people and files send in."""

import re
import unicodedata

# C0/C1 controls other than tab and newline, surrogates, and the invisible direction marks that can disguise text.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")


def clean_line(text: str) -> str:
    """Return one line: NFC, no control characters, single spaces, trimmed."""
    return " ".join(clean_block(text).split())


def clean_block(text: str) -> str:
    """Return a text of several lines: NFC, unix line ends, no control characters, at most one blank line in a row."""
    text = unicodedata.normalize("NFC", _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def has_hangul(text: str) -> bool:
    """Say whether a Korean syllable occurs."""
    return bool(re.search(r"[가-힣]", text))


def guess_language(text: str) -> str:
    """Return 'ko' when a fifth or more of the letters are Hangul, else 'en'; an empty text counts as Korean."""
    letters = re.findall(r"[A-Za-z가-힣]", text)
    hangul = sum(1 for letter in letters if "가" <= letter <= "힣")
    return "ko" if not letters or hangul * 5 >= len(letters) else "en"


def excerpt(text: str, limit: int = 140) -> str:
    """Return the beginning of a text, cut at a word, with an ellipsis when something is left out."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    cut = flat[:limit].rsplit(" ", 1)[0]
    return f"{cut or flat[:limit]}…"
