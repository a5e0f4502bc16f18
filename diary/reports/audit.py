"""A clinic's audit page: what its own sessions show, of patients who agreed to be counted, in a period by the session's end.

Nothing here names anybody. A fixed number of queries, however large the clinic.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import zip_longest
from statistics import fmean, median
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Min
from django.db.models.functions import Coalesce

from alerts.lifecycle import DRILL
from alerts.many import Milliseconds, Pairs, among, milliseconds, reading_on
from alerts.models import Alert
from diary.clinical.auditing import (
    NOT_TOLD,
    SMALLEST,
    Share,
    Survival,
    responders,
    share_of,
    survival,
    without_gaps,
)
from diary.clinical.history import DAY, HOUR
from diary.clinical.personal import PastSession, has_flared, is_asked
from diary.clinical.review import FLARE_TIME, LAST_DAYS, Result, result_of
from diary.models import AdverseEvent, Clinic, Consent, Entry, Patient, Purpose, Session
from diary.models.histories import as_float
from diary.reports.csv import quoted
from diary.reports.precision import ANSWERED, precision_of

WINDOW = (48.0, 96.0)
RESPONDS_AFTER = 4
LONGEST_HOURS = 336.0
ALL = "all"

# Moments are whole milliseconds since 1970 here, which the database makes: half a million dates would be read for seconds.
Scores = list[tuple[float, float]]
MS = timedelta(milliseconds=1)
HOUR_MS, DAY_MS, FLARE_MS, LAST_DAYS_MS = HOUR / MS, DAY / MS, FLARE_TIME / MS, LAST_DAYS / MS
COLUMNS_OF_SESSIONS = ("pk", "course_id", "patient_id", "modality", "baseline_nrs")


class Held(NamedTuple):
    """One session as it is counted."""

    pk: UUID
    course: UUID
    patient: UUID
    modality: str
    baseline: Decimal | None
    started_at: float
    ended_at: float
    settled_at: float | None


@dataclass(frozen=True, slots=True)
class Followed:
    """One session of the period as it is counted: of whom, which treatment, and what came of it. None: not asked.

    `answered`: a score came in the window that decides; `until`: hours until it settled, or until the last score.
    """

    patient: UUID
    modality: str
    answered: bool | None
    flared: bool | None
    until: tuple[float, bool] | None
    unwanted: bool


def audit_of(clinic: Clinic, since: datetime, until: datetime) -> dict[str, Any]:
    """Everything the page shows, of sessions that ended from `since` until `until`."""
    counted = consenting(clinic)
    followed, courses = _follow(counted, since, until)
    ends = milliseconds(until)
    due = [(sessions, scores) for sessions, scores in courses if _is_due(sessions, ends)]
    answers = [_responds(sessions, scores, ends) for sessions, scores in due]
    people = {sessions[0].patient for sessions, _ in due}
    return {
        "patients": _count(len({each.patient for each in followed})),
        "sessions": _count(len(followed)),
        "not_counted": Patient.objects.filter(clinic=clinic, erased_at=None).count() - len(counted),
        "completion": asdict(_share((each.patient, each.answered) for each in followed)),
        "settling": _settling(followed),
        "flares": _by_modality(followed, lambda each: each.flared),
        "adverse_events": _by_modality(followed, lambda each: each.unwanted),
        "responders": asdict(responders(answers, len(people))),
        "precision": precision_of(clinic, since, until, patients=counted),
        "minutes_to_answer": _minutes(counted, since, until),
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
) -> tuple[list[Followed], list[tuple[list[Held], Scores]]]:
    """What came of each session of the period, and each course that had one, with all its sessions and scores."""
    held = among("patient", patients)
    in_period = Session.objects.filter(held, ended_at__gte=since, ended_at__lt=until)
    of_courses = Session.objects.filter(course__in=in_period.values("course"), ended_at__lt=until)
    moments = (Milliseconds("started_at"), Milliseconds("ended_at"), Milliseconds("settled_at"))
    rows: dict[UUID, list[Held]] = defaultdict(list)
    for row in of_courses.order_by("ended_at", "id").values_list(*COLUMNS_OF_SESSIONS, *moments):
        session = Held(*row)
        rows[session.course].append(session)
    own, shared = _scores(patients, since - timedelta(days=400), until)
    unwanted = set(
        AdverseEvent.objects.filter(
            held, session__in=in_period.values("pk"), corrected_by=None, is_mistake=False
        ).values_list("session", flat=True)
    )
    followed, courses = [], []
    begins, ends = milliseconds(since), milliseconds(until)
    for course, sessions in rows.items():
        scores = sorted(own.get(course, []) + shared.get(sessions[0].patient, []))
        courses.append((sessions, scores))
        for session, following in zip_longest(sessions, sessions[1:]):
            if session.ended_at >= begins:
                followed.append(_followed(session, following, scores, ends, session.pk in unwanted))
    return followed, courses


def _scores(
    patients: Sequence[UUID], since: datetime, until: datetime
) -> tuple[dict[UUID, Scores], dict[UUID, Scores]]:
    """Scores by course; and by patient those about no course. The database hands over one text for each."""
    own: dict[UUID, Scores] = {}
    shared: dict[UUID, Scores] = {}
    in_time = Entry.objects.filter(
        among("patient", patients), deleted_at=None, recorded_at__gte=since, recorded_at__lt=until
    )
    scored = in_time.annotate(score=Coalesce("nrs_average", "nrs_now")).filter(score__isnull=False)
    texts = scored.order_by().values("patient", "course").annotate(said=Pairs("recorded_at", "score"))
    with reading_on():
        rows = list(texts.values_list("patient", "course", "said"))
    for patient, course, said in rows:
        numbers = map(float, said.split())
        if course is None:
            shared[patient] = list(zip(numbers, numbers, strict=True))
        else:
            own[course] = list(zip(numbers, numbers, strict=True))
    return own, shared


def _followed(session: Held, following: Held | None, scores: Scores, until: float, unwanted: bool) -> Followed:
    end = until if following is None else following.started_at
    hours = [((at - session.ended_at) / HOUR_MS, nrs) for at, nrs in _between(scores, session.ended_at, end)]
    past = PastSession(session.modality, 0.0, as_float(session.baseline), tuple(hours))
    over = following is not None or (until - session.ended_at) / HOUR_MS >= WINDOW[1]
    asked_for = over and (end - session.ended_at) / HOUR_MS > WINDOW[0]
    return Followed(
        patient=session.patient,
        modality=session.modality,
        answered=any(WINDOW[0] <= at <= WINDOW[1] for at, _ in hours) if asked_for else None,
        flared=has_flared(past) if is_asked(past) else None,
        until=_until(session, hours, end),
        unwanted=unwanted,
    )


def _between(scores: Scores, since: float, until: float) -> Scores:
    return scores[bisect_left(scores, (since, -1.0)) : bisect_right(scores, (until, -1.0))]


def _until(session: Held, hours: Sequence[tuple[float, float]], end: float) -> tuple[float, bool] | None:
    """Hours until the pain settled, or until the last score that found it up. None without a baseline or a score."""
    if session.baseline is None:
        return None
    settled_at = session.settled_at
    if settled_at is not None and settled_at < end:
        settled = (settled_at - session.ended_at) / HOUR_MS
        return (settled, True) if settled <= LONGEST_HOURS else (LONGEST_HOURS, False)
    last = max((at for at, _ in hours), default=0.0)
    return (min(last, LONGEST_HOURS), False) if last > 0 else None


def _is_due(sessions: Sequence[Held], until: float) -> bool:
    """A course is asked whether it responds from its fourth session on, two days after."""
    return len(sessions) >= RESPONDS_AFTER and sessions[RESPONDS_AFTER - 1].ended_at + FLARE_MS <= until


def _responds(sessions: Sequence[Held], scores: Scores, until: float) -> bool | None:
    """Whether the usual pain of the last seven days with scores is down as the review counts it; None where nobody wrote.

    Without the 48 hours after each session. Source: clinical reference 3.6.7.
    """
    last = max((at for at, _ in scores), default=until)
    ends = min(until, last + 1000.0)
    calm = [
        (at, nrs)
        for at, nrs in _between(scores, ends - LAST_DAYS_MS, ends)
        if not any(each.ended_at <= at < each.ended_at + FLARE_MS for each in sessions)
    ]
    if not calm or sessions[-1].ended_at > ends:
        return None
    days: dict[int, list[float]] = defaultdict(list)
    for at, nrs in calm:
        days[int((ends - at) // DAY_MS)].append(nrs)
    result = result_of(as_float(sessions[0].baseline), median(fmean(day) for day in days.values()))
    return None if result is None else result is Result.RESPONDING


def _count(number: int) -> int | None:
    """A number of patients or sessions, where it is not so small that it says who."""
    return number if number == 0 or number >= SMALLEST else None


def _share(asked: Iterable[tuple[UUID, bool | None]]) -> Share:
    known = [(patient, happened) for patient, happened in asked if happened is not None]
    return share_of([happened for _, happened in known], len({patient for patient, _ in known}))


def _by_modality(followed: Sequence[Followed], of: Callable[[Followed], bool | None]) -> list[dict[str, Any]]:
    """A row for each treatment, and one for all of them where it gives none of them away."""
    groups: dict[str, list[Followed]] = defaultdict(list)
    for each in followed:
        groups[each.modality].append(each)
    shares = {name: _share((each.patient, of(each)) for each in group) for name, group in sorted(groups.items())}
    total = _share((each.patient, of(each)) for each in followed) if without_gaps(list(shares.values())) else NOT_TOLD
    return [{"modality": name, **asdict(share)} for name, share in {**shares, ALL: total}.items()]


def _settling(followed: Sequence[Followed]) -> dict[str, Any] | None:
    ends = [(each.patient, each.until) for each in followed if each.until is not None]
    if len(ends) < SMALLEST or len({patient for patient, _ in ends}) < SMALLEST:
        return None
    curve: Survival = survival(until for _, until in ends)
    return {**asdict(curve), "steps": [asdict(step) for step in curve.steps]}


def _minutes(patients: Sequence[UUID], since: datetime, until: datetime) -> list[dict[str, Any]]:
    """How many minutes until somebody had answered, as a median for each level."""
    alerts = Alert.objects.filter(among("subject", patients), raised_at__gte=since, raised_at__lt=until, follows=None)
    found: dict[str, list[float]] = defaultdict(list)
    for alert in alerts.exclude(rule=DRILL).annotate(answered_at=Min("events__at", filter=ANSWERED)):
        answered_at: datetime | None = alert.answered_at  # type: ignore[attr-defined]
        if answered_at is not None:
            found[alert.level].append((answered_at - alert.raised_at).total_seconds() / 60)
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
