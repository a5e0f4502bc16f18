"""Claims, and when to try again."""

from datetime import datetime, timedelta

LEASE = timedelta(seconds=12)  # longer than any channel may take (8 s), or a slow send would be sent twice
LONGEST_BACKOFF = timedelta(seconds=60)
FIRST_EMERGENCY_RETRY = timedelta(seconds=0.2)


def retry_at(attempt: int, now: datetime, random: float, *, is_emergency: bool = False) -> datetime:
    """When to try again after the failed attempt number `attempt` (from 1); `random` in 0..1 spreads the retries.

    An emergency is first tried again after 0.2 s; else 1-2 s, doubling up to 30-60 s.
    """
    if is_emergency and attempt <= 1:
        return now + FIRST_EMERGENCY_RETRY
    longest = min(LONGEST_BACKOFF, timedelta(seconds=2 ** min(attempt, 10)))
    return now + longest * (0.5 + random / 2)
