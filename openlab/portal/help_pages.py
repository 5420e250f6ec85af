"""The help pages: one Markdown file a topic and language, in the order of `ORDER`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("help")
ORDER = ("start", "officials", "firms", "matching", "alliance", "import", "api", "privacy", "terms", "accessibility")


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A topic in one language."""

    topic: str
    title: str
    lead: str
    text: str


@cache
def topics(locale: str) -> tuple[HelpPage, ...]:
    """Return all topics in a language."""
    return tuple(page for topic in ORDER if (page := find(topic, locale)))


@cache
def find(topic: str, locale: str) -> HelpPage | None:
    """Return a topic: its file begins with '# title', then the lead paragraph, then the text."""
    if topic not in ORDER:
        return None
    head, lead, text = (FOLDER / locale / f"{topic}.md").read_text(encoding="utf-8").split("\n\n", 2)
    return HelpPage(topic, head.removeprefix("# ").strip(), lead.strip(), text)
