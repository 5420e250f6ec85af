"""The pattern of each field: abstract geometry that hints at what the field is about."""

import math
from collections.abc import Callable, Mapping

from openlab.taxonomy.drawing import HEIGHT, WIDTH, Dice, Palette, circle, line, n, outline, polygon, rect, ring, shape

Pattern = Callable[[Dice, Palette], str]
Box = tuple[float, float, float, float]


def tiles(dice: Dice, p: Palette) -> str:
    """Draw administration: a mosaic of squares, quarter circles and dots, like windows and records."""
    size, out = 40, []
    for row in range(math.ceil(HEIGHT / size)):
        for column in range(WIDTH // size):
            x, y = column * size, row * size
            tone = dice.pick((p.low, p.low, p.mid, p.high, p.accent if dice.chance(0.35) else p.low))
            kind = dice.pick(("blank", "square", "quarter", "quarter", "dot", "half"))
            out.append(_tile(dice, kind, (x, y, size, size), tone))
    return "".join(out)


def _tile(dice: Dice, kind: str, box: Box, tone: str) -> str:
    x, y, size, _ = box
    if kind == "square":
        return rect(x, y, size, size, tone)
    if kind == "dot":
        return circle(x + size / 2, y + size / 2, size * 0.22, tone)
    if kind == "half":
        return shape(f"M{n(x)} {n(y)}h{size}a{size / 2:g} {size / 2:g} 0 0 1-{size} 0z", tone)
    if kind == "quarter":
        turns = ((x, y, 1, 1), (x + size, y, -1, 1), (x, y + size, 1, -1), (x + size, y + size, -1, -1))
        cx, cy, right, down = dice.pick(turns)
        sweep = 1 if right == down else 0
        return shape(f"M{n(cx)} {n(cy)}h{right * size}A{size} {size} 0 0 {sweep} {n(cx)} {n(cy + down * size)}z", tone)
    return ""


def lanes(dice: Dice, p: Palette) -> str:
    """Draw transport: lanes that bend round one corner, with markings and a few vehicles."""
    cx, cy = dice.pick(((-30, 215), (350, 215), (-30, -35), (350, -35)))
    first, gap = dice.between(58, 84), dice.between(40, 46)
    out = []
    for index in range(6):
        radius = first + index * gap
        out.append(ring(cx, cy, radius, (p.low, p.mid, p.low)[index % 3], gap - 5))
        around = 2 * math.pi * radius
        if index % 2 == 0:
            out.append(ring(cx, cy, radius, p.high, 2, dashes="14 12"))
            continue
        for place in (dice.between(third, third + 0.22) for third in (0.0, 0.34, 0.68)):
            angle = math.atan2(HEIGHT / 2 - cy, WIDTH / 2 - cx) + (place - 0.5) * 1.4
            out.append(_vehicle(cx, cy, radius, angle, dice.pick((p.accent, p.high, p.high)), around))
    return "".join(out)


def _vehicle(cx: float, cy: float, radius: float, angle: float, tone: str, around: float) -> str:
    reach = 13 / around * 2 * math.pi
    ends = [(cx + radius * math.cos(a), cy + radius * math.sin(a)) for a in (angle - reach, angle + reach)]
    (x1, y1), (x2, y2) = ends
    return line(f"M{n(x1)} {n(y1)}A{n(radius)} {n(radius)} 0 0 1 {n(x2)} {n(y2)}", tone, 11)


def pulse(dice: Dice, p: Palette) -> str:
    """Draw health and welfare: rings that spread from a beat, and the beat itself."""
    cx, cy = dice.between(80, 240), dice.between(82, 98)
    out = [circle(cx, cy, radius, tone) for radius, tone in ((150, p.low), (104, p.mid))]
    out.append(circle(cx, cy, 62, p.high, opacity=0.55))
    out += [ring(cx, cy, radius, p.high, 1.5, dashes="2 6") for radius in (83, 127, 176)]
    peak, width = dice.between(38, 52), dice.between(13, 16)
    half, whole = n(width / 2), n(width)
    beat = (
        f"M-10 {n(cy)}H{n(cx - 4 * width)}q{half}-14 {whole} 0h{whole}l{half} 12 {whole}-{n(peak)}"
        f" {whole} {n(peak * 1.55)} {half}-{n(peak * 0.55 + 12)}h{whole}q{half}-18 {whole} 0H330"
    )
    out.append(line(beat, p.accent, 5))
    for _ in range(3):
        x, y = dice.between(20, 300), dice.pick((dice.between(18, 40), dice.between(142, 164)))
        out.append(line(f"M{n(x - 6)} {n(y)}h12M{n(x)} {n(y - 6)}v12", p.high, 3.5))
    return "".join(out)


def waves(dice: Dice, p: Palette) -> str:
    """Draw environment, energy and water: a sun over layered waves."""
    x, y = dice.between(60, 260), dice.between(44, 66)
    out = [circle(x, y, 52, p.low), circle(x, y, 38, p.mid), circle(x, y, 25, p.accent)]
    tones = (p.low, p.mid, p.high, p.mid, p.low)
    start = dice.between(72, 88)
    for index, tone in enumerate(tones):
        length, height = dice.between(90, 150), dice.between(8, 15)
        top = start + index * 22
        shift = dice.between(-length, 0)
        swell = f"q{n(length / 4)}-{n(height)} {n(length / 2)} 0t{n(length / 2)} 0"
        path = f"M{n(shift - length)} {n(top)}{swell * 6}"
        out.append(shape(f"{path}V{HEIGHT}H{n(shift - length)}z", tone, opacity=0.9))
    return "".join(out)


def contours(dice: Dice, p: Palette) -> str:
    """Draw crime and disaster prevention: contour lines round a watched point, with a sweep like radar."""
    cx, cy = dice.between(90, 230), dice.between(74, 106)
    waves_of = [(dice.between(0.05, 0.11), k, dice.between(0, 6.3)) for k in (2, 3, 5)]
    out = []
    for index, radius in enumerate((236, 196, 158, 122, 88, 56, 28)):
        tone = (p.low, p.ground)[index % 2] if index < 4 else (p.mid, p.low)[index % 2]
        out.append(_blob(cx, cy, radius, waves_of, tone, p.mid))
    start = dice.between(0, 6.3)
    ends = [(cx + 420 * math.cos(a), cy + 420 * math.sin(a)) for a in (start, start + 0.62)]
    out.append(polygon([(cx, cy), *ends], p.accent, opacity=0.28))
    out += [line(f"M{n(cx)} {n(cy)}L{n(ends[1][0])} {n(ends[1][1])}", p.accent, 2), circle(cx, cy, 8, p.accent)]
    for _ in range(3):
        angle, far = start + dice.between(-0.1, 0.6), dice.between(46, 120)
        out.append(circle(cx + far * math.cos(angle), cy + far * math.sin(angle), dice.between(3, 5), p.high))
    return "".join(out)


def _blob(cx: float, cy: float, radius: float, waves_of: list[tuple[float, int, float]], fill: str, edge: str) -> str:
    points = []
    for step in range(18):
        angle = step / 18 * 2 * math.pi
        r = radius * (1 + sum(size * math.sin(k * angle + turn) for size, k, turn in waves_of))
        points.append((cx + 1.25 * r * math.cos(angle), cy + r * 0.8 * math.sin(angle)))
    middles = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in zip(points, points[1:] + points[:1], strict=True)]
    turns = zip(points[1:] + points[:1], middles[1:] + middles[:1], strict=True)
    curve = "".join(f"Q{n(x)} {n(y)} {n(mx)} {n(my)}" for (x, y), (mx, my) in turns)
    start_x, start_y = middles[0]
    return f'<path d="M{n(start_x)} {n(start_y)}{curve}z" fill="{fill}" stroke="{edge}" stroke-width="1.2"/>'


def girders(dice: Dice, p: Palette) -> str:
    """Draw facilities: a truss bridge on piers over calm lines of water."""
    deck, tall, bay = dice.between(104, 118), dice.between(44, 60), dice.pick((32, 40))
    shift = dice.between(-20, 0)
    out = [circle(dice.between(50, 270), dice.between(48, 70), dice.between(30, 42), p.low)]
    for index in range(5):
        y, x = deck + 26 + index * 11, dice.between(-40, 200)
        out.append(line(f"M{n(x)} {n(y)}h{n(dice.between(60, 160))}", p.low, 3))
    out += [
        polygon([(x - 7, deck), (x + 7, deck), (x + 12, HEIGHT), (x - 12, HEIGHT)], p.mid)
        for x in (shift + bay * 2, shift + bay * (320 // bay - 1))
    ]
    top = deck - tall
    out.append(_arch(shift, deck, tall, p) if dice.chance(0.4) else _truss(shift, deck, top, bay, p))
    out += [rect(0, deck - 3, WIDTH, 12, p.mid), rect(0, deck + 5, WIDTH, 4, p.accent)]
    return "".join(out)


def _truss(shift: float, deck: float, top: float, bay: float, p: Palette) -> str:
    frame = "".join(f"M{n(x)} {n(deck)}L{n(x + bay / 2)} {n(top)}L{n(x + bay)} {n(deck)}" for x in _steps(shift, bay))
    knots = "".join(circle(x + bay / 2, top, 4.5, p.accent) for x in _steps(shift, bay))
    return line(f"M{n(shift)} {n(top)}H340{frame}", p.high, 4) + knots


def _arch(shift: float, deck: float, tall: float, p: Palette) -> str:
    left, span = 24 + shift, 292
    curve = [(x, deck - 4 * tall * 1.2 * (x - left) * (left + span - x) / span**2) for x in _steps(left, span / 10)]
    hangers = "".join(f"M{n(x)} {n(y)}V{n(deck)}" for x, y in curve[1:10])
    bow = "M" + "L".join(f"{n(x)} {n(y)}" for x, y in curve[:11])
    return line(hangers, p.mid, 2.5) + line(bow, p.high, 7) + "".join(circle(x, y, 4, p.accent) for x, y in curve[1:10])


def _steps(start: float, step: float) -> list[float]:
    return [start + step * index for index in range(math.ceil((WIDTH - start) / step))]


def shelf(dice: Dice, p: Palette) -> str:
    """Draw education: books on a shelf, one of them leaning."""
    out, x, floor = [circle(dice.between(60, 260), 62, 44, p.low)], dice.between(8, 22), HEIGHT - 26
    leaning = int(dice.between(3, 8))
    index = 0
    while x < WIDTH - 26:
        width, height = dice.between(15, 30), dice.between(64, 122)
        tone = dice.pick((p.mid, p.high, p.low, p.mid, p.accent if dice.chance(0.5) else p.high))
        if index == leaning:
            top = floor - height
            out.append(polygon([(x + 22, top), (x + 22 + width, top + 9), (x + width, floor), (x, floor)], p.accent))
            x += 30 + width
        else:
            out += [
                rect(x, floor - height, width, height, tone, radius=2),
                rect(x, floor - height + 12, width, 5, p.ground, opacity=0.45),
                rect(x, floor - 20, width, 3, p.ground, opacity=0.45),
            ]
            x += width + 3
        index += 1
    return "".join(out) + rect(0, floor, WIDTH, 6, p.high) + rect(0, floor + 6, WIDTH, 20, p.low)


def patchwork(dice: Dice, p: Palette) -> str:
    """Draw culture, tourism and sports: a bojagi, the patchwork cloth of Korea."""
    out: list[str] = []
    _patch(dice, p, (0, 0, WIDTH, HEIGHT), 4, out)
    return "".join(out)


def _patch(dice: Dice, p: Palette, box: Box, depth: int, out: list[str]) -> None:
    x, y, width, height = box
    if depth == 0 or (depth < 3 and dice.chance(0.2)) or min(width, height) < 34:
        tone = dice.pick((p.ground, p.low, p.low, p.mid, p.mid, p.high, p.accent))
        out.append(rect(x + 1, y + 1, width - 2, height - 2, tone))
        if dice.chance(0.35):
            corner = dice.pick(((x + 1, y + 1), (x + width - 1, y + height - 1)))
            ends = [(x + width - 1, y + 1), (x + 1, y + height - 1)]
            out.append(polygon([corner, *ends], dice.pick((p.high, p.low, p.mid)), opacity=0.8))
        return
    part = dice.between(0.32, 0.68)
    if width > height:
        halves = ((x, y, width * part, height), (x + width * part, y, width * (1 - part), height))
    else:
        halves = ((x, y, width, height * part), (x, y + height * part, width, height * (1 - part)))
    for half in halves:
        _patch(dice, p, half, depth - 1, out)


def boxes(dice: Dice, p: Palette) -> str:
    """Draw logistics: parcels stacked in isometric view."""
    size = 28.0
    wide, half = size * math.sqrt(3) / 2, size / 2
    faces: dict[str, list[str]] = {}
    for row in range(-1, 6):
        for column in range(8):
            if dice.chance(0.3):
                continue
            x, y = column * 2 * wide + (wide if row % 2 else 0) - 10, row * size * 1.5 + 8
            lid = p.accent if dice.chance(0.14) else p.high
            top = [(x, y), (x + wide, y + half), (x, y + size), (x - wide, y + half)]
            faces.setdefault(lid, []).append(outline(top))
            for side, tone in ((-wide, p.mid), (wide, p.low)):
                corners = [(x + side, y + half), (x, y + size), (x, y + 2 * size), (x + side, y + 1.5 * size)]
                faces.setdefault(tone, []).append(outline(corners))
    return "".join(shape("".join(paths), tone) for tone, paths in faces.items())


def honeycomb(dice: Dice, p: Palette) -> str:
    """Draw labour and employment: a honeycomb in which some cells glow."""
    size, cells, eyes = 30.0, dict[str, list[str]](), []
    wide = size * math.sqrt(3)
    for row in range(5):
        for column in range(8):
            x, y = column * wide + (wide / 2 if row % 2 else 0), row * size * 1.5
            angles = [k * math.pi / 3 for k in range(6)]
            corners = [(x + 0.92 * size * math.sin(a), y + 0.92 * size * math.cos(a)) for a in angles]
            share = dice.share()
            if share < 0.72:
                tone = dice.pick((p.low, p.low, p.mid, p.high)) if share < 0.62 else p.accent
                cells.setdefault(tone, []).append(outline(corners))
            if share < 0.2:
                eyes.append(circle(x, y, size * 0.34, p.ground))
    return "".join(shape("".join(paths), tone) for tone, paths in cells.items()) + "".join(eyes)


def houses(dice: Dice, p: Palette) -> str:
    """Draw housing: rows of gabled houses with a few lit windows."""
    out = [circle(dice.between(40, 280), 40, 22, p.accent, opacity=0.9)]
    for floor, tone, scale in ((128, p.low, 0.8), (156, p.mid, 0.95), (HEIGHT, p.high, 1.1)):
        x = dice.between(-30, -6)
        while x < WIDTH:
            width, height = dice.between(38, 56) * scale, dice.between(30, 48) * scale
            roof = dice.between(16, 26) * scale
            top = floor - height
            right, foot = x + width, floor + 40
            out.append(polygon([(x, foot), (x, top), (x + width / 2, top - roof), (right, top), (right, foot)], tone))
            for column in (0.26, 0.62):
                glow = p.accent if dice.chance(0.4) else p.ground
                out.append(rect(x + width * column - 3, top + 7, 9 * scale, 11 * scale, glow, radius=1, opacity=0.85))
            x += width + dice.pick((2, 3, 12))
    return "".join(out)


def commons(dice: Dice, p: Palette) -> str:
    """Draw everything else: circles that overlap like people who share a place."""
    step, radius = 54, dice.between(31, 37)
    shift_x, shift_y = dice.between(-27, 0), dice.between(-18, 0)
    out = []
    for row in range(5):
        for column in range(8):
            x, y = shift_x + column * step + (step / 2 if row % 2 else 0), shift_y + row * step * 0.87
            share = dice.share()
            if share < 0.6:
                tone = dice.pick((p.low, p.mid, p.mid, p.high)) if share < 0.52 else p.accent
                out.append(circle(x, y, radius, tone, opacity=0.62))
            else:
                out.append(ring(x, y, radius, p.low, 2))
    return "".join(out)


PATTERNS: Mapping[str, Pattern] = {
    "ADMIN": tiles,
    "TRANSPORT": lanes,
    "HEALTH_WELFARE": pulse,
    "ENV_ENERGY_WATER": waves,
    "CRIME_DISASTER": contours,
    "FACILITY": girders,
    "EDUCATION": shelf,
    "CULTURE_TOURISM_SPORTS": patchwork,
    "LOGISTICS": boxes,
    "LABOR_EMPLOYMENT": honeycomb,
    "HOUSING": houses,
    "OTHER": commons,
}
