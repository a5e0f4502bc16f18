"""A PUT of one entry, whole, over HTTP: Ebb's web server as `./ebb run` starts it (gunicorn, persistent connections) on a PostgreSQL
that syncs every commit, beside a bare Django view and the least that the REST framework needs (`tests/bench/rivals.py`), which ask
for nothing or a token, write one row and judge nothing. CPU per request is that of all processes of the web server and of
PostgreSQL, the median of six rounds in turn. A PUT stores entry, version, assessment and who looked, judges and answers. Short and
long diary had the same 18 visits in a year.
"""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext, setup_test_environment

from alerts.fields import uuid7
from config import stack
from diary.actions.care import create_patient
from diary.actions.progress import complete_review
from diary.models import Entry, Patient
from tests.bench.bench_sweep import _cpu_of, _parent_of, _settle_down
from tests.bench.database import using
from tests.bench.page import Row, at_most
from tests.cast import Api, agree, entry, make_cast, start_course, treat
from tests.postgresql import fresh_database, postgres
from tests.processes import process, wait_until

ROUNDS, REQUESTS, FEW, MANY, PHONES = 6, 48, 10, 1_000, 12
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
VISITS = (*range(330, 300, -4), *range(296, 0, -30))  # days ago: eight, then one a month
MS = "{:.2f} ms CPU"
Ask = Callable[[], None]


def measure() -> list[Row]:
    setup_test_environment()
    with (
        postgres(durable=True) as server,
        fresh_database(server) as url,
        fresh_database(server) as theirs,
        using(url),
        TemporaryDirectory() as folder,
    ):
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        now = datetime.now(UTC)
        short, long = diaries(now)
        token = prepare_rivals(theirs)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            database = _parent_of(cursor.fetchone()[0])
        with (
            served("config.wsgi", url, Path(folder, "ours")) as (ebb, port),
            served("tests.bench.rivals", theirs, Path(folder, "theirs")) as (rivals, theirs_at),
        ):
            bearer = {"Authorization": f"Token {token}"}
            asked: dict[str, tuple[int, Ask]] = {
                "bare": (rivals, asking(theirs_at, lambda: ("POST", "/bare", {}), now)),
                "drf": (rivals, asking(theirs_at, lambda: ("POST", "/drf", bearer), now)),
                "short": (ebb, asking(port, put_by(short), now)),
                "long": (ebb, asking(port, put_by(long), now)),
            }
            cost = compared(asked, database)
        phone = short[0]
        assert phone.log(entry(now - HOUR, 3)).status == 201
        with CaptureQueriesContext(connection) as caught:
            assert phone.log(entry(now, 3)).status == 201
        return list(rows(cost, [query["sql"] for query in caught.captured_queries]))


def rows(cost: dict[str, float], statements: list[str]) -> Iterator[Row]:
    inside = statements[statements.index("BEGIN") : statements.index("COMMIT") + 1]
    yield Row("a bare Django view: parse, one INSERT, answer", MS.format(cost["bare"]))
    yield Row("the least REST framework: token, ModelSerializer, one INSERT", MS.format(cost["drf"]))
    yield Row(f"PUT entries/{{id}}, whole, about {FEW} entries", MS.format(cost["short"]))
    yield at_most("  of the REST framework's", cost["short"] / cost["drf"], 0.5, "{:.2f} times")
    yield at_most("  of the bare view's", cost["short"] / cost["bare"], 2.0, "{:.2f} times")
    yield at_most(
        f"  about {MANY:,} entries of this patient, beside that", cost["long"] / cost["short"], 1.1, "{:.2f} times"
    )
    yield Row(
        "statements in its one transaction, with BEGIN and COMMIT", str(len(inside)), "8 at most", len(inside) <= 8
    )
    yield Row("  and around it: whose phone, PostgreSQL's wall before and after", str(len(statements) - len(inside)))


def diaries(now: datetime) -> tuple[list[Api], list[Api]]:
    """Phones of patients with few entries, and of some with many; they were treated alike."""
    cast = make_cast(now - 400 * DAY)
    phones: tuple[list[Api], list[Api]] = ([], [])
    for number in range(2 * PHONES):
        patient = create_patient(
            by=cast.anna, now=now - 390 * DAY, name=f"Patient {number}", birth_date=date(1970, 1, 1)
        )
        agree(patient, now - 390 * DAY)
        course = start_course(patient, cast.anna, now - 380 * DAY)
        for days in VISITS:
            treat(course, cast.anna, now - days * DAY)
        complete_review(course=course, plan="continue", by=cast.anna, now=now - 200 * DAY)
        is_long = number >= PHONES
        write(patient, now, MANY if is_long else FEW)
        phones[is_long].append(Api(patient.user, by="device"))
    _settle_down()
    return phones


def write(patient: Patient, now: datetime, count: int) -> None:
    """So many calm scores, eight hours apart, without their judgements: those were made when they came, and are not read."""
    treated = list(patient.sessions.order_by("-ended_at"))
    moments = [now - 10 * HOUR - number * 8 * HOUR for number in range(count)]
    last = {at: next((each for each in treated if each.ended_at <= at), None) for at in moments}
    Entry.objects.bulk_create(
        Entry(
            pk=uuid7(),
            patient=patient,
            session=last[at],
            course_id=last[at] and last[at].course_id,
            revision=1,
            recorded_at=at,
            received_at=at,
            time_zone="Europe/London",
            nrs_average=3,
            details={},
            content_hash=str(number),
        )
        for number, at in enumerate(moments)
    )


def prepare_rivals(url: str) -> str:
    made = subprocess.run(
        [sys.executable, "-m", "tests.bench.rivals"],
        env={**os.environ, "DATABASE_URL": url},
        stdout=subprocess.PIPE,
        check=True,
    )
    return made.stdout.decode().split()[-1]


@contextmanager
def served(application: str, url: str, folder: Path) -> Iterator[tuple[int, int]]:
    """The process id and the port of a web server that runs as Ebb's does, but for what it serves."""
    stack.make_folder(folder)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    command = [application if word == "config.wsgi" else word for word in stack.web_command(folder, "127.0.0.1", port)]
    environment = {**os.environ, "DATABASE_URL": url, "PORT": str(port), "DJANGO_SETTINGS_MODULE": "config.settings"}
    log = folder / "web.log"
    with process(command, stop_signal=signal.SIGTERM, log=log, environment=environment) as running:
        wait_until(lambda: answers(port), running, log)
        yield running.pid, port


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def put_by(phones: list[Api]) -> Callable[[], tuple[str, str, dict[str, str]]]:
    def put() -> tuple[str, str, dict[str, str]]:
        phone = random.choice(phones)
        cookie = f"{settings.DEVICE_COOKIE_NAME}={phone.cookie}"
        return "PUT", f"/api/v1/entries/{uuid7()}", {"Cookie": cookie, "X-Ebb": "1"}

    return put


def asking(port: int, question: Callable[[], tuple[str, str, dict[str, str]]], now: datetime) -> Ask:
    moments = iter(now - 9 * HOUR + number * timedelta(seconds=1) for number in range(10_000))

    def ask() -> None:
        method, path, headers = question()
        body: dict[str, Any] = entry(next(moments), 3)
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        client.request(method, path, json.dumps(body), {"Content-Type": "application/json", **headers})
        answer = client.getresponse()
        assert answer.status == 201, answer.read()
        answer.read()
        client.close()

    return ask


def compared(asked: dict[str, tuple[int, Ask]], database: int) -> dict[str, float]:
    """CPU milliseconds of one request to each: the web server's processes and the database's. The first round warms up."""
    found: dict[str, list[float]] = {name: [] for name in asked}
    for number in range(ROUNDS + 1):
        for name, (server, ask) in asked.items():
            before = _cpu_of_web(server) + _cpu_of(database)
            for _ in range(REQUESTS):
                ask()
            if number:
                found[name].append((_cpu_of_web(server) + _cpu_of(database) - before) / REQUESTS * 1000)
    return {name: median(each) for name, each in found.items()}


def _cpu_of_web(master: int) -> float:
    """Seconds of all threads of gunicorn's workers."""
    workers = Path("/proc", str(master), "task", str(master), "children").read_text().split()
    threads = (thread for pid in workers for thread in Path("/proc", pid, "task").iterdir())
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9
