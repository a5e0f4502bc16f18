"""Fixtures of the reports' tests: Maya's diary in the database, at one moment that never moves."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from alerts import actions as alerts
from alerts.models import Alert
from diary.models import Course, Session
from diary.reports.facts import Summary
from diary.reports.summary import summarise
from tests.cast import Cast, make_cast, start_course, treat
from tests.diary.care import DAY, HOUR, log

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Story:
    """Maya's back: 3 for three days, treated on 1 and 8 March; after the second session it flares, lasts, and a red flag comes."""

    cast: Cast
    course: Course
    sessions: tuple[Session, Session]

    def summary(self, **more: object) -> Summary:
        course = Course.objects.select_related("patient__clinic").get(pk=self.course.pk)
        values = {"since": None, "until": None, "request": "Please advise.", "recipient": "Dr Okafor", "now": NOW}
        return summarise(course, **{**values, "include_notes": True, **more})  # type: ignore[arg-type]


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast(NOW)


@pytest.fixture
def story(cast: Cast) -> Story:
    maya = cast.maya
    first, second = datetime(2026, 3, 1, 10, tzinfo=UTC), datetime(2026, 3, 8, 10, tzinfo=UTC)
    course = start_course(maya, cast.anna, datetime(2026, 2, 24, 9, tzinfo=UTC))
    for days in (4, 3, 2):
        log(maya, first - days * DAY, 3, medicines=[{"name": "Ibuprofen", "amount": "400 mg"}])
    one = treat(course, cast.anna, first, needles=8, retention_minutes=20)
    log(maya, first + 12 * HOUR, 5, nrs_worst=7, function="some")
    log(maya, first + 50 * HOUR, 3, none_of_these=True, note="Slept well.")
    two = treat(course, cast.anna, second, needles=6)
    log(maya, second + 20 * HOUR, 6, medicines=["ibuprofen  400 MG"])
    log(maya, second + 52 * HOUR, 6, "stiff", note="Hard to sit.")
    lasting = Alert.objects.get(rule="forty_eight_hours")
    alerts.acknowledge(alert_id=lasting.pk, by=cast.anna.pk, now=second + 53 * HOUR)
    alerts.resolve(
        alert_id=lasting.pk, by=cast.anna.pk, outcome="referred_gp", note="staff only", now=second + 54 * HOUR
    )
    log(maya, second + 80 * HOUR, 7, "saddle-numb", function="hardly_anything")
    return Story(cast, course, (one, two))
