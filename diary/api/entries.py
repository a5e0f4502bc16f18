"""Entries: what patients record. A body that must be refused is kept, and its red flags are judged all the same."""

import json
from contextlib import suppress
from http import HTTPStatus
from typing import Any, NoReturn
from uuid import UUID

from django.db import IntegrityError
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from diary import access, wall
from diary.actions.auditing import record_access, record_list_access
from diary.actions.entries import (
    EntryBody,
    EntryConflict,
    EntryTooOld,
    Recorded,
    UnknownCourse,
    UnknownEntry,
    WrongRevision,
    delete_entry,
    record_entry,
)
from diary.actions.refusing import keep_refused_entry
from diary.api.base import EbbView, moment_in_query, parse_uuid
from diary.api.lenient import read_reports
from diary.api.problems import Problem, invalid
from diary.api.shapes import Choice, FreeObject, Instant, Score, Shape, Text, YesNo, Zone
from diary.api.shown import show_entries
from diary.clinical.symptoms import REGIONS, SIDES, is_known
from diary.models import Device, Entry, Patient

LARGEST_BODY = 64 * 1024
READ_AT_MOST = 2 * 1024 * 1024
MOST_LISTED = 100
MOST_DELETED = 500
CHANGES = ["much_better", "better", "same", "worse", "much_worse"]
FUNCTIONS = ["all", "most", "some", "hardly_anything"]
SAYS_SOMETHING = ("nrs_average", "nrs_worst", "nrs_now", "stiffness", "activity_nrs", "peg")


class RegionShape(Shape):
    code = Choice(list(REGIONS))
    side = Choice(list(SIDES), required=False, allow_null=True)
    nrs = Score()


class SymptomShape(Shape):
    code = Text(max_length=60)
    severity = Score()
    new = YesNo(default=True)

    def validate_code(self, value: str) -> str:
        if not is_known(value):
            raise serializers.ValidationError("There is no such symptom. See /api/v1/catalogue for the codes.")
        return value


class AdviceShownShape(Shape):
    catalogue_version = Text(max_length=40)
    codes = serializers.ListField(child=Text(max_length=60), max_length=MOST_LISTED)


class PegShape(Shape):
    """The PEG, about the past week: all three or none. Source: clinical reference 5.4."""

    pain = Score(required=True, allow_null=False, default=serializers.empty)
    enjoyment = Score(required=True, allow_null=False, default=serializers.empty)
    activity = Score(required=True, allow_null=False, default=serializers.empty)


class EntryShape(Shape):
    recorded_at = Instant()
    sent_at = Instant(required=False, allow_null=True, default=None)
    time_zone = Zone(max_length=64)
    course = serializers.UUIDField(required=False, allow_null=True, default=None)
    nrs_average = Score()
    nrs_worst = Score()
    nrs_now = Score()
    stiffness = Score()
    activity_nrs = Score()
    regions = serializers.ListField(child=RegionShape(), required=False, default=list, max_length=MOST_LISTED)
    symptoms = serializers.ListField(child=SymptomShape(), required=False, default=list, max_length=MOST_LISTED)
    none_of_these = YesNo(required=False, allow_null=True, default=None)
    change = Choice(CHANGES, required=False, allow_null=True, default=None)
    function = Choice(FUNCTIONS, required=False, allow_null=True, default=None)
    urgency = Score()
    recalled = YesNo(default=False)
    medicines = serializers.ListField(child=FreeObject(), required=False, default=list, max_length=MOST_LISTED)
    other_treatments = serializers.ListField(child=FreeObject(), required=False, default=list, max_length=MOST_LISTED)
    events = serializers.ListField(child=FreeObject(), required=False, default=list, max_length=MOST_LISTED)
    note = Text(required=False, allow_blank=True, default="", max_length=10_000)
    advice_shown = AdviceShownShape(required=False, allow_null=True, default=None)
    peg = PegShape(required=False, allow_null=True, default=None)
    activity = Text(required=False, allow_blank=True, default="", max_length=120)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs["symptoms"] and all(attrs[name] is None for name in SAYS_SOMETHING):
            raise serializers.ValidationError({"nrs_average": ["Send a score from 0 to 10, or a symptom."]})
        if attrs["none_of_these"] and any(symptom["new"] for symptom in attrs["symptoms"]):
            raise serializers.ValidationError(
                {"none_of_these": ["Symptoms were sent as well: leave one of the two out."]}
            )
        return attrs


ENTRY = EntryShape()  # made once: a serializer copies all its fields, and validating leaves nothing behind in it

IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description='The revision that is corrected, as "3".'
)


class Entries(EbbView):
    """The diary's entries, newest first."""

    @extend_schema(responses=dict)
    def get(self, request: Request) -> Response:
        entries = access.entries_visible_to(self.asker, self.now, reading=self.is_reading).select_related(
            "session", "patient__clinic"
        )
        if text := request.query_params.get("patient"):
            entries = entries.filter(patient=parse_uuid(text, "patient"))
        if since := moment_in_query(request, "since"):
            entries = entries.filter(recorded_at__gte=since)
        response, rows = self.page(
            entries.filter(deleted_at=None), lambda entry: {"id": str(entry.pk)}, order=("-recorded_at", "-pk")
        )
        by_patient: dict[Patient, list[Entry]] = {}
        for entry in rows:
            by_patient.setdefault(entry.patient, []).append(entry)
        shown = {each["id"]: each for patient, own in by_patient.items() for each in show_entries(own, patient)}
        response.data["results"] = [shown[str(entry.pk)] for entry in rows]
        response.data["deleted"] = self._deleted_among(entries, rows, is_all=response.data["next"] is None)
        record_list_access(by=self.asker, patients=by_patient, action="entry.list", now=self.now)
        return response

    def _deleted_among(self, entries: QuerySet[Entry], rows: list[Entry], *, is_all: bool) -> list[str]:
        """The ids of what was deleted in the stretch of time of the first page.

        A phone forgets what is named here and nothing else: what it sent and finds neither listed nor deleted, this server
        has lost, as after a restored backup, and is sent again.
        """
        if "cursor" in self.request.query_params:
            return []
        deleted = entries.exclude(deleted_at=None).order_by("-recorded_at")
        if not is_all:
            deleted = deleted.filter(recorded_at__gte=rows[-1].recorded_at)
        return [str(pk) for pk in deleted.values_list("pk", flat=True)[:MOST_DELETED]]


class OneEntry(EbbView):
    """One entry: its patient writes and corrects it, who may see it reads it."""

    checks_size_itself = True

    @extend_schema(responses=dict)
    def get(self, request: Request, pk: UUID) -> Response:
        entry = self._entry(pk)
        record_access(by=self.asker, patient=entry.patient, action="entry.read", object_id=pk, now=self.now)
        return Response(show_entries([entry], entry.patient)[0], headers={"ETag": f'"{entry.revision}"'})

    @extend_schema(request=EntryShape, responses={200: dict, 201: dict}, parameters=[IF_MATCH])
    def put(self, request: Request, pk: UUID) -> Response:
        raw = request._request.read(READ_AT_MOST)
        try:
            recorded = self._record(pk, raw, request.headers.get("If-Match"))
        except access.NotAllowed:
            raise
        except Problem as problem:
            self._keep(pk, raw, problem)
            raise
        except Exception:
            # Nobody foresaw this body: the phone keeps it too, but a red flag in it must not wait until we have understood.
            with suppress(Exception):
                self._keep(pk, raw, Problem(500, "server_error", "unforeseen"))
            raise
        status = HTTPStatus.CREATED if recorded.status == "new" else HTTPStatus.OK
        shown = show_entries([recorded.entry], recorded.patient, found=found_in(recorded))[0]
        return Response(shown, status=status, headers={"ETag": f'"{recorded.entry.revision}"'})

    @extend_schema(request=None, responses={200: dict}, parameters=[IF_MATCH])
    def delete(self, request: Request, pk: UUID) -> Response:
        patient = access.check_writes_diary(self.asker)
        try:
            entry = delete_entry(
                patient=patient,
                entry_id=pk,
                by=self.asker,
                now=self.now,
                if_match=revision_of(request.headers.get("If-Match")),
                device=phone_of(request),
            )
        except UnknownEntry as error:
            raise Problem(404, "not_found", str(error)) from error
        except WrongRevision as error:
            raise self._changed_since(error.entry, str(error)) from error
        return Response(show_entries([entry], patient)[0])

    def _entry(self, pk: UUID) -> Entry:
        return self.one(
            access.entries_visible_to(self.asker, self.now, reading=self.is_reading).select_related(
                "session", "patient__clinic"
            ),
            pk,
        )

    def _record(self, pk: UUID, raw: bytes, if_match: str | None) -> Recorded:
        """Shape, then one action; whatever is wrong becomes a Problem."""
        body = parse_entry(raw)
        try:
            return record_entry(
                entry_id=pk,
                body=body,
                by=self.asker,
                now=self.now,
                if_match=revision_of(if_match),
                device=phone_of(self.request),
            )
        except EntryConflict as error:
            raise Problem(409, "conflict", str(error), extra=self._copy(error.entry)) from error
        except WrongRevision as error:
            raise self._changed_since(error.entry, str(error)) from error
        except UnknownEntry as error:
            raise Problem(404, "not_found", str(error)) from error
        except IntegrityError as error:
            if not is_anothers(pk, access.check_writes_diary(self.asker)):
                raise
            raise Problem(404, "not_found", "There is no such entry.") from error
        except UnknownCourse as error:
            raise Problem(422, "invalid", "Please correct: course.", {"course": [str(error)]}) from error
        except EntryTooOld as error:
            raise Problem(422, "invalid", "Please correct: recorded_at.", {"recorded_at": [str(error)]}) from error

    def _changed_since(self, entry: Entry, detail: str) -> Problem:
        return Problem(412, "precondition_failed", detail, extra=self._copy(entry))

    def _copy(self, entry: Entry) -> dict[str, Any]:
        return {"entry": show_entries([entry], entry.patient)[0]}

    def _keep(self, pk: UUID, raw: bytes, problem: Problem) -> None:
        """Keep what was sent in the diary that the caller writes; raise NotAllowed where there is none."""
        patient = access.check_writes_diary(self.asker)
        text = raw.decode("utf-8", errors="replace").replace("\x00", "\ufffd")
        reports, recorded_at = read_reports(text)
        keep_refused_entry(
            patient=patient,
            entry_id=pk,
            raw=text,
            status=problem.status,
            code=problem.code,
            reports=reports,
            recorded_at=recorded_at,
            by=self.asker,
            now=self.now,
        )


def found_in(recorded: Recorded) -> dict[UUID, list[dict[str, Any]]] | None:
    """What judging a new entry found; None for one that was there before: others may have judged it since."""
    return {recorded.entry.pk: list(recorded.findings)} if recorded.status == "new" else None


def is_anothers(pk: UUID, patient: Patient) -> bool:
    """Whether another patient has an entry of this id, which PostgreSQL hides from the request."""
    with wall.inside():
        return Entry.objects.filter(pk=pk).exclude(patient=patient).exists()


def parse_entry(raw: bytes) -> EntryBody:
    """Bytes to a valid EntryBody, or the Problem that says what to do."""
    if len(raw) > LARGEST_BODY:
        raise Problem(413, "too_large", "The entry is larger than 64 KB. Shorten the note.")
    try:
        data = json.loads(raw, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Problem(400, "malformed", "The body is not JSON. Send one JSON object in UTF-8.") from error
    try:
        values = dict(ENTRY.run_validation(data))
    except exceptions.ValidationError as error:
        raise invalid(error) from error
    for name in ("regions", "symptoms"):
        values[name] = [dict(each) for each in values[name]]
    for name in ("advice_shown", "peg"):
        if values[name] is not None:
            values[name] = dict(values[name])
    return EntryBody(**values)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def revision_of(if_match: str | None) -> int | None:
    """The revision in an If-Match header; 0, which matches nothing, when it cannot be read."""
    if if_match is None:
        return None
    text = if_match.strip().removeprefix("W/").strip('"')
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def phone_of(request: Request) -> UUID | None:
    """The phone that asks; None when it is none."""
    return request.auth.pk if isinstance(request.auth, Device) else None
