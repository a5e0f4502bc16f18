"""What another preset would have meant for the clinic's last ninety days: asked for, then looked at until it is done."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from diary import access
from diary.actions.auditing import record_list_access
from diary.actions.presets import PresetRefused, ask_for_replay, go_on_with_replay
from diary.api.base import EbbView
from diary.api.office import named_clinic
from diary.api.problems import Problem
from diary.api.shapes import Choice, Shape
from diary.api.shown import instant
from diary.models import Clinic, Patient, PresetReplay

HELPS_SECONDS = 1.0


class ReplayShape(Shape):
    preset = Choice(Clinic.Preset.values)


class ReplayPreset(EbbView):
    """Begin a replay. Nothing changes by it."""

    @extend_schema(request=ReplayShape, responses={202: dict})
    def post(self, request: Request) -> Response:
        clinic = access.clinic_to_manage(self.asker, named_clinic(request))
        preset = self.body(ReplayShape)["preset"]
        try:
            replay = ask_for_replay(clinic=clinic, preset=preset, by=self.asker, now=self.now)
        except PresetRefused as error:
            raise Problem(422, "invalid", str(error), {error.field: [str(error)]}) from error
        return Response(show_replay(replay), status=202)


class OneReplay(EbbView):
    """How far a replay is, and what it found. Whoever waits helps it on for a second; the rest is the workers'."""

    @extend_schema(responses=dict)
    def get(self, request: Request, pk: UUID) -> Response:
        access.check_is_manager(self.asker)
        mine = PresetReplay.objects.filter(clinic__in=access.clinics_managed_by(self.asker))
        replay = self.one(mine, pk)
        if replay.finished_at is None:
            go_on_with_replay(replay_id=replay.pk, now=self.now, seconds=HELPS_SECONDS)
            replay.refresh_from_db()
        named = {row["patient"] for word in ("gained", "lost") for row in replay.result[word]}
        patients = list(Patient.objects.filter(pk__in=named))
        record_list_access(by=self.asker, patients=patients, action="replay.read", now=self.now)
        return Response(show_replay(replay, {str(each.pk): each.name for each in patients}))


def show_replay(replay: PresetReplay, names: dict[str, str] | None = None) -> dict[str, Any]:
    """What another preset would have told, with the patients' names where they are given; empty until it has run."""
    found = {
        word: [
            {**row, "patient": {"id": row["patient"], "name": (names or {}).get(row["patient"], "")}} for row in rows
        ]
        for word in ("gained", "lost")
        for rows in [replay.result[word] if replay.finished_at else []]
    }
    rules = [{"rule": rule, **counts} for rule, counts in sorted(replay.result["rules"].items())]
    return {
        "id": str(replay.pk),
        "was": replay.was,
        "becomes": replay.becomes,
        "since": instant(replay.since),
        "until": instant(replay.asked_at),
        "sessions": replay.sessions,
        "done": replay.done,
        "finished_at": instant(replay.finished_at),
        "rules": rules if replay.finished_at else [],
        **found,
    }
