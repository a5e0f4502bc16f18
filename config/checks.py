"""Refuses combinations of settings that are unsafe, each with an id and a hint: `manage.py check`, and every start."""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import redis
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections

from alerts.channels import sms
from config import brokers

SHORTEST_SECRET = 50
FILE_BACKEND = "django.core.mail.backends.filebased.EmailBackend"


@register(Tags.security)
def check_secret_key(**kwargs: Any) -> list[CheckMessage]:
    if len(settings.SECRET_KEY) >= SHORTEST_SECRET and len(set(settings.SECRET_KEY)) > 5:
        return []
    return [
        Error(
            "EBB_SECRET_KEY is short or repeats itself; sessions and links could be forged.",
            hint="Unset it, and Ebb makes one; or set 50 random characters or more.",
            id="ebb.E001",
        )
    ]


@register(Tags.security)
def check_debug(**kwargs: Any) -> list[CheckMessage]:
    if not (settings.DEBUG and settings.IS_HTTPS):
        return []
    return [
        Error(
            "DEBUG is on and EBB_BASE_URL is https: error pages would show patients' data.",
            hint="DEBUG = False.",
            id="ebb.E002",
        )
    ]


@register(Tags.database)
def check_sqlite_takes_the_lock_first(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    options = settings.DATABASES["default"].get("OPTIONS", {})
    if connections["default"].vendor != "sqlite" or options.get("transaction_mode") == "IMMEDIATE":
        return []
    return [
        Error(
            "SQLite begins transactions without taking the write lock: two writers at once lose one write.",
            hint='Set OPTIONS["transaction_mode"] = "IMMEDIATE".',
            id="ebb.E003",
        )
    ]


@register(Tags.security)
def check_hosts(**kwargs: Any) -> list[CheckMessage]:
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        Error(
            "EBB_ALLOWED_HOSTS holds `*`: anybody could make Ebb write links to a host of theirs into e-mails.",
            hint="Name the hosts, separated by commas.",
            id="ebb.E004",
        )
    ]


@register(Tags.security)
def check_demo_is_private(**kwargs: Any) -> list[CheckMessage]:
    if not (settings.IS_DEMO and settings.IS_HTTPS):
        return []
    return [
        Error(
            "The demo clinic is on and EBB_BASE_URL is https: its practitioner's sign-in is printed at each start.",
            hint="Set EBB_DEMO=0 on a host that real patients use.",
            id="ebb.E005",
        )
    ]


@register(Tags.security)
def check_mail_leaves(**kwargs: Any) -> list[CheckMessage]:
    if settings.IS_DEMO or not settings.IS_HTTPS or settings.EMAIL_BACKEND != FILE_BACKEND:
        return []
    return [
        Error(
            "E-mails are written to files, and nobody would be told of an alert.",
            hint="Set EBB_EMAIL_URL, for example smtp+tls://user:password@smtp.example:587.",
            id="ebb.E006",
        )
    ]


@register(Tags.security)
def check_loopback_is_closed(**kwargs: Any) -> list[CheckMessage]:
    if not (settings.ALLOW_LOOPBACK and settings.IS_HTTPS):
        return []
    return [
        Error(
            "EBB_ALLOW_LOOPBACK is on and EBB_BASE_URL is https: users could make Ebb call programs on this machine.",
            hint="Unset EBB_ALLOW_LOOPBACK.",
            id="ebb.E009",
        )
    ]


@register(Tags.security)
def check_headers_come_first(**kwargs: Any) -> list[CheckMessage]:
    """Django's own middlewares for this are left out and their warnings silenced: ours must stand where it reaches every answer."""
    if settings.MIDDLEWARE[:1] == ["config.headers.SecurityHeaders"]:
        return []
    return [
        Error(
            "Some answers would leave without the security headers.",
            hint="Put config.headers.SecurityHeaders first in MIDDLEWARE.",
            id="ebb.E011",
        )
    ]


@register(Tags.security)
def check_outside_channels(**kwargs: Any) -> list[CheckMessage]:
    """A channel that is set and cannot work would be found out by the first alert."""
    problems = []
    try:
        sms.gateway_in_use()
    except sms.GatewayUnusable as error:
        problems.append(str(error))
    if settings.SERVICES and find_spec("apprise") is None:
        problems.append("EBB_SERVICES is set and Apprise is not installed (the extra `notify`).")
    if any(not isinstance(url, str) or ":" not in url for url in settings.SERVICES.values()):
        problems.append('EBB_SERVICES must be JSON such as {"ntfy": "ntfys://ntfy.example.org/{to}"}.')
    return [Error(text, hint="docs/operations.md has examples.", id="ebb.E010") for text in problems]


@register(Tags.database)
def check_broker_keeps_what_it_is_given(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Asks the server of `REDIS_URL`; one that does not answer, or may not be asked, is not judged here."""
    if not (databases and settings.REDIS_URL):
        return []
    try:
        with brokers.client_of(settings.REDIS_URL) as client:
            policy = str(dict(client.config_get("maxmemory-policy")).get("maxmemory-policy", "noeviction"))
    except redis.RedisError:
        return []
    if policy == "noeviction":
        return []
    return [
        Warning(
            f"The broker drops keys when its memory is full (maxmemory-policy {policy}): alerts wait for the sweep.",
            hint="Set maxmemory-policy to noeviction.",
            id="ebb.W007",
        )
    ]


@register(Tags.database)
def check_postgresql_writes_to_disk(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """An acknowledged entry must survive a power cut. The demo may do without: its tests want to be quick."""
    connection = connections["default"]
    if not databases or connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off'",
            [["fsync", "full_page_writes", "synchronous_commit"]],
        )
        switched_off = ", ".join(sorted(row[0] for row in cursor.fetchall()))
    if not switched_off:
        return []
    kind = Warning if settings.IS_DEMO else Error
    return [
        kind(
            f"PostgreSQL runs with {switched_off} off: a power cut loses entries that patients were told are saved.",
            hint="Switch it on in postgresql.conf.",
            id="ebb.W008" if settings.IS_DEMO else "ebb.E008",
        )
    ]


@register(Tags.database)
def check_the_wall_binds(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """A superuser passes PostgreSQL's own wall between patients (docs/adr/0046-a-second-wall-in-postgresql.md)."""
    connection = connections["default"]
    if not databases or connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        (passes,) = cursor.fetchone()
    if not passes:
        return []
    return [
        Warning(
            "PostgreSQL's role is a superuser or has BYPASSRLS: the second wall between patients does not bind it.",
            hint="Connect as the plain owner of the database: CREATE ROLE ebb LOGIN; ALTER DATABASE ebb OWNER TO ebb.",
            id="ebb.W011",
        )
    ]
