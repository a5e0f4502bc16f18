"""Is it up (`/healthz`), and is it ready for people (`/readyz`)?"""

import time
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alerts.models import SweepBeat
from alerts.watch import Drilled, last_drill, set_aside
from diary import wall

STARTED = time.monotonic()
GRACE_SECONDS = 60
LATE_SECONDS = 60


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 for a minute after start, then 503 when nobody has swept for over a minute or the database is away.

    It also says which kinds of rows are set aside, and how the last drill went: worth a look, no reason for 503.
    """
    starting = time.monotonic() - STARTED < GRACE_SECONDS
    now = timezone.now()
    try:
        with wall.inside():
            age, aside, drill = SweepBeat.age(now), set_aside(), last_drill(now)
    except DatabaseError:
        return _answer(503, "the database does not answer", None)
    more = {"set_aside": aside, "last_drill": _shown(drill)}
    if starting or (age is not None and age <= LATE_SECONDS):
        return _answer(200, "ok", age, **more)
    return _answer(503, "no sweep for over a minute: is the sweeper running?", age, **more)


def _shown(drill: Drilled) -> dict[str, Any] | None:
    if drill.age is None:
        return None
    return {"age_seconds": round(drill.age), "asked": drill.asked, "answered": drill.answered}


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 once the database answers and somebody sweeps."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        age = SweepBeat.age(timezone.now())
    except DatabaseError:
        return _answer(503, "the database does not answer", None)
    if age is None or age > LATE_SECONDS:
        return _answer(503, "nobody sweeps yet", age)
    return _answer(200, "ok", age)


def _answer(status: int, text: str, age: float | None, **more: Any) -> JsonResponse:
    body = {"status": text, "sweep_age_seconds": None if age is None else round(age, 1), **more}
    return JsonResponse(body, status=status, headers={"Cache-Control": "no-store"})
