"""All that a rule may look at: frozen values, checked when made. Instants are kept in UTC; scores are 0-10."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from typing import Any, NamedTuple, Self
from uuid import UUID

from diary.clinical.parameters import Parameters
from diary.clinical.points import is_chest_wall_needled

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Level(StrEnum):
    """What a finding asks for. Source: clinical reference 2.1. Ordered by `rank`, worst highest."""

    EXPECTED = "expected"
    PRACTITIONER = "practitioner"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """How grave: 0 is the mildest."""
        return list(Level).index(self)


class Recovery(StrEnum):
    """The state of the aftermath of one session. Source: clinical reference 3.6.6 (there: episode)."""

    WATCHING = "watching"
    SETTLED = "settled"
    LASTING = "lasting"
    GP_ADVISED = "gp_advised"
    SPECIALIST_ADVISED = "specialist_advised"
    CLOSED = "closed"


class Preset(StrEnum):
    """How readily a clinic wants to be told of pain that lasts. Source: clinical reference 3.6.4."""

    SENSITIVE = "sensitive"
    STANDARD = "standard"
    QUIET = "quiet"

    @property
    def softer(self) -> "Preset":
        """The next one that tells of less; the softest stays as it is."""
        order = list(Preset)
        return order[min(order.index(self) + 1, len(order) - 1)]


class BaselineQuality(StrEnum):
    """How a baseline was come by. Source: clinical reference 3.6.2."""

    GOOD = "good"
    FAIR = "fair"
    SINGLE = "single"
    CARRIED = "carried"
    NONE = "none"


def _check_score(name: str, value: float | None) -> None:
    if value is not None and not 0 <= value <= 10:
        raise ValueError(f"{name} must be from 0 to 10, not {value}")


def _keep_in_utc(holder: object, *names: str) -> None:
    """Check that these moments carry a zone, and keep them in UTC.

    Python subtracts two moments of one zone by their wall clocks: 48 hours over the night the clocks change would be 49.
    """
    for name in names:
        value: datetime | None = getattr(holder, name)
        if value is not None and value.tzinfo is not UTC:
            object.__setattr__(holder, name, _in_utc(name, value))


def _in_utc(name: str, value: datetime) -> datetime:
    if value.utcoffset() is None:
        raise ValueError(f"{name} must carry a time zone")
    return value if value.tzinfo is UTC else value.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class SymptomReport:
    """One ticked symptom: its catalogue code, how bad (0-10, optional), and whether it is new since treatment."""

    code: str
    severity: int | None = None
    new: bool = True


class _Reading(NamedTuple):
    entry: UUID
    recorded_at: datetime
    received_at: datetime
    nrs_average: float | None = None
    nrs_worst: float | None = None
    nrs_now: float | None = None
    stiffness: float | None = None
    regions: tuple[str, ...] = ()
    both_sides: tuple[str, ...] = ()
    symptoms: tuple[SymptomReport, ...] = ()
    change: str | None = None
    function: str | None = None
    recalled: bool = False


class Reading(_Reading):
    """An entry as the rules see it: the latest revision of what was recorded at one moment.

    `recorded_at` is the corrected moment of the patient's answer, `received_at` when the server had it. `both_sides` are
    those of `regions` that hurt left and right. A tuple, because a diary has hundreds, which are made anew for each judgement.
    """

    __slots__ = ()

    def __new__(cls, entry: UUID, recorded_at: datetime, received_at: datetime, *said: Any, **named: Any) -> Self:
        recorded_at, received_at = _in_utc("recorded_at", recorded_at), _in_utc("received_at", received_at)
        made = super().__new__(cls, entry, recorded_at, received_at, *said, **named)
        for name in ("nrs_average", "nrs_worst", "nrs_now", "stiffness"):
            _check_score(name, getattr(made, name))
        return made

    @classmethod
    def kept(cls, values: tuple[Any, ...]) -> Self:
        """A reading of all its fields in their order, as the database keeps them: it has checked them, and tells moments in UTC."""
        return tuple.__new__(cls, values)

    @property
    def score(self) -> float | None:
        """The NRS the rules use: the 24-hour average, else the score right now. Source: clinical reference 3.1.1."""
        return self.nrs_average if self.nrs_average is not None else self.nrs_now


@dataclass(frozen=True, slots=True)
class Baseline:
    """Pain level before a session: median NRS (None if unknown), its quality, and the entries it rests on."""

    nrs: float | None
    quality: BaselineQuality
    readings: tuple[UUID, ...] = ()
    stiffness: float | None = None

    def __post_init__(self) -> None:
        _check_score("nrs", self.nrs)
        _check_score("stiffness", self.stiffness)
        if (self.nrs is None) != (self.quality is BaselineQuality.NONE):
            raise ValueError("a baseline has a score unless its quality is none")


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """One treatment session as the rules see it.

    `number` counts from 1 within the course; `nrs_before` is the score at check-in, `closed_at` when the
    practitioner closed its recovery.
    """

    session: UUID
    number: int
    started_at: datetime
    ended_at: datetime
    modality: str = "acupuncture"
    regions: tuple[str, ...] = ()
    ended_at_estimated: bool = False
    nrs_before: float | None = None
    closed_at: datetime | None = None
    points: tuple[str, ...] = ()
    needles: int | None = None

    def __post_init__(self) -> None:
        _check_score("nrs_before", self.nrs_before)
        _keep_in_utc(self, "started_at", "ended_at", "closed_at")
        if self.ended_at < self.started_at:
            raise ValueError("a session cannot end before it starts")

    @property
    def chest_wall_needled(self) -> bool:
        """Whether a needle may have come near a lung, which arms `combo-lung`. Source: clinical reference 1.5 (S004-11)."""
        return is_chest_wall_needled(self.modality, self.regions, self.points, self.needles)


@dataclass(frozen=True, slots=True)
class Treatment:
    """One treatment of the patient, in any course, as combinations of symptoms see it: when it ended, where, and with needles.

    `chest_wall_needled`: a needle may have come near a lung.
    """

    ended_at: datetime
    regions: tuple[str, ...] = ()
    needled: bool = False
    chest_wall_needled: bool = False

    def __post_init__(self) -> None:
        _keep_in_utc(self, "ended_at")


@dataclass(frozen=True, slots=True)
class EarlierRecovery:
    """What is remembered of an earlier session of the same course, as it was last judged.

    `lasting` is true when its pain was found to last (the recovery was ever `lasting` or worse, or a flare fell
    silent); `settled_at` is when it settled, if it has.
    """

    ended_at: datetime
    baseline: Baseline
    lasting: bool = False
    settled_at: datetime | None = None

    def __post_init__(self) -> None:
        _keep_in_utc(self, "ended_at", "settled_at")

    def is_open_at(self, moment: datetime) -> bool:
        """Whether it was still open at `moment`: not settled, and lasting or less than 48 h old (3.6.3)."""
        if self.settled_at is not None and self.settled_at <= moment:
            return False
        return self.lasting or moment < self.ended_at + 48 * HOUR


def _in_order(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    return tuple(sorted(readings, key=attrgetter("recorded_at", "entry")))


@dataclass(frozen=True, slots=True)
class History:
    """Everything about one session's recovery that a rule may look at, in order of time.

    `context` are the patient's other entries, of any course, and `treatments` all their sessions: only combinations of
    symptoms look at them.

    `readings` are the course's entries from 7 days before `session.started_at` (14 in maintenance) up to the start of the
    next session (or all there are), in any order: they are sorted here by (recorded_at, entry). Without a session only red flags
    are judged. `earlier` are the course's sessions that ended before this one, oldest first; `next_session` the one
    after it, if any, and `afterwards` the course's entries from its end on: they decide nothing here, but tell whether
    pain that was found to last has come back since. `parameters` are those that its prediction was fixed with,
    if it was.
    """

    session: SessionFacts | None
    readings: tuple[Reading, ...] = ()
    earlier: tuple[EarlierRecovery, ...] = ()
    next_session: SessionFacts | None = None
    context: tuple[Reading, ...] = ()
    treatments: tuple[Treatment, ...] = ()
    intake_flags: frozenset[str] = frozenset()
    floor: int = 3
    region: str = "other"
    chronicity: str = "any"
    sex: str | None = None
    age: int | None = None
    sensitive: bool = False
    preset: Preset = Preset.STANDARD
    parameters: Parameters | None = None
    in_maintenance: bool = False
    afterwards: tuple[Reading, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "readings", _in_order(self.readings))
        object.__setattr__(self, "afterwards", _in_order(self.afterwards))
        object.__setattr__(self, "earlier", tuple(sorted(self.earlier, key=lambda recovery: recovery.ended_at)))
        if not 3 <= self.floor <= 5:
            raise ValueError("the floor is 3, 4 or 5 (clinical reference 3.6.1)")

    def hours(self, moment: datetime) -> float:
        """Elapsed hours from the session's end to `moment`, negative before it. ValueError without a session."""
        if self.session is None:
            raise ValueError("there is no session to count hours from")
        return (moment - self.session.ended_at) / HOUR

    def as_of(self, now: datetime) -> "History":
        """The same history as it stood at `now`: later readings, and a next session that has not started, left out."""
        is_next_begun = self.next_session is not None and self.next_session.started_at <= now
        return replace(
            self,
            readings=tuple(reading for reading in self.readings if reading.recorded_at <= now),
            afterwards=tuple(reading for reading in self.afterwards if reading.recorded_at <= now),
            next_session=self.next_session if is_next_begun else None,
            context=tuple(reading for reading in self.context if reading.recorded_at <= now),
            treatments=tuple(treatment for treatment in self.treatments if treatment.ended_at <= now),
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's positive answer: the sentence a clinician can check, and the entries that made it true.

    `code` is the symptom or combination code, if the rule has one; `hours` the hours since the session of the
    deciding moment; `clause` the letter of the clause that held, for a rule that has several, so that each can be
    counted. `codes` are the symptoms that a combination rests on.
    """

    rule: str
    level: Level
    because: str
    readings: tuple[UUID, ...] = ()
    code: str | None = None
    hours: float | None = None
    clause: str | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that is true of one history at one moment. `next_look_at` is None when time alone can change nothing more."""

    findings: tuple[Finding, ...]
    baseline: Baseline
    recovery: Recovery
    settled_at: datetime | None
    lasting: bool
    silent: bool
    next_look_at: datetime | None

    @property
    def level(self) -> Level:
        """The worst level among the findings; `expected` when there are none."""
        return max((finding.level for finding in self.findings), key=lambda level: level.rank, default=Level.EXPECTED)
