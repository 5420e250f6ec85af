"""Generated covers for solutions without a picture: one pattern and palette per field, varied by a seed."""

import unicodedata
from functools import lru_cache
from html import escape

from openlab.taxonomy.categories import OTHER, field_of
from openlab.taxonomy.cover_patterns import PATTERNS
from openlab.taxonomy.drawing import HEIGHT, WIDTH, Dice, Palette, rect

_TITLE_WIDTH = 42  # of a Latin letter; a Hangul syllable takes two

# Calm tones per field, from ground to lightest, and one accent; the light scheme turns them round.
_PALETTES = {
    "ADMIN": Palette("#24406e", "#34568c", "#5f82b8", "#a9c1e4", "#f1c777"),
    "TRANSPORT": Palette("#0e4a5e", "#17637a", "#3f8ea4", "#a5d0da", "#f3b562"),
    "HEALTH_WELFARE": Palette("#7b3a55", "#96506d", "#bd7d96", "#ebc4d0", "#ffe0b8"),
    "ENV_ENERGY_WATER": Palette("#0f5a50", "#1b7364", "#4c9d88", "#b1dcc9", "#f5d67b"),
    "CRIME_DISASTER": Palette("#333a5c", "#474f78", "#747dab", "#bcc3e2", "#ee9470"),
    "FACILITY": Palette("#37495a", "#4d6275", "#8298ab", "#cbd6e0", "#e9b44f"),
    "EDUCATION": Palette("#4a3d78", "#625494", "#8d80bd", "#cfc7ea", "#f6c667"),
    "CULTURE_TOURISM_SPORTS": Palette("#8a4534", "#a65d48", "#cb8b74", "#f0cdbd", "#f4d58d"),
    "LOGISTICS": Palette("#6d4d22", "#896636", "#b49060", "#e4d0ae", "#7fc0b5"),
    "LABOR_EMPLOYMENT": Palette("#2f5566", "#446e80", "#7199a9", "#bcd5de", "#f2a65a"),
    "HOUSING": Palette("#48614a", "#5f7b60", "#8ca78a", "#cbdcc6", "#f2cf7e"),
    "OTHER": Palette("#50506a", "#686884", "#9494b0", "#d0d0e0", "#8fd0c6"),
}


@lru_cache(maxsize=1024)
def cover_svg(category_code: str, seed: str, title: str | None = None) -> str:
    """Return a decorative 16:9 picture as inline SVG, the same for the same field and seed.

    An unknown field looks like OTHER. There are presentation attributes alone (no style, script, id or link), so that a
    strict CSP and many covers on one page are fine. A title, if any, is written along the foot, shortened to fit.
    """
    field = field_of(category_code)
    if field not in _PALETTES:
        field = OTHER
    dice = Dice(f"{field}:{seed}")
    palette = _PALETTES[field] if dice.chance(0.62) else _PALETTES[field].lightened()
    body = rect(0, 0, WIDTH, HEIGHT, palette.ground) + PATTERNS[field](dice, palette)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMidYMid slice"'
        f' aria-hidden="true" focusable="false" class="cover">{body}{_caption(title, palette)}</svg>'
    )


def _caption(title: str | None, palette: Palette) -> str:
    if not title:
        return ""
    text = _fitted(title)
    band = rect(0, HEIGHT - 34, WIDTH, 34, palette.ground, opacity=0.88)
    place = f'x="14" y="{HEIGHT - 12}" font-size="14" font-weight="600"'
    return f'{band}<text {place} fill="{palette.ink}">{escape(text)}</text>'


def _fitted(title: str) -> str:
    """Return a title cut to the width of the cover, with an ellipsis when something is left out."""
    width = 0
    for position, letter in enumerate(title):
        width += 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if width > _TITLE_WIDTH:
            return f"{title[:position].rstrip()}…"
    return title
