"""What became of an entry: every version of it as it was sent, and who sent it from where."""

from collections.abc import Sequence
from typing import Any, Literal, TypedDict
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from diary import access
from diary.actions.auditing import record_access
from diary.api.base import EbbView
from diary.api.entries import phone_of
from diary.api.shown import instant
from diary.api.typed import Answer, Page
from diary.models import Carer, Device, EntryRevision, Patient


class PhoneAnswer(TypedDict):
    """A phone that a version came from: `this` is the one that asks; which model it is, Ebb does not know."""

    this: bool
    since: str


class WriterAnswer(TypedDict):
    """Who sent a version. The clinic: somebody there took it in from a file. Another person's phone is nobody's business."""

    role: Literal["patient", "carer", "clinic"]
    name: str | None
    phone: PhoneAnswer | None


class RevisionAnswer(TypedDict):
    """One version."""

    revision: int
    received_at: str
    recorded_at: str
    deleted: bool
    by: WriterAnswer
    body: Any


class EntryRevisions(EbbView):
    """Every version of an entry as it was sent, the first one first."""

    @extend_schema(responses=Answer(Page[RevisionAnswer]))
    def get(self, request: Request, pk: UUID) -> Response:
        entries = access.entries_visible_to(self.asker, self.now, reading=self.is_reading).select_related(
            "patient__user"
        )
        entry = self.one(entries, pk)
        record_access(by=self.asker, patient=entry.patient, action="entry.revisions", object_id=pk, now=self.now)
        revisions = list(entry.revisions.order_by("revision"))
        by = writers_of(revisions, entry.patient, self.asker.pk, phone_of(request))
        results: list[RevisionAnswer] = [
            {
                "revision": each.revision,
                "received_at": instant(each.received_at),
                "recorded_at": instant(each.recorded_at),
                "deleted": each.deleted,
                "by": by[each.pk],
                "body": each.body,
            }
            for each in revisions
        ]
        return Response({"results": results, "next": None})


def writers_of(
    revisions: Sequence[EntryRevision], patient: Patient, asker: UUID, phone: UUID | None
) -> dict[UUID, WriterAnswer]:
    """Who wrote each revision of one entry, by the revision's id."""
    # Versions from before names were kept with them.
    carers = {
        each.user_id: str(each.user.name) for each in Carer.objects.filter(patient=patient).select_related("user")
    }
    own = {each.pk: each for each in Device.objects.filter(user=asker, pk__in={each.device for each in revisions})}

    def writer(revision: EntryRevision) -> WriterAnswer:
        device = own.get(revision.device) if revision.device else None
        shown: PhoneAnswer | None = (
            None if device is None else {"this": device.pk == phone, "since": instant(device.created_at)}
        )
        carer = revision.by_carer or carers.get(revision.received_by_id)
        if carer:
            return {"role": "carer", "name": carer, "phone": shown}
        is_own = revision.received_by_id == patient.user_id
        return {"role": "patient" if is_own else "clinic", "name": None, "phone": shown}

    return {each.pk: writer(each) for each in revisions}
