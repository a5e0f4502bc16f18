"""The cast: Anna treats, Ben covers, Mia manages. Messages end in a fake channel, unless a test brings a real one."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import get_user_model

from alerts import actions, audience
from alerts.actions.sweeping import Swept
from alerts.audience import Rungs
from alerts.channels import CHANNELS, Accepted, Outgoing
from alerts.lifecycle import OpeningHours
from alerts.models import Alert

MONDAY_TEN = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = MONDAY_TEN

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **amount: float) -> datetime:
        self.now += timedelta(**amount)
        return self.now


@dataclass
class FakeAudience:
    """An audience whose ladder is a list, and whose entitlements can be taken away."""

    ladder: list[tuple[UUID, ...]] = field(default_factory=list)
    dismissed: set[UUID] = field(default_factory=set)
    opening: OpeningHours = field(default_factory=OpeningHours)
    about: tuple[UUID, ...] = ()
    broken_for: set[UUID] = field(default_factory=set)
    languages: dict[UUID, str] = field(default_factory=dict)

    def rungs(self, subject: UUID, about: UUID | None, now: datetime) -> Rungs:
        if subject in self.broken_for:
            raise LookupError("this subject's clinic is gone")
        return tuple(self.ladder)

    def around_many(
        self, wanted: Sequence[tuple[UUID, UUID | None]], now: datetime
    ) -> list[tuple[Rungs, OpeningHours]]:
        return [(self.rungs(subject, about, now), self.opening) for subject, about in wanted]

    def hours(self, subject: UUID) -> OpeningHours:
        return self.opening

    def concerned(self, subject: UUID) -> tuple[UUID, ...]:
        return self.about

    def returning(self, users: Collection[UUID]) -> set[UUID]:
        return set(users)

    def language(self, user: UUID) -> str:
        return self.languages.get(user, "en")

    def may_be_told(self, user: UUID, subject: UUID, now: datetime) -> bool:
        if subject in self.broken_for:
            raise LookupError("this subject's clinic is gone")
        return user not in self.dismissed


@dataclass
class FakeChannel:
    """Keeps what it is given; raises or misbehaves when told to, per address."""

    sent: list[Outgoing] = field(default_factory=list)
    faults: dict[str, Exception] = field(default_factory=dict)

    def __call__(self, message: Outgoing) -> Accepted:
        if fault := self.faults.get(message.address):
            raise fault
        self.sent.append(message)
        return Accepted(reference="fake", status=200)

    def to(self, address: str) -> list[str]:
        return [message.message for message in self.sent if message.address == address]

    @property
    def log(self) -> list[tuple[str, str]]:
        return [(message.address, message.message) for message in self.sent]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> FakeChannel:
    fake = FakeChannel()
    for name in CHANNELS:
        monkeypatch.setitem(CHANNELS, name, fake)
    return fake


@pytest.fixture
def team() -> Iterator[FakeAudience]:
    """An empty ladder, registered for this test only."""
    before = list(audience._registered)
    fake = FakeAudience()
    audience.register(fake)
    yield fake
    audience._registered[:] = before


Person = Callable[..., Any]


@pytest.fixture
def person(db: None, clock: Clock) -> Person:
    """Make somebody with these contact points: `email` and `hook` addresses, in this order."""

    def make(name: str, *channels: str) -> Any:
        user = get_user_model().objects.create_user(email=f"{name}@clinic.example", name=name, password=None)
        for channel in channels or ("email",):
            address = f"{name}@clinic.example" if channel == "email" else f"https://hooks.example/{name}"
            actions.add_contact_point(user_id=user.pk, channel=channel, address=address, now=clock.now)
        return user

    return make


@pytest.fixture
def anna(person: Person, team: FakeAudience) -> Any:
    user = person("anna")
    team.ladder.append((user.pk,))
    return user


@pytest.fixture
def ben(person: Person, team: FakeAudience, anna: Any) -> Any:
    user = person("ben")
    team.ladder.append((user.pk,))
    return user


@pytest.fixture
def mia(person: Person, team: FakeAudience, ben: Any) -> Any:
    user = person("mia")
    team.ladder.append((user.pk,))
    return user


PATIENT = UUID("01890000-0000-7000-8000-00000000aaaa")
SESSION = UUID("01890000-0000-7000-8000-00000000bbbb")
DETAIL = {"because": "6 out of 10 at 51 hours; expected by now 2 to 4.", "readings": [], "rules_version": "1"}

Raise = Callable[..., Alert | None]


@pytest.fixture
def find(clock: Clock, team: FakeAudience, db: None) -> Raise:
    """What the diary does when a rule finds something: a 48-hour alert at level practitioner unless said otherwise."""

    def raise_alert(**changes: Any) -> Alert | None:
        finding: dict[str, Any] = {
            "subject": PATIENT,
            "about": SESSION,
            "rule": "forty_eight_hours",
            "code": None,
            "level": "practitioner",
            "causes": [uuid4()],
            "detail": DETAIL,
            "now": clock.now,
        }
        return actions.raise_alert(**(finding | changes))

    return raise_alert


@pytest.fixture
def sweep(clock: Clock) -> Callable[[], Swept]:
    return lambda: actions.sweep(clock=clock, lane="sweeper")


@pytest.fixture
def until(clock: Clock, sweep: Callable[[], Swept]) -> Callable[..., None]:
    """Let time pass, sweeping every so often: the sweeper does each second, and nothing here falls due between two steps."""

    def run(*, every: timedelta = timedelta(minutes=5), **amount: float) -> None:
        end = clock.now + timedelta(**amount)
        while clock.now < end:
            clock.now = min(end, clock.now + every)
            sweep()

    return run
