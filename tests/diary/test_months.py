"""The months of the tables that grow: which there should be, and that SQLite has none."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from alerts.fields import uuid7
from config import doctor
from diary import tasks
from diary.partitions import Month, coming, is_begun, make_months

NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)


def test_a_year_ends_between_two_months():
    assert [str(month) for month in coming(NOW)] == ["2026_12", "2027_01", "2027_02"]


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 2, 28, 23, 59, 59, 999000, tzinfo=UTC),
        datetime(2028, 2, 29, tzinfo=UTC),
        datetime(2026, 12, 31, 23, 59, 59, 999000, tzinfo=UTC),
        datetime(2027, 1, 1, tzinfo=UTC),
        datetime(2027, 1, 1, 0, 30, tzinfo=ZoneInfo("Europe/Vienna")),
    ],
)
def test_each_moment_lies_in_one_month_and_months_follow_each_other(moment: datetime):
    month = Month.of(moment)
    made_at = int(moment.timestamp() * 1000) << 80
    assert month.first_id.int <= made_at < month.following.first_id.int
    assert Month.of(moment + timedelta(days=31)) in (month.following, month.following.following)


def test_an_id_made_now_lies_in_this_month():
    month = Month.of(datetime.now(UTC))
    assert month.first_id < uuid7() < month.following.following.first_id


@pytest.mark.django_db
def test_nothing_is_kept_in_months_before_somebody_begins():
    assert not is_begun()
    assert make_months(NOW) == []
    assert tasks.make_coming_months() == 0
    assert list(doctor.months(NOW)) == []
    if connection.vendor == "sqlite":
        with pytest.raises(CommandError, match="Only PostgreSQL"):
            call_command("partitions", "--begin")
