"""Curves as a picture: how much something costs (upwards) beside how many rows (to the right, each line ten times the one before)."""

from collections.abc import Mapping, Sequence
from math import log10
from pathlib import Path

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 760.0, 360.0, 50.0, 40.0, 20.0, 220.0
COLOURS = ("#1b6e8c", "#b3541e", "#4d7a2b", "#7a3b8f")


def draw(curves: Mapping[str, Sequence[tuple[int, float]]]) -> str:
    """An SVG of a line for each curve, with its name at its end; the lowest value is 0."""
    points = [point for each in curves.values() for point in each]
    first, last = min(log10(rows) for rows, _ in points), max(log10(rows) for rows, _ in points)
    most = max(figure for _, figure in points) * 1.1

    def at(rows: int, figure: float) -> tuple[float, float]:
        across = (log10(rows) - first) / ((last - first) or 1)
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - figure / most * (HEIGHT - BOTTOM - TOP)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="#fff"/>',
    ]
    for rows in sorted({rows for rows, _ in points}):
        x, bottom = at(rows, 0)
        parts.append(f'<path d="M{x:.1f} {TOP:g}V{bottom:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 16:.1f}" text-anchor="middle">{rows:,}</text>')
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = at(points[0][0], most * share)
        parts.append(f'<text x="{LEFT - 6:g}" y="{y + 4:.1f}" text-anchor="end">{most * share:.0f}</text>')
    below = HEIGHT
    for (name, curve), colour in zip(sorted(curves.items(), key=lambda item: item[1][-1][1]), COLOURS, strict=False):
        line = " ".join("{:.1f},{:.1f}".format(*at(*point)) for point in curve)
        x, y = at(*curve[-1])
        below = min(y + 4, below - 15)  # names stand apart
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{x + 8:.1f}" y="{below:.1f}" fill="{colour}">{name}</text>')
    parts.append(f'<text x="{LEFT:g}" y="{HEIGHT - 6:g}">entries of all patients</text>')
    parts.append(f'<text x="4" y="{TOP - 6:g}">ms of CPU</text></svg>')
    return "\n".join(parts) + "\n"
