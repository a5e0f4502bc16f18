"""The restore drill: two clinics are backed up, brought back elsewhere, and every row compared."""

import io
import json
import os
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dj_database_url
import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from alerts.fields import uuid7
from alerts.models import Alert, Delivery
from config import backup, rows, secrets
from config.sealed_file import Reader, Writer
from diary.actions.care import create_clinic
from diary.actions.erasing import ask_for_erasure
from diary.models import Clinic, Entry, Patient
from tests.cast import Api, Cast, entry, make_cast
from tests.house.source import ROOT
from tests.postgresql import fresh_database

KEY = "the operator's own key"
NOTE = "I am worried: 7 — “numb” 麻"
HOUR = timedelta(hours=1)


def quietly(number: int, part: float | None) -> None:
    """Nobody watches."""


def backed_up(file: Path, **more: Any) -> Path:
    backup.make(file, key=KEY, version="1", now=datetime.now(UTC), progress=quietly, **more)
    return file


def restored(file: Path, into: dict[str, Any], *, replace: bool = False) -> dict[str, int]:
    return backup.restore(file, key=KEY, into=into, replace=replace, now=datetime.now(UTC), progress=quietly)


def as_file(place: Path) -> dict[str, Any]:
    options = {"transaction_mode": "IMMEDIATE", "init_command": settings.SQLITE_PRAGMAS}
    here = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(place), "OPTIONS": options}
    return {**connection.settings_dict, "USER": "", "PASSWORD": "", "HOST": "", "PORT": "", **here}


@contextmanager
def empty_server() -> Iterator[dict[str, Any]]:
    """A new database on the server of this run."""
    with fresh_database(os.environ["DATABASE_URL"]) as url:
        yield {**connection.settings_dict, **dj_database_url.parse(url), "URL": url}


def content(of: dict[str, Any] | None = None) -> list[Any]:
    with rows.one_moment(of) as there:
        return [rows.line(said) for said in rows.out(there)]


def older() -> tuple[dict[str, str], dict[str, list[str]]]:
    """Where a database stood before our last migration, and the columns that it had."""
    loader = MigrationLoader(None)
    nodes = dict(loader.graph.leaf_nodes())
    before = loader.graph.node_map["diary", nodes["diary"]].parents
    nodes["diary"] = next(node.key[1] for node in before if node.key[0] == "diary")
    models = loader.project_state(list(nodes.items())).apps.get_models(include_auto_created=True)
    return nodes, {model._meta.db_table: [field.column for field in rows.fields_of(model)] for model in models}


def narrowed(lines: list[Any], columns: dict[str, list[str]]) -> list[Any]:
    """The same lines as a program said them that did not know our last migration yet."""
    kept, chosen = [], []
    for said in map(json.loads, lines):
        if "table" in said:
            chosen = [said["columns"].index(name) for name in columns.get(said["table"], ())]
            said["columns"] = columns.get(said["table"], [])
        elif "counts" in said:
            said["counts"] = {table: count for table, count in said["counts"].items() if table in columns}
        elif isinstance(said, list):
            said = [said[place] for place in chosen]
        if said and ("table" not in said or said["table"] in columns):
            kept.append(rows.line(said))
    return kept


def as_if_older(file: Path) -> Path:
    """The same backup as that program would have made it."""
    nodes, columns = older()
    first, *lines = unpacked(file)
    with file.with_suffix(".older").open("wb") as target:
        writer = Writer(target, KEY, {**backup.facts_of(file), "migrations": nodes})
        writer.write(zlib.compress(b"".join([first, *narrowed(lines, columns)])))
        writer.close()
    return file.with_suffix(".older")


@pytest.fixture
def filled(transactional_db: None) -> Cast:
    """Two clinics; Maya has told of a red flag, in her own words; its message is on its way."""
    now = datetime.now(UTC)
    cast = make_cast(now)
    Api(cast.maya.user, by="device").log(entry(now - HOUR, 7, "saddle-numb", note=NOTE))
    assert Alert.objects.get(rule="red_flag").state == "open"
    Delivery.objects.update(state="claimed", claim_token=uuid7(), claimed_until=now + HOUR)
    return cast


@pytest.mark.timeout(240)
def test_everything_comes_back_on_each_database_and_from_one_to_the_other(filled: Cast, tmp_path: Path) -> None:
    before = content()
    assert len(before) > 60
    place = tmp_path / "ebb.sqlite3"
    restored(as_if_older(backed_up(tmp_path / "first")), as_file(place))
    of_then = older()[1]
    assert narrowed(content(as_file(place)), of_then) == narrowed(before, of_then)
    with rows.aside(as_file(place)) as there:
        all_is_guarded_there(there)
    if connection.vendor == "postgresql":
        before = content(as_file(place))
        with empty_server() as server:
            restored(backed_up(tmp_path / "second", of=as_file(place)), server)
            assert content(server) == before
            with rows.aside(server) as there:
                all_is_guarded_there(there)
                walls_stand_there(there)
            restored(tmp_path / "second", server, replace=True)
            assert content(server) == before
            keep_in_months(server)
            restored(backed_up(tmp_path / "third", of=server), server, replace=True)
            assert content(server) == before
            keep_in_months(server)
            assert content(server) == before
            with rows.aside(server) as there, there.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM information_schema.schemata WHERE schema_name LIKE 'before_restore_%'"
                )
                assert cursor.fetchone() == (2,)


def keep_in_months(there: dict[str, Any]) -> None:
    """As somebody does who runs it: `./ebb partitions --begin`."""
    environment = {**os.environ, "DATABASE_URL": there["URL"]}
    subprocess.run([sys.executable, "manage.py", "partitions", "--begin"], cwd=ROOT, env=environment, check=True)


def all_is_guarded_there(there: Any) -> None:
    """It stands where today's migrations end, its history cannot be changed, and its numbers go on where they were."""
    assert rows.last_migrations(there) == rows.last_migrations(connection)
    assert Entry.objects.using(rows.ASIDE).get().details["note"] == NOTE
    with pytest.raises(DatabaseError, match="cannot be changed"), there.cursor() as cursor:
        cursor.execute("UPDATE alerts_alertevent SET seq = 99")
    with pytest.raises(DatabaseError, match="cannot be deleted"), there.cursor() as cursor:
        cursor.execute("DELETE FROM diary_auditevent")


def walls_stand_there(there: Any) -> None:
    with there.cursor() as cursor:
        cursor.execute("SELECT set_config('ebb.wall', 'outside', false)")
        cursor.execute("SELECT count(*) FROM diary_patient")
        assert cursor.fetchone() == (0,)


def test_who_writes_meanwhile_is_neither_held_up_nor_half_in_it(filled: Cast) -> None:
    with rows.one_moment() as there:
        lines = rows.out(there)
        first = next(lines)
        create_clinic(name="Meanwhile", now=datetime.now(UTC))
        names = [row for row in lines if isinstance(row, tuple) and "Meanwhile" in row]
    assert first["table"] == "account_emailaddress"
    assert names == []
    assert Clinic.objects.filter(name="Meanwhile").exists()


def test_a_database_that_holds_anybody_is_not_overwritten(filled: Cast, tmp_path: Path) -> None:
    before = content()
    with pytest.raises(backup.BackupError, match="not empty"):
        restored(backed_up(tmp_path / "file"), connection.settings_dict)
    assert content() == before


def altered(file: Path, old: bytes, new: bytes, *, facts: dict[str, Any] | None = None) -> Path:
    """A backup with a true seal and untrue content: only a program of ours could have made it."""
    other = file.with_suffix(".altered")
    lines = [line.replace(old, new) for line in unpacked(file)]
    with other.open("wb") as target:
        writer = Writer(target, KEY, {**backup.facts_of(file), **(facts or {})})
        writer.write(zlib.compress(b"".join(lines)))
        writer.close()
    return other


def unpacked(file: Path) -> list[bytes]:
    with file.open("rb") as source:
        return zlib.decompress(b"".join(Reader(source).pieces(KEY))).splitlines(keepends=True)


def test_what_goes_wrong_half_way_leaves_nothing_behind(db: None, tmp_path: Path) -> None:
    broken = altered(backed_up(tmp_path / "file"), b'"diary_share"', b'"diary_shore"')
    backup.verify(broken, key=KEY, progress=quietly)
    place = tmp_path / "ebb.sqlite3"
    place.write_bytes(b"of before")
    with pytest.raises(backup.BackupError, match="diary_shore"):
        restored(broken, as_file(place), replace=True)
    assert [file.name for file in tmp_path.glob("ebb.sqlite3*")] == ["ebb.sqlite3"]
    assert place.read_bytes() == b"of before"


def test_a_backup_of_a_later_version_is_refused(db: None, tmp_path: Path) -> None:
    later = altered(backed_up(tmp_path / "file"), b"", b"", facts={"migrations": {"diary": "0999_of_tomorrow"}})
    with pytest.raises(backup.BackupError, match="0999_of_tomorrow"):
        restored(later, as_file(tmp_path / "ebb.sqlite3"))
    assert list(tmp_path.glob("ebb.sqlite3*")) == []


def test_a_backup_from_before_migrations_were_squashed_is_brought_back_in_their_steps() -> None:
    between, end = ("diary", "0015_a_second_wall"), ("diary", "0014_what_a_clinic_does_again")
    assert rows.stand_of(dict([between])) == [between]
    assert between in rows.InSteps(None, [between]).graph.nodes
    squashed = ("diary", "0001_squashed_0014_what_a_clinic_does_again")
    assert rows.stand_of(dict([end])) == [squashed]
    assert end not in rows.InSteps(None, [squashed]).graph.nodes


def test_rows_that_are_missing_are_found_by_reading_alone(db: None, tmp_path: Path) -> None:
    counts = backup.verify(backed_up(tmp_path / "file"), key=KEY, progress=quietly)
    assert (counts["diary_entry"], counts["django_content_type"]) == (0, ContentType.objects.count())
    short = altered(tmp_path / "file", b'"diary_entry":0', b'"diary_entry":2')
    with pytest.raises(backup.BackupError, match="not hold as many rows"):
        backup.verify(short, key=KEY, progress=quietly)


def test_a_backup_never_overwrites_and_nothing_half_written_stays(db: None, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(backup.BackupError, match="exists"):
        backed_up(tmp_path / "file")
    with pytest.raises(backup.BackupError, match="short"):
        backup.make(tmp_path / "other", key="sesame", version="1", now=datetime.now(UTC), progress=quietly)
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


# --- Keys and commands -----------------------------------------------------------------------------------------------


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that keeps its keys in files, with other keys than the backup's."""
    for name in (*secrets.NAMES, backup.KEY):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("EBB_VAR", str(tmp_path))
    monkeypatch.setattr(settings, "VAR", tmp_path)
    monkeypatch.setattr(settings, "FIELD_KEYS", settings.FIELD_KEYS)
    secrets.create_missing()
    return tmp_path


def test_the_backups_keys_come_back_and_the_others_are_kept(machine: Path) -> None:
    fresh = secrets.read("EBB_FIELD_KEYS")
    of_then = {"EBB_FIELD_KEYS": secrets.generate("EBB_FIELD_KEYS"), "EBB_SECRET_KEY": secrets.read("EBB_SECRET_KEY")}
    replaced = backup.put_secrets(of_then, now=datetime(2026, 11, 22, tzinfo=UTC))
    assert replaced == ["EBB_FIELD_KEYS"]
    assert secrets.read("EBB_FIELD_KEYS") == of_then["EBB_FIELD_KEYS"]
    assert secrets.field_keys(of_then["EBB_FIELD_KEYS"]) == settings.FIELD_KEYS
    aside = machine / "secrets" / "EBB_FIELD_KEYS.before-restore-20261122-000000"
    assert aside.read_text().strip() == fresh


def test_a_key_of_the_environment_that_differs_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EBB_SECRET_KEY", "of the environment")
    with pytest.raises(backup.BackupError, match="EBB_SECRET_KEY in the environment"):
        backup.check_secrets({"EBB_SECRET_KEY": "of the backup"})
    backup.check_secrets({"EBB_SECRET_KEY": "of the environment"})


def test_the_first_backup_makes_a_key_and_shows_it_once(db: None, machine: Path) -> None:
    said = io.StringIO()
    call_command("backup", stdout=said)
    key = (machine / "secrets" / "EBB_BACKUP_KEY").read_text().strip()
    assert key in said.getvalue()
    (file,) = (machine / "backups").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    made = backup.last_made()
    assert made is not None
    assert datetime.now(UTC) - made < HOUR
    again = io.StringIO()
    call_command("backup", machine / "another", stdout=again)
    assert key not in again.getvalue()
    told = io.StringIO()
    call_command("verify_backup", file, stdout=told)
    assert "is whole" in told.getvalue()
    assert "0 of them entries" in told.getvalue()
    assert backup.secrets_in(file, key=key) == {name: secrets.read(name) for name in secrets.NAMES}


def test_without_the_key_nothing_is_read(db: None, machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = backed_up(machine / "file")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(CommandError, match="EBB_BACKUP_KEY"):
        call_command("verify_backup", file)
    monkeypatch.setenv(backup.KEY, "not the key, but as long as it")
    with pytest.raises(CommandError, match="does not open"):
        call_command("restore", file)


@pytest.mark.timeout(240)
def test_the_command_restores_on_a_new_machine_and_erases_again_who_asked(filled: Cast, tmp_path: Path) -> None:
    ask_for_erasure(patient=filled.walter, by=filled.zoe, now=datetime.now(UTC) - timedelta(days=31))
    file = backed_up(tmp_path / "file")
    ours = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    ours |= {"EBB_VAR": str(tmp_path / "var"), backup.KEY: KEY}
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "ebb.sqlite3").write_bytes(b"of before")
    words = [sys.executable, "manage.py", "restore", str(file), "--replace"]
    done = subprocess.run(words, cwd=ROOT, env=ours, capture_output=True, text=True, check=True)
    assert "1 of them entries" in done.stdout
    assert "Erased again, because their time has come: 1." in done.stdout
    (kept,) = (tmp_path / "var").glob("ebb.sqlite3.before_restore_*")
    assert kept.read_bytes() == b"of before"
    with rows.aside(as_file(tmp_path / "var" / "ebb.sqlite3")):
        assert Patient.objects.using(rows.ASIDE).get(pk=filled.walter.pk).erased_at is not None
        assert Alert.objects.using(rows.ASIDE).get(rule="red_flag").state == "open"
