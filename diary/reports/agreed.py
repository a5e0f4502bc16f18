"""What was agreed to, for a report: the latest answer to each purpose, and whose it was."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from diary.models import Consent


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """The latest answer to one purpose: the patient's own, or that of the proxy it names. `by_time`: nobody's, a yes was over."""

    id: UUID
    purpose: str
    version: str
    given: bool
    at: datetime
    proxy_name: str = ""
    proxy_relation: str = ""
    by_time: bool = False


def consent_lines(consents: Iterable[Consent]) -> tuple[ConsentLine, ...]:
    """The latest answer to each purpose; `consents` are in the order they were answered in."""
    latest = {each.purpose: each for each in consents}
    return tuple(
        ConsentLine(
            each.pk,
            purpose,
            each.version,
            each.given,
            each.answered_at,
            proxy_name=each.proxy_name or "",
            proxy_relation=each.proxy_relation or "",
            by_time=each.by_time,
        )
        for purpose, each in sorted(latest.items())
    )
