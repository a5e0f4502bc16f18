"""An operator beside a running Ebb: Ebb is read once for all verbs, and each is done in a copy that begins as `manage.py` does.

To read it anew for each takes longer than most verbs, and the journeys give a hundred.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import django

from config import forking

ROOT = Path(__file__).resolve().parent.parent


class Operator:
    """Where verbs are given, one after the other; `operator` starts it."""

    def __init__(self, ear: IO[str], mouth: IO[str]) -> None:
        self._ear = ear
        self._mouth = mouth

    def give(self, *words: str) -> str:
        """Do a verb; return what it printed. Raises CalledProcessError with what it complained about."""
        self._ear.write(json.dumps(words) + "\n")
        self._ear.flush()
        answer = json.loads(self._mouth.readline())
        if answer["returncode"]:
            failed = subprocess.CalledProcessError(answer["returncode"], words, answer["stdout"], answer["stderr"])
            failed.add_note(answer["stderr"])
            raise failed
        return str(answer["stdout"])


@contextmanager
def operator(environment: Mapping[str, str]) -> Iterator[Operator]:
    """Somebody who does verbs in these surroundings until the block ends."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.verbs"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=forking.die_with_parent(),
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Operator(process.stdin, process.stdout)
        process.stdin.close()


def do(words: list[str]) -> dict[str, Any]:
    """Do a verb in a copy of this process; how it ended and what it said."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:

        def work() -> None:
            os.dup2(out.fileno(), 1)
            os.dup2(errors.fileno(), 2)
            forking.become([sys.executable, "manage.py", *words])

        code = forking.Copy(work).wait()
        out.seek(0)
        errors.seek(0)
        return {"returncode": code, "stdout": out.read(), "stderr": errors.read()}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.update(forking.ONE_THREAD)
    django.setup()
    for line in sys.stdin:
        print(json.dumps(do(json.loads(line))), flush=True)  # noqa: T201 - how it answers


if __name__ == "__main__":
    main()
