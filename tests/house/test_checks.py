"""Unsafe settings are refused, by an id that can be looked up."""

import os
import subprocess
import sys
from typing import Any

import pytest
import redis
from django.conf import settings
from django.core.checks import CheckMessage, run_checks
from django.db import connection
from pytest_django.fixtures import Settings

from config import checks
from config.mailing import server_of
from tests.house.source import ROOT


def ids(messages: list[CheckMessage]) -> list[str | None]:
    return [message.id for message in messages]


def test_what_we_ship_is_safe() -> None:
    assert [message for message in run_checks() if str(message.id).startswith("ebb.")] == []


UNSAFE = [
    pytest.param({"SECRET_KEY": "short"}, "ebb.E001", id="a short key"),
    pytest.param({"SECRET_KEY": "a" * 80}, "ebb.E001", id="a key of one letter"),
    pytest.param({"DEBUG": True, "IS_HTTPS": True, "IS_DEMO": False}, "ebb.E002", id="debugging in public"),
    pytest.param({"ALLOWED_HOSTS": ["*"]}, "ebb.E004", id="any host"),
    pytest.param({"IS_DEMO": True, "IS_HTTPS": True}, "ebb.E005", id="the demo in public"),
    pytest.param(
        {"IS_DEMO": False, "IS_HTTPS": True, "EMAIL_BACKEND": checks.FILE_BACKEND},
        "ebb.E006",
        id="mail that goes nowhere",
    ),
    pytest.param({"ALLOW_LOOPBACK": True, "IS_HTTPS": True}, "ebb.E009", id="webhooks to this machine in public"),
    pytest.param({"SMS": {**settings.SMS, "url": "sms.example.org"}}, "ebb.E010", id="a gateway that is no address"),
    pytest.param({"MIDDLEWARE": settings.MIDDLEWARE[1:]}, "ebb.E011", id="answers without headers"),
    pytest.param({"SERVICES": {"chat": 5}}, "ebb.E010", id="a service that is no address"),
]


@pytest.mark.parametrize(("values", "expected"), UNSAFE)
def test_an_unsafe_setting_is_refused(settings: Settings, values: dict[str, Any], expected: str) -> None:
    for name, value in values.items():
        setattr(settings, name, value)
    found = [message for message in run_checks() if message.id == expected]
    assert len(found) == 1
    assert found[0].hint


def test_sqlite_that_locks_late_is_refused(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.check_sqlite_takes_the_lock_first() == []
    monkeypatch.setitem(settings.DATABASES["default"], "OPTIONS", {})
    expected = ["ebb.E003"] if connection.vendor == "sqlite" else []
    assert ids(checks.check_sqlite_takes_the_lock_first()) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(("is_demo", "expected"), [(True, "ebb.W008"), (False, "ebb.E008")])
def test_a_postgresql_that_may_forget_is_refused_outside_the_demo(
    settings: Settings, is_demo: bool, expected: str
) -> None:
    settings.IS_DEMO = is_demo
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
    found = ids(checks.check_postgresql_writes_to_disk(databases=["default"]))
    assert found == ([expected] if connection.vendor == "postgresql" else [])


def test_a_broker_that_drops_keys_is_pointed_out(settings: Settings, valkey_url: str) -> None:
    settings.REDIS_URL = valkey_url
    with redis.Redis.from_url(valkey_url) as client:
        before = client.config_get("maxmemory-policy")["maxmemory-policy"]
        try:
            client.config_set("maxmemory-policy", "noeviction")
            assert checks.check_broker_keeps_what_it_is_given(databases=["default"]) == []
            client.config_set("maxmemory-policy", "allkeys-lru")
            assert ids(checks.check_broker_keeps_what_it_is_given(databases=["default"])) == ["ebb.W007"]
        finally:
            client.config_set("maxmemory-policy", before)


def test_a_broker_that_is_away_is_not_judged(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert checks.check_broker_keeps_what_it_is_given(databases=["default"]) == []


def loaded_after(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a Python says that was started as an operator or gunicorn starts it: whether it has read the URLs."""
    full = {**os.environ, **environment}
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=full, capture_output=True, text=True, timeout=60, check=False
    )


HAS_READ_URLS = "import sys; print('config.urls' in sys.modules and 'diary.api.urls' in sys.modules)"
# A verb that asks no database; what it says itself is not of interest here.
VERB = "import runpy, sys; sys.argv = ['manage.py', 'alert_states']; runpy.run_path('manage.py', run_name='__main__')"


def test_a_verb_is_quick_since_it_reads_no_url_and_refuses_unsafe_settings_all_the_same() -> None:
    assert loaded_after("-c", f"{VERB}; {HAS_READ_URLS}").stdout.splitlines()[-1] == "False"
    refused = loaded_after("-c", VERB, EBB_SECRET_KEY="short")
    assert refused.returncode == 1
    assert "ebb.E001" in refused.stderr


def test_the_web_server_has_read_every_url_before_anybody_asks() -> None:
    assert loaded_after("-c", f"import config.wsgi; {HAS_READ_URLS}").stdout.strip() == "True"


FOR_REAL = {
    "EBB_DEMO": "0",
    "EBB_BASE_URL": "https://ebb.example.org",
    "EBB_EMAIL_URL": "smtp+tls://ebb:sesame@smtp.example:587",
}


def test_set_up_for_real_people_there_is_nothing_to_remark() -> None:
    done = loaded_after("manage.py", "check", "--deploy", "--fail-level", "WARNING", **FOR_REAL)
    assert (done.returncode, done.stdout.strip()[:43]) == (0, "System check identified no issues (2 silenc"), (
        done.stderr
    )


def test_a_mail_address_that_nobody_can_read_is_refused_without_its_password() -> None:
    done = loaded_after("manage.py", "check", **FOR_REAL | {"EBB_EMAIL_URL": "smpt://ebb:sesame@smtp.example"})
    assert done.returncode != 0
    assert "EBB_EMAIL_URL begins with smpt://" in done.stderr
    assert "sesame" not in done.stderr


MAIL_SERVERS = [
    pytest.param("smtp+tls://u:p@mail.example", 587, True, False, id="TLS after the greeting"),
    pytest.param("smtp+tls://u:p@mail.example:2525", 2525, True, False, id="at another port"),
    pytest.param("smtp+ssl://u:p@mail.example", 465, False, True, id="TLS from the first byte"),
    pytest.param("smtp://127.0.0.1:1025", 1025, False, False, id="a relay on this machine"),
]


@pytest.mark.parametrize(("url", "port", "later", "at_once"), MAIL_SERVERS)
def test_a_mail_server_is_reached_as_its_address_says(url: str, port: int, later: bool, at_once: bool) -> None:
    found = server_of(url)
    assert found["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (port, later, at_once)
