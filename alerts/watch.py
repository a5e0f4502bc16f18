"""The pipeline's own state in figures: ages, and rows that wait. Nothing of anybody; each from an index, quick at any size."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q

from alerts.lifecycle import DRILL, NOT_CLOSED, AlertState, DeliveryState
from alerts.models import Alert, Delivery, SetAside, SweepBeat

LATE = timedelta(seconds=60)
ONE_DRILL = timedelta(days=7)  # each clinic has one a week: together they are the last one


@dataclass(frozen=True, slots=True)
class Drilled:
    """The last drill: seconds since somebody was last asked (None: never), and of the last week's, how many answered."""

    age: float | None
    asked: int
    answered: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Ages in seconds, None for what never was; the rest are counts of rows."""

    sweep_age: float | None
    lane_ages: dict[str, float]
    clock_off_by: float
    alerts: dict[tuple[str, str], int]
    held_back: int
    overdue_rungs: int
    pending: int
    claimed: int
    oldest_due_age: float
    set_aside: dict[str, int]
    drill: Drilled

    @property
    def is_healthy(self) -> bool:
        """Somebody sweeps, and nothing that is due has been left lying."""
        return self.sweep_age is not None and max(self.sweep_age, self.oldest_due_age) <= LATE.total_seconds()


def figures(now: datetime) -> Figures:
    """All of them, in a fixed number of statements."""
    beats = list(SweepBeat.objects.all())
    ages = {beat.name: (now - beat.last_ok_at).total_seconds() for beat in beats}
    waiting = Delivery.objects.filter(state=DeliveryState.PENDING)
    oldest = waiting.filter(next_attempt_at__lte=now).aggregate(oldest=Min("next_attempt_at"))["oldest"]
    not_closed = Alert.objects.filter(state__in=NOT_CLOSED)
    overdue = Q(state=AlertState.OPEN, inhibited_by=None, next_rung_at__lt=now - LATE)
    return Figures(
        sweep_age=min(ages.values(), default=None),
        lane_ages=ages,
        clock_off_by=max((abs(beat.off_by.total_seconds()) for beat in beats if beat.suspected is not None), default=0),
        alerts={
            (level, state): number
            for level, state, number in not_closed.values_list("level", "state").annotate(n=Count("pk")).order_by("n")
        },
        held_back=not_closed.exclude(inhibited_by=None).count(),
        overdue_rungs=Alert.objects.filter(overdue).count(),
        pending=waiting.count(),
        claimed=Delivery.objects.filter(state=DeliveryState.CLAIMED).count(),
        oldest_due_age=0.0 if oldest is None else (now - oldest).total_seconds(),
        set_aside=set_aside(),
        drill=last_drill(now),
    )


def set_aside() -> dict[str, int]:
    """How many rows of each kind could not be handled and are left aside for now."""
    return dict(SetAside.objects.values_list("kind").annotate(n=Count("pk")).order_by("kind"))


def last_drill(now: datetime) -> Drilled:
    """When people were last asked to answer a drill, and whether they did."""
    drills = Alert.objects.filter(rule=DRILL)
    last: datetime | None = drills.aggregate(last=Max("raised_at"))["last"]
    if last is None:
        return Drilled(None, 0, 0)
    of_it = drills.filter(raised_at__gt=last - ONE_DRILL)
    counts = of_it.aggregate(asked=Count("pk"), answered=Count("pk", filter=Q(state=AlertState.RESOLVED)))
    return Drilled((now - last).total_seconds(), **counts)
