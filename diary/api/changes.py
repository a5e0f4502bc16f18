"""Who changed what of a clinic, and who broke the glass: for its managers and auditors, newest first, in sentences."""

from collections.abc import Mapping
from typing import Any, Final, TypedDict
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from diary import access
from diary.actions.auditing import record_list_access
from diary.api.base import EbbView
from diary.api.office import named_clinic
from diary.api.shown import instant
from diary.api.typed import Answer, Page
from diary.models import ClinicChange, Patient

GLASS: Final = "glass.break"
SAID: Final[Mapping[str, str]] = {
    "appointments.import": "imported appointments",
    "clinic.change": "changed the settings",
    "clinic.preset": "changed the alerts preset",
    "clinic.profile": "changed what the clinic offers",
    "cover.arrange": "arranged cover",
    "cover.end": "ended cover",
    "cliniko.end": "ended the connection to Cliniko",
    "cliniko.key": "connected Cliniko",
    GLASS: "broke the glass: read a record of somebody in whose care they have no part",
    "plan.keep": "kept a plan for courses",
    "plan.retire": "retired a plan for courses",
    "records.end": "records ended, as their time was over",
    "session_template.keep": "kept a template of sessions",
    "session_template.remove": "removed a template of sessions",
    "staff.invite": "invited somebody to the staff",
    "staff.join": "joined the staff",
    "staff.leave": "ended somebody's work here",
    "staff.roles": "changed somebody's roles",
    "staff.uninvite": "took an invitation back",
    "template.keep": "kept a text",
    "template.remove": "removed a text",
    "token.end": "ended a token",
    "token.make": "made a token for another system",
}
GUESSING: Final = "somebody guessed: a secret was tried too often, or a sign-in was stopped"


class ChangeAnswer(TypedDict):
    """One change. `said` is a sentence without its subject, `by`; null where nobody did it. `patient`: whose record was opened by
    who broke the glass, for the clinic's managers; null for auditors."""

    id: str
    at: str
    by: str | None
    action: str
    said: str
    patient: str | None
    detail: Any
    reason: str | None


class ClinicChanges(EbbView):
    """Who changed what of the clinic, newest first: for its managers and auditors."""

    @extend_schema(responses=Answer(Page[ChangeAnswer]))
    def get(self, request: Request) -> Response:
        clinic = access.clinic_to_audit(self.asker, named_clinic(request))
        rows, following = self.rows_of_page(ClinicChange.objects.filter(clinic=clinic).select_related("by"), "-pk")
        opened = [row.about for row in rows if row.action == GLASS and row.about is not None]
        patients: list[Patient] = []
        if access.manages(self.asker, clinic):
            patients = list(Patient.objects.filter(pk__in=opened, clinic=clinic))
            record_list_access(by=self.asker, patients=patients, action="glass.list", now=self.now)
        names: dict[UUID | None, str] = {patient.pk: patient.name for patient in patients}
        return Response({"results": [show_change(row, names) for row in rows], "next": following})


def show_change(change: ClinicChange, names: Mapping[UUID | None, str]) -> ChangeAnswer:
    """One change; `names` are those of patients whose record was opened, as far as the asker may read them."""
    otherwise = GUESSING if change.action.startswith("guessing.") else change.action
    return {
        "id": str(change.pk),
        "at": instant(change.at),
        "by": change.by.name if change.by else None,
        "action": change.action,
        "said": SAID.get(change.action, otherwise),
        "patient": names.get(change.about) if change.action == GLASS else None,
        "detail": change.detail,
        "reason": change.reason or None,
    }
