"""The complaint in words: what hurts since when, what is known of it, and how it was treated."""

from diary.clinical.intake import CONTRAINDICATIONS
from diary.reports import words
from diary.reports.facts import CourseFacts, Summary
from diary.reports.printable import breakable, clip, printable
from diary.reports.words import count_text, day_text


def about_said(summary: Summary) -> str:
    """The complaint and its treatment in one or two sentences."""
    course = summary.course
    also = [words.region_text(code) for code in course.regions if code != course.region]
    where = words.region_text(course.region) + (f" (also {', '.join(also)})" if also else "")
    parts = [f"Pain: {where}; {words.CHRONICITIES.get(course.chronicity, course.chronicity)}"]
    if course.onset_date:
        parts.append(f"since {day_text(course.onset_date)} as the patient told it")
    given = count_text(course.given_sessions, "session")
    planned = f" of {course.planned_sessions} planned" if course.planned_sessions else ""
    treated = words.MODALITIES.get(course.modality, course.modality)
    known = [words.FLAGS.get(flag, flag) for flag in summary.patient.flags if flag in CONTRAINDICATIONS]
    other = [words.FLAGS.get(flag, flag) for flag in summary.patient.flags if flag not in CONTRAINDICATIONS]
    flags = f"Contraindications on record: {', '.join(known) or 'none'}."
    also_known = f" Also: {', '.join(other)}." if other else ""
    return f"{'; '.join(parts)}. {known_of(course)} Treated with {treated}: {given}{planned}. {flags}{also_known}"


def known_of(course: CourseFacts) -> str:
    """The diagnosis and who made it, or that there is none, and how the last review judged the course."""
    by = f" ({_short(course.diagnosed_by, 60)})" if course.diagnosed_by else ""
    known = (
        f"Diagnosis on record: {_short(course.diagnosis, 120)}{by}." if course.diagnosis else "No diagnosis on record."
    )
    return f"{known} Course so far: {course.review}." if course.review else known


def _short(typed: str, limit: int) -> str:
    return breakable(clip(printable(typed), limit))
