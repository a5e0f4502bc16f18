"""The page to hand to a doctor who has never heard of Ebb: the app's "Show this to the doctor", in the same words, as a PDF.

English first, for whoever reads it where the clinic is; the patient's own words small beside it, for whoever holds it up, where the
page's letters can write them. Since the last treatment, or in two weeks where none is known: symptoms worst first, the newest
scores, the medicines named.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from diary.clinical.history import Level
from diary.clinical.intake import CONTRAINDICATIONS
from diary.clinical.languages import Language, language_of
from diary.clinical.symptoms import EXTRA_CHECK_BOXES, SYMPTOMS
from diary.models import Entry, Patient, Session
from diary.models.histories import age_at
from diary.reports import words
from diary.reports.facts import EntryLine
from diary.reports.pdf import spelt
from diary.reports.printable import breakable, clip, is_right_to_left, latin_only, printable
from diary.reports.rows import entry_line
from diary.reports.typesetter import CannotBeSet, typeset
from diary.reports.words import moment_text, number_text

SHEET: Final = Path(__file__).with_name("sheet.typ").read_bytes()
RECENT: Final = timedelta(days=14)
MOST_SCORES, MOST_SYMPTOMS, MOST_MEDICINES = 6, 20, 10
SERIOUS: Final = (Level.EMERGENCY, Level.URGENT)
# The words of the app's screen (a test compares them).
WORDS: Final = {
    "heading": "Show this to the doctor",
    "symptoms": "New or worse since treatment",
    "saidNone": "Said “None of these” to the whole list of warning signs, {when}.",
    "none": "Nothing is logged.",
    "treatment": "Treatment",
    "treatmentNone": "No treatment is known.",
    "scores": "Pain, 0 to 10, newest first",
    "medicines": "Medicines taken",
    "clinic": "Treated at",
    "source": "From the patient\u2019s own diary, {when}.",
}
RECORD: Final = "On record at the clinic"
# What has the patient's own words beside it.
HEADINGS: Final = {
    name: WORDS[name] for name in ("heading", "symptoms", "treatment", "scores", "medicines", "clinic")
} | {"record": RECORD}


@dataclass(frozen=True, slots=True)
class Sign:
    """A symptom, and when it was first ticked in this time."""

    code: str
    since: datetime

    @property
    def level(self) -> Level:
        """How grave the catalogue has it; a symptom that it no longer knows is an expected one."""
        return SYMPTOMS[self.code].level if self.code in SYMPTOMS else Level.EXPECTED


def render(patient: Patient, now: datetime) -> bytes:
    """The page as PDF, tagged (PDF/UA-1)."""
    return set_page(sheet_of(patient, now), now)


def set_page(data: dict[str, Any], now: datetime) -> bytes:
    """What `sheet_of` said, as PDF. A mixture of scripts that cannot be set is set in Latin letters: a doctor must get a page."""
    try:
        return _set(data, now)
    except CannotBeSet:
        return _set(spelt(data, latin_only), now)


def sheet_of(patient: Patient, now: datetime) -> dict[str, Any]:
    """The words of the page."""
    zone = ZoneInfo(patient.time_zone)
    session = Session.objects.filter(patient=patient, ended_at__lte=now).order_by("-ended_at", "-id").first()
    since = now - RECENT if session is None else session.ended_at
    entries = Entry.objects.filter(
        patient=patient, deleted_at=None, recorded_at__gte=since, recorded_at__lte=now
    ).order_by("recorded_at", "id")
    lines = [entry_line(each, {}, zone) for each in entries]
    when = moment_text(now, zone)
    language = language_of(patient.locale)
    return {
        "words": WORDS | {"record": RECORD},
        "language": "en" if language is None else language.code,
        "own": {name: own_words(text, language) for name, text in HEADINGS.items()},
        "who": typed(patient.name, 200),
        "facts": f"{age_at(patient.birth_date, now)} years old, born {words.day_text(patient.birth_date)}",
        "signs": [_said(sign, zone, language) for sign in signs_of(lines)[:MOST_SYMPTOMS]],
        "none": _none_said(lines, zone),
        "record": _record(patient.flags),
        "treatment": WORDS["treatmentNone"] if session is None else _treatment(session, zone),
        "scores": _scores(lines, zone) or WORDS["none"],
        "medicines": _medicines(lines),
        "clinic": typed(" ".join(filter(None, (patient.clinic.name, patient.clinic.phone))), 200),
        "source": WORDS["source"].format(when=when),
        "zone": patient.time_zone,
    }


def signs_of(entries: Iterable[EntryLine]) -> list[Sign]:
    """Every symptom ticked, worst level first, then the one that was ticked first. `entries` are oldest first."""
    first: dict[str, Sign] = {}
    for entry in entries:
        for tick in entry.ticks:
            first.setdefault(tick.code, Sign(tick.code, entry.recorded_at))
    return sorted(first.values(), key=lambda sign: (-sign.level.rank, sign.since))


def own_words(english: str, language: Language | None) -> str:
    """The same for who speaks another language; empty where that is English, or the page has no letters for it."""
    said = english if language is None else language.said(english)
    return said if said != english and latin_only(said) == said else ""


def _said(sign: Sign, zone: ZoneInfo, language: Language | None) -> dict[str, Any]:
    wording = SYMPTOMS[sign.code].wording if sign.code in SYMPTOMS else EXTRA_CHECK_BOXES.get(sign.code, sign.code)
    since = f"since {moment_text(sign.since, zone)}"
    own = own_words(wording, language)
    return {"text": wording, "own": own, "since": since, "is_serious": sign.level in SERIOUS}


def _none_said(entries: Sequence[EntryLine], zone: ZoneInfo) -> str:
    """What stands where no symptom does; "not asked" never reads as "no"."""
    if entries and entries[-1].none_of_these:
        return WORDS["saidNone"].format(when=moment_text(entries[-1].recorded_at, zone))
    return WORDS["none"]


def _record(flags: Iterable[str]) -> str:
    told = sorted(flags, key=lambda flag: (flag not in CONTRAINDICATIONS, flag))
    return ", ".join(words.FLAGS.get(flag, flag) for flag in told)


def _treatment(session: Session, zone: ZoneInfo) -> str:
    regions = ", ".join(map(words.region_text, session.regions))
    return (
        f"{words.MODALITIES.get(session.modality, session.modality)}, {regions}, {moment_text(session.ended_at, zone)}"
    )


def _scores(entries: Sequence[EntryLine], zone: ZoneInfo) -> str:
    scored = [(each.nrs_average, each.recorded_at) for each in reversed(entries) if each.nrs_average is not None]
    return " · ".join(f"{number_text(score)} ({moment_text(at, zone)})" for score, at in scored[:MOST_SCORES])


def _medicines(entries: Iterable[EntryLine]) -> dict[str, Any]:
    named = list(dict.fromkeys(name for each in entries for name in each.medicines if name))
    left = len(named) - MOST_MEDICINES
    more = f" · and {left} more" if left > 0 else ""
    return typed(" · ".join(clip(name, 80) for name in named[:MOST_MEDICINES]) + more, 1000)


def typed(text: str, limit: int) -> dict[str, Any]:
    """Something typed, printable and cut to size, and the direction it is read in."""
    shown = breakable(clip(printable(text), limit))
    return {"text": shown, "rtl": is_right_to_left(shown)}


def _set(data: dict[str, Any], now: datetime) -> bytes:
    files = {"main.typ": SHEET, "page.json": json.dumps(data).encode()}
    return typeset(files, format="pdf", pdf_standards=["ua-1"], timestamp=int(now.timestamp()))
