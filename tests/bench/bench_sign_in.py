"""Whether the time of an answer tells who has an account: 500 pairs of sign-ins, one for somebody who has one and one for nobody,
in turn; the difference of the medians. A password is hashed with fewer rounds than in use, so that all else would show more.
"""

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.test.utils import setup_test_environment, teardown_test_environment

from diary.actions.care import create_clinic, create_staff
from diary.management.commands.replay import use_temporary_database
from tests.bench.page import Row, at_most

PAIRS = 500
ROUNDS = 20_000
LOGIN = "/_allauth/browser/v1/auth/login"


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        use_temporary_database(Path(folder))
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        setup_test_environment()
        before = PBKDF2PasswordHasher.iterations
        settings.ACCOUNT_RATE_LIMITS = False  # nobody makes a thousand tries otherwise
        PBKDF2PasswordHasher.iterations = ROUNDS
        try:
            return _measure()
        finally:
            PBKDF2PasswordHasher.iterations = before
            teardown_test_environment()
            connections["default"].close()


def _measure() -> list[Row]:
    now = datetime.now(UTC)
    clinic = create_clinic(name="Harbour", now=now)
    create_staff(clinic=clinic, email="dora@harbour.example", name="Dora", roles=["practitioner"], password="a" * 20)
    create_staff(clinic=clinic, email="anna@harbour.example", name="Anna", roles=["practitioner"])
    browser: Any = Client()
    rows = []
    for what, email in (("with a password", "dora"), ("who signs in by link", "anna")):
        known, unknown = [], []
        for number in range(PAIRS + 20):
            times = [timed(browser, f"{name}@harbour.example") for name in (email, f"nobody{number:03}")]
            if number >= 20:
                known.append(times[0])
                unknown.append(times[1])
        apart = abs(median(known) - median(unknown)) * 1000
        rows.append(at_most(f"somebody {what} against nobody, difference of medians", apart, 5.0, "{:.2f} ms"))
        rows.append(Row("one answer, median", f"{median(unknown) * 1000:.1f} ms"))
    return rows


def timed(browser: Any, email: str) -> float:
    body = {"email": email, "password": "not the password at all"}
    begun = time.perf_counter()
    answer = browser.post(LOGIN, body, content_type="application/json")
    taken = time.perf_counter() - begun
    assert answer.status_code == 400, answer.content
    return taken
