"""What is written down when something unwanted followed a treatment: pick-lists in neutral words, "after", never "because of".

Source: clinical reference 1.1 (S000-2, S000-12), 1.3 (S002-6); the cause pick-list is the review's.
"""

from collections.abc import Mapping
from typing import Final

from diary.clinical.review import CAUSES

WHAT: Final[Mapping[str, str]] = {
    "pain-increase": "More pain than before",
    "bleeding-bruise": "Bleeding or a large bruise",
    "faint-dizzy": "Fainting, dizziness or feeling woozy",
    "skin-reaction": "Reaction or infection of the skin",
    "nerve-symptom": "Numbness, tingling or weakness",
    "breathing-chest": "Breathlessness or chest pain",
    "burn": "Burn or blister",
    "needle-left": "Needle left in, bent or broken",
    "distress": "Distress or panic",
    "other": "Something else",
}
SEVERITIES: Final[Mapping[str, str]] = {
    "mild": "Mild: noticed, nothing needed",
    "moderate": "Moderate: got in the way, or needed care",
    "severe": "Severe: could not do usual things",
    "serious": "Serious: hospital, lasting harm or danger to life",
}
OUTCOMES: Final[Mapping[str, str]] = {
    "recovered": "Recovered",
    "recovering": "Recovering",
    "not_recovered": "Not recovered",
    "lasting_effects": "Recovered with lasting effects",
    "fatal": "Died",
    "unknown": "Not known",
}

__all__ = ["CAUSES", "OUTCOMES", "SEVERITIES", "WHAT"]
