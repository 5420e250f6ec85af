"""The server-side charts: well-formed, escaped, free of inline style and script, honest about missing data."""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from openlab.kit import charts
from openlab.kit.charts import Chart, Series

HOSTILE = '<script>alert("x")</script>&\'"'
DRAWN: dict[str, Callable[[str], Chart]] = {
    "bars": lambda label: charts.bars("a", label, [(label, 3), ("b", 1)], unit=label),
    "score_parts": lambda label: charts.score_parts("a", label, [(label, 40), ("b", 12.5)]),
    "stacked": lambda label: charts.stacked("a", label, [label, "b"], [Series(label, [1, 2]), Series("z", [None, 4])]),
    "line": lambda label: charts.line("a", label, [label, "b"], [Series(label, [1, 2]), Series("z", [3, None])]),
    "funnel": lambda label: charts.funnel("a", label, [(label, 10), ("b", 4)]),
}
EMPTY: dict[str, Callable[[], Chart]] = {
    "bars": lambda: charts.bars("a", "제목", []),
    "score_parts": lambda: charts.score_parts("a", "제목", []),
    "stacked": lambda: charts.stacked("a", "제목", [], []),
    "line": lambda: charts.line("a", "제목", [], []),
    "funnel": lambda: charts.funnel("a", "제목", []),
}


def parse(chart: Chart) -> Element:
    return fromstring(str(chart.svg))


def widths(chart: Chart, css: str) -> list[float]:
    return [float(rect.get("width")) for rect in parse(chart).iter("rect") if css in rect.get("class", "").split()]


@pytest.mark.parametrize("kind", DRAWN)
def test_draws_hostile_labels_as_plain_text(kind: str) -> None:
    root = parse(DRAWN[kind](HOSTILE))
    assert not list(root.iter("script"))
    assert HOSTILE in (root.findtext("title") or "")
    assert HOSTILE in (root.findtext("desc") or "")


@pytest.mark.parametrize("kind", DRAWN)
def test_draws_without_inline_style_or_handlers(kind: str) -> None:
    names = {name for node in parse(DRAWN[kind]("가")).iter() for name in node.attrib}
    assert not {name for name in names if name == "style" or name.startswith("on")}


@pytest.mark.parametrize("kind", DRAWN)
def test_names_title_and_description_by_the_given_id(kind: str) -> None:
    root = parse(DRAWN[kind]("가"))
    assert root.get("aria-labelledby") == "a-title a-desc"
    assert {node.get("id") for node in root.iter() if node.get("id")} == {"a-title", "a-desc"}


@pytest.mark.parametrize("kind", DRAWN)
def test_gives_a_row_for_every_label(kind: str) -> None:
    chart = DRAWN[kind]("가")
    assert [row[0] for row in chart.rows] == ["가", "b"]


@pytest.mark.parametrize("kind", EMPTY)
def test_draws_an_empty_frame_without_data(kind: str) -> None:
    chart = EMPTY[kind]()
    height = float(parse(chart).get("viewBox", "").split()[3])
    assert height > 0
    assert chart.rows == ()


def test_draws_zero_values_as_bars_of_no_width() -> None:
    chart = charts.bars("a", "제목", [("가", 0), ("나", 0)])
    assert widths(chart, "s1") == [0, 0]


def test_scales_bars_to_the_largest_value() -> None:
    longest, half, none = widths(charts.bars("a", "제목", [("가", 8), ("나", 4), ("다", 0)]), "s1")
    assert (half / longest, none) == (pytest.approx(0.5, abs=0.001), 0)


def test_lays_the_parts_of_a_score_end_to_end() -> None:
    rects = [
        node
        for node in parse(charts.score_parts("a", "점수", [("뜻", 50), ("예산", 25)])).iter("rect")
        if "gap" in node.get("class", "")
    ]
    assert [(float(rect.get("x")), float(rect.get("width"))) for rect in rects] == [(0, 240), (240, 120)]


def test_never_draws_a_score_beyond_the_frame() -> None:
    assert sum(widths(charts.score_parts("a", "점수", [("뜻", 90), ("예산", 60)]), "gap")) <= charts.WIDTH + 0.2


def test_draws_a_single_reading_in_the_middle() -> None:
    chart = charts.line("a", "지연", ["1월"], [Series("분", [6.5])])
    points = [float(dot.get("cx")) for dot in parse(chart).iter("circle")]
    assert len(points) == 1
    assert 0 < points[0] < charts.WIDTH


def test_breaks_the_line_where_a_reading_is_missing() -> None:
    chart = charts.line("a", "지연", list("가나다라"), [Series("분", [1, None, 3, 4])])
    path = next(node.get("d") for node in parse(chart).iter("path"))
    assert re.sub(r"[\d. -]", "", path) == "MML"
    assert [row[1] for row in chart.rows] == ["1", "–", "3", "4"]


def test_keeps_negative_readings_and_the_target_inside_the_frame() -> None:
    chart = charts.line("a", "온도", ["1월", "2월"], [Series("℃", [-4, 2])], target=-10)
    root = parse(chart)
    heights = [float(dot.get("cy")) for dot in root.iter("circle")]
    heights += [float(node.get("y1")) for node in root.iter("line") if node.get("class") == "target"]
    assert len(heights) == 3
    assert all(12 <= height <= 210 for height in heights)


def test_gives_each_step_of_a_funnel_its_share_of_the_step_before() -> None:
    chart = charts.funnel("a", "깔때기", [("열람", 200), ("관심", 50), ("제안", 0), ("실증", 0)])
    assert [row[2] for row in chart.rows] == ["–", "25%", "0%", "–"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1250, "1,250"),
        (0.4, "0.4"),
        (97.8, "97.8"),
        (3.0, "3"),
        (None, "–"),
        (2 / 3, "0.67"),
    ],
)
def test_writes_numbers_without_needless_decimals(value: float | None, text: str) -> None:
    assert charts.number(value) == text


def test_shortens_long_labels_in_the_drawing_but_not_in_the_rows() -> None:
    label = "지하차도 침수 예측과 진입 차단 원격 제어"
    chart = charts.bars("a", "제목", [(label, 1), ("Environment and energy", 2)])
    texts = [node.text for node in parse(chart).iter("text")]
    assert texts[0] == "지하차도 침수 예…"
    assert texts[2] == "Environment and…"
    assert chart.rows[0][0] == label
