"""What a report holds: frozen values that every format draws. Scores are NRS 0-10, instants UTC, days those of the patient's zone."""

import hashlib
import json
from base64 import b32encode
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from diary.clinical.function import peg_score
from diary.reports.agreed import ConsentLine


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` until `until`, on the patient's calendar."""

    since: datetime
    until: datetime
    zone: ZoneInfo

    @property
    def first_day(self) -> date:
        """The day on which it begins, by the patient's clocks."""
        return self.since.astimezone(self.zone).date()

    @property
    def last_day(self) -> date:
        """The day on which it ends, by the patient's clocks."""
        return self.until.astimezone(self.zone).date()

    @property
    def days(self) -> int:
        """Calendar days, the first and the last counted."""
        return (self.last_day - self.first_day) // timedelta(days=1) + 1


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the report is about. `language` is what they read, as a tag such as `es`."""

    id: UUID
    name: str
    birth_date: date
    age: int
    sex: str | None
    time_zone: str
    flags: tuple[str, ...]
    phone: str = ""
    language: str = "en-GB"


@dataclass(frozen=True, slots=True)
class Said:
    """The four parts of the text a GP reads first, as a person wrote or left them."""

    situation: str
    background: str
    assessment: str
    recommendation: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked, of whom, and who asks. Without `said`, the text is drafted; `verify_at` is where the page can be checked.

    `tasks` are ticks of the list in `words.TASKS`; with `appendix` the entries follow as a table on further pages.
    """

    request: str
    recipient: str
    clinic: str
    clinic_phone: str
    practitioner: str
    clinic_id: UUID
    practitioner_id: UUID | None
    by_patient: bool = False
    priority: str = ""
    said: Said | None = None
    paper: str = "a4"
    verify_at: str = ""
    tasks: tuple[str, ...] = ()
    appendix: bool = False


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """The course of treatment; `onset_date` as the patient told it, `review` what the last one found, in words."""

    id: UUID
    region: str
    regions: tuple[str, ...]
    chronicity: str
    onset_date: date | None
    modality: str
    neck_type: str | None
    planned_sessions: int | None
    given_sessions: int
    diagnosis: str = ""
    diagnosed_by: str = ""
    review: str = ""


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session and what became of its recovery."""

    id: UUID
    number: int
    started_at: datetime
    ended_at: datetime
    modality: str
    regions: tuple[str, ...]
    needles: int | None
    retention_minutes: int | None
    position: str | None
    points: tuple[str, ...]
    nrs_before: float | None
    recovery: str
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Tick:
    """One ticked symptom of an entry."""

    code: str
    severity: int | None
    new: bool


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry as its latest revision says; `session` is a number, `hours` count from that session's end.

    `by_carer` names who wrote it for the patient.
    """

    id: UUID
    day: date
    recorded_at: datetime
    received_at: datetime
    time_zone: str
    clock: str
    session: int | None
    hours: float | None
    score: float | None
    nrs_average: float | None
    nrs_worst: float | None
    nrs_now: float | None
    stiffness: float | None
    activity_nrs: float | None
    regions: tuple[str, ...]
    ticks: tuple[Tick, ...]
    none_of_these: bool | None
    change: str | None
    function: str | None
    recalled: bool
    medicines: tuple[str, ...]
    other_treatments: tuple[str, ...]
    events: tuple[str, ...]
    note: str
    peg: tuple[int, int, int] | None = None
    activity: str = ""
    by_carer: str = ""


@dataclass(frozen=True, slots=True)
class DayScore:
    """The scores of one day of the patient: their mean, the worst that was said, and where on the clock they lie."""

    day: date
    at: datetime
    mean: float
    worst: float
    readings: int


@dataclass(frozen=True, slots=True)
class SessionBand:
    """What was expected after one session: 10th, 50th and 90th percentile at `hours` after its end."""

    session: int
    since: datetime
    hours: tuple[float, ...]
    p10: tuple[float, ...]
    p50: tuple[float, ...]
    p90: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """More than 48 hours without a score; an open one lasts until the end of the period."""

    since: datetime
    until: datetime
    is_open: bool


@dataclass(frozen=True, slots=True)
class Start:
    """The usual pain before session 1, and how well it is known."""

    nrs: float | None
    quality: str
    at: datetime | None
    readings: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Trend:
    """From the start to now, with the size of change that one person's days differ by anyway."""

    change: float
    weeks: int
    noise: float

    @property
    def is_beyond_noise(self) -> bool:
        """Whether the change is larger than scores differ by chance."""
        return abs(self.change) >= self.noise


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of clinical reference 5.2.7. None means that it is not known, never 0."""

    start: Start
    now: float | None
    now_days: int
    worst: float | None
    worst_on: date | None
    average: float | None
    days_scored: int
    days_logged: int
    days_possible: int
    days_above: int
    days_judged: int
    trend: Trend | None


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A red flag the patient reported. `source`: `entry`, `other_complaint`, or `alert` (its entry is hidden or was refused).

    `entries` are those of the report that hold it; an entry about another complaint is told of and not handed on.
    """

    code: str
    wording: str
    level: str
    first: date
    last: date
    days: int
    is_new: bool
    source: str
    entries: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked on so many days, the last one `last`, and never reported."""

    domains: tuple[str, ...]
    days: int
    last: date


@dataclass(frozen=True, slots=True)
class Answer:
    """Something said on a day, such as "most" to what the patient can do."""

    text: str
    day: date


@dataclass(frozen=True, slots=True)
class Reported:
    """Something the patient names, such as a medicine, on so many days."""

    text: str
    days: int
    last: date


@dataclass(frozen=True, slots=True)
class AlertLine:
    """What Ebb told the clinic, and what people did about it. `readings` are the entries it rests on, `codes` their symptoms."""

    id: UUID
    rule: str
    code: str
    level: str
    state: str
    raised_at: datetime
    because: str
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    outcome: str
    resolved_by: str | None
    resolved_at: datetime | None
    withdrawn_at: datetime | None
    codes: tuple[str, ...] = ()
    readings: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Peg:
    """One PEG of the patient, items 0-10: pain on average, enjoyment of life, general activity. Source: clinical reference 5.4.

    `id` is that of its entry.
    """

    id: UUID
    at: datetime
    day: date
    pain: int
    enjoyment: int
    activity: int

    @property
    def mean(self) -> float:
        """The mean of its three answers, 0-10."""
        return peg_score(self.pain, self.enjoyment, self.activity)


@dataclass(frozen=True, slots=True)
class OwnActivity:
    """How hard the one thing was that the patient named (0 no trouble, 10 could not), or left unnamed. `id` is its entry's."""

    id: UUID
    at: datetime
    day: date
    text: str
    nrs: float


@dataclass(frozen=True, slots=True)
class Summary:
    """One picture of a course. Every format draws this and nothing else.

    `taken_back`: sessions that were entered in error. An earlier document may hold them, so the data says that they are not so.
    """

    patient: Person
    ask: Ask
    course: CourseFacts
    since: datetime
    until: datetime
    include_notes: bool
    numbers: Numbers
    sessions: tuple[SessionLine, ...]
    entries: tuple[EntryLine, ...]
    days: tuple[DayScore, ...]
    bands: tuple[SessionBand, ...]
    gaps: tuple[Gap, ...]
    red_flags: tuple[RedFlag, ...]
    asked: tuple[Asked, ...]
    not_asked: tuple[str, ...]
    other_symptoms: tuple[Reported, ...]
    function: tuple[Answer, ...]
    medicines: tuple[Reported, ...]
    other_treatments: tuple[Reported, ...]
    notes: tuple[Answer, ...]
    alerts: tuple[AlertLine, ...]
    is_monitored: bool
    consents: tuple[ConsentLine, ...]
    rules_version: str
    generated_at: datetime
    peg: tuple[Peg, ...] = ()
    activities: tuple[OwnActivity, ...] = ()
    records_only: bool = False
    taken_back: tuple[UUID, ...] = ()
    reference: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reference", _reference_of(self))


def as_json(summary: Summary, *, but: frozenset[str] = frozenset()) -> bytes:
    """The whole summary in one canonical spelling, without the fields `but`."""
    told = {each.name: getattr(summary, each.name) for each in fields(summary) if each.name not in but}
    return json.dumps(told, default=_plain, sort_keys=True, ensure_ascii=False).encode(errors="replace")


def _reference_of(summary: Summary) -> str:
    """The same for the same content, another for any other: sixteen letters and digits (80 bits) that nobody guesses."""
    content = as_json(summary, but=frozenset({"reference"}))
    return b32encode(hashlib.sha256(content).digest()[:10]).decode().lower()


def _plain(value: Any) -> Any:
    """What JSON has no word for: a frozen value by its fields, a moment as RFC 3339, anything else as it prints."""
    if is_dataclass(value):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    return value.isoformat() if isinstance(value, date) else str(value)
