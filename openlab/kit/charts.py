"""Charts drawn on the server as inline SVG: no script, no inline style, with title, description and data rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from markupsafe import Markup

WIDTH = 480
LABEL_WIDTH = 150  # room for ten Korean syllables, or eighteen Latin letters, of 13.5 px
VALUE_WIDTH = 62
ROW = 30
BAR = 18
COLOURS = 6


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and the same data as rows for the table beside it."""

    svg: Markup
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one part of a bar: its name and a value for each label; None where nothing is known."""

    name: str
    values: Sequence[float | None]


def number(value: float | None) -> str:
    """Write a value without needless decimals: 1,250, 0.4, and '–' for None."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}".rstrip("0").rstrip(".")


def _colour(index: int) -> str:
    return f"s{index % COLOURS + 1}"


def _frame(chart_id: str, title: str, description: str, height: float, body: Markup) -> Markup:
    return Markup(
        '<svg class="chart" viewBox="0 0 {w} {h:.0f}" role="img" aria-labelledby="{id}-title {id}-desc">'
        '<title id="{id}-title">{title}</title><desc id="{id}-desc">{desc}</desc>{body}</svg>'
    ).format(w=WIDTH, h=height, id=chart_id, title=title, desc=description, body=body)


def _text(x: float, y: float, text: str, *, anchor: str = "start", css: str = "") -> Markup:
    return Markup('<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{css}>{text}</text>').format(
        x=x, y=y, anchor=anchor, css=Markup(' class="{}"').format(css) if css else "", text=text
    )


def _rect(x: float, y: float, width: float, height: float, css: str, tip: str = "") -> Markup:
    shape = Markup('<rect class="{css}" x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="2">{tip}</rect>')
    title = Markup("<title>{}</title>").format(tip) if tip else ""
    return shape.format(css=css, x=x, y=y, w=max(width, 0), h=height, tip=title)


def _describe(rows: Sequence[Sequence[str]]) -> str:
    return "; ".join(f"{row[0]}: {', '.join(row[1:])}" for row in rows)


def _shorten(label: str, limit: float = 10) -> str:
    """Cut a label to `limit` ems: a Korean syllable takes one, a Latin letter about 0.56."""
    ends = list(accumulate(1.0 if ord(letter) > 0x2E80 else 0.56 for letter in label))
    if not ends or ends[-1] <= limit:
        return label
    return label[: sum(end <= limit - 1 for end in ends)].rstrip() + "…"


def bars(
    chart_id: str, title: str, items: Sequence[tuple[str, float]], *, unit: str = "", head: tuple[str, str] = ("", "")
) -> Chart:
    """Draw one horizontal bar for each (label, value ≥ 0); `chart_id` must be unique on the page."""
    top = max((value for _label, value in items), default=0) or 1
    room = WIDTH - LABEL_WIDTH - VALUE_WIDTH
    body = Markup("").join(
        _text(0, y + BAR - 4, _shorten(label))
        + _rect(LABEL_WIDTH, y, room, BAR, "track")
        + _rect(LABEL_WIDTH, y, room * max(value, 0) / top, BAR, "s1", f"{label} {number(value)}{unit}")
        + _text(WIDTH, y + BAR - 4, f"{number(value)}{unit}", anchor="end", css="chart-value")
        for y, (label, value) in ((index * ROW + 4, item) for index, item in enumerate(items))
    )
    rows = tuple((label, f"{number(value)}{unit}") for label, value in items)
    return Chart(_frame(chart_id, title, _describe(rows), max(len(items), 1) * ROW, body), head, rows)


def score_parts(
    chart_id: str,
    title: str,
    parts: Sequence[tuple[str, float]],
    *,
    total: float = 100,
    head: tuple[str, str] = ("", ""),
) -> Chart:
    """Draw one bar cut into (label, points ≥ 0) on a track that is `total` points long."""
    shown = [(label, max(points, 0)) for label, points in parts]
    scale = WIDTH / max(total, sum(points for _label, points in shown), 1e-9)
    starts = accumulate((points for _label, points in shown), initial=0.0)
    body = _rect(0, 0, WIDTH, BAR, "track") + Markup("").join(
        _rect(start * scale, 0, points * scale, BAR, f"{_colour(index)} gap", f"{label} {number(points)}")
        for index, ((label, points), start) in enumerate(zip(shown, starts, strict=False))
    )
    body += _legend([label for label, _points in shown], BAR + 22)
    rows = tuple((label, number(points)) for label, points in shown)
    return Chart(_frame(chart_id, title, _describe(rows), BAR + 10 + _legend_height(len(shown)), body), head, rows)


def _legend_height(count: int) -> int:
    return 24 * -(-count // 4) if count else 0


def _legend(names: Sequence[str], y: float) -> Markup:
    return Markup("").join(
        _rect(index % 4 * WIDTH / 4, y + index // 4 * 24 - 11, 12, 12, _colour(index))
        + _text(index % 4 * WIDTH / 4 + 18, y + index // 4 * 24, _shorten(name, 6.5))
        for index, name in enumerate(names)
    )


def stacked(
    chart_id: str, title: str, labels: Sequence[str], series: Sequence[Series], *, unit: str = "", head: str = ""
) -> Chart:
    """Draw one horizontal bar for each label, made of one piece for each series; unknown values count as nothing."""
    sums = [sum(max(one.values[row] or 0, 0) for one in series) for row in range(len(labels))]
    scale = (WIDTH - LABEL_WIDTH - VALUE_WIDTH) / (max(sums, default=0) or 1)
    body = Markup("")
    for row, label in enumerate(labels):
        y, x = row * ROW + 4, float(LABEL_WIDTH)
        body += _text(0, y + BAR - 4, _shorten(label))
        for index, one in enumerate(series):
            width = max(one.values[row] or 0, 0) * scale
            tip = f"{label} {one.name} {number(one.values[row])}{unit}"
            body += _rect(x, y, width, BAR, f"{_colour(index)} gap", tip)
            x += width
        body += _text(WIDTH, y + BAR - 4, f"{number(sums[row])}{unit}", anchor="end", css="chart-value")
    height = max(len(labels), 1) * ROW + 10
    body += _legend([one.name for one in series], height + 12)
    rows = tuple((label, *(number(one.values[row]) for one in series)) for row, label in enumerate(labels))
    return Chart(
        _frame(chart_id, title, _describe(rows), height + _legend_height(len(series)), body),
        (head, *(one.name for one in series)),
        rows,
    )


@dataclass(frozen=True, slots=True)
class _Plane:
    """Maps (index, value) of a line chart to points of the drawing."""

    count: int
    low: float
    high: float
    left: float = 56
    top: float = 12
    right: float = WIDTH - 22
    bottom: float = 210

    def x(self, index: int) -> float:
        return (
            (self.left + self.right) / 2
            if self.count < 2
            else self.left + (self.right - self.left) * index / (self.count - 1)
        )

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - self.top) * (value - self.low) / ((self.high - self.low) or 1)


def _bounds(values: Sequence[float]) -> tuple[float, float]:
    low, high = min((0.0, *values)), max((0.0, *values))
    return (low, high if high > low else low + 1)


def line(
    chart_id: str,
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    unit: str = "",
    target: float | None = None,
    head: str = "",
) -> Chart:
    """Draw readings over time, the axis from zero, gaps where a value is None, `target` as a dashed line."""
    known = [value for one in series for value in one.values if value is not None]
    plane = _Plane(len(labels), *_bounds([*known, *([] if target is None else [target])]))
    body = _axes(plane, labels, unit)
    if target is not None:
        body += Markup('<line class="target" x1="{:.1f}" x2="{:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>').format(
            plane.left, plane.right, y=plane.y(target)
        )
    body += Markup("").join(_one_line(plane, labels, one, _colour(index), unit) for index, one in enumerate(series))
    names = [one.name for one in series] if len(series) > 1 else []
    body += _legend(names, 256)
    rows = tuple((label, *(number(one.values[row]) for one in series)) for row, label in enumerate(labels))
    return Chart(
        _frame(chart_id, title, _describe(rows), 240 + _legend_height(len(names)), body),
        (head, *(one.name for one in series)),
        rows,
    )


def _axes(plane: _Plane, labels: Sequence[str], unit: str) -> Markup:
    marks = Markup("")
    for value in (plane.low, (plane.low + plane.high) / 2, plane.high):
        y = plane.y(value)
        marks += Markup('<line class="axis" x1="{:.1f}" x2="{:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>').format(
            plane.left, plane.right, y=y
        )
        marks += _text(plane.left - 8, y + 4, f"{number(round(value, 2))}{unit}", anchor="end")
    step = max(1, -(-len(labels) // 6))  # at most six labels fit on the axis
    return marks + Markup("").join(
        _text(plane.x(index), plane.bottom + 22, _shorten(labels[index], 6), anchor="middle")
        for index in range(0, len(labels), step)
    )


def _one_line(plane: _Plane, labels: Sequence[str], one: Series, colour: str, unit: str) -> Markup:
    path, pen_down, dots = "", False, Markup("")
    for index, value in enumerate(one.values):
        if value is None:
            pen_down = False
            continue
        x, y = plane.x(index), plane.y(value)
        path += f"{'L' if pen_down else 'M'}{x:.1f} {y:.1f}"
        pen_down = True
        dots += Markup('<circle class="dot {}" cx="{:.1f}" cy="{:.1f}" r="4.5"><title>{}</title></circle>').format(
            colour, x, y, f"{labels[index]} {one.name} {number(value)}{unit}"
        )
    return Markup('<path class="stroke {}" d="{}"/>').format(colour, path) + dots if path else Markup("")


def funnel(
    chart_id: str, title: str, steps: Sequence[tuple[str, float]], *, head: tuple[str, str, str] = ("", "", "")
) -> Chart:
    """Draw the steps from first to last as centred bars, each with its share of the step before."""
    top = max((value for _label, value in steps), default=0) or 1
    room = WIDTH - LABEL_WIDTH - 2 * VALUE_WIDTH
    body, rows, before = Markup(""), [], None
    for index, (label, value) in enumerate(steps):
        y, width = index * ROW + 4, room * max(value, 0) / top
        share = f"{value / before:.0%}" if before else "–"
        body += _text(0, y + BAR - 4, _shorten(label))
        body += _rect(LABEL_WIDTH + (room - width) / 2, y, width, BAR + 6, "s1", f"{label} {number(value)}")
        body += _text(WIDTH - VALUE_WIDTH, y + BAR - 4, number(value), anchor="end", css="chart-value")
        body += _text(WIDTH, y + BAR - 4, share, anchor="end")
        rows.append((label, number(value), share))
        before = value
    return Chart(_frame(chart_id, title, _describe(rows), max(len(steps), 1) * ROW, body), head, tuple(rows))
