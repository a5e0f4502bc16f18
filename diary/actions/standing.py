"""How a patient stands when something of theirs is written: one question for all that is nearly always unremarkable."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, Model, QuerySet, Subquery

from alerts import actions as alerts
from alerts.prepared import prepared
from diary.actions.judging import CONSENTS_THAT_COUNT
from diary.models import Consent, Entry, Patient, Purpose, Session


class Standing(NamedTuple):
    """Whether somebody is told of what is found, and the patient reminded; whether alerts are open, whether a reminder is on its
    way; and whether there is an entry of the id that is written, whoever's it is.
    """

    is_monitored: bool
    is_reminded: bool
    has_alerts: bool
    has_notices: bool
    knows_entry: bool

    def waiting(self, patient: Patient) -> tuple[alerts.Waiting, ...] | None:
        """What `judging.waiting_if_told` answers."""
        if not self.is_monitored:
            return None
        return alerts.waiting_of(patient.pk) if self.has_alerts else ()


def standing_of(patient: Patient, entry: UUID) -> Standing:
    """How `patient`, whose row the caller holds, stands as `entry` is written. One statement."""
    (found,) = _standing(patient.pk, patient.user_id, entry)
    return Standing(*map(bool, found))


@prepared
def _standing(patient: UUID, user: UUID, entry: UUID) -> QuerySet[Patient, tuple[bool | None, ...]]:
    newest = ("-answered_at", "-id")
    monitoring = CONSENTS_THAT_COUNT.filter(patient=patient).order_by(*newest)
    reminders = Consent.objects.filter(patient=patient, purpose=Purpose.REMINDERS).order_by(*newest)
    return Patient.objects.filter(pk=patient).values_list(
        Subquery(monitoring.values("given")[:1]),
        Subquery(reminders.values("given")[:1]),
        Exists(alerts.waiting_about(patient)),
        Exists(alerts.notices_on_their_way(user, alerts.DIARY)),
        Exists(Entry.objects.filter(pk=entry)),
    )


class Written:
    """Rows that were made and are yet to be stored, and what whoever writes them knows of the patient: how they stand, and all that
    they were `treated`, in order of time. Judging stores the rows beside its first assessment, in one statement.
    """

    def __init__(self, *rows: Model, standing: Standing, treated: Sequence[Session]) -> None:
        self.standing = standing
        self.treated = treated
        self._rows = rows

    @property
    def unstored(self) -> Entry | None:
        """The entry that no question to the database answers yet."""
        return next((row for row in self._rows if isinstance(row, Entry)), None)

    def take(self) -> tuple[Model, ...]:
        """The rows, once: whoever takes them stores them."""
        rows, self._rows = self._rows, ()
        return rows
