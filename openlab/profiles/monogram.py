"""The sign drawn for an organisation without a logo: its first letter on one of a few calm colours."""

import re
from html import escape

# Each carries white letters at a contrast of 5:1 and more.
COLOURS = ("#24406e", "#0e5a6e", "#7b3a55", "#0f5a50", "#333a5c", "#37495a", "#4a3d78", "#8a4534", "#6d4d22", "#48614a")
_LEADING = re.compile(r"^(?:\(주\)|㈜|주식회사|\(재\)|\(사\)|the\s+)\s*", re.IGNORECASE)


def monogram(name: str, seed: int) -> str:
    """Return a decorative square as inline SVG, the same for the same name and seed; presentation attributes alone."""
    found = re.search(r"[0-9A-Za-z가-힣]", _LEADING.sub("", name)) or re.search(r"\w", name)
    letter = escape(found[0].upper()) if found else "·"
    colour = COLOURS[seed % len(COLOURS)]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" aria-hidden="true" focusable="false"'
        f' class="org-mark"><rect width="48" height="48" rx="10" fill="{colour}"/><text x="24" y="25"'
        ' text-anchor="middle" dominant-baseline="central" font-size="24" font-weight="700"'
        f' fill="#ffffff">{letter}</text></svg>'
    )
