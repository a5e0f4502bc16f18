"""What a message to a patient's phone may not say: anybody may read a lock screen. A word list, so it misses what it does not hold."""

import re
from functools import cache
from typing import Final

from diary.clinical.intake import MODALITIES
from diary.clinical.symptoms import CATALOGUE, REGIONS

SHORTEST: Final = 4
WORD: Final = re.compile(r"[^\W\d_]+")
# Parts of the catalogue's codes that are in every sentence.
ORDINARY: Final = frozenset(
    [
        "back",
        "before",
        "body",
        "both",
        "brief",
        "cannot",
        "change",
        "clinic",
        "control",
        "drop",
        "expected",
        "feeling",
        "hand",
        "head",
        "headed",
        "heavy",
        "large",
        "last",
        "left",
        "light",
        "little",
        "loss",
        "manual",
        "mild",
        "move",
        "rest",
        "self",
        "shape",
        "short",
        "side",
        "sight",
        "site",
        "small",
        "stand",
        "stop",
        "than",
        "trouble",
        "unlike",
        "upper",
        "very",
        "walk",
        "warning",
        "whole",
        "wont",
        "energised",
        "relaxed",
        "serious",
    ]
)
OTHERS: Final = frozenset(
    [
        "pain",
        "pains",
        "painful",
        "aching",
        "score",
        "scores",
        "symptom",
        "symptoms",
        "diagnosis",
        "treatment",
        "treatments",
        "therapy",
        "needles",
        "needled",
        "flared",
        "bleeds",
        "bruises",
        "bruising",
        "numbness",
        "tingling",
        "medicine",
        "medicines",
        "tablets",
        "painkiller",
        "painkillers",
        "flag",
        "diary",
    ]
)


@cache
def clinical_words() -> frozenset[str]:
    """The words that the codes of symptoms, regions and treatments are made of, and some more."""
    rows = [*CATALOGUE["symptoms"], *CATALOGUE["combinations"]]
    codes = [*(row["code"] for row in rows), *REGIONS, *MODALITIES]
    words = {word for code in codes for word in code.split("-") if len(word) >= SHORTEST}
    return frozenset(words | OTHERS) - ORDINARY


def clinical_words_in(text: str) -> list[str]:
    """The words of a text that say something about health, each once, in order of the alphabet."""
    return sorted({word.lower() for word in WORD.findall(text)} & clinical_words())
