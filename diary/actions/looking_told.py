"""What many due sessions come to before it is written: judgements, changed columns, and what is to be told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np

from alerts import actions as alerts
from alerts.many import among
from diary.actions.judging import BAND_LASTS, CONSENTS_THAT_COUNT, detail_of
from diary.clinical.band import Expected, band_many
from diary.clinical.history import Finding
from diary.clinical.prediction import Prediction
from diary.models import Assessment


@dataclass(slots=True)
class Told:
    """What is to be written for one due session and those that are judged with it.

    `found` opens alerts; `keys` are all that is found of each session, so that an alert of another key is one to withdraw.
    """

    session: UUID
    patient: UUID
    assessments: list[Assessment]
    changes: list[tuple[UUID, dict[str, Any]]]
    found: list[alerts.Found] = field(default_factory=list)
    keys: dict[UUID, set[str]] = field(default_factory=dict)


def add_findings(told: Sequence[tuple[Told, UUID, Finding, Prediction | None, float | None]]) -> None:
    """Add to each what it tells of a session: the finding, beside what was expected at its hour and how rare the score is."""
    banded = [each for each in told if each[3] is not None and 0 <= (each[2].hours or -1) <= BAND_LASTS]
    predictions = [prediction for _, _, _, prediction, _ in banded if prediction is not None]
    hours = np.array([[finding.hours or 0.0] for _, _, finding, _, _ in banded])
    quantiles = band_many(predictions, hours) if predictions else ()
    bands = {
        id(each[2]): Expected(*(float(level[0]) for level in row)) for each, row in zip(banded, quantiles, strict=True)
    }
    for one, session, finding, _, w in told:
        found = alerts.Found(
            subject=one.patient,
            about=session,
            rule=finding.rule,
            code=finding.code,
            level=finding.level.value,
            causes=finding.readings,
            detail=detail_of(finding, bands.get(id(finding)), w if id(finding) in bands else None),
        )
        one.found.append(found)
        one.keys.setdefault(session, set()).add(found.key)


def monitored_of(patients: Collection[UUID]) -> set[UUID]:
    """Those of whom somebody is told, as `is_monitored` has it."""
    answers = CONSENTS_THAT_COUNT.filter(among("patient", patients)).order_by("answered_at", "id")
    latest = dict(answers.values_list("patient_id", "given"))
    return {patient for patient, given in latest.items() if given}
