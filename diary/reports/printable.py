"""Which characters the page can print, and what stands there instead of the others. The CSV and the diary keep every one."""

import re
import unicodedata
from pathlib import Path
from typing import Final

GLYPHS = Path(__file__).with_name("glyphs.txt")
MISSING: Final = "□"
ZERO_WIDTH_SPACE: Final = "\u200b"
LONGEST_WORD: Final = 36
LAST_LATIN: Final = "\u024f"
COMMON_SIGNS: Final = frozenset("–—‘’“”…•●▲①□≥≤" + ZERO_WIDTH_SPACE)  # noqa: RUF001  # signs of the page itself
LEAVES_NOTHING = ("Cc", "Cf", "Cs", "Co", "Mn", "Me")  # accents that have no letter of their own go, the letter stays
PICTURES = ("So", "Sk", "Sm", "No")
VARIATIONS: Final = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0x1F3FB, 0x1F400))))
RIGHT_TO_LEFT = ("R", "AL")
LEFT_TO_RIGHT = ("L",)


def _read_glyphs() -> frozenset[str]:
    """Characters of the fonts inside typst that need no shaping across fonts, as ranges; a test asks typst whether it is so."""
    ranges = (part.partition("-") for part in GLYPHS.read_text(encoding="ascii").split())
    return frozenset(
        chr(code) for first, _, last in ranges for code in range(int(first, 16), int(last or first, 16) + 1)
    )


HAVE: Final = _read_glyphs()


def printable(text: str) -> str:
    """One line of what can be printed. Pictures become their name in brackets, other unknown characters an empty square.

    Invisible characters go, those that turn the direction of writing above all: nothing may reorder its surroundings.
    """
    shown = (_shown(character) for character in unicodedata.normalize("NFC", text))
    return " ".join("".join(shown).split())


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    if character in VARIATIONS:
        return ""
    category = unicodedata.category(character)
    if character in HAVE:
        return character
    if category in LEAVES_NOTHING:
        return ""
    name = unicodedata.name(character, "")
    return f" [{name.lower()}] " if category in PICTURES and name else MISSING


def breakable(text: str) -> str:
    """The same, with places to break inside words that no line could hold."""
    return " ".join(
        word if len(word) <= LONGEST_WORD else ZERO_WIDTH_SPACE.join(re.findall(f".{{1,{LONGEST_WORD // 2}}}", word))
        for word in text.split(" ")
    )


def latin_only(text: str) -> str:
    """The same in Latin letters and common signs; everything else becomes an empty square."""
    return "".join(each if each <= LAST_LATIN or each in COMMON_SIGNS else MISSING for each in text)


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is Hebrew, Arabic or the like."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in LEFT_TO_RIGHT:
            return False
        if direction in RIGHT_TO_LEFT:
            return True
    return False


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, with an ellipsis where some are left out."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
