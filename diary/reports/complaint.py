"""The complaint in words: what hurts since when, what is known of it, and how it was treated."""

from diary.clinical.intake import CONTRAINDICATIONS
from diary.reports import words
from diary.reports.facts import CourseFacts, Summary
from diary.reports.printable import breakable, clip, printable
from diary.reports.words import count_text, day_text


def about_said(summary: Summary) -> str:
    """The complaint, its treatment, and what is on record."""
    return f"{course_said(summary)} {record_said(summary)}"


def course_said(summary: Summary) -> str:
    """The complaint, its treatment, and how the last review judged the course."""
    course = summary.course
    also = [words.region_text(code) for code in course.regions if code != course.region]
    where = words.region_text(course.region) + (f" (also {', '.join(also)})" if also else "")
    parts = [f"Pain: {where}; {words.CHRONICITIES.get(course.chronicity, course.chronicity)}"]
    if course.onset_date:
        parts.append(f"since {day_text(course.onset_date)} as the patient told it")
    given = count_text(course.given_sessions, "session")
    planned = f" of {course.planned_sessions} planned" if course.planned_sessions else ""
    treated = words.MODALITIES.get(course.modality, course.modality)
    review = f" Course so far: {course.review}." if course.review else ""
    return f"{'; '.join(parts)}. Treated with {treated}: {given}{planned}.{review}"


def record_said(summary: Summary) -> str:
    """What no text of anybody may leave out: the diagnosis and who made it, contraindications, and other flags."""
    flags = summary.patient.flags
    known = [words.FLAGS.get(flag, flag) for flag in flags if flag in CONTRAINDICATIONS]
    other = [words.FLAGS.get(flag, flag) for flag in flags if flag not in CONTRAINDICATIONS]
    also_known = f" Also: {', '.join(other)}." if other else ""
    return f"{diagnosis_said(summary.course)} Contraindications on record: {', '.join(known) or 'none'}.{also_known}"


def diagnosis_said(course: CourseFacts) -> str:
    """The diagnosis and who made it, or that there is none."""
    by = f" ({_short(course.diagnosed_by, 60)})" if course.diagnosed_by else ""
    return (
        f"Diagnosis on record: {_short(course.diagnosis, 120)}{by}." if course.diagnosis else "No diagnosis on record."
    )


def _short(typed: str, limit: int) -> str:
    return breakable(clip(printable(typed), limit))
