"""What Ebb must never do: the list, with the tests that prove each, and those of them that fit no other room."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from diary.clinical.examples import EXAMPLES
from diary.clinical.history import Level, Recovery
from diary.clinical.symptoms import ADVICE, CATALOGUE, SYMPTOMS
from tests.diary.clinical.builders import at, course, ticks
from tests.house.source import ROOT

HERE = "tests/diary/test_never.py"
PHONE = "frontend/tests"
# Each sentence, and where it is proven: a file, and the name of a test in it.
NEVER = {
    'Say "healing crisis", "caused by", "NICE recommends acupuncture", a success rate or a recovery date.': (
        (HERE, "test_it_never_says"),
        (HERE, "test_it_never_names_a_cause_in_a_finding"),
        ("tests/diary/reports/test_words.py", "test_nothing_is_said_that_must_never_be_said"),
        ("tests/diary/reports/test_sbar.py", "test_the_draft_never_names_a_cause_or_a_forecast"),
    ),
    "Diagnose.": ((HERE, "test_it_never_says"),),
    "Wait for a practitioner before showing emergency advice.": (
        (HERE, "test_it_never_waits_for_a_practitioner_before_emergency_advice"),
        (f"{PHONE}/domain/advice.test.ts", "never says that somebody was told"),
    ),
    "Close a red flag because a score fell.": ((HERE, "test_it_never_closes_a_red_flag_because_a_score_fell"),),
    "Join a line across missing days.": (
        ("tests/diary/reports/test_chart.py", "test_no_line_is_drawn_over_missing_days"),
        (f"{PHONE}/ui/chart.test.ts", "joins readings up to 36 hours apart and no further"),
    ),
    "Put a symptom in a push message.": (
        ("tests/alerts/test_nothing_clinical_leaves.py", "test_no_template_says_anything_clinical"),
        ("tests/alerts/test_channels.py", "test_no_name_symptom_or_score_leaves_by_any_channel"),
        ("tests/journeys/test_main_job.py", "test_a_message_says_nothing_about_anybody"),
    ),
    'Show "0" for "no data".': (
        (HERE, "test_it_never_takes_no_data_for_zero"),
        ("tests/diary/reports/test_chart.py", "test_an_empty_period_says_so_and_draws_no_zero"),
        ("tests/diary/reports/test_csv.py", "test_what_is_not_known_is_empty_and_never_zero"),
        ("tests/diary/reports/test_fhir.py", "test_half_a_point_is_a_quantity_and_nothing_is_never_zero"),
        ("tests/diary/reports/test_sbar.py", "test_nothing_known_is_said_to_be_unknown_and_never_zero"),
    ),
    "Show streaks or guilt.": (
        (HERE, "test_it_never_says"),
        (f"{PHONE}/i18n/words.test.ts", "never scold, promise or frighten"),
    ),
    "Lose an entry.": (
        ("tests/diary/api/test_entries.py", "test_a_body_that_cannot_be_read_is_kept_and_its_red_flag_judged"),
        ("tests/diary/api/test_entries.py", "test_no_clock_is_too_wrong"),
        ("tests/journeys/test_main_job.py", "test_200_parallel_retries_of_one_put_leave_one_entry_and_one_alert"),
        (f"{PHONE}/lib/outbox.test.ts", "when it was saved with no network and the tab was closed"),
    ),
    "Send one patient's words to another.": (
        ("tests/diary/api/test_stranger_sees_nothing.py", "test_the_matrix_holds"),
        ("tests/diary/api/test_stranger_sees_nothing.py", "test_lists_hold_nothing_of_others_whatever_the_filter"),
        (f"{PHONE}/lib/outbox.test.ts", "never sends what another person wrote"),
    ),
}
PROOFS = [(sentence, *proof) for sentence, proofs in NEVER.items() for proof in proofs]

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


@pytest.mark.parametrize(("sentence", "file", "name"), PROOFS, ids=[f"{words} {name}" for words, _, name in PROOFS])
def test_each_of_them_is_proven_by_a_test_that_stands_where_the_list_says(sentence: str, file: str, name: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert (f"def {name}(" if file.endswith(".py") else name) in text, sentence


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
