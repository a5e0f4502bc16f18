"""What a clinic often does in a session, kept under a name. It is copied into the form: a session holds its own."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from alerts.lifecycle.refused import Refused
from diary.actions.clinic import note_change
from diary.models import Clinic, SessionTemplate, User

MOST = 50


class SessionTemplateRefused(Refused):
    """This template may not be kept; `field` names what is wrong."""


@transaction.atomic
def keep_session_template(
    *,
    clinic: Clinic,
    template_id: UUID,
    name: str,
    modality: str,
    regions: Sequence[str],
    needles: int | None,
    retention_minutes: int | None,
    position: str | None,
    points: Sequence[str],
    by: User,
    now: datetime,
) -> tuple[SessionTemplate, bool]:
    """Add a template under this id, or change it; and whether it is new. Raises SessionTemplateRefused."""
    clinic = Clinic.objects.select_for_update().get(pk=clinic.pk)
    known = SessionTemplate.objects.filter(pk=template_id).first()
    if known is not None and known.clinic_id != clinic.pk:
        raise SessionTemplateRefused("name", "Choose another id.")
    others = SessionTemplate.objects.filter(clinic=clinic).exclude(pk=template_id)
    if others.filter(name=name).exists():
        raise SessionTemplateRefused("name", "There is a template of this name.")
    if others.count() >= MOST:
        raise SessionTemplateRefused("name", f"There are {MOST} templates already. Take one away first.")
    kept, is_new = SessionTemplate.objects.update_or_create(
        pk=template_id,
        defaults={
            "clinic": clinic,
            "name": name,
            "modality": modality,
            "regions": list(regions),
            "needles": needles,
            "retention_minutes": retention_minutes,
            "position": position or "",
            "points": list(points),
            "changed_at": now,
            "changed_by": by,
        },
    )
    note_change(clinic=clinic, by=by, action="session_template.keep", about=kept.pk, now=now, detail={"name": name})
    return kept, is_new


@transaction.atomic
def remove_session_template(*, template: SessionTemplate, by: User, now: datetime) -> None:
    """The template is offered no more. Sessions that were recorded with it stay as they are."""
    note_change(
        clinic=template.clinic,
        by=by,
        action="session_template.remove",
        about=template.pk,
        now=now,
        detail={"name": template.name},
    )
    template.delete()
