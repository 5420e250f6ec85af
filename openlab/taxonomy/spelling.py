"""How a name is compared: case, spaces and punctuation do not count."""

import re
import unicodedata

_IGNORED = re.compile(r"[\s·・,./&_()\-‐-―]+")


def squeeze(text: str) -> str:
    """Return a text as it is compared ("Health & Welfare" and "health-welfare" are the same)."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text).casefold().replace(" and ", " "))
