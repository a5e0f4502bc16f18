"""Appointments of a clinic that books with Cliniko, fetched every ten minutes and brought in by the door for files.

By its documented API: basic authentication with the key as user name, pages of 100 with `links.next`, 200 requests a minute and
429 with the moment from which to go on, what is cancelled and deleted in lists of their own.
"""

import http.client
import json
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from alerts.channels import outside
from diary.actions.appointments_file import BadRow, Row
from diary.actions.clinic import note_change
from diary.actions.importing import Plan, apply_import, plain_name, plan_import
from diary.models import Clinic, ClinikoAccount, ExternalPatient, Patient, User

SOURCE: Final = "cliniko"
EVERY = timedelta(minutes=10)
LONGEST_REST = timedelta(hours=1)
KEY = re.compile(r"[\x21-\x39\x3b-\x7e]{10,200}-(?P<shard>[a-z]{2}[0-9]{1,2})")
LISTS = ("individual_appointments", "individual_appointments/cancelled", "individual_appointments/deleted")
MOST_PAGES = 60
LARGEST = 2 * 1024 * 1024
PATIENT = re.compile(r"/patients/(\d+)$")


class KeyRefused(ValueError):
    """This is not a key of Cliniko's."""


class _Rest(Exception):
    """Cliniko asks to be left alone until a moment."""

    def __init__(self, until: datetime) -> None:
        super().__init__("rate limit")
        self.until = until


class _Trouble(Exception):
    """Why nothing could be fetched, in fixed words."""


@transaction.atomic
def keep_cliniko_key(*, clinic: Clinic, key: str, by: User, now: datetime) -> ClinikoAccount:
    """Fetch this clinic's appointments with `key` from now on; it lies sealed. Raises KeyRefused."""
    if not KEY.fullmatch(key):
        raise KeyRefused("A key of Cliniko's ends in its region, such as -uk1.")
    fields = {"key": key, "created_at": now, "created_by": by, "trouble": "", "found": {}}
    fields |= dict.fromkeys(("seen_until", "polled_at", "not_before"))
    account, _ = ClinikoAccount.objects.update_or_create(clinic=clinic, defaults=fields)
    note_change(clinic=clinic, by=by, action="cliniko.key", about=account.pk, now=now)
    return account


@transaction.atomic
def end_cliniko(*, account: ClinikoAccount, by: User, now: datetime) -> None:
    """Fetch no more, and forget the key. Appointments that came in stay."""
    note_change(clinic=account.clinic, by=by, action="cliniko.end", about=account.pk, now=now)
    account.delete()


def poll_due(*, now: datetime) -> int:
    """Fetch for every clinic whose turn it is; return how many."""
    due = ClinikoAccount.objects.filter(Q(polled_at=None) | Q(polled_at__lte=now - EVERY))
    accounts = list(due.filter(Q(not_before=None) | Q(not_before__lte=now)).select_related("clinic"))
    for account in accounts:
        poll(account=account, now=now)
    return len(accounts)


def poll(*, account: ClinikoAccount, now: datetime) -> list[BadRow]:
    """Fetch what has changed and bring it in; returns what could not be kept. The place that was reached is only written
    when all of it came: whatever goes wrong half way, the next turn asks for the same again.
    """
    if account.polled_at and Patient.objects.filter(clinic=account.clinic, created_at__gt=account.polled_at).exists():
        account.seen_until = None  # what was left out because nobody was meant may be theirs
    account.polled_at, account.not_before, account.trouble, account.found = now, None, "", {}
    bad: list[BadRow] = []
    try:
        found = [each for name in LISTS for each in _changed(account, name, now)]
        plan = _bring_in(account, found, now)
        bad, account.found = list(plan.bad), _counts(plan)
        moments = [_instant(each["updated_at"]) for each in found]
        account.seen_until = max([moment for moment in (account.seen_until, *moments) if moment], default=None)
    except _Rest as rest:
        account.not_before, account.trouble = rest.until, "asked to wait"
    except _Trouble as trouble:
        account.trouble = str(trouble)
    except (KeyError, TypeError, ValueError, AttributeError):
        account.trouble = "answered in another form than documented"
    said = {name: getattr(account, name) for name in ("polled_at", "not_before", "trouble", "seen_until", "found")}
    # Only of this key: it may have been taken away, or another one given, since this look began.
    ClinikoAccount.objects.filter(pk=account.pk, created_at=account.created_at).update(**said)
    return bad


def _counts(plan: Plan) -> dict[str, Any]:
    """What a look did, in numbers; who was left out stays with Cliniko, only why is kept."""
    left_out = Counter(each.reason for each in plan.bad)
    return {**Counter(each.becomes.value for each in plan.rows), "left_out": dict(left_out)}


def _bring_in(account: ClinikoAccount, found: list[dict[str, Any]], now: datetime) -> Plan:
    known = dict(
        ExternalPatient.objects.filter(clinic=account.clinic, source=SOURCE).values_list("external_id", "patient_id")
    )
    patients = list(Patient.objects.filter(clinic=account.clinic))
    names = {plain_name(patient.name) for patient in patients}
    people: dict[str, dict[str, Any]] = {}
    rows: dict[str, Row] = {}
    for each in found:
        match = PATIENT.search(each["patient"]["links"]["self"])
        named = match[1] if match else ""
        is_ours = plain_name(each.get("patient_name") or "") in names  # of others nothing is asked
        if named and is_ours and named not in known and named not in people:
            people[named] = _ask(account, f"patients/{named}")
        rows[str(each["id"])] = _row(each, named, people.get(named, {}))
    plan = plan_import(clinic=account.clinic, patients=patients, rows=list(rows.values()), bad=[], source=SOURCE)
    if plan.rows:
        apply_import(clinic=account.clinic, plan=plan, by=None, now=now, source=SOURCE)
    return plan


def _row(appointment: dict[str, Any], named: str, person: dict[str, Any]) -> Row:
    starts_at = _instant(appointment["starts_at"])
    if starts_at is None:
        raise ValueError("an appointment without a start")
    born = person.get("date_of_birth")
    return Row(
        line=int(appointment["id"]),
        starts_at=starts_at,
        ends_at=_instant(appointment.get("ends_at")),
        name=f"{person.get('first_name') or ''} {person.get('last_name') or ''}".strip(),
        birth_date=date.fromisoformat(born) if born else None,
        email=person.get("email") or "",
        patient_id=named,
        appointment_id=str(appointment["id"]),
        is_cancelled=bool(appointment.get("cancelled_at") or appointment.get("deleted_at")),
    )


def _instant(text: str | None) -> datetime | None:
    return None if not text else datetime.fromisoformat(text).astimezone(UTC)


def _changed(account: ClinikoAccount, name: str, now: datetime) -> Iterator[dict[str, Any]]:
    """All pages of a list, of what has changed since the last turn; at first, of what is to come."""
    if account.seen_until is None:
        wanted = f"starts_at:>={now - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"
    else:
        wanted = f"updated_at:>={account.seen_until:%Y-%m-%dT%H:%M:%SZ}"
    for page in range(1, MOST_PAGES + 1):
        answer = _ask(account, name, {"q[]": wanted, "per_page": "100", "page": str(page), "sort": "updated_at"})
        yield from answer["individual_appointments"]
        if not answer.get("links", {}).get("next"):
            return
    raise _Trouble("more appointments than can be fetched at once")


def _ask(account: ClinikoAccount, path: str, query: dict[str, str] | None = None) -> dict[str, Any]:
    """One question to Cliniko. Its links are never followed: every address is made here."""
    match = KEY.fullmatch(account.key)
    if match is None:
        raise _Trouble("the key cannot be read")
    url = f"{settings.CLINIKO_URL.format(shard=match['shard'])}/{path}" + (f"?{urlencode(query)}" if query else "")
    headers = {
        "Authorization": "Basic " + b64encode(f"{account.key}:".encode()).decode(),
        "Accept": "application/json",
        "User-Agent": f"Ebb ({settings.DEFAULT_FROM_EMAIL})",
    }
    try:
        answer = outside.call("GET", url, headers=headers, is_ours=True, wants_body=True, longest=LARGEST)
    except (OSError, http.client.HTTPException) as error:
        raise _Trouble("does not answer") from error
    if answer.status == http.HTTPStatus.TOO_MANY_REQUESTS:
        raise _Rest(_rest_until(answer, account))
    if answer.status in (http.HTTPStatus.UNAUTHORIZED, http.HTTPStatus.FORBIDDEN):
        raise _Trouble("the key is not accepted")
    if answer.status != http.HTTPStatus.OK:
        raise _Trouble(f"answered {answer.status}")
    found: dict[str, Any] = json.loads(answer.body)
    return found


def _rest_until(answer: outside.Answer, account: ClinikoAccount) -> datetime:
    """The moment that Cliniko names, within the next hour; else a minute on."""
    now = account.polled_at or account.created_at
    text = answer.headers.get("x-ratelimit-reset", "")
    named = datetime.fromtimestamp(int(text), UTC) if text.isascii() and text.isdecimal() and len(text) < 12 else now
    return min(max(named, now + timedelta(minutes=1)), now + LONGEST_REST)
