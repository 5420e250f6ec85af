import re
from xml.etree import ElementTree as ET

import pytest

from openlab.taxonomy import categories, cover_svg
from openlab.taxonomy.covers import _PALETTES

SEEDS = ["S01", "S02", "a long seed with 한글", "", "\ud800"]
EVERY_COVER = [cover_svg(field.code, seed) for field in categories() for seed in SEEDS]
ALLOWED = {
    "xmlns",
    "viewBox",
    "preserveAspectRatio",
    "aria-hidden",
    "focusable",
    "class",
    "x",
    "y",
    "width",
    "height",
    "rx",
    "cx",
    "cy",
    "r",
    "d",
    "fill",
    "opacity",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
}


def test_every_field_has_a_palette_of_its_own():
    assert set(_PALETTES) == {field.code for field in categories()}
    assert len({palette.ground for palette in _PALETTES.values()}) == 12


def test_covers_are_wellformed_decorative_and_free_of_styles_scripts_ids_and_links():
    for svg in EVERY_COVER:
        root = ET.fromstring(svg)
        assert root.get("aria-hidden") == "true"
        for node in root.iter():
            assert set(node.attrib) <= ALLOWED
            assert node.tag.rsplit("}", 1)[-1] in {"svg", "rect", "circle", "path"}


def test_every_number_of_a_path_is_plain():
    for svg in EVERY_COVER:
        for path in re.findall(r' d="([^"]*)"', svg):
            assert re.fullmatch(r"[MmLlHhVvQqTtAazZ\d .-]+", path)
            assert "--" not in path


def test_the_same_seed_draws_the_same_and_another_draws_another():
    assert cover_svg.__wrapped__("TRANSPORT", "S01") == cover_svg.__wrapped__("TRANSPORT", "S01")
    for field in categories():
        assert len({cover_svg(field.code, seed) for seed in ("S01", "S02", "S03")}) == 3


def test_a_subcategory_looks_like_its_field_and_an_unknown_one_like_other():
    assert cover_svg("TRANSPORT.PARKING", "S01") == cover_svg("TRANSPORT", "S01")
    assert cover_svg("NOPE", "S01") == cover_svg("OTHER", "S01")


def test_a_title_is_escaped_and_shortened():
    assert "&lt;b&gt;" in cover_svg("ADMIN", "1", "<b>")
    for title, shown in (("가" * 40, "가" * 21 + "…"), ("a" * 60, "a" * 42 + "…"), ("가" * 21, "가" * 21)):
        assert re.search(r">([^<]+)</text>", cover_svg("ADMIN", "1", title)).group(1) == shown


@pytest.mark.parametrize("field", [field.code for field in categories()])
def test_a_cover_is_light(field):
    assert max(len(cover_svg(field, str(seed))) for seed in range(40)) < 8_000
