"""Who asks: phones that go through the week as fast as they are answered, and practitioners who look at their worklists."""

import http.client
import json
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from alerts.fields import uuid7
from tests.load.ledger import Call, Ledger
from tests.load.people import People, Person
from tests.load.week import Said, Visit

TIMEOUT = 30.0
TRIES = 5
PAUSE = 0.5
AGAIN = (0, 408, 429, 500, 502, 503, 504)  # what a phone tries again
POLL_SECONDS = 5.0
AT_ONCE = 20  # alerts that a practitioner acknowledges before she looks again


class Line:
    """One client's connection, kept as a browser keeps it."""

    def __init__(self, base_url: str, ledger: Ledger) -> None:
        self.ledger = ledger
        self._connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=TIMEOUT)

    def ask(self, route: str, method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, bytes, float]:
        """Status (0: no answer), bytes, and when it came; noted in the ledger under `route`."""
        began = time.monotonic()
        payload = None if body is None else json.dumps(body)
        told = {"Content-Type": "application/json", **headers}
        is_kept = self._connection.sock is not None
        answered = self._ask(method, path, payload, told)
        if answered is None and is_kept:  # the server hangs up on who was quiet for long; a browser knocks again too
            answered = self._ask(method, path, payload, told)
        status, data = answered or (0, b"")
        ended = time.monotonic()
        self.ledger.note(Call(route, status, began, ended))
        return status, data, ended

    def _ask(self, method: str, path: str, payload: str | None, headers: dict[str, str]) -> tuple[int, bytes] | None:
        try:
            self._connection.request(method, f"/api/v1/{path}", payload, headers)
            answer = self._connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return None


@dataclass
class Load:
    """Everybody's traffic. `done` counts the visits that were made, `hours` is how far into the week they are."""

    base_url: str
    people: People
    ledger: Ledger
    done: int = 0
    hours: float = 0.0
    _todo: "queue.SimpleQueue[Visit]" = field(default_factory=queue.SimpleQueue)
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self, visits: Iterable[Visit], clients: int, seconds: float, say: Callable[[str], None]) -> None:
        """Until the week is over, or `seconds` are; then every client ends its visit."""
        for visit in visits:
            self._todo.put(visit)
        total = self._todo.qsize()
        threads = [threading.Thread(target=self._phones, daemon=True) for _ in range(clients)]
        practitioners = [
            threading.Thread(target=self._practitioner, args=(token,), daemon=True) for token in self.people.tokens
        ]
        began = time.monotonic()
        for thread in (*threads, *practitioners):
            thread.start()
        for spent in self._seconds(seconds, threads):
            say(
                f"  {spent:5.0f} s  day {self.hours / 24:3.1f}, {self.done:,} of {total:,} visits, {len(self.ledger.calls):,} calls"
            )
        self._stop.set()
        for thread in (*threads, *practitioners):
            thread.join()
        say(f"  {time.monotonic() - began:5.0f} s  {self.done:,} of {total:,} visits were made")

    def _seconds(self, limit: float, threads: list[threading.Thread]) -> Iterator[float]:
        """The seconds so far, every ten, while somebody has something to do."""
        began = time.monotonic()
        while any(thread.is_alive() for thread in threads) and time.monotonic() < began + limit:
            end = min(time.monotonic() + 10, began + limit)
            while any(thread.is_alive() for thread in threads) and time.monotonic() < end:
                time.sleep(0.1)
            yield time.monotonic() - began

    # --- phones ---

    def _phones(self) -> None:
        line = Line(self.base_url, self.ledger)
        with suppress(queue.Empty):
            while not self._stop.is_set():
                visit = self._todo.get_nowait()
                person = self.people.patients[visit.patient]
                for said in visit.says:
                    self._send(line, person, said)
                if visit.looks:
                    line.ask("GET entries", "GET", "entries?limit=50", None, person.headers)
                self.done += 1
                self.hours = max(self.hours, visit.hours)

    def _send(self, line: Line, person: Person, said: Said) -> None:
        body: dict[str, Any] = {
            "recorded_at": (person.treated_at + timedelta(hours=said.hours)).isoformat(),
            "time_zone": "Europe/London",
            "nrs_average": said.nrs,
        }
        if said.code:
            body["symptoms"] = [{"code": said.code}]
        path = f"entries/{uuid7()}"
        for _ in range(TRIES):
            status, _, at = line.ask("PUT entry", "PUT", path, body, person.headers)
            if status in (200, 201) and said.raises:
                self.ledger.want(person.patient, said.raises, at)
            if status not in AGAIN:
                return
            time.sleep(PAUSE)

    # --- practitioners ---

    def _practitioner(self, token: str) -> None:
        line, headers = Line(self.base_url, self.ledger), {"Authorization": f"Bearer {token}"}
        while not self._stop.is_set():
            status, data, _ = line.ask("GET worklist", "GET", "worklist?limit=50", None, headers)
            if status == 200:
                for alert in open_alerts(json.loads(data))[:AT_ONCE]:
                    status, _, _ = line.ask("POST acknowledge", "POST", f"alerts/{alert}/acknowledge", {}, headers)
                    if status == 200:
                        self.ledger.seen.add(alert)
            self._stop.wait(POLL_SECONDS)


def open_alerts(worklist: dict[str, Any]) -> list[str]:
    """The ids of those that nobody has answered yet."""
    return [str(each["id"]) for each in worklist["results"] if each["state"] == "open"]
