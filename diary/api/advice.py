"""Advice as the patient reads it: what was ticked and found, filled for this person, in English and in their own language."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from diary.actions.judging import is_monitored
from diary.clinical import symptoms
from diary.clinical.history import HOUR, Level, Recovery, SymptomReport
from diary.clinical.languages import Language, language_of
from diary.clinical.steps import FIVE_DAYS
from diary.models import CareTeamMember, Entry, Patient, Session, User

ADVICE_OF_RULES = {"forty_eight_hours": "ADV-48", "five_days": "ADV-5D"}
NOBODY_TOLD = "Nobody has been told: monitoring is off."
REPLY_BY = "the end of the next working day"
YOUR_CLINIC = "your clinic"


class Speech:
    """What fills the places of advice for one patient: in English, and in their own language where Ebb speaks it.

    Read when the first advice needs it: most entries need none.
    """

    def __init__(self, patient: Patient) -> None:
        self.patient = patient
        self.language = language_of(patient.locale)

    @cached_property
    def english(self) -> dict[str, str]:
        """What stands in the English advice for the patient's country and clinic: numbers and names."""
        return advice_values(self.patient)

    @cached_property
    def own(self) -> dict[str, str]:
        """The same in the patient's own language."""
        return self.english if self.language is None else advice_values(self.patient, self.language)


def _steps_taken(entry: Entry) -> set[str]:
    """Steps that were taken by time before this entry: their advice holds until the pain has settled."""
    session = entry.session
    if session is None or session.recovery not in (Recovery.GP_ADVISED, Recovery.SPECIALIST_ADVISED):
        return set()
    return {"five_days"} if entry.recorded_at >= session.ended_at + FIVE_DAYS * HOUR else set()


def show_advice(entry: Entry, findings: Iterable[dict[str, Any]], speech: Speech) -> list[dict[str, Any]]:
    """What the patient reads: advice for what was ticked, then for what the rules found."""
    reports = [SymptomReport(each["code"], each.get("severity"), each.get("new", True)) for each in entry.symptoms]
    findings = tuple(findings)
    told = [
        symptoms.Told(each["code"], Level(each["level"]), tuple(each.get("codes", ())))
        for each in findings
        if each["code"] is not None
    ]
    blocks = list(symptoms.advice_for(reports, told))
    rules = {finding["rule"] for finding in findings} | _steps_taken(entry)
    blocks += [symptoms.ADVICE[code] for rule, code in ADVICE_OF_RULES.items() if rule in rules]
    return [
        {
            "code": block.code,
            "level": block.level.value,
            **_read_out(block, speech.english, NOBODY_TOLD),
            "actions": list(block.actions),
            "said": _in_their_words(block, speech),
        }
        for block in blocks
    ]


def _read_out(block: symptoms.Advice, values: dict[str, str], nobody_told: str) -> dict[str, Any]:
    """Title and lines with their places filled; a line with an empty place is left out."""
    filled = symptoms.fill(block, values)
    return {
        "title": filled.title if "{" not in filled.title else nobody_told,
        "lines": [line for line in filled.lines if "{" not in line],
    }


def _in_their_words(block: symptoms.Advice, speech: Speech) -> dict[str, Any] | None:
    """The same in the patient's language; null where that is English, or a language that Ebb does not speak."""
    language = speech.language
    if language is None:
        return None
    own = _read_out(language.advice(block), speech.own, language.said(NOBODY_TOLD))
    return {"language": language.code, "reviewed": language.reviewed, **own}


def advice_values(patient: Patient, language: Language | None = None) -> dict[str, str]:
    """What fills the placeholders of advice for this patient. Without monitoring nobody is told, and no line says so."""
    said = (lambda text: text) if language is None else language.said
    clinic = patient.clinic
    values = {name: said(text) for name, text in symptoms.emergency_values(clinic.country).items()}
    values["reply_by"] = said(REPLY_BY)
    if clinic.phone:
        values["clinic_phone"] = clinic.phone
    session = Session.objects.filter(patient=patient).select_related("created_by").order_by("-ended_at").first()
    if session is not None:
        ended_at = session.ended_at.astimezone(ZoneInfo(patient.time_zone))
        day = f"{ended_at:%A %-d %B}" if language is None else language.date(ended_at)
        values |= {
            "treatment": said(session.modality.replace("-", " ")),
            "body_area": ", ".join(said(region.replace("-", " ")) for region in session.regions),
            "date": day,
            "date_time": f"{day}, {ended_at:%H:%M}",
        }
    if is_monitored(patient):
        told = session.created_by if session is not None else _first_of_care_team(patient)
        values["practitioner"] = told.name if told is not None else said(YOUR_CLINIC)
    return values


def _first_of_care_team(patient: Patient) -> User | None:
    member = (
        CareTeamMember.objects.filter(patient=patient, until_at=None)
        .select_related("user")
        .order_by("since_at")
        .first()
    )
    return None if member is None else member.user
