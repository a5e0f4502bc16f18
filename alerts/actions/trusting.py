"""Keeps, for each lane, which time it goes by: the wall's, unless the wall clock has just been moved."""

import logging

from alerts.lifecycle import Tick, Trusted, trust
from alerts.models import SweepBeat

log = logging.getLogger(__name__)


def trust_clock(*, lane: str, tick: Tick) -> Trusted:
    """The time that rules about time go by in this lane. Messages leave by the wall's as well: a red flag never waits."""
    beat = SweepBeat.objects.filter(name=lane).first()
    before = None
    if beat is not None and beat.trusted_at is not None and beat.since_boot is not None:
        before = Trusted(beat.trusted_at, beat.since_boot, beat.boot, beat.off_by, beat.suspected)
    trusted = trust(before, tick)
    if beat is not None:
        if trusted.suspected is not None and beat.suspected is None:
            log.error("the wall clock is off by %s: rules about time go on without it", trusted.off_by)
        SweepBeat.objects.filter(name=lane).update(
            trusted_at=trusted.at,
            since_boot=trusted.since_boot,
            boot=trusted.boot,
            off_by=trusted.off_by,
            suspected=trusted.suspected,
        )
    return trusted
