"""Who looked at a record, and who changed it, for the patient to read: by days, newest first, in a few plain kinds."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, Final, Literal, NotRequired, TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core import signing
from django.db.models import Count, Max, Min, QuerySet
from django.db.models.functions import TruncDate
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from diary import access
from diary.actions.auditing import record_access
from diary.api.base import EbbView
from diary.api.problems import Problem
from diary.api.shown import instant
from diary.api.typed import Answer, Page
from diary.models import AuditEvent, Carer, Membership, Patient, User

DAYS_ON_A_PAGE = 14
ROLE_ORDER = ("practitioner", "manager", "auditor")
SALT = "record-access"

Kind = Literal["list", "read", "change", "treat", "answer", "letter", "link", "copy", "invite", "write", "erase"]
KINDS: Final[Mapping[str, Kind]] = {
    "worklist.read": "list",
    "unreached.read": "list",
    "patient.change": "change",
    "patient.create": "change",
    "patient.sensitive": "change",
    "patient.clear_sensitive": "change",
    "patient.export": "copy",
    "sheet.export": "copy",
    "patient.import": "copy",
    "patient.invite": "invite",
    "course.create": "change",
    "course.change": "change",
    "session.record": "treat",
    "session.change": "treat",
    "session.take_back": "treat",
    "review.complete": "treat",
    "adverse_event.record": "treat",
    "adverse_event.correct": "treat",
    "rules.ease": "change",
    "rules.ease_end": "change",
    "consent.answer": "change",
    "consent.ask_again": "change",
    "consent.end": "change",
    "patient.decide_child": "change",
    "report.open": "link",
    "device.again": "invite",
    "device.pair": "invite",
    "device.sign_out": "invite",
    "erasure.done": "erase",
}
ANSWERS = ("alert.acknowledge", "alert.resolve", "alert.snooze", "alert.note")
WRITES = ("entry.record", "entry.correct", "entry.delete", "entry.repeat", "entry.refused", "entry.checked")
# A word before the dot says enough where the table above is silent; whatever is unknown was read.
FAMILIES: Final[Mapping[str, Kind]] = {
    "report": "letter",
    "carer": "invite",
    "passkey": "invite",
    "reminders": "change",
    "erasure": "change",
}


def kind_of(action: str) -> Kind:
    """What an action of the log means to the patient."""
    if action in ANSWERS:
        return "answer"
    if action in WRITES:
        return "write"
    if action in KINDS:
        return KINDS[action]
    if action.endswith(".list"):
        return "list"
    return FAMILIES.get(action.partition(".")[0], "read")


class LookAnswer(TypedDict):
    """What one person did on one day, so many times. `role`: practitioner, manager, auditor, carer, `link` or `ebb`.

    `reason`: why somebody without a part in the care opened the record.
    """

    day: str
    name: str
    role: str
    kind: Kind
    times: int
    first_at: str
    last_at: str
    reason: NotRequired[str]


class RecordAccess(EbbView):
    """Who looked at the patient's record, and who changed it. What the patient does is not told."""

    @extend_schema(responses=Answer(Page[LookAnswer]))
    def get(self, request: Request) -> Response:
        patient = access.check_is_patient(self.asker)
        zone = ZoneInfo(patient.time_zone)
        events = AuditEvent.objects.filter(patient=patient).exclude(actor=self.asker)
        if cursor := request.query_params.get("cursor"):
            events = events.filter(at__lt=_begins(_day_of(cursor), zone))
        days = list(
            events.annotate(day=TruncDate("at", tzinfo=zone))
            .values_list("day", flat=True)
            .distinct()
            .order_by("-day")[: DAYS_ON_A_PAGE + 1]
        )
        shown = days[:DAYS_ON_A_PAGE]
        results = _looks(patient, events.filter(at__gte=_begins(shown[-1], zone)), zone) if shown else []
        following = signing.dumps(shown[-1].isoformat(), salt=SALT) if len(days) > len(shown) else None
        record_access(by=self.asker, patient=patient, action="access.read", now=self.now)
        return Response({"results": results, "next": following})


def _begins(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone)


def _day_of(cursor: str) -> date:
    try:
        return date.fromisoformat(signing.loads(cursor, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Problem(422, "invalid", "Please correct: cursor.", {"cursor": ["Send what `next` said."]}) from error


def _looks(patient: Patient, events: QuerySet[AuditEvent], zone: ZoneInfo) -> list[LookAnswer]:
    counted = (
        events.annotate(day=TruncDate("at", tzinfo=zone))
        .values("day", "actor", "action")
        .annotate(times=Count("id"), first=Min("at"), last=Max("at"))
        .order_by()
    )
    joined: dict[tuple[date, UUID | None, Kind], dict[str, Any]] = {}
    for row in counted:
        key = (row["day"], row["actor"], kind_of(row["action"]))
        known = joined.setdefault(key, {"times": 0, "first": row["first"], "last": row["last"]})
        known["times"] += row["times"]
        known["first"] = min(known["first"], row["first"])
        known["last"] = max(known["last"], row["last"])
    people = _people(patient, {actor for _, actor, _ in joined if actor is not None})
    reasons = {
        (event.at.astimezone(zone).date(), event.actor_id): event.reason
        for event in events.filter(action=access.BREAK_GLASS).order_by("at")
    }
    looks: list[tuple[datetime, LookAnswer]] = []
    for (day, actor, kind), found in joined.items():
        name, role = people[actor] if actor is not None else ("", "link" if kind == "link" else "ebb")
        look: LookAnswer = {
            "day": day.isoformat(),
            "name": name,
            "role": role,
            "kind": kind,
            "times": found["times"],
            "first_at": instant(found["first"]),
            "last_at": instant(found["last"]),
        }
        if kind == "read" and (reason := reasons.get((day, actor))):
            look["reason"] = reason
        looks.append((found["last"], look))
    return [look for _, look in sorted(looks, key=lambda each: (each[0], each[1]["kind"]), reverse=True)]


def _people(patient: Patient, actors: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Name and role of each; who has left the clinic keeps the role they had."""
    wanted = list(actors)
    carers = set(Carer.objects.filter(patient=patient, user__in=wanted).values_list("user_id", flat=True))
    roles: dict[UUID, str] = {}
    held = Membership.objects.filter(user__in=wanted, clinic=patient.clinic_id).order_by("role")
    for user, role in held.values_list("user_id", "role"):
        roles[user] = min(role, roles.get(user, role), key=ROLE_ORDER.index)
    return {
        user.pk: (user.name, "carer" if user.pk in carers else roles.get(user.pk, "ebb"))
        for user in User.objects.filter(pk__in=wanted)
    }
