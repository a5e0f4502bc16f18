"""Plans of a clinic for a course: sessions, spacing, points. A change makes the next version; earlier ones stay as they were."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from alerts.lifecycle.refused import Refused
from diary.actions.clinic import note_change
from diary.models import Clinic, CoursePlan, User

MOST = 50


class PlanRefused(Refused):
    """This plan may not be kept; `field` names what is wrong."""


@transaction.atomic
def keep_plan(
    *,
    clinic: Clinic,
    plan: UUID,
    name: str,
    modality: str,
    sessions: int,
    spacing_days: int,
    points: Sequence[str],
    by: User,
    now: datetime,
) -> CoursePlan:
    """The next version of the plan, or its first. The same again is the same version. Raises PlanRefused."""
    clinic = Clinic.objects.select_for_update().get(pk=clinic.pk)
    versions = CoursePlan.objects.filter(plan=plan).order_by("-version")
    last = versions.first()
    if last is not None and last.clinic_id != clinic.pk:
        raise PlanRefused("name", "Choose another id.")
    wanted = {
        "name": name,
        "modality": modality,
        "sessions": sessions,
        "spacing_days": spacing_days,
        "points": list(points),
    }
    if last is not None and last.retired_at is None and all(getattr(last, key) == wanted[key] for key in wanted):
        return last
    in_use = CoursePlan.objects.filter(clinic=clinic, retired_at=None).exclude(plan=plan)
    if in_use.filter(name=name).exists():
        raise PlanRefused("name", "There is a plan of this name.")
    if in_use.count() >= MOST:
        raise PlanRefused("name", f"There are {MOST} plans already. Retire one first.")
    versions.filter(retired_at=None).update(retired_at=now)
    version = 1 if last is None else last.version + 1
    kept = CoursePlan.objects.create(clinic=clinic, plan=plan, version=version, created_at=now, created_by=by, **wanted)
    note_change(
        clinic=clinic, by=by, action="plan.keep", about=kept.pk, now=now, detail={"name": name, "version": version}
    )
    return kept


@transaction.atomic
def retire_plan(*, plan: CoursePlan, by: User, now: datetime) -> None:
    """The plan is offered no more; its versions stay. Again: nothing happens."""
    if CoursePlan.objects.filter(pk=plan.pk, retired_at=None).update(retired_at=now):
        detail = {"name": plan.name, "version": plan.version}
        note_change(clinic=plan.clinic, by=by, action="plan.retire", about=plan.pk, now=now, detail=detail)
