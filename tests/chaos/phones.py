"""Patients whose phones send red flags until the server says it has them; and a practitioner who acknowledges most."""

import http.client
import json
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from queue import Empty, Queue
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from alerts import actions as alerts
from alerts.fields import uuid7
from diary.actions.care import create_clinic, create_patient, create_staff
from diary.actions.entries import EntryBody, record_entry
from diary.actions.signing_in import make_api_token, sign_device_in
from diary.models import Patient, User
from tests.cast import agree, start_course, treat

HOUR = timedelta(hours=1)
# Long enough that no clock which is put back, and no entry of theirs, lies before they came.
THERE_SINCE = timedelta(days=30)
# Red flags that are in no combination: each makes one alert of its own.
CODES = (
    "needle-left-in",
    "burn-blister",
    "back-lump-shape",
    "pregnancy-warning",
    "bleeding-wont-stop",
    "face-droop",
    "thoughts-of-self-harm",
    "limb-cannot-move",
    "cannot-stand-walk",
    "tummy-pain-bad",
)
SENDERS = 24
PAUSE = 0.3
ACKNOWLEDGED_SHARE = 0.9
ACKNOWLEDGED_AFTER = 1.0


@dataclass(frozen=True, slots=True)
class Phone:
    patient: UUID
    cookie: str


@dataclass(frozen=True, slots=True)
class Sent:
    """One entry that the server has answered for: who, which red flag, and when it said so (monotonic seconds)."""

    patient: UUID
    code: str
    at: float


@dataclass(frozen=True, slots=True)
class People:
    """Who takes part. `silent` maps patients whose flare falls silent during the run to the moment it becomes due."""

    token: str
    phones: list[Phone]
    silent: dict[UUID, datetime]


def make_people(*, phones: int, silent: int, seconds: float, hook: str, rng: random.Random) -> People:
    """A clinic with one practitioner who hears by webhook, and her patients; through actions, before anything runs."""
    now = datetime.now(UTC)
    then = now - THERE_SINCE
    clinic = create_clinic(name="Harbour", now=then)
    anna = create_staff(clinic=clinic, email="anna@harbour.example", name="Anna", roles=["practitioner"])
    alerts.add_contact_point(user_id=anna.pk, channel="webhook", address=hook, now=now)
    made = [Phone(patient.pk, sign_device_in(user=patient.user, now=now)) for patient in patients(anna, then, phones)]
    due: dict[UUID, datetime] = {}
    for patient in patients(anna, then, silent):
        # The web server needs half a minute to start; the rest falls into the time of the faults.
        ended_at = now - 72 * HOUR + timedelta(seconds=rng.uniform(60, 60 + seconds * 0.7))
        fall_silent(patient, anna, ended_at)
        due[patient.pk] = ended_at + 72 * HOUR
    return People(make_api_token(user=anna, now=now), made, due)


def patients(anna: User, now: datetime, number: int) -> Iterator[Patient]:
    for _ in range(number):
        patient = create_patient(by=anna, now=now, name="Nora Canary", birth_date=date(1957, 4, 12))
        agree(patient, now)
        yield patient


def fall_silent(patient: Patient, anna: User, ended_at: datetime) -> None:
    course = start_course(patient, anna, ended_at - 90 * HOUR)
    for hours in (68, 44, 20):
        log_score(patient, ended_at - hours * HOUR, 3)
    treat(course, anna, ended_at)
    log_score(patient, ended_at + 30 * HOUR, 6)


def log_score(patient: Patient, at: datetime, nrs: int) -> None:
    record_entry(
        patient=patient,
        by=patient.user,
        entry_id=uuid7(),
        body=EntryBody(recorded_at=at, time_zone="Europe/London", nrs_average=nrs),
        now=at,
    )


@dataclass
class Crowd:
    """Everybody's traffic with one running server."""

    base_url: str
    people: People
    rng: random.Random
    sent: list[Sent] = field(default_factory=list)
    acknowledged: dict[str, float] = field(default_factory=dict)
    refused: list[int] = field(default_factory=list)
    planned: int = 0
    tries: int = 0
    _seen: set[str] = field(default_factory=set)
    _to_acknowledge: "Queue[tuple[float, str]]" = field(default_factory=Queue)
    _stop: threading.Event = field(default_factory=threading.Event)

    def call(self, method: str, path: str, body: object, headers: dict[str, str]) -> int:
        """The status of one call; 0 when no answer came."""
        self.tries += 1
        connection = http.client.HTTPConnection(urlsplit(self.base_url).netloc, timeout=10)
        try:
            connection.request(
                method, f"/api/v1/{path}", json.dumps(body), {"Content-Type": "application/json", **headers}
            )
            answer = connection.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def send_all(self, rate: float, seconds: float) -> threading.Thread:
        """Every phone sends its red flags, `rate` entries in a second all together, each until it is answered for."""
        jobs = [(phone, code) for phone in self.people.phones for code in CODES]
        self.rng.shuffle(jobs)
        jobs = jobs[: int(rate * seconds)]
        self.planned = len(jobs)
        thread = threading.Thread(target=self._send_all, args=(jobs, rate), name="phones", daemon=True)
        thread.start()
        return thread

    def _send_all(self, jobs: list[tuple[Phone, str]], rate: float) -> None:
        begin = time.monotonic()
        with ThreadPoolExecutor(SENDERS) as pool:
            for number, (phone, code) in enumerate(jobs):
                time.sleep(max(0.0, begin + number / rate - time.monotonic()))
                pool.submit(self.send, phone, code)

    def send(self, phone: Phone, code: str) -> None:
        entry = uuid7()
        body = {
            "recorded_at": datetime.now(UTC).isoformat(),
            "time_zone": "Europe/London",
            "symptoms": [{"code": code}],
        }
        headers = {"Cookie": f"{settings.DEVICE_COOKIE_NAME}={phone.cookie}", "X-Ebb": "1"}
        while not self._stop.is_set():
            status = self.call("PUT", f"entries/{entry}", body, headers)
            if status in (200, 201):
                self.sent.append(Sent(phone.patient, code, time.monotonic()))
                return
            if 400 <= status < 500 and status not in (408, 429):
                self.refused.append(status)
                return
            time.sleep(PAUSE)

    # --- the practitioner ---

    def notice(self, alert: str) -> None:
        """A message about this alert has arrived: nine times in ten she acknowledges a second later."""
        if alert not in self._seen:
            self._seen.add(alert)
            if self.rng.random() < ACKNOWLEDGED_SHARE:
                self._to_acknowledge.put((time.monotonic() + ACKNOWLEDGED_AFTER, alert))

    def acknowledge_as_they_come(self) -> threading.Thread:
        thread = threading.Thread(target=self._acknowledge, name="anna", daemon=True)
        thread.start()
        return thread

    def _acknowledge(self) -> None:
        headers = {"Authorization": f"Bearer {self.people.token}"}
        while not self._stop.is_set():
            with suppress(Empty):
                at, alert = self._to_acknowledge.get(timeout=0.2)
                time.sleep(max(0.0, at - time.monotonic()))
                status = 0
                while status not in (200, 409) and not self._stop.is_set():
                    status = self.call("POST", f"alerts/{alert}/acknowledge", {}, headers)
                    if status != 200:
                        time.sleep(PAUSE)
                if status == 200:
                    self.acknowledged[alert] = time.monotonic()

    def stop(self) -> None:
        self._stop.set()
