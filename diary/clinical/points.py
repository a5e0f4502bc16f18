"""Acupuncture points, as practitioners write them, and the few whose place matters to a rule.

A point is kept as a WHO code: `BL13`. Source: clinical reference 1.5 (S004-11).
"""

import re
from collections.abc import Iterable

NEEDLING = frozenset({"acupuncture", "dry-needling"})
# The reference's `combo-lung` names these; "base of neck" has no region of its own. Source: clinical reference 2.5.
CHEST_WALL = frozenset({"chest", "upper-back", "shoulder", "neck"})
# Other names of a meridian in use, to the WHO's.
_MERIDIANS = {"UB": "BL", "B": "BL", "SJ": "TE", "TB": "TE", "TW": "TE", "LV": "LR", "K": "KI", "CO": "LI", "DU": "GV"}
_MERIDIANS |= {"REN": "CV", "RN": "CV", "RM": "CV", "P": "PC", "H": "HT", "L": "LU", "S": "ST", "G": "GB"}
_POINT = re.compile(r"([A-Z]+)[\s.-]*0*(\d{1,2})")


def _run(meridian: str, first: int, last: int) -> frozenset[str]:
    return frozenset(f"{meridian}{number}" for number in range(first, last + 1))


# BL13 and BL15 are the reference's own; the others lie over the pleura by anatomy, and a point too many only names the
# lung in advice that is an emergency's already.
OVER_THE_LUNGS = (
    _run("BL", 11, 21)
    | _run("BL", 41, 50)
    | _run("ST", 11, 18)
    | _run("KI", 22, 27)
    | _run("SP", 17, 21)
    | _run("LU", 1, 2)
    | _run("GB", 21, 24)
    | _run("SI", 9, 15)
    | _run("CV", 14, 22)
    | frozenset({"LI16", "LR14", "PC1", "TE15"})
)


def point_code(text: str) -> str:
    """The WHO code of a point however it was typed ("ub 13", "BL-13"); anything else in capitals, as it is."""
    written = " ".join(text.upper().split())
    match = _POINT.fullmatch(written)
    if match is None:
        return written
    return f"{_MERIDIANS.get(match[1], match[1])}{int(match[2])}"


def over_the_lungs(points: Iterable[str]) -> tuple[str, ...]:
    """Those of `points` that lie over the lungs. Source: clinical reference 1.5 (S004-11)."""
    return tuple(code for code in map(point_code, points) if code in OVER_THE_LUNGS)


def is_chest_wall_needled(
    modality: str, regions: Iterable[str], points: Iterable[str] = (), needles: int | None = None
) -> bool:
    """Whether a needle may have come near a lung, which arms `combo-lung`.

    A point over the lungs is enough; a region of the chest wall counts when needles were used: by the kind of treatment,
    unless none were counted, or by their count. Source: clinical reference 1.5 (S004-11), 2.5.
    """
    if over_the_lungs(points):
        return True
    return is_needled(modality, needles) and not CHEST_WALL.isdisjoint(regions)


def is_needled(modality: str, needles: int | None = None) -> bool:
    """Whether needles were used: by their count, else by the kind of treatment."""
    return needles > 0 if needles is not None else modality in NEEDLING
