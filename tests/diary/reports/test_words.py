"""Words and tables of the reports: complete, and nothing that must never be said."""

import re
from datetime import date
from pathlib import Path

import pytest

from alerts.lifecycle import Outcome
from diary.clinical import intake, recovery
from diary.clinical.history import BaselineQuality, Recovery
from diary.clinical.symptoms import SYMPTOMS
from diary.models import Chronicity
from diary.reports import numbers, words
from diary.reports.flags import SERIOUS

NEVER_SAID = ("caused by", "healing crisis", "nice recommends", "success rate", "due to", "cured")
SOURCES = sorted(Path(words.__file__).parent.iterdir())


def test_each_emergency_and_urgent_symptom_belongs_to_one_domain():
    listed = [code for _, codes in words.DOMAINS for code in codes]

    assert sorted(listed) == sorted(code for code, symptom in SYMPTOMS.items() if symptom.level in SERIOUS)


def test_every_choice_has_its_word():
    assert set(words.MODALITIES) == set(intake.MODALITIES)
    assert set(words.FLAGS) == intake.FLAGS
    assert set(words.OUTCOMES) == {outcome.value for outcome in Outcome}
    assert set(words.RECOVERIES) == set(Recovery)
    assert set(words.BASELINES) == {quality.value for quality in BaselineQuality}
    assert set(words.CHRONICITIES) == set(numbers.DAY_TO_DAY_SD) == set(Chronicity.values)


def test_the_noise_is_that_of_the_curves():
    recent = recovery.NOISE["recent"]
    expected = {
        name: recovery.NOISE["sigma_recent" if name in recent else "sigma_lasting"] for name in words.CHRONICITIES
    }

    assert expected == numbers.DAY_TO_DAY_SD


@pytest.mark.parametrize(
    "source", [file for file in SOURCES if file.suffix in (".py", ".typ")], ids=lambda file: file.name
)
def test_nothing_is_said_that_must_never_be_said(source: Path):
    text = re.sub(r"\s+", " ", source.read_text(encoding="utf-8")).lower()

    assert not [phrase for phrase in NEVER_SAID if phrase in text]


def test_days_are_written_as_people_write_them():
    assert words.days_text(date(2026, 2, 3), date(2026, 3, 14)) == "3 Feb to 14 Mar 2026"
    assert words.days_text(date(2025, 12, 30), date(2026, 1, 2)) == "30 Dec 2025 to 2 Jan 2026"
    assert words.days_text(date(2026, 2, 3), date(2026, 2, 3)) == "3 Feb 2026"
