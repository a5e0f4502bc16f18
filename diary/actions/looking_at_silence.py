"""Diaries that fell silent at 72 hours, judged over arrays: what is due is mostly this."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from diary.actions.judging import describe
from diary.actions.looking_told import Told, add_findings, monitored_of
from diary.clinical import rules
from diary.clinical.baseline import GOOD_DAYS
from diary.clinical.facts import before_text
from diary.clinical.history import HOUR, BaselineQuality, Finding, Level, Recovery
from diary.clinical.scene import LONGEST_DAYS
from diary.clinical.silence import MICROSECOND, NONE, Silences, silences
from diary.clinical.steps import FIVE_DAYS
from diary.models import Assessment, Session
from diary.models.histories import prediction_of
from diary.models.silent import Columns, DueSession, columns_of, last_ones, ticked_lately

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A stored baseline has one decimal; one further away was not found from these readings.
SAME_BASELINE = 0.06
COMBINATIONS_LOOK_BACK = timedelta(days=LONGEST_DAYS)


def fallen_silent(due: Sequence[DueSession], now: datetime) -> list[Told]:
    """What is to be written of those that fell silent, where that is certain."""
    due, ends = last_ones(due)
    if not due:
        return []
    columns = columns_of(due, ends)
    found = silences(columns.due, columns.recorded, columns.before, now=round(now.timestamp() * 1e6))
    rising = [each for row, each in enumerate(due) if found.sure[row] and found.rises[row]]
    ticked = ticked_lately(rising, COMBINATIONS_LOOK_BACK)
    flares: list[tuple[Told, DueSession, Finding]] = []
    told = []
    for row, each in enumerate(due):
        if not found.sure[row] or not _is_as_kept(each, found, row) or (found.rises[row] and each.patient in ticked):
            continue
        finding = _flare(row, each, columns, found)
        one = _told(each, finding, _settled_at(row, columns, found), now)
        told.append(one)
        if finding is not None:
            flares.append((one, each, finding))
    _name_flares(flares)
    return told


def _is_as_kept(each: DueSession, found: Silences, row: int) -> bool:
    """Whether the baseline is the one that judging found before: else something was changed past us, and the rules are asked."""
    nrs = None if np.isnan(found.baseline[row]) else found.baseline[row]
    if nrs is None or each.baseline_nrs is None:
        is_same = (nrs is None) == (each.baseline_nrs is None)
    else:
        is_same = abs(float(each.baseline_nrs) - nrs) < SAME_BASELINE
    return is_same and _quality(found, row) == each.baseline_quality


def _quality(found: Silences, row: int) -> BaselineQuality:
    if found.days[row]:
        return BaselineQuality.GOOD if found.days[row] >= GOOD_DAYS else BaselineQuality.FAIR
    return BaselineQuality.NONE if np.isnan(found.baseline[row]) else BaselineQuality.SINGLE


def _flare(row: int, each: DueSession, columns: Columns, found: Silences) -> Finding | None:
    place = found.flare[row]
    if place == NONE:
        return None
    recorded = columns.recorded
    average = recorded.average[place]
    score = float(recorded.now[place] if np.isnan(average) else average)
    hours = int(recorded.at[place] - columns.due.ended[row]) / (HOUR // MICROSECOND)
    baseline = None if np.isnan(found.baseline[row]) else float(found.baseline[row])
    before = before_text(baseline, _quality(found, row))
    return rules.silent_flare(score, hours, before, (columns.entries[place],))


def _settled_at(row: int, columns: Columns, found: Silences) -> datetime | None:
    place = found.settled[row]
    return None if place == NONE else EPOCH + int(columns.recorded.at[place]) * MICROSECOND


def _told(each: DueSession, finding: Finding | None, settled_at: datetime | None, now: datetime) -> Told:
    recovery = Recovery.LASTING if finding else Recovery.SETTLED if settled_at else Recovery.WATCHING
    next_look = None if finding is None else FIVE_DAYS * HOUR
    is_found = {
        "recovery": recovery.value,
        "settled_at": settled_at,
        "is_lasting": finding is not None,
        "is_silent": True,
    }
    changes = {name: value for name, value in is_found.items() if getattr(each, name) != value}
    assessment = Assessment(
        patient_id=each.patient,
        session_id=each.pk,
        trigger=Assessment.Trigger.TIME,
        made_at=now,
        late_by=now - each.look_again_at,
        level=(Level.EXPECTED if finding is None else finding.level).value,
        recovery=recovery.value,
        findings=[] if finding is None else [describe(finding)],
        next_look_at=None if next_look is None else each.ended_at + next_look,
        rules_version=rules.RULES_VERSION,
    )
    changed = [(each.pk, {**changes, "look_again_at": next_look})]
    return Told(each.pk, each.patient, [assessment], changed, keys={each.pk: set()})


def _name_flares(flares: Sequence[tuple[Told, DueSession, Finding]]) -> None:
    """Add the finding of each flare whose patient is monitored."""
    if not flares:
        return
    monitored = monitored_of({each.patient for _, each, _ in flares})
    sessions = Session.objects.filter(pk__in=[each.pk for _, each, _ in flares]).only("expected").in_bulk()
    add_findings(
        [
            (one, each.pk, finding, prediction_of(sessions[each.pk]), None)
            for one, each, finding in flares
            if each.patient in monitored
        ]
    )
