"""docs/api.md is run as it stands, in one shell, against a running Ebb."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.conftest import World
from tests.services import ROOT

pytestmark = pytest.mark.stack

GUIDE = ROOT / "docs" / "api.md"
SAID = [
    "['monitoring', 'reminders', 'audit', 'sharing']",
    "True",
    "ok",
    "ok",
    "ok",
    "3",
    "expected",
    "7 out of 10 at 50 hours; before the session 3; expected by now 2 to 4.",
    "6",
    "PEG: 6 ",
    "7 out of 10 at 50 hours; before the session 3; expected by now 2 to 4.",
    "The pain is lasting: before the session 3, last score 7 out of 10",
    "acknowledged",
    "resolved",
    "short_visit",
    r"[0-9.]+",
    "Nora Example",
    "Anna Berg",
    "mild",
    "7.0",
    "1",
    r"\d{4}-\d\d-\d\dT[0-9:.+]+",
    "Get help now.",
    "emergency",
    "draft",
    "1",
    "PNG",
    "agreed",
    "%PDF-",
    "Composition",
    "agreed",
    "shlink:/",
    "%PDF-",
    "No diagnosis is recorded",
    "Lumbar strain",
    "Before session 1: 3; 3 in the last 7 days",
    "1",
    r"\[\]",
    "ebb-diary",
    '\ufeff"patient"',
    "True",
    "practitioner",
    "Tom",
    r"\d{4}-\d\d-\d\dT[0-9:.+]+",
    r"\[\]",
    "required",
    "Ensure this value is less than or equal to 10.",
    "invalid",
    "1",
    "2",
    "precondition_failed",
    "4",
]


def test_every_line_of_the_guide_works(world: World, tmp_path: Path):
    blocks = re.findall(r"^```sh\n(.*?)^```", GUIDE.read_text(), re.DOTALL | re.MULTILINE)
    token = world.ebb.manage("api_token", "anna@demo.example").splitlines()[-1]
    environment = {**os.environ, "EBB": world.ebb.base_url, "TOKEN": token}
    (tmp_path / "python3").symlink_to(sys.executable)
    if shutil.which("curl") is None:
        shim = tmp_path / "curl"
        shim.write_text(f'#!/bin/sh\nexec {sys.executable} {ROOT}/tests/journeys/curl.py "$@"\n')
        shim.chmod(0o755)
    environment["PATH"] = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"

    done = subprocess.run(
        ["sh", "-eu", "-c", "\n".join(blocks)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    said = [line for line in done.stdout.splitlines() if not line.startswith("patient ")]
    assert len(said) == len(SAID), done.stdout
    for line, expected in zip(said, SAID, strict=True):
        assert line.startswith(expected) or re.fullmatch(expected, line), f"{line!r} instead of {expected!r}"
