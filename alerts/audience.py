"""Who may be told: a question for whoever knows the people. The diary registers its answer when Django starts."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from alerts.lifecycle import OpeningHours

Rungs = tuple[tuple[UUID, ...], ...]
Wanted = tuple[UUID, UUID | None]  # a subject, and what an alert is about


class Audience(Protocol):
    """Answers about a subject (to the diary: a patient) and what an alert is about (a session, if any)."""

    def rungs(self, subject: UUID, about: UUID | None, now: datetime) -> Rungs:
        """User ids to tell, rung by rung: first who treats, then cover, then managers, then everyone."""

    def around_many(self, wanted: Sequence[Wanted], now: datetime) -> list[tuple[Rungs, OpeningHours]]:
        """The rungs and the hours of each (subject, about), in a number of statements that does not grow with theirs.

        Those who have the same people round them are given one and the same object.
        """

    def hours(self, subject: UUID) -> OpeningHours:
        """When the subject's clinic is open."""

    def may_be_told(self, user: UUID, subject: UUID, now: datetime) -> bool:
        """Whether `user` may still hear of the subject at this moment."""

    def concerned(self, subject: UUID) -> tuple[UUID, ...]:
        """User ids of those whom it is about: they hear when nobody has seen an alert about them."""

    def returning(self, users: Collection[UUID]) -> set[UUID]:
        """Who of these comes back in by a code to their e-mail address when they have lost their phone."""

    def language(self, user: UUID) -> str:
        """The language in which `user` is written to, as the name of a file in `alerts/languages/`; `en` for English."""


class NoAudience(RuntimeError):
    """Nobody registered an audience: `diary` does it in its AppConfig."""


_registered: list[Audience] = []


def register(audience: Audience) -> None:
    """Make `audience` the one that is asked, instead of any before it."""
    _registered[:] = [audience]


def current() -> Audience:
    """The registered audience. Raises `NoAudience` before there is one."""
    if not _registered:
        raise NoAudience("alerts.audience.register(...) has not been called")
    return _registered[0]
