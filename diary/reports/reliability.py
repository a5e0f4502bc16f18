"""The reliability picture: how many scores lay inside each central interval, beside how many should have. SVG, drawn by hand.

It reads in black and white: each series has a marker and a dash of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

SIDE, LEFT, TOP, BELOW, RIGHT = 360, 56, 20, 52, 196
STYLES = (("circle", ""), ("square", "6 3"), ("diamond", "2 3"), ("triangle", "9 3 2 3"))
TICKS = (0, 20, 40, 60, 80, 100)


@dataclass(frozen=True, slots=True)
class Series:
    """One file: its name, and for each nominal share the observed one (0 to 1)."""

    name: str
    nominal: tuple[float, ...]
    observed: tuple[float, ...]


def draw_reliability(series: Sequence[Series]) -> str:
    """An SVG document with one line for each series, the diagonal of a perfect fit, and a text for those who cannot see it."""
    width, height = LEFT + SIDE + RIGHT, TOP + SIDE + BELOW
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="t d" '
        'font-family="system-ui, sans-serif" font-size="13" fill="#222">',
        '<title id="t">Reliability of the expected bands</title>',
        f'<desc id="d">{escape(_described(series))}</desc>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        *_axes(),
    ]
    for number, each in enumerate(series):
        marker, dash = STYLES[number % len(STYLES)]
        lines += _line(each, marker, dash, TOP + 20 + 26 * number)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _described(series: Sequence[Series]) -> str:
    told = []
    for each in series:
        pairs = zip(each.nominal, each.observed, strict=True)
        shown = [
            f"{observed:.0%} in the {nominal:.0%} interval" for nominal, observed in pairs if nominal in (0.5, 0.8, 0.9)
        ]
        told.append(f"{each.name}: {', '.join(shown)}")
    return "Share of scores inside the interval that should hold so many of them. " + "; ".join(told) + "."


def _axes() -> list[str]:
    lines = []
    for tick in TICKS:
        x, y = _at(tick / 100, tick / 100)
        lines += [
            f'<path d="M{LEFT} {y:.1f}H{LEFT + SIDE}M{x:.1f} {TOP}V{TOP + SIDE}" stroke="#ddd"/>',
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tick}</text>',
            f'<text x="{x:.1f}" y="{TOP + SIDE + 18}" text-anchor="middle">{tick}</text>',
        ]
    middle = TOP + SIDE / 2
    return [
        *lines,
        f'<path d="M{LEFT} {TOP + SIDE}L{LEFT + SIDE} {TOP}" stroke="#777" stroke-dasharray="1 4" stroke-linecap="round"/>',
        f'<text x="{LEFT + SIDE / 2}" y="{TOP + SIDE + 40}" text-anchor="middle">interval that should hold so many (%)</text>',
        f'<text transform="translate(16 {middle}) rotate(-90)" text-anchor="middle">scores inside it (%)</text>',
    ]


def _line(series: Series, marker: str, dash: str, legend_y: int) -> list[str]:
    points = [_at(*pair) for pair in zip(series.nominal, series.observed, strict=True)]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    left = LEFT + SIDE + 14
    return [
        f'<path d="M{path}" fill="none" stroke="#0e5f63" stroke-width="2" stroke-dasharray="{dash}"/>',
        *(_marker(marker, x, y) for x, y in points),
        f'<path d="M{left} {legend_y}h24" stroke="#0e5f63" stroke-width="2" stroke-dasharray="{dash}"/>',
        _marker(marker, left + 12, legend_y),
        f'<text x="{left + 32}" y="{legend_y + 4}">{escape(series.name)}</text>',
    ]


def _at(nominal: float, observed: float) -> tuple[float, float]:
    return LEFT + SIDE * nominal, TOP + SIDE * (1.0 - observed)


def _marker(kind: str, x: float, y: float) -> str:
    shapes = {
        "circle": "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
        "square": "m-3.5 -3.5h7v7h-7z",
        "diamond": "m0 -5l5 5l-5 5l-5 -5z",
        "triangle": "m0 -5l5 8h-10z",
    }
    return f'<path d="M{x:.1f} {y:.1f}{shapes[kind]}" fill="#fff" stroke="#0e5f63" stroke-width="1.5"/>'
