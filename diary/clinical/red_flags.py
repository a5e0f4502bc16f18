"""Single symptoms that ask for somebody's attention whatever the score. Source: clinical reference 2.1, 2.4.

Emergency and urgent items give `red_flag`, items for the practitioner `symptom`; common items find nothing. Unknown
codes are passed over here: an entry that holds one is refused elsewhere, and its known codes still come through
`find_codes`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from diary.clinical.history import Finding, History, Level, SymptomReport
from diary.clinical.symptoms import SYMPTOMS, Symptom
from diary.clinical.wording import hours_after, moment_text

OLD_REPORT = timedelta(days=7)
LATE_ARRIVAL = timedelta(hours=1)
RED_FLAG = "red_flag"
SYMPTOM = "symptom"


@dataclass(frozen=True, slots=True)
class _Tick:
    symptom: Symptom
    recorded_at: datetime
    received_at: datetime
    entry: UUID | None
    hours: float | None

    @property
    def delay(self) -> timedelta:
        return self.received_at - self.recorded_at

    @property
    def is_old(self) -> bool:
        return self.delay >= OLD_REPORT

    @property
    def level(self) -> Level:
        """A week-old report of an emergency is urgent: still an alert, but the hour of the emergency has passed."""
        return Level.URGENT if self.is_old and self.symptom.level is Level.EMERGENCY else self.symptom.level


def find(history: History) -> tuple[Finding, ...]:
    """One finding for each ticked symptom that asks for attention, over this session's readings (without one, all).

    This session's are all from its end on, with no upper bound: an entry made while the next session went on still belongs
    here, so that no red flag falls between two sessions. Worst first. Source: clinical reference 2.1, 2.4.
    """
    session = history.session
    return _findings(
        tick
        for reading in history.readings
        if session is None or reading.recorded_at >= session.ended_at
        for tick in _ticks(
            reading.symptoms,
            reading.recorded_at,
            reading.received_at,
            reading.entry,
            history.hours(reading.recorded_at) if session else None,
        )
    )


def find_codes(
    symptoms: Iterable[SymptomReport], recorded_at: datetime, received_at: datetime, entry: UUID | None
) -> tuple[Finding, ...]:
    """The same for one body that was refused: its codes are read leniently, and no session is known."""
    return _findings(_ticks(symptoms, recorded_at, received_at, entry, None))


def _ticks(
    reports: Iterable[SymptomReport],
    recorded_at: datetime,
    received_at: datetime,
    entry: UUID | None,
    hours: float | None,
) -> tuple[_Tick, ...]:
    counted = {report.code for report in reports if report.code in SYMPTOMS and SYMPTOMS[report.code].counts(report)}
    return tuple(
        _Tick(SYMPTOMS[code], recorded_at, received_at, entry, hours)
        for code in sorted(counted)
        if SYMPTOMS[code].level is not Level.EXPECTED
    )


def _findings(ticks: Iterable[_Tick]) -> tuple[Finding, ...]:
    by_code: dict[str, list[_Tick]] = {}
    for tick in ticks:
        by_code.setdefault(tick.symptom.code, []).append(tick)
    found = (_finding(held) for held in by_code.values())
    return tuple(sorted(found, key=lambda finding: (-finding.level.rank, finding.rule, finding.code or "")))


def _finding(ticks: list[_Tick]) -> Finding:
    """The worst level among the ticks of one symptom wins; the first tick of that level is the one named."""
    deciding = max(ticks, key=lambda tick: tick.level.rank)
    entries = dict.fromkeys(tick.entry for tick in ticks if tick.entry is not None)
    return Finding(
        rule=SYMPTOM if deciding.level is Level.PRACTITIONER else RED_FLAG,
        level=deciding.level,
        because=_because(deciding, ticks[-1]),
        readings=tuple(entries),
        code=deciding.symptom.code,
        hours=deciding.hours,
    )


def _because(tick: _Tick, last: _Tick) -> str:
    parts = [f'"{tick.symptom.wording}" {_when(tick)}']
    if last is not tick:
        parts.append(f"last ticked {_when(last)}")
    if tick.is_old:
        parts.append("old report")
    if tick.delay > LATE_ARRIVAL:
        parts.append(f"recorded {moment_text(tick.recorded_at)} and received {moment_text(tick.received_at)}")
    return "; ".join(parts) + "."


def _when(tick: _Tick) -> str:
    return f"on {moment_text(tick.recorded_at)}" if tick.hours is None else hours_after(tick.hours)
