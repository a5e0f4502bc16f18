"""A clinic's audit page: what its own sessions show, of patients who agreed to be counted, in a period by the session's end.

Nothing here names anybody. A fixed number of queries, however large the clinic.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import chain
from statistics import median
from typing import Any, TypeVar
from uuid import UUID

import numpy as np
from django.db.models import F, TextField, Value
from django.db.models.functions import Cast, Coalesce

from alerts.many import Joined, Milliseconds, Whole, among, milliseconds, reading_on
from diary.clinical.auditing import NOT_TOLD, SMALLEST, Share, responders, share_of, survival, without_gaps
from diary.models import AdverseEvent, Clinic, Consent, Entry, Patient, Purpose, Session
from diary.reports.csv import quoted
from diary.reports.following import Asked, Bools, Floats, Followed, Ints, Scores, Sessions, follow
from diary.reports.precision import Fired, fired_among, precision_among

ALL = "all"
LOOKS_BACK = timedelta(days=400)
# What stands in a text for a moment or a score that there is none of; neither is ever below 0.
NONE = -1
TENTHS, PACKED = 10, 1000

Name = TypeVar("Name")


def audit_of(clinic: Clinic, since: datetime, until: datetime) -> dict[str, Any]:
    """Everything the page shows, of sessions that ended from `since` until `until`."""
    counted = consenting(clinic)
    followed, treatments, unwanted, answers, people = _follow(counted, since, until)
    fired = fired_among(clinic, counted, since, until)
    return {
        "patients": _count(len(np.unique(followed.patient))),
        "sessions": _count(len(followed.row)),
        "not_counted": Patient.objects.filter(clinic=clinic, erased_at=None).count() - len(counted),
        "completion": asdict(_share(followed.patient, followed.answered)),
        "settling": _settling(followed),
        "flares": _by_treatment(followed, treatments, followed.flared),
        "adverse_events": _by_treatment(followed, treatments, Asked(np.ones_like(unwanted), unwanted)),
        "responders": asdict(responders(answers, people)),
        "precision": precision_among(fired),
        "minutes_to_answer": _minutes(fired),
    }


def consenting(clinic: Clinic) -> list[UUID]:
    """The clinic's patients whose latest answer to being counted is yes."""
    latest: dict[UUID, bool] = {}
    answers = Consent.objects.filter(patient__clinic=clinic, patient__erased_at=None, purpose=Purpose.AUDIT)
    for patient, given in answers.order_by("answered_at", "id").values_list("patient_id", "given"):
        latest[patient] = given
    return [patient for patient, given in latest.items() if given]


def _follow(
    patients: Sequence[UUID], since: datetime, until: datetime
) -> tuple[Followed, list[str], Bools, list[bool | None], int]:
    """What came of each session of the period; the treatments by their numbers; which sessions something unwanted followed; and
    whether each course responds, of how many patients.
    """
    with reading_on():
        sessions, whose, treatments, ids = _sessions(patients, since, until)
        scores = _scores(patients, whose, since - LOOKS_BACK, until)
    followed, answers, people = follow(sessions, scores, milliseconds(since), milliseconds(until))
    events = AdverseEvent.objects.filter(among("patient", patients), corrected_by=None, is_mistake=False)
    about = set(events.annotate(about=Cast("session", TextField())).values_list("about", flat=True))
    unwanted = np.array([ids[row] in about for row in followed.row.tolist()], dtype=bool)
    return followed, treatments, unwanted, answers, people


def _sessions(
    patients: Sequence[UUID], since: datetime, until: datetime
) -> tuple[Sessions, dict[UUID, UUID], list[str], list[str]]:
    """Every session of the courses that had one in the period; whose each course is, by its number; the treatments by theirs, and
    the sessions' ids by their place. The database hands over two texts for each course and treatment.
    """
    before = Session.objects.filter(among("patient", patients), ended_at__lt=until)
    of_courses = before.filter(course__in=before.filter(ended_at__gte=since).values("course")).order_by()
    texts = of_courses.values_list("course", "patient", "modality").annotate(
        said=Joined(
            Whole(Milliseconds("started_at")),
            Whole(Milliseconds("ended_at")),
            Coalesce(Whole(Milliseconds("settled_at")), NONE),
            Coalesce(Whole(F("baseline_nrs") * TENTHS), NONE),
        ),
        ids=Joined(Cast("pk", TextField())),
    )
    rows = list(texts)
    whose = {course: patient for course, patient, *_ in rows}
    courses, people = _numbered(whose), _numbered(whose.values())
    treatments = _numbered(modality for _, _, modality, *_ in rows)
    ids = [said.split() for *_, said in rows]
    numbers = [(courses[row[0]], people[row[1]], treatments[row[2]]) for row in rows]
    each = np.array(numbers, dtype=np.int64).reshape(-1, 3)
    course, patient, treatment = np.repeat(each, [len(of_row) for of_row in ids], axis=0).T
    started, ended, settled, baseline = _numbers(said for _, _, _, said, _ in rows).reshape(-1, 4).T.astype(np.float64)
    sessions = Sessions(
        course, patient, treatment, started, ended, _unless_none(settled), _unless_none(baseline) / TENTHS
    )
    return sessions, whose, list(treatments), list(chain.from_iterable(ids))


def _scores(patients: Sequence[UUID], whose: Mapping[UUID, UUID], since: datetime, until: datetime) -> Scores:
    """The scores of these courses, and of their patients' those about no course, which count for each. One text of each, in which
    a score is one number: when it was recorded, and at its end the tenths.
    """
    in_time = Entry.objects.filter(
        among("patient", patients), deleted_at=None, recorded_at__gte=since, recorded_at__lt=until
    )
    scored = in_time.annotate(score=Coalesce("nrs_average", "nrs_now")).filter(score__isnull=False)
    said = Whole(Milliseconds("recorded_at")) * Value(PACKED) + Whole(F("score") * TENTHS)
    texts = scored.order_by().values_list("patient", "course").annotate(said=Joined(Cast(said, TextField())))
    own: dict[UUID, str] = {}
    shared: dict[UUID, str] = {}
    for patient, course, text in texts:
        (shared if course is None else own)[course or patient] = text
    theirs = [
        (number, text)
        for number, (course, patient) in enumerate(whose.items())
        for text in (own.get(course), shared.get(patient))
        if text is not None
    ]
    many = [text.count(" ") + 1 for _, text in theirs]
    at, tenths = np.divmod(_numbers(text for _, text in theirs), PACKED)
    course = np.repeat(np.array([number for number, _ in theirs], dtype=np.int64), many)
    return Scores(course, at.astype(np.float64), tenths / TENTHS)


def _numbered(names: Iterable[Name]) -> dict[Name, int]:
    """A number for each that is different, in order."""
    return {name: number for number, name in enumerate(dict.fromkeys(names))}


def _numbers(texts: Iterable[str]) -> Ints:
    """Texts of whole numbers with blanks between."""
    return np.fromstring(" ".join(texts), dtype=np.int64, sep=" ")


def _unless_none(values: Floats) -> Floats:
    found: Floats = np.where(values == NONE, np.nan, values)
    return found


def _count(number: int) -> int | None:
    """A number of patients or sessions, where it is not so small that it says who."""
    return number if number == 0 or number >= SMALLEST else None


def _share(patient: Ints, asked: Asked) -> Share:
    return share_of(asked.happened[asked.known].tolist(), len(np.unique(patient[asked.known])))


def _by_treatment(followed: Followed, treatments: Sequence[str], asked: Asked) -> list[dict[str, Any]]:
    """A row for each treatment, and one for all of them where it gives none of them away."""
    shares: dict[str, Share] = {}
    for number in sorted(set(followed.treatment.tolist()), key=lambda each: treatments[each]):
        its = followed.treatment == number
        shares[treatments[number]] = _share(followed.patient[its], Asked(*(column[its] for column in asked)))
    total = _share(followed.patient, asked) if without_gaps(list(shares.values())) else NOT_TOLD
    return [{"modality": name, **asdict(share)} for name, share in {**shares, ALL: total}.items()]


def _settling(followed: Followed) -> dict[str, Any] | None:
    known = ~np.isnan(followed.until)
    if known.sum() < SMALLEST or len(np.unique(followed.patient[known])) < SMALLEST:
        return None
    curve = survival(followed.until[known], followed.settled[known])
    return {**curve._asdict(), "steps": [step._asdict() for step in curve.steps]}


def _minutes(fired: Iterable[Fired]) -> list[dict[str, Any]]:
    """How many minutes until somebody had answered, as a median for each level."""
    found: dict[str, list[float]] = defaultdict(list)
    for alert in fired:
        if alert.minutes is not None:
            found[alert.level].append(alert.minutes)
    return [
        {"level": level, "minutes": round(median(minutes), 1) if len(minutes) >= SMALLEST else None}
        for level, minutes in sorted(found.items())
    ]


COLUMNS = ("figure", "group", "events", "of", "value", "low", "high")


def as_csv(audit: dict[str, Any]) -> str:
    """The figures of the page, one row each. What is not told stands empty."""
    rows: list[tuple[Any, ...]] = [("patients", "", audit["patients"]), ("sessions", "", audit["sessions"])]
    rows.append(("completion", "", *_cells(audit["completion"])))
    for name in ("flares", "adverse_events"):
        rows += [(name, row["modality"], *_cells(row)) for row in audit[name]]
    known = audit["responders"]
    rows.append(("responders, of known", "", *_cells(known["known"])))
    rows += [(f"responders, {case} case", "", None, known["courses"], known[case]) for case in ("worst", "best")]
    for step in (audit["settling"] or {"steps": []})["steps"]:
        rows.append(("not settled after hours", step["hours"], None, step["at_risk"], *_interval(step)))
    rows += [("precision", row["rule"], row["actioned"], row["fired"], row["precision"]) for row in audit["precision"]]
    rows += [("minutes to an answer", row["level"], None, None, row["minutes"]) for row in audit["minutes_to_answer"]]
    lines = [COLUMNS, *((*row, *[None] * (len(COLUMNS) - len(row))) for row in rows)]
    return "".join(",".join(_cell(value) for value in line) + "\r\n" for line in lines)


def _cells(share: dict[str, Any]) -> tuple[Any, ...]:
    return (share["events"], share["of"], *_interval(share))


def _interval(share: dict[str, Any]) -> tuple[Any, ...]:
    return (share["share"], share["low"], share["high"])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return quoted(value) if isinstance(value, str) else f"{value:.4g}" if isinstance(value, float) else str(value)
