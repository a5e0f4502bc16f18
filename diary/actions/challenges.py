"""Questions to a passkey: each is asked once, answered once, and within five minutes.

What was asked travels with the browser, signed. That it still waits for an answer stands in the cache that counts tries: without
the cache, or when it has forgotten, no passkey is added and none opens a diary. Every other way in, and every entry, goes on.
"""

import hashlib
import logging
import secrets
from datetime import datetime, timedelta

from django.core import signing
from django.core.cache import cache
from django.db import DatabaseError
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

LASTS = timedelta(minutes=5)
CHALLENGE_BYTES = 32
AWAY = (RedisError, DatabaseError, OSError)


class ChallengeRefused(Exception):
    """Never asked, asked for something else or of somebody else, answered before, or too long ago."""


def ask_challenge(*, purpose: str, of: str, now: datetime) -> tuple[str, bytes]:
    """Something new to be signed for `purpose`, by the one with the id `of` (empty: anybody), and the state to bring back."""
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    ends = int((now + LASTS).timestamp())
    try:
        cache.set(_key(challenge), 1, LASTS.total_seconds())
    except AWAY as error:
        log.warning("a question to a passkey cannot be kept: %s", type(error).__name__)
    return signing.dumps([challenge.hex(), of, ends], salt=_salt(purpose)), challenge


def take_challenge(*, state: str, purpose: str, of: str, now: datetime) -> bytes:
    """What was asked; it is asked no more, whatever the answer is worth. Raises ChallengeRefused."""
    try:
        challenge, asked_of, ends = signing.loads(state, salt=_salt(purpose))
        waited = cache.delete(_key(bytes.fromhex(challenge)))
    except signing.BadSignature as error:
        raise ChallengeRefused from error
    except AWAY as error:
        log.warning("a question to a passkey cannot be looked up: %s", type(error).__name__)
        raise ChallengeRefused from error
    if not waited or asked_of != of or now.timestamp() > ends:
        raise ChallengeRefused
    return bytes.fromhex(challenge)


def _salt(purpose: str) -> str:
    return f"ebb.passkey.{purpose}"


def _key(challenge: bytes) -> str:
    return f"challenge:{hashlib.sha256(challenge).hexdigest()}"
