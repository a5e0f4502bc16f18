"""What Ebb must never do, one test each: the texts it can say, and the rules it must not have.

Proven elsewhere: no line across missing days (tests/diary/reports/test_chart.py), no symptom in a message
(tests/journeys/test_main_job.py), no entry lost (tests/diary/api/test_entries.py), no words to another patient
(tests/diary/api/test_stranger_sees_nothing.py).
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from diary.clinical.examples import EXAMPLES
from diary.clinical.history import Level, Recovery
from diary.clinical.symptoms import ADVICE, CATALOGUE, SYMPTOMS
from tests.diary.clinical.builders import at, course, ticks
from tests.house.source import ROOT

SPOKEN = ("diary/clinical", "diary/reports", "diary/api", "diary/actions", "alerts", "frontend/src")
KINDS = {".py", ".toml", ".ts", ".tsx", ".html", ".typ"}
# Where the forbidden words stand only because a rule names what must not be said.
SPEAKS_OF_IT: set[str] = set()


def spoken_files() -> Iterator[Path]:
    for room in SPOKEN:
        yield from (file for file in sorted((ROOT / room).rglob("*")) if file.suffix in KINDS)


def quoted(text: str) -> str:
    """The text without comments that run to the end of a line: only what could be shown."""
    return re.sub(r"(?m)(^|\s)(#|//).*$", "", text)


FORBIDDEN = {
    "healing crisis": r"healing\s+crisis",
    "caused by": r"caused\s+by",
    "NICE recommends acupuncture": r"\bNICE\b[^.\n]*recommend",
    "a success rate": r"success\s+rate",
    "a recovery date": r"(will|should)\s+(be\s+)?(recover|recovered|back to normal)\s+(by|on|within)",
    "a diagnosis": r"\byou\s+have\s+(a\s+)?(slipped|herniated|sciatica|arthritis|cancer|infection)",
    "a streak": r"\bstreaks?\b|logged \d+ days in a row",
    "guilt": r"you\s+(forgot|missed|failed)\b|don't\s+break",
}


@pytest.mark.parametrize("pattern", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_it_never_says(pattern: str) -> None:
    found = [
        f"{file.relative_to(ROOT)}: {match.group()}"
        for file in spoken_files()
        for match in [re.search(pattern, quoted(file.read_text(encoding="utf-8")), re.IGNORECASE)]
        if match and str(file.relative_to(ROOT)) not in SPEAKS_OF_IT
    ]
    assert not found


@pytest.mark.parametrize(
    "words", ["a healing crisis", "caused by the needles", "Success rate: 80 %", "You missed 3 days"]
)
def test_what_it_never_says_would_be_found(words: str) -> None:
    assert any(re.search(pattern, words, re.IGNORECASE) for pattern in FORBIDDEN.values())


def test_it_never_names_a_cause_in_a_finding() -> None:
    sentences = [finding.because for example in EXAMPLES for finding in example.judged().findings]
    assert sentences
    for word in ("cause", "because", "due to", "result of"):
        assert not any(word in sentence.lower() for sentence in sentences)


def test_it_never_waits_for_a_practitioner_before_emergency_advice() -> None:
    """The phone holds the advice itself; its first lines ask nobody and name nobody who must answer first."""
    advice = ADVICE["ADV-E"]
    assert advice.level is Level.EMERGENCY
    assert "{practitioner}" not in f"{advice.title} {advice.lines[0]}"
    assert "ADV-E" in {block["code"] for block in CATALOGUE["advice"]}


@pytest.mark.parametrize("code", [code for code, item in SYMPTOMS.items() if item.level is Level.EMERGENCY])
def test_it_never_closes_a_red_flag_because_a_score_fell(code: str) -> None:
    case = course(3).after(30, 8, symptoms=ticks(code)).after(50, 0).after(80, 0)
    judgement = case.judged(100)
    assert judgement.level is Level.EMERGENCY
    assert judgement.recovery is Recovery.SETTLED


def test_it_never_takes_silence_for_better() -> None:
    judgement = course(3).after(30, 4).judged(100)
    assert judgement.silent
    assert judgement.recovery is Recovery.WATCHING
    assert judgement.settled_at is None


def test_it_never_takes_no_data_for_zero() -> None:
    """A day without a score is no day of 0: neither in the baseline nor in what settles."""
    sparse = course(6, days=(0, 5)).after(50, symptoms=ticks("stiff"))
    judgement = sparse.judged(100)
    assert judgement.baseline.nrs == 6
    assert judgement.settled_at is None
    assert course(None).judged(100).baseline.nrs is None


def test_it_never_looks_at_what_was_not_recorded_yet() -> None:
    case = course(3).after(30, 7).after(50, 9)
    assert case.judged(49).findings == ()
    assert case.history.as_of(at(49)).readings == case.history.readings[:-1]
