"""People who use a running Ebb over HTTP, and the mailbox and webhook where its messages arrive."""

import asyncio
import http.client
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from alerts.fields import uuid7
from config.stack import free_port
from tests.services import Ebb

HOUR = timedelta(hours=1)


def now() -> datetime:
    return datetime.now(UTC)


def wait_for(question: Callable[[], Any], seconds: float, every: float = 0.05) -> Any:
    """The first true answer to `question`, or its last false one after `seconds`."""
    end = time.monotonic() + seconds
    while True:
        answer = question()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(every)


class Person:
    """Somebody at the API of a running Ebb: staff with a token, a patient with the cookie of their phone."""

    def __init__(self, ebb: Ebb, headers: dict[str, str] | None = None) -> None:
        self.address = urlsplit(ebb.base_url).netloc
        self.headers = {"Content-Type": "application/json", **(headers or {})}

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Status and JSON of one call."""
        status, data = self.ask_bytes(method, path, body, **headers)
        return status, json.loads(data) if data else None

    def ask_bytes(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, bytes]:
        """Status and bytes of one call; a cookie that comes with it is kept, as a browser would."""
        connection = http.client.HTTPConnection(self.address, timeout=30)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            payload = None if body is None else json.dumps(body)
            connection.request(method, f"/api/v1/{path}", payload, {**self.headers, **named})
            answer = connection.getresponse()
            data = answer.read()
            if cookies := answer.headers.get_all("Set-Cookie"):
                self.headers |= {"Cookie": "; ".join(each.partition(";")[0] for each in cookies), "X-Ebb": "1"}
            return answer.status, data
        finally:
            connection.close()

    def get(self, path: str) -> Any:
        status, answer = self.ask("GET", path)
        assert status == 200, answer
        return answer

    def post(self, path: str, body: Any = None) -> Any:
        status, answer = self.ask("POST", path, body)
        assert status in (200, 201), answer
        return answer


@dataclass
class Patient:
    """A patient with a paired phone, and the practitioner who treats them."""

    phone: Person
    anna: Person
    id: str
    course: str

    def treat(self, ended_at: datetime, **more: Any) -> Any:
        return self.anna.post(
            "sessions",
            {
                "course": self.course,
                "ended_at": ended_at.isoformat(),
                "modality": "acupuncture",
                "regions": ["low-back"],
                **more,
            },
        )

    def log(self, at: datetime, nrs: int | None = None, *symptoms: str, pk: UUID | None = None, **more: Any) -> Any:
        """PUT an entry and return the answer."""
        status, answer = self.put(pk or uuid7(), at, nrs, *symptoms, **more)
        assert status in (200, 201), answer
        return answer

    def put(self, pk: UUID, at: datetime, nrs: int | None = None, *symptoms: str, **more: Any) -> tuple[int, Any]:
        body: dict[str, Any] = {
            "recorded_at": at.isoformat(),
            "time_zone": "Europe/London",
            "nrs_average": nrs,
            "symptoms": [{"code": code} for code in symptoms],
            **more,
        }
        return self.phone.ask("PUT", f"entries/{pk}", body)

    def put_many_times(self, times: int, at: datetime, nrs: int, *symptoms: str) -> list[int]:
        """The same PUT `times` times, as many at once as a browser would never send; the statuses."""
        pk = uuid7()
        with ThreadPoolExecutor(max_workers=40) as pool:
            return list(pool.map(lambda _: self.put(pk, at, nrs, *symptoms)[0], range(times)))

    def alerts(self, **filters: str) -> list[Any]:
        """Alerts of this patient whose fields have these values."""
        found = self.anna.get(f"alerts?patient={self.id}")["results"]
        return [alert for alert in found if all(alert[name] == value for name, value in filters.items())]


def anna_of(ebb: Ebb) -> Person:
    token = ebb.manage("api_token", "anna@demo.example").splitlines()[-1]
    return Person(ebb, {"Authorization": f"Bearer {token}"})


def new_patient(ebb: Ebb, anna: Person, **course: Any) -> Patient:
    """A new patient of Anna's: added, invited, paired, agreed to monitoring, with a course of treatment."""
    person = anna.post("patients", {"name": "Nora Canary", "birth_date": "1957-04-12", "sex": "female"})
    invitation = anna.post(f"patients/{person['id']}/invitation", {"channel": "qr"})
    phone = Person(ebb)
    status, _ = phone.ask("POST", "pair", {"token": invitation["url"].partition("#t=")[2], "birth_date": "1957-04-12"})
    assert status == 201
    status, _ = phone.ask("PUT", "consents/monitoring", {"given": True, "version": "2026-1"})
    assert status == 200
    body = {
        "patient": person["id"],
        "region": "low-back",
        "chronicity": "persistent",
        "modality": "acupuncture",
        **course,
    }
    return Patient(phone, anna, person["id"], anna.post("courses", body)["id"])


@dataclass
class Mailbox:
    """A mail server on loopback that keeps what it is given. While it `strands`, it takes messages in and never answers for them."""

    port: int = 0
    messages: list[Message] = field(default_factory=list)
    strands: bool = False
    stranded: list[Message] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        message = message_from_bytes(bytes(envelope.content or b""))
        if self.strands:
            self.stranded.append(message)
            await asyncio.sleep(3600)
        self.messages.append(message)
        return "250 Ok"

    def about(self, alert_id: str) -> list[Message]:
        """Messages that link to this alert."""
        return about(alert_id, self.messages)


def about(alert_id: str, messages: list[Message]) -> list[Message]:
    return [message for message in list(messages) if alert_id in str(message.get_payload())]


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox(port=free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()  # type: ignore[no-untyped-call]
    try:
        yield box
    finally:
        controller.stop()  # type: ignore[no-untyped-call]


def kill_tree(pid: int) -> None:
    """SIGKILL a process and all its descendants at once, as a power cut would."""
    family = [pid, *descendants(pid)]
    for each in family:
        os.kill(each, signal.SIGSTOP)
    for each in family:
        os.kill(each, signal.SIGKILL)


def descendants(pid: int) -> list[int]:
    """Process ids below `pid`."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(words[1]), []).append(int(stat.parent.name))
    found, todo = [], [pid]
    while todo:
        children = parents.get(todo.pop(), [])
        found += children
        todo += children
    return found
