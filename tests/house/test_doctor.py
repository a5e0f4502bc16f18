"""`./ebb doctor`: each line is seen to be well, and to go wrong."""

import io
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from django.core import mail as outbox
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from pytest_django.fixtures import Settings
from pytest_httpserver import HTTPServer

from alerts import actions as alerts
from alerts.models import Alert, Delivery, SweepBeat
from config import backup, doctor, reaching_out, rows, secrets, stack
from config.doctor import BROKEN, LOOK, OK, Line, Part, examine
from diary.actions.drilling import start_drill
from diary.models import Session
from tests.cast import Api, Cast, entry, make_cast, start_course, treat

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    return make_cast(now)


def seen(part: Part, now: datetime, name: str) -> Line:
    """The line of that name; there must be one."""
    (line,) = [line for line in examine([part], now) if line.name == name]
    assert line.state == OK or line.do, "a line that is not well says what to do"
    return line


def refuse(*_: object) -> None:
    raise DatabaseError("connection refused\nand more")


def test_a_database_that_does_not_answer_is_a_line_and_no_end(
    db: None, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert seen(doctor.database, now, "database").state == OK
    with monkeypatch.context() as away:
        away.setattr(connection, "cursor", refuse)
        lines = {line.name: line for line in examine(doctor.INSIDE, now)}
    assert lines["database"].state == BROKEN
    assert lines["database"].found == "does not answer: connection refused"
    assert lines["waiting"].state == BROKEN
    assert lines["disk"].state == OK


def test_a_sqlite_that_does_not_sync_is_broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    there = SimpleNamespace(cursor=lambda: closing(sqlite3.connect(tmp_path / "ebb.sqlite3").cursor()))
    monkeypatch.setattr(doctor, "connection", there)
    assert list(doctor.sqlite_syncs()) == []
    there.cursor = lambda: closing(hasty(tmp_path / "ebb.sqlite3"))
    assert [line.state for line in doctor.sqlite_syncs()] == [BROKEN]


def hasty(file: Path) -> sqlite3.Cursor:
    cursor = sqlite3.connect(file).cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    return cursor


def test_tables_of_an_older_and_of_a_later_version_are_broken(db: None, now: datetime) -> None:
    assert seen(doctor.migrations, now, "tables").state == OK
    MigrationRecorder(connection).record_applied("diary", "0015_squashed_0018_of_an_earlier_version")
    assert seen(doctor.migrations, now, "tables").state == OK
    recorder = MigrationRecorder(connection)
    app, last = "diary", rows.last_migrations(connection)["diary"]
    replaced = MigrationLoader(connection).disk_migrations[app, last].replaces
    for name in (last, *(old for _, old in replaced)):
        recorder.record_unapplied(app, name)
    assert seen(doctor.migrations, now, "tables").do == "./ebb upgrade"
    recorder.record_applied(app, last)
    recorder.record_applied("diary", "0999_of_tomorrow")
    line = seen(doctor.migrations, now, "tables")
    assert line.state == BROKEN
    assert "0999_of_tomorrow" in line.found


def test_an_unsafe_setting_is_a_line_with_its_number(db: None, now: datetime, settings: Settings) -> None:
    assert BROKEN not in {line.state for line in examine([doctor.checks], now)}
    settings.IS_HTTPS = True
    found = [line.found[:8] for line in examine([doctor.checks], now) if line.state == BROKEN]
    assert "ebb.E005" in found


def test_keys_that_others_can_read_are_broken(now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert seen(doctor.keys, now, "secrets").found == "from the environment"
    for name in secrets.NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("EBB_VAR", str(tmp_path))
    secrets.create_missing()
    assert "3 in" in seen(doctor.keys, now, "secrets").found
    (tmp_path / "secrets" / "EBB_FIELD_KEYS").chmod(0o644)
    assert seen(doctor.keys, now, "secrets").state == BROKEN


def test_a_clock_apart_from_the_databases_is_broken(cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    assert seen(doctor.clock, now, "clock").state == OK
    SweepBeat.objects.create(name="sweeper", last_ok_at=now, off_by=2 * HOUR, suspected=HOUR)
    assert seen(doctor.clock, now, "clock").state == LOOK
    monkeypatch.setattr(doctor, "now_there", lambda: datetime.now(UTC) + timedelta(seconds=30))
    assert "30 s apart" in seen(doctor.clock, now, "clock").found


def test_one_lane_that_is_silent_is_worth_a_look_and_two_are_broken(db: None, now: datetime) -> None:
    states = lambda: [line.state for line in examine([doctor.sweeps], now)]  # noqa: E731
    assert states() == [BROKEN, BROKEN]
    SweepBeat.objects.create(name="sweeper", last_ok_at=now)
    assert states() == [OK, LOOK]
    SweepBeat.objects.create(name="celery", last_ok_at=now - HOUR)
    assert states() == [OK, LOOK]
    SweepBeat.objects.filter(name="celery").update(last_ok_at=now)
    assert states() == [OK, OK]


def test_what_is_late_is_broken(cast: Cast, now: datetime) -> None:
    assert {line.state for line in examine([doctor.waiting], now)} == {OK}
    treat(start_course(cast.maya, cast.anna, now - DAY), cast.anna, now - HOUR)
    Api(cast.maya.user, by="device").log(entry(now, 7, "chest-pain"))
    Session.objects.update(look_again_at=now - HOUR)
    Delivery.objects.update(next_attempt_at=now - HOUR)
    Alert.objects.update(next_rung_at=now - HOUR)
    lines = {line.name: line.state for line in examine([doctor.waiting], now)}
    assert lines == {"messages": BROKEN, "alerts": BROKEN, "judging": BROKEN}


def test_what_is_set_aside_is_worth_a_look(db: None, now: datetime) -> None:
    alerts.set_aside(kind="judge", row=uuid4(), error=ValueError("6 out of 10"), now=now)
    line = seen(doctor.waiting, now, "set aside")
    assert (line.state, line.found) == (LOOK, "1 judge")


def test_a_drill_that_was_long_ago_is_worth_a_look(cast: Cast, now: datetime, settings: Settings) -> None:
    settings.IS_DEMO = False
    assert seen(doctor.drills, now, "drill").state == LOOK
    start_drill(clinic=cast.harbour, now=now - 10 * DAY)
    assert "10 days ago" in seen(doctor.drills, now, "drill").found
    start_drill(clinic=cast.hill, now=now)
    assert seen(doctor.drills, now, "drill").state == OK


@pytest.mark.parametrize(("free", "expected"), [(9e9, OK), (1e9, LOOK), (1e6, BROKEN)])
def test_a_full_disk_is_told(now: datetime, monkeypatch: pytest.MonkeyPatch, free: float, expected: str) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert seen(doctor.disk, now, "disk").state == expected


@pytest.mark.parametrize(
    ("made", "demo", "expected"),
    [(None, False, LOOK), (None, True, OK), (HOUR, False, OK), (2 * DAY, False, LOOK)],
    ids=["never", "never in the demo", "an hour ago", "two days ago"],
)
def test_a_backup_that_is_missing_or_old_is_told(
    now: datetime, settings: Settings, tmp_path: Path, made: timedelta | None, demo: bool, expected: str
) -> None:
    settings.VAR, settings.IS_DEMO = tmp_path, demo
    if made is not None:
        (tmp_path / backup.LAST).write_text((now - made).isoformat())
    assert seen(doctor.backups, now, "backup").state == expected


# --- Of others --------------------------------------------------------------------------------------------------------


@pytest.fixture
def mail_server() -> Iterator[Controller]:
    server = Controller(Sink(), hostname="127.0.0.1", port=stack.free_port())
    server.start()
    yield server
    server.stop()


def test_a_mail_server_is_greeted_and_nothing_is_sent(
    now: datetime, settings: Settings, mail_server: Controller
) -> None:
    settings.EMAIL_BACKEND = reaching_out.SMTP_BACKEND
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_server.port
    assert seen(reaching_out.mail, now, "e-mail").state == OK
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "ebb", "wrong"
    assert seen(reaching_out.mail, now, "e-mail").state == BROKEN
    settings.EMAIL_PORT = stack.free_port()
    assert "ConnectionRefusedError" in seen(reaching_out.mail, now, "e-mail").found


def test_mail_into_files_is_for_the_demo_alone(now: datetime, settings: Settings) -> None:
    settings.EMAIL_BACKEND = reaching_out.FILE_BACKEND
    assert seen(reaching_out.mail, now, "e-mail").state == OK
    settings.IS_DEMO = False
    assert seen(reaching_out.mail, now, "e-mail").state == BROKEN


def test_a_test_letter_goes_only_to_whom_it_is_sent(now: datetime) -> None:
    part = reaching_out.sending("erin@quay.example")
    assert seen(part, now, "test letter").state == OK
    (letter,) = outbox.outbox
    assert letter.to == ["erin@quay.example"]


def test_a_letter_that_is_refused_is_broken(now: datetime, settings: Settings) -> None:
    settings.EMAIL_BACKEND = reaching_out.SMTP_BACKEND
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", stack.free_port()
    assert seen(reaching_out.sending("erin@quay.example"), now, "test letter").state == BROKEN


def test_a_broker_that_is_away_or_serves_nobody_is_worth_a_look(
    now: datetime, settings: Settings, valkey_url: str, tmp_path: Path
) -> None:
    settings.VAR, settings.BROKER_ADDRESS = tmp_path, ""
    assert seen(reaching_out.broker, now, "broker").found == "none is running"
    settings.BROKER_ADDRESS = f"redis://:sesame@127.0.0.1:{stack.free_port()}/0"
    line = seen(reaching_out.broker, now, "broker")
    assert line.state == LOOK
    assert "sesame" not in line.found
    settings.BROKER_ADDRESS = valkey_url
    assert seen(reaching_out.broker, now, "broker").state == OK
    assert seen(reaching_out.broker, now, "worker").found == "none answers"


def test_the_address_must_lead_here(now: datetime, settings: Settings, httpserver: HTTPServer) -> None:
    settings.BASE_URL = httpserver.url_for("").rstrip("/")
    httpserver.expect_ordered_request("/readyz").respond_with_json({"status": "ok"})
    httpserver.expect_ordered_request("/readyz").respond_with_json({"status": "nobody sweeps yet"}, status=503)
    assert seen(reaching_out.address, now, "address").state == OK
    assert seen(reaching_out.address, now, "address").found.endswith("answers 503")
    settings.BASE_URL = f"https://127.0.0.1:{httpserver.port}"
    assert seen(reaching_out.address, now, "address").state == BROKEN
    settings.IS_DEMO, settings.BASE_URL = False, f"http://127.0.0.1:{stack.free_port()}"
    assert [line.state for line in examine([reaching_out.address], now)] == [BROKEN, BROKEN]


@pytest.mark.parametrize(("days", "expected"), [(60, OK), (10, LOOK), (1, BROKEN), (-3, BROKEN)])
def test_a_certificate_that_ends_soon_is_told(now: datetime, days: int, expected: str) -> None:
    assert reaching_out.until((now + days * DAY).timestamp(), now).state == expected


def test_the_command_prints_every_line_and_fails_when_one_is_broken(db: None, settings: Settings) -> None:
    settings.BASE_URL = f"http://127.0.0.1:{stack.free_port()}"
    said = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", stdout=said)
    assert ended.value.code == 1
    assert "broken  the sweeper    has never swept" in said.getvalue()
    assert "-> ./ebb run" in said.getvalue()
    assert "ok      versions" in said.getvalue()
    assert said.getvalue().splitlines()[-1].endswith(" ok.")
