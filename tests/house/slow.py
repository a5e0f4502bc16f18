"""A web application and a task that take their time, for the tests of stopping."""

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import django

from config.celery import app

SECONDS = 2.0


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answers at once at `/`, and after a while everywhere else."""
    if environ["PATH_INFO"] != "/":
        time.sleep(SECONDS)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"saved"]


if os.environ.get("EBB_TEST_NOTES"):
    django.setup()

    @app.task(name="slow")
    def slow(name: str) -> None:
        with Path(os.environ["EBB_TEST_NOTES"]).open("a") as notes:
            notes.write(f"began {name}\n")
            notes.flush()
            time.sleep(SECONDS)
            notes.write(f"ended {name}\n")
