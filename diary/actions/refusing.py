"""Keeping what was refused: a body that could not become an entry is not lost, and the red flags that can be read in it are judged."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from diary.actions.auditing import record_access
from diary.actions.entries import CLOCKS_SET_BEFORE, hash_of, lock_patient
from diary.actions.flags import set_sensitive
from diary.actions.judging import describe, is_monitored, tell_of_findings
from diary.clinical import red_flags
from diary.clinical.history import SymptomReport
from diary.clinical.intake import SETS_SENSITIVE
from diary.models import Patient, RefusedEntry, Session, User
from diary.models.surroundings import surroundings_of

KEPT_OF_REFUSED_BODY = 64 * 1024


@transaction.atomic
def keep_refused_entry(
    *,
    patient: Patient,
    entry_id: UUID,
    raw: str,
    status: int,
    code: str,
    reports: Sequence[SymptomReport],
    recorded_at: datetime | None,
    by: User,
    now: datetime,
) -> RefusedEntry:
    """Keep a body that could not become an entry, and judge the red flags that could be read in it. Sent again, it is kept once."""
    patient = lock_patient(patient)
    content_hash = hash_of({"raw": raw})
    kept = RefusedEntry.objects.filter(patient=patient, entry_id=entry_id, content_hash=content_hash).first()
    if kept is not None:
        return kept
    moment = recorded_at if recorded_at is not None and CLOCKS_SET_BEFORE < recorded_at <= now else now
    findings = [
        replace(finding, because=f"In a message that could not be saved as an entry: {finding.because}")
        for finding in red_flags.find_codes(
            reports,
            recorded_at=moment,
            received_at=now,
            entry=entry_id,
            flags=frozenset(patient.flags),
            treatments=surroundings_of(patient, moment).treatments,
        )
    ]
    kept = RefusedEntry.objects.create(
        patient=patient,
        entry_id=entry_id,
        received_at=now,
        status=status,
        code=code,
        body=raw[:KEPT_OF_REFUSED_BODY],
        content_hash=content_hash,
        findings=[describe(finding) for finding in findings],
    )
    if findings and is_monitored(patient):
        session = Session.objects.filter(patient=patient, ended_at__lte=moment).order_by("-ended_at").first()
        tell_of_findings(patient=patient, session=session, findings=findings, now=now)
    if any(finding.code in SETS_SENSITIVE for finding in findings):
        set_sensitive(patient=patient, by=by, now=now)
    record_access(by=by, patient=patient, action="entry.refused", object_id=entry_id, now=now)
    return kept
