"""Backups: the whole database and the keys that open it, in one encrypted file; and back.

Why rows, and why the keys are in it: docs/adr/0052-a-backup-is-rows.md.
"""

import json
import os
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction

from config import rows, secrets
from config.rows import ASIDE, RowsError
from config.sealed_file import Reader, SealedFileError, Writer

KEY = "EBB_BACKUP_KEY"
LAST = "last-backup"
WHILE_IT_IS_NOBODYS = (
    "PRAGMA journal_mode=MEMORY;PRAGMA synchronous=OFF;"  # of a new file, which is synced when it is whole
)
Progress = Callable[[int, float | None], None]


class BackupError(Exception):
    """Nothing was changed; the message is one line that says why."""


# --- The operator's key -----------------------------------------------------------------------------------------------


def key_at_hand() -> str | None:
    """The key of `EBB_BACKUP_KEY` or of its file, if there is one."""
    try:
        return secrets.read("EBB_BACKUP_KEY")
    except ImproperlyConfigured:
        return None


def make_key() -> str:
    """A fresh key, kept with the other secrets: whoever runs Ebb must keep a copy elsewhere."""
    folder = secrets.var_folder() / "secrets"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    secrets.write_once(folder / KEY, secrets.generate(KEY) + "\n")
    return secrets.read("EBB_BACKUP_KEY")


# --- Making one -------------------------------------------------------------------------------------------------------


def make(
    file: Path, *, key: str, version: str, now: datetime, progress: Progress, of: Mapping[str, Any] | None = None
) -> dict[str, int]:
    """Write a backup of this moment to `file`, whole or not at all; returns the rows of each table.

    `of` describes another database than ours, as in settings. `progress(rows, None)` is called now and then. Raises
    `BackupError`; a file that is there is never overwritten.
    """
    if file.exists():
        raise BackupError(f"{file} exists. Choose another name.")
    try:
        with NamedTemporaryFile(dir=file.parent, prefix=".backup-", delete=False) as draft:
            try:
                counts = _write(draft, key, version, now, progress, of)
                draft.flush()
                os.fsync(draft.fileno())
                os.link(draft.name, file)
            finally:
                os.unlink(draft.name)
    except OSError as error:
        raise BackupError(f"Cannot write {file}: {error.strerror}.") from error
    except (SealedFileError, RowsError) as error:
        raise BackupError(str(error)) from error
    _remember(now)
    return counts


def _write(
    draft: IO[bytes], key: str, version: str, now: datetime, progress: Progress, of: Mapping[str, Any] | None
) -> dict[str, int]:
    with rows.one_moment(of) as connection:
        facts = {
            "made_at": now.isoformat(),
            "version": version,
            "database": connection.vendor,
            "migrations": rows.last_migrations(connection),
        }
        sealed, packer = Writer(draft, key, facts), zlib.compressobj(6)
        sealed.write(packer.compress(rows.line({"secrets": {name: secrets.read(name) for name in secrets.NAMES}})))
        counts: dict[str, int] = {}
        for number, said in enumerate(rows.out(connection)):
            if isinstance(said, dict):
                counts = said.get("counts", {})
            sealed.write(packer.compress(rows.line(said)))
            if number % rows.MANY == 0:
                progress(number, None)
        sealed.write(packer.flush())
        sealed.close()
        return counts


def _remember(now: datetime) -> None:
    """When a backup was made last, for `doctor` and `/metrics`: beside the data, where nobody else looks."""
    with suppress(OSError):
        (settings.VAR / LAST).write_text(now.isoformat() + "\n")


def last_made() -> datetime | None:
    """When this machine made its last backup, as far as it remembers."""
    try:
        return datetime.fromisoformat((settings.VAR / LAST).read_text().strip())
    except (OSError, ValueError):
        return None


# --- Reading one ------------------------------------------------------------------------------------------------------


def facts_of(file: Path) -> dict[str, Any]:
    """What a backup says of itself in clear. Raises `BackupError`."""
    with _opened(file) as source:
        return _reader(source).facts


def verify(file: Path, *, key: str, progress: Progress) -> dict[str, int]:
    """Read the whole of it, without touching anything; returns the rows of each table. Raises `BackupError`."""
    counts: dict[str, int] = {}
    table, expected = "", None
    for said in _lines(file, key, progress):
        if isinstance(said, list):
            counts[table] += 1
        elif "table" in said:
            table = said["table"]
            counts[table] = 0
        elif "counts" in said:
            expected = said["counts"]
    if expected != counts:
        raise BackupError("The backup does not hold as many rows as it says.")
    return counts


def _opened(file: Path) -> IO[bytes]:
    try:
        return file.open("rb")
    except OSError as error:
        raise BackupError(f"Cannot read {file.absolute()}: {error.strerror}.") from error


def _reader(source: IO[bytes]) -> Reader:
    try:
        return Reader(source)
    except SealedFileError as error:
        raise BackupError(str(error)) from error


def _lines(file: Path, key: str, progress: Progress) -> Iterator[Any]:
    """Every line of the backup, opened and unpacked. Raises `BackupError`."""
    with _opened(file) as source:
        size, reader, unpacker = max(1, file.stat().st_size), _reader(source), zlib.decompressobj()
        rest, number = b"", 0
        try:
            for piece in reader.pieces(key):
                *whole, rest = (rest + unpacker.decompress(piece)).split(b"\n")
                for text in whole:
                    yield json.loads(text)
                number += len(whole)
                progress(number, source.tell() / size)
        except (SealedFileError, zlib.error, ValueError) as error:
            raise BackupError(str(error) if isinstance(error, SealedFileError) else "The backup is damaged.") from error
    if rest or not unpacker.eof:
        raise BackupError("The backup ends too early.")


# --- Restoring --------------------------------------------------------------------------------------------------------


def restore(
    file: Path, *, key: str, into: Mapping[str, Any], replace: bool, now: datetime, progress: Progress
) -> dict[str, int]:
    """Bring the database that `into` describes (as in settings) back to what the backup holds, then to today's tables.

    What stood there is kept beside it when `replace` is given; without, a database that holds anybody is refused. Returns
    the rows of each table. Raises `BackupError`, and then nothing has been changed.
    """
    verify(file, key=key, progress=progress)
    kept_as = f"before_restore_{now:%Y%m%d_%H%M%S}"
    try:
        stand = rows.stand_of(facts_of(file)["migrations"])
        is_sqlite = into["ENGINE"].endswith("sqlite3")
        if not replace and not (is_sqlite and not Path(into["NAME"]).exists()):
            with rows.aside(into) as connection:
                if rows.is_occupied(connection):
                    raise BackupError("The database is not empty. --replace puts what it holds aside, and restores.")
        lines = (said for said in _lines(file, key, progress) if not (isinstance(said, dict) and "secrets" in said))
        if is_sqlite:
            return _restore_file(Path(into["NAME"]), into, stand, lines, kept_as)
        return _restore_schema(into, stand, lines, kept_as)
    except (RowsError, DatabaseError) as error:
        raise BackupError(str(error).strip().partition("\n")[0]) from error


def _restore_file(
    place: Path, into: Mapping[str, Any], stand: rows.Stand, lines: Iterator[Any], kept_as: str
) -> dict[str, int]:
    """SQLite: a new file beside the old one, which takes its place when it is whole."""
    new = place.with_name(f"{place.name}.restoring")
    _remove(new)
    try:
        with rows.aside({**into, "NAME": str(new)}, init_command=WHILE_IT_IS_NOBODYS) as connection:
            rows.migrate(connection, stand)
            with transaction.atomic(using=ASIDE):
                counts = rows.bring_in(connection, lines)
            rows.migrate(connection)
        with new.open("rb") as written:
            os.fsync(written.fileno())
        for end in ("-wal", "-shm", ""):
            old = place.with_name(place.name + end)
            if old.exists():
                old.rename(place.with_name(f"{place.name}.{kept_as}{end}"))
        new.rename(place)
    finally:
        _remove(new)
    return counts


def _remove(file: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + end).unlink(missing_ok=True)


def _restore_schema(into: Mapping[str, Any], stand: rows.Stand, lines: Iterator[Any], kept_as: str) -> dict[str, int]:
    """PostgreSQL: what is there steps aside into a schema of another name, and the rows come, in one transaction."""
    with rows.aside(into) as connection:
        with transaction.atomic(using=ASIDE):
            if connection.introspection.table_names():
                with connection.cursor() as cursor:
                    cursor.execute(f"ALTER SCHEMA public RENAME TO {kept_as}")
                    cursor.execute("CREATE SCHEMA public")
            rows.migrate(connection, stand)
            counts = rows.bring_in(connection, lines)
        try:
            rows.migrate(connection)
        except DatabaseError as error:
            raise BackupError(f"Restored, but not brought to today's tables: {error}. See ./ebb migrate.") from error
    return counts


# --- The keys inside --------------------------------------------------------------------------------------------------


def secrets_in(file: Path, *, key: str) -> dict[str, str]:
    """The keys that the backup holds. Raises `BackupError`."""
    first: Any = next(_lines(file, key, lambda rows, part: None), None)
    found = first.get("secrets", {}) if isinstance(first, dict) else {}
    return {name: str(found[name]) for name in secrets.NAMES if name in found}


def check_secrets(found: Mapping[str, str]) -> None:
    """Raises `BackupError` when the environment says another key than the backup: then no file of ours would be read."""
    for name, value in found.items():
        if os.environ.get(name, value) != value:
            raise BackupError(f"{name} in the environment is not the backup's. Unset it, or set the one of then.")


def put_secrets(found: Mapping[str, str], *, now: datetime) -> list[str]:
    """Make the backup's keys those of this installation; keys that differ stay beside them. Returns what was replaced."""
    folder = secrets.var_folder() / "secrets"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    replaced = []
    for name, value in found.items():
        file = folder / name
        if os.environ.get(name) or (file.is_file() and file.read_text().strip() == value):
            continue
        if file.is_file():
            file.rename(folder / f"{name}.before-restore-{now:%Y%m%d-%H%M%S}")
            replaced.append(name)
        secrets.write_once(file, value + "\n")
    settings.FIELD_KEYS = secrets.field_keys(found.get("EBB_FIELD_KEYS") or secrets.read("EBB_FIELD_KEYS"))
    connections[DEFAULT_DB_ALIAS].close()
    return replaced
