"""The by-laws that applicants agree to: their present version and text in both languages."""

from functools import cache
from pathlib import Path

VERSION = "2026-1"
FOLDER = Path(__file__).with_name("texts")


@cache
def text(locale: str) -> str:
    """Return the present by-laws as Markdown."""
    return (FOLDER / f"bylaws-{VERSION}.{locale}.md").read_text(encoding="utf-8")
