"""The picture of the rule book: the expected course after a session, and the band round it. SVG, drawn by hand.

It reads in black and white: the calm course is dashed, the flared one solid, the band grey.
"""

import numpy as np

from diary.clinical.examples import EXAMPLES
from diary.clinical.expected import expected_band
from diary.clinical.recovery import FLARES, g

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BELOW = 560, 240, 52, 34, 16, 50
HOURS = np.arange(0.0, 121.0, 2.0)
NAMES = {"acupuncture": "", "dry-needling": "7 4", "osteopathy": "2 3"}


def draw_curve_family() -> str:
    """Two panels: the flare of three treatments over the hours, and the band round a baseline of 3. One SVG document."""
    height = 2 * (TOP + HEIGHT + BELOW)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + RIGHT} {height}" role="img" '
        'aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="13" fill="#222">',
        '<title id="t">The expected course after a session</title>',
        '<desc id="d">Above, how a flare rises and falls in the five days after a session for three treatments. Below, the '
        "scores that are expected after a session with a baseline of 3: the middle 50 and 80 %, and their median.</desc>",
        f'<rect width="{LEFT + WIDTH + RIGHT}" height="{height}" fill="#fff"/>',
        *_flares(TOP),
        *_band(TOP + HEIGHT + BELOW + TOP),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _flares(top: int) -> list[str]:
    lines = [_text(LEFT, top - 12, "A flare, if there is one: points above the baseline"), *_axes(top, 3.0, 1.0)]
    for number, (name, dash) in enumerate(NAMES.items()):
        flare = FLARES[name]
        rise = flare.height * g(HOURS, flare.peak)
        lines.append(_path(top, 3.0, rise, dash=dash))
        y = top + 18 + 20 * number
        lines.append(f'<path d="M{LEFT + 290} {y - 4}h34" stroke="#111" stroke-width="2" stroke-dasharray="{dash}"/>')
        lines.append(_text(LEFT + 332, y, f"{name}, in {flare.pi:.0%} of sessions"))
    return lines


def _band(top: int) -> list[str]:
    band = expected_band(EXAMPLES[2 + 1].history, HOURS)
    p10, p25, p50, p75, p90 = band.quantiles[1:6]
    return [
        _text(LEFT, top - 12, "Expected scores, low back, chronic, baseline 3: median, middle 50 % and 80 %"),
        _area(top, p10, p90, "#ddd"),
        _area(top, p25, p75, "#bbb"),
        *_axes(top, 10.0, 2.0),
        _path(top, 10.0, p50),
        _text(LEFT + WIDTH / 2, top + HEIGHT + 40, "hours since the session", anchor="middle"),
    ]


def _axes(top: int, most: float, step: float) -> list[str]:
    lines = [
        f'<path d="M{LEFT} {top}V{top + HEIGHT}H{LEFT + WIDTH}" fill="none" stroke="#222"/>',
        f'<path d="M{_x(48.0):.1f} {top}V{top + HEIGHT}" stroke="#777" stroke-dasharray="1 4"/>',
    ]
    for score in np.arange(0.0, most + step / 2, step):
        lines.append(_text(LEFT - 8, _y(top, most, float(score)) + 4, f"{score:g}", anchor="end"))
    for hour in np.arange(0.0, 121.0, 24.0):
        lines.append(_text(_x(float(hour)), top + HEIGHT + 18, f"{hour:g}", anchor="middle"))
    return lines


def _path(top: int, most: float, values: np.ndarray, dash: str = "") -> str:
    points = " ".join(
        f"{_x(float(hour)):.1f},{_y(top, most, float(value)):.1f}" for hour, value in zip(HOURS, values, strict=True)
    )
    return f'<polyline points="{points}" fill="none" stroke="#111" stroke-width="2" stroke-dasharray="{dash}"/>'


def _area(top: int, low: np.ndarray, high: np.ndarray, fill: str) -> str:
    there = [f"{_x(float(h)):.1f},{_y(top, 10.0, float(v)):.1f}" for h, v in zip(HOURS, high, strict=True)]
    back = [f"{_x(float(h)):.1f},{_y(top, 10.0, float(v)):.1f}" for h, v in zip(HOURS[::-1], low[::-1], strict=True)]
    return f'<polygon points="{" ".join([*there, *back])}" fill="{fill}"/>'


def _x(hour: float) -> float:
    return LEFT + WIDTH * hour / float(HOURS[-1])


def _y(top: int, most: float, score: float) -> float:
    return top + HEIGHT * (1 - score / most)


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{words}</text>'
