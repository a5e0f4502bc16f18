"""The script `./ebb`, run for real in a checkout of its own that borrows this one's environment."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest

from tests.house.source import ROOT
from tests.postgresql import NOBODY
from tests.processes import UnavailableError
from tests.services import without

VERBS = ("run", "test", "test-browsers", "check", "fix", "bench", "mutants", "chaos", "load", "fuzz", "lock", "clean")
COMMANDS = sorted(file.stem for file in ROOT.glob("*/management/commands/[a-z]*.py"))
OUTSIDE = (
    "PORT",
    "DATABASE_URL",
    "REDIS_URL",
    "EBB_BROKER_URL",
    "EBB_DEMO",
    "EBB_BIND",
    "EBB_BASE_URL",
    "EBB_WITHOUT",
    "EBB_PYTHON",
)


@pytest.fixture
def checkout() -> Iterator[Path]:
    """A folder with our front door and our lock files; everybody may read it."""
    with tempfile.TemporaryDirectory(prefix="ebb-door-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        shutil.copy(ROOT / "ebb", folder)
        shutil.copytree(ROOT / "requirements", folder / "requirements")
        yield folder


@pytest.fixture
def furnished(checkout: Path) -> Path:
    """The same, with the rooms, and an environment that is already installed: ours."""
    for name in ("manage.py", "config", "diary", "alerts", "frontend"):
        (checkout / name).symlink_to(ROOT / name)
    binaries = checkout / ".venv" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (binaries / "python").chmod(0o755)
    core = (checkout / "requirements" / "core.txt").read_bytes()
    summed = subprocess.run(["cksum"], input=core, capture_output=True, check=True).stdout.decode().strip()
    (checkout / ".venv" / "ebb-installed").write_text(f"core {summed.replace(' ', '-')}\n")
    return checkout


def ebb(folder: Path, *words: str, user: int | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    full = {name: value for name, value in os.environ.items() if name not in OUTSIDE} | environment
    return subprocess.run(
        [shutil.which("dash") or "sh", "./ebb", *words],
        cwd=folder,
        env=full,
        user=user,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """What a refusal says: one line for a human, and no traceback."""
    assert done.returncode == 1, done.stdout + done.stderr
    lines = [line for line in done.stderr.splitlines() if "installing" not in line]
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("ebb: ")
    return lines[0]


@pytest.mark.parametrize("shell", ["sh", "dash", "bash"])
def test_every_shell_can_read_it(shell: str) -> None:
    if shutil.which(shell) is None:
        without(UnavailableError(f"no {shell} on this machine"))  # fails in CI
    subprocess.run([shell, "-n", ROOT / "ebb"], check=True)


def test_alone_it_lists_every_verb() -> None:
    said = ebb(ROOT).stdout
    listed = {line.split()[0] for line in said.splitlines() if line.startswith("  ")}
    assert listed >= {*VERBS, *COMMANDS}


def test_every_operators_verb_is_explained_in_a_line() -> None:
    for line in ebb(ROOT).stdout.partition("Operator's verbs:")[2].splitlines():
        assert not line or len(line.split()) > 2, line


def test_an_old_python_gives_one_clear_line(checkout: Path) -> None:
    binaries = checkout / "old"
    binaries.mkdir()
    for name in ("python", "python3"):
        (binaries / name).write_text("#!/bin/sh\nexit 1\n")  # what our question about the version answers on an old one
        (binaries / name).chmod(0o755)
    for name in ("dirname", "cksum", "tr"):
        (binaries / name).symlink_to(str(shutil.which(name)))
    line = one_line(ebb(checkout, "run", PATH=str(binaries)))
    assert "Python 3.11 or newer" in line


def test_a_checkout_that_cannot_be_written_gives_one_clear_line(checkout: Path) -> None:
    checkout.chmod(0o555)
    line = one_line(ebb(checkout, "run", user=NOBODY if os.geteuid() == 0 else None))
    assert f"cannot write in {checkout}" in line


def test_a_data_folder_that_cannot_be_made_gives_one_clear_line(furnished: Path) -> None:
    (furnished / "file").touch()
    line = one_line(ebb(furnished, "run", EBB_VAR=str(furnished / "file" / "var")))
    assert "cannot write" in line
    assert "EBB_VAR" in line


def test_a_taken_port_gives_one_clear_line(furnished: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = one_line(ebb(furnished, "run", PORT=str(port), EBB_VAR=str(furnished / "var")))
    assert f"port {port}" in line
    assert f"PORT={port + 1} ./ebb run" in line


def test_a_redis_that_does_not_answer_gives_one_clear_line(furnished: Path) -> None:
    environment = {"REDIS_URL": "redis://:sesame@127.0.0.1:1/0", "EBB_VAR": str(furnished / "var"), "PORT": "0"}
    line = one_line(ebb(furnished, "run", **environment))
    assert "127.0.0.1:1" in line
    assert "sesame" not in line


def test_an_operators_verb_is_handed_on(furnished: Path) -> None:
    done = ebb(furnished, "version", EBB_VAR=str(furnished / "var"))
    assert (done.returncode, done.stdout.strip()) == (0, django.__version__)


def test_the_step_of_the_journeys_looks_where_all_of_them_are() -> None:
    [places] = re.findall(r'^through_the_whole="([^"]+)"', (ROOT / "ebb").read_text(), re.MULTILINE)
    marked = [path for path in (ROOT / "tests").rglob("test_*.py") if re.search(r"mark\.stack\b", path.read_text())]
    looked_at = [ROOT / place for place in places.split()]
    assert len(marked) > 15
    assert [path for path in marked if not any(path.is_relative_to(place) for place in looked_at)] == []


def test_tracing_is_installed_for_who_sets_it_and_for_nobody_else(checkout: Path) -> None:
    """What `need` asks for, by what is installed and what is wanted."""
    script = (checkout / "ebb").read_text()
    need = script[script.index("need() {") : script.index("# --- the verbs ---")]
    asked = "venv=.venv; python=true; install() { echo $1; }; mkdir -p .venv\n" + need
    for traces, have, want, lock in (
        ("", "", "core", "core"),
        ("0", "", "core", "core"),
        ("false", "", "core", "core"),
        ("1", "", "core", "tracing"),
        ("true", "core", "core", "tracing"),
        ("", "tracing", "core", "tracing"),
        ("1", "", "dev", "dev"),
        ("", "tracing", "dev", "dev"),
        ("1", "dev", "core", "dev"),
    ):
        first = f"echo '{have} 0' >.venv/ebb-installed\n" if have else "rm -f .venv/ebb-installed\n"
        environment = {"EBB_TRACES": traces} if traces else {}
        done = subprocess.run(
            ["sh", "-c", asked.replace("mkdir -p .venv\n", f"mkdir -p .venv\n{first}") + f"need {want}"],
            cwd=checkout,
            env={"PATH": os.environ["PATH"], **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == f"requirements/{lock}.txt", (traces, have, want)
