import re

import pytest

from openlab.regions import sido_map, sidos
from openlab.regions.sido_map import SidoShape, shapes

TINY = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 524 631">
<path id="gwangju" d="m 40,40 20,0 0,20 -20,0 z"/>
<path id="south-jeolla" d="m 0,0 100,0 0,100 -100,0 z m 40,40 0,20 20,0 0,-20 z m 80,80 10,0 0,10 -10,0 z"/>
<path id="jeju" d="m 10,10 5,0 5,0 0,10 -10,0 z m 30,0 0.5,0 0,0.5 z"/>
<path id="elsewhere" d="m 0,0 1,0 0,1 z"/>
</svg>"""


@pytest.fixture
def tiny(tmp_path):
    file = tmp_path / "south-korea.svg"
    file.write_text(TINY, encoding="utf-8")
    return file


def test_no_fetched_map_gives_no_shapes_so_that_the_table_stands_alone(tmp_path):
    assert shapes(tmp_path / "absent.svg") == []


def test_the_hole_of_gwangju_is_filled_and_islands_stay(tiny):
    merged = {shape.code: shape for shape in shapes(tiny)}["12000"]
    assert merged.path_data == "M0 0l100 0 0 100 -100 0zM120 120l10 0 0 10 -10 0z"


def test_points_on_a_line_and_dust_are_left_out(tiny):
    jeju = {shape.code: shape for shape in shapes(tiny)}["50000"]
    assert jeju == SidoShape("50000", "M10 10l10 0 0 10 -10 0z", 15.0, 15.0)


def test_paths_of_no_sido_are_left_out(tiny):
    assert [shape.code for shape in shapes(tiny)] == ["12000", "50000"]


def test_a_new_file_is_read_again(tiny):
    before = shapes(tiny)
    tiny.write_text(TINY.replace("m 10,10 5,0 5,0", "m 10,10 7,0 7,0"), encoding="utf-8")
    assert shapes(tiny) != before


def test_the_fetched_map_has_every_sido_once_inside_its_view_box():
    found = shapes()
    assert sorted(shape.code for shape in found) == sorted(sido.code for sido in sidos())
    _, _, width, height = map(int, sido_map.VIEW_BOX.split())
    for shape in found:
        assert 0 < shape.label_x < width
        assert 0 < shape.label_y < height
        assert re.fullmatch(r"[MLlz\d. -]+", shape.path_data)


def test_the_fetched_map_stays_light_enough_to_be_drawn_inline():
    assert sum(len(shape.path_data) for shape in shapes()) < 40_000


def test_entities_in_a_map_file_are_refused(tmp_path):
    file = tmp_path / "hostile.svg"
    file.write_text('<!DOCTYPE svg [<!ENTITY a "b">]><svg><path id="jeju" d="&a;"/></svg>', encoding="utf-8")
    with pytest.raises(ValueError, match="EntitiesForbidden"):
        shapes(file)
