"""How pressing an alert is, what follows from that, and what makes two findings one alert."""

from uuid import UUID

from alerts.lifecycle.units import DAY, HOUR, MINUTE

EMERGENCY = "emergency"
DRILL = "drill"  # the rule of an alert that only tries the channels: whoever answers has closed it
LEVELS = (EMERGENCY, "urgent", "practitioner")  # worst first
INHIBITING = frozenset({EMERGENCY, "urgent"})  # while one is not closed, the softer ones of its subject wait
INHIBITED = frozenset(LEVELS) - INHIBITING

ACKNOWLEDGEMENT_LASTS = {"emergency": 60 * MINUTE, "urgent": 4 * HOUR, "practitioner": 24 * HOUR}
LONGEST_SNOOZE = {"urgent": 2 * DAY, "practitioner": 14 * DAY}  # an emergency cannot be put off at all
GIVE_UP_AFTER = {"emergency": 1 * HOUR, "urgent": 24 * HOUR, "practitioner": 24 * HOUR}
NOTICE_GIVES_UP_AFTER = 24 * HOUR
RENOTIFY_AFTER = 12 * HOUR
UNSEEN_AFTER = 15 * MINUTE  # then whoever it is about hears that nobody has seen it yet


def rank(level: str) -> int:
    """0 for the worst level. Raises ValueError for a level that asks for nobody's attention."""
    if level not in LEVELS:
        raise ValueError(f"{level!r} is not a level that tells anybody; the levels are {', '.join(LEVELS)}")
    return LEVELS.index(level)


def is_worse(level: str, than: str) -> bool:
    """Whether `level` is graver than the other. Raises ValueError for a word that is no level."""
    return rank(level) < rank(than)


def key_of(rule: str, code: str | None, subject: UUID, about: UUID | None) -> str:
    """What makes two findings the same alert: rule, symptom or combination code if any, session or else patient."""
    return f"{rule}:{code or '-'}:{about or subject}"
