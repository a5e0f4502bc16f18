"""Asks two validators of FHIR R4 that nobody here wrote. They run under Node, and are installed from their lock when needed."""

import fcntl
import json
import os
import subprocess
import sys
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"


def errors_of(documents: Iterable[bytes]) -> list[list[dict[str, str]]]:
    """For each document, everything that one of the validators calls an error."""
    install()
    lines = b"\n".join(documents)
    done = subprocess.run(
        ["node", "validate.mjs"], cwd=HERE, env=_environment(), input=lines, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return [json.loads(line)["errors"] for line in done.stdout.splitlines()]


def install() -> None:
    """`npm ci`, once for each lock file, by one process at a time. `./ebb test` does the same before the tests begin."""
    lock = (HERE / "package-lock.json").read_bytes()
    stamp, want = MODULES / ".ebb-installed", f"{zlib.crc32(lock)}\n"
    with (HERE / "package-lock.json").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if stamp.is_file() and stamp.read_text() == want:
            return
        command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        done = subprocess.run(command, cwd=HERE, env=_environment(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"the validators of FHIR could not be installed: {done.stderr[-2000:]}"
        stamp.write_text(want)


def _environment() -> dict[str, Any]:
    """With the Node that came with our environment first on the path."""
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
