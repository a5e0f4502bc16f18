"""What combinations look at beside one course is read as far as it may matter, and no further."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.models import Alert
from diary.clinical.history import Reading
from diary.models import Entry, Session
from diary.models.histories import reading_of
from diary.models.surroundings import recorded_around, surroundings_of
from tests.cast import Cast, start_course, treat
from tests.diary.care import DAY, HOUR, log

CALM, STRONG = 3, 9


@pytest.fixture
def treated(cast: Cast, now: datetime) -> Session:
    """Maya's back was needled two days ago; she had scored for three weeks, once very high, and marked a region once."""
    course = start_course(cast.maya, cast.anna, now - 25 * DAY)
    for days in range(21, 2, -1):
        log(cast.maya, now - days * DAY, STRONG if days == 12 else CALM)
    log(cast.maya, now - 15 * DAY + HOUR, CALM, regions=[{"code": "knee", "side": "left", "nrs": None}])
    return treat(course, cast.anna, now - 2 * DAY, regions=["low-back"])


def ids(readings: list[Reading]) -> set[str]:
    return {str(each.entry) for each in readings}


def test_scores_alone_of_the_weeks_before_are_left_in_the_table(cast: Cast, treated: Session, now: datetime) -> None:
    with CaptureQueriesContext(connection) as asked:
        read = [reading for _, reading in recorded_around(cast.maya, treated.ended_at, now - 7 * DAY)]
    assert len(asked) == 1
    assert [each.recorded_at for each in read if each.regions] == [now - 15 * DAY + HOUR]
    assert {each.recorded_at for each in read if not each.regions} == {now - days * DAY for days in range(3, 8)}


def test_beside_a_fever_they_are_all_read(cast: Cast, treated: Session, now: datetime) -> None:
    """Whether it is stored or yet to be."""
    since = now - 7 * DAY
    everything = ids([each for _, each in recorded_around(cast.maya, treated.ended_at, now - 60 * DAY)])
    feverish = log(cast.maya, now, None, "fever").entry
    with CaptureQueriesContext(connection) as asked:
        read = [reading for _, reading in recorded_around(cast.maya, treated.ended_at, since)]
    assert len(asked) == 2
    assert ids(read) == everything | {str(feverish.pk)}
    Entry.objects.filter(pk=feverish.pk).update(deleted_at=now)
    beside = [(None, reading_of(feverish))]
    assert ids([each for _, each in recorded_around(cast.maya, treated.ended_at, since, beside)]) == ids(read)
    assert ids(list(surroundings_of(cast.maya, now, reading_of(feverish)).readings)) == ids(read)
    assert ids(list(surroundings_of(cast.maya, now).readings)) < ids(read)


def test_a_strong_score_of_weeks_ago_speaks_beside_the_fever(cast: Cast, treated: Session, now: datetime) -> None:
    log(cast.maya, now, None, "fever")
    (alert,) = Alert.objects.filter(code="combo-spine-infection")
    assert "9 out of 10" in alert.detail["because"]
