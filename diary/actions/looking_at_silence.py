"""Diaries that fell silent at 72 hours, judged over arrays: what is due is mostly this."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import numpy as np
from django.db.models.fields.json import KeyTransform

from alerts.actions.inserting import made
from alerts.many import among
from diary.actions.judging import describe
from diary.actions.looking_told import Told, add_findings, monitored_of
from diary.clinical import rules
from diary.clinical.baseline import GOOD_DAYS
from diary.clinical.facts import before_text
from diary.clinical.history import HOUR, BaselineQuality, Finding, Level, Recovery
from diary.clinical.prediction import Prediction
from diary.clinical.scene import LONGEST_DAYS
from diary.clinical.silence import HOUR_US, MICROSECOND, NONE, Silences, silences
from diary.clinical.steps import FIVE_DAYS
from diary.models import Assessment, Session
from diary.models.silent import EPOCH, Columns, DueSession, columns_of, entries_at, last_ones, ticked_lately

# A stored baseline has one decimal; one further away was not found from these readings.
SAME_BASELINE = 0.06
COMBINATIONS_LOOK_BACK = timedelta(days=LONGEST_DAYS)


class Calm(NamedTuple):
    """A session that fell silent with nothing to tell: all that changes is that it did, and that nobody looks again."""

    session: UUID
    patient: UUID
    recovery: str
    late_by: timedelta


def fallen_silent(due: Sequence[DueSession], now: datetime) -> tuple[list[Calm], list[Told]]:
    """What is to be written of those that fell silent, where that is certain: the calm ones, and the others."""
    due, ends = last_ones(due)
    if not due:
        return [], []
    columns = columns_of(due, ends)
    now_us = round(now.timestamp() * 1e6)
    found = silences(columns.due, columns.recorded, columns.before, now_us)
    rising = [each for row, each in enumerate(due) if found.sure[row] and found.rises[row]]
    ticked = ticked_lately(rising, COMBINATIONS_LOOK_BACK)
    calm: list[Calm] = []
    told: list[Told] = []
    flares: list[tuple[int, DueSession]] = []
    for row in np.flatnonzero(found.sure).tolist():
        each = due[row]
        if not _is_as_kept(each, found, row) or (found.rises[row] and each.patient in ticked):
            continue
        place = int(found.settled[row])
        settled = None if place == NONE else int(columns.recorded.at[place])
        late_by = (now_us - each.look_again) * MICROSECOND
        if found.flare[row] != NONE:
            flares.append((row, each))
        elif _is_the_same(each, settled):
            calm.append(Calm(each.pk, each.patient, each.recovery, late_by))
        else:
            told.append(_told(each, None, settled, late_by, now))
    return calm, told + _flared(flares, columns, found, now)


def _is_the_same(each: DueSession, settled: int | None) -> bool:
    recovery = Recovery.WATCHING if settled is None else Recovery.SETTLED
    return each.recovery == recovery and each.settled == settled and not each.is_lasting and not each.is_silent


def _flared(flares: Sequence[tuple[int, DueSession]], columns: Columns, found: Silences, now: datetime) -> list[Told]:
    """What is to be written and told of the flares; told only if the patient is monitored."""
    if not flares:
        return []
    entries = entries_at([(each, int(columns.recorded.at[found.flare[row]])) for row, each in flares])
    monitored = monitored_of({each.patient for _, each in flares})
    flared = Session.objects.filter(among("pk", [each.pk for _, each in flares]))
    # Not "expected__prediction": Django keeps the error by which it finds that this is no column, and with it all of the batch.
    predictions = dict(flared.values_list("pk", KeyTransform("prediction", "expected")))
    told, findings = [], []
    for (row, each), entry in zip(flares, entries, strict=True):
        finding = _finding(row, columns, found, entry)
        one = _told(each, finding, None, now - (EPOCH + each.look_again * MICROSECOND), now)
        told.append(one)
        if each.patient in monitored:
            findings.append((one, each.pk, finding, Prediction(**predictions[each.pk]), None))
    add_findings(findings)
    return told


def _is_as_kept(each: DueSession, found: Silences, row: int) -> bool:
    """Whether the baseline is the one that judging found before: else something was changed past us, and the rules are asked."""
    nrs = None if np.isnan(found.baseline[row]) else found.baseline[row]
    if nrs is None or each.baseline_nrs is None:
        is_same = (nrs is None) == (each.baseline_nrs is None)
    else:
        is_same = abs(each.baseline_nrs - nrs) < SAME_BASELINE
    return is_same and _quality(found, row) == each.baseline_quality


def _quality(found: Silences, row: int) -> BaselineQuality:
    if found.days[row]:
        return BaselineQuality.GOOD if found.days[row] >= GOOD_DAYS else BaselineQuality.FAIR
    return BaselineQuality.NONE if np.isnan(found.baseline[row]) else BaselineQuality.SINGLE


def _finding(row: int, columns: Columns, found: Silences, entry: UUID) -> Finding:
    place, recorded = found.flare[row], columns.recorded
    average = recorded.average[place]
    score = float(recorded.now[place] if np.isnan(average) else average)
    hours = int(recorded.at[place] - columns.due.ended[row]) / HOUR_US
    baseline = None if np.isnan(found.baseline[row]) else float(found.baseline[row])
    return rules.silent_flare(score, hours, before_text(baseline, _quality(found, row)), (entry,))


def _told(each: DueSession, finding: Finding | None, settled: int | None, late_by: timedelta, now: datetime) -> Told:
    recovery = Recovery.LASTING if finding else Recovery.WATCHING if settled is None else Recovery.SETTLED
    next_look = None if finding is None else FIVE_DAYS * HOUR
    assessment = made(
        Assessment,
        patient_id=each.patient,
        session_id=each.pk,
        trigger=Assessment.Trigger.TIME,
        made_at=now,
        late_by=late_by,
        level=(Level.EXPECTED if finding is None else finding.level).value,
        recovery=recovery.value,
        findings=[] if finding is None else [describe(finding)],
        next_look_at=None if next_look is None else each.ended_at + next_look,
        rules_version=rules.RULES_VERSION,
    )
    changes = {
        "recovery": recovery.value,
        "settled_at": None if settled is None else EPOCH + settled * MICROSECOND,
        "is_lasting": finding is not None,
        "is_silent": True,
        "look_again_at": next_look,
    }
    return Told(each.pk, each.patient, [assessment], [(each.pk, changes)], keys={each.pk: set()})
