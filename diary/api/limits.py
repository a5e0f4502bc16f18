"""Counts failures by where they come from. A cache that is away never stops a patient: invitations count their own tries too."""

import hashlib
import logging
from datetime import timedelta

from django.core.cache import cache
from django.db import DatabaseError
from redis.exceptions import RedisError

from diary.api.problems import Problem

log = logging.getLogger(__name__)

MOST_FAILURES = 30
COUNTED_FOR = timedelta(minutes=15)


def check_failures(kind: str, address: str) -> None:
    """Raise Problem 429 when `address` has failed too often at `kind` in the last quarter of an hour."""
    try:
        failures = cache.get(_key(kind, address), 0)
    except (RedisError, DatabaseError, OSError) as error:
        log.warning("failures of %s cannot be counted: %s", kind, type(error).__name__)
        return
    if failures >= MOST_FAILURES:
        raise Problem(
            429,
            "rate_limited",
            "Too many tries from here. Wait a quarter of an hour, then try again.",
            retry_after=int(COUNTED_FOR.total_seconds()),
        )


def count_failure(kind: str, address: str) -> None:
    """One more failure of `address` at `kind`."""
    try:
        cache.add(_key(kind, address), 0, COUNTED_FOR.total_seconds())
        cache.incr(_key(kind, address))
    except (RedisError, DatabaseError, OSError, ValueError) as error:
        log.warning("a failure of %s cannot be counted: %s", kind, type(error).__name__)


def _key(kind: str, address: str) -> str:
    return f"failures:{kind}:{hashlib.sha256(address.encode()).hexdigest()}"
