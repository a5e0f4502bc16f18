"""`manage.py explain`: for an entry, for a session, for nothing at all."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from alerts.fields import uuid7
from diary.models import Assessment, AuditEvent, Session
from tests.cast import Cast, make_cast, start_course, treat
from tests.diary.care import DAY, HOUR, log

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast(NOW)


@pytest.fixture
def treated(cast: Cast) -> Session:
    for days in (1, 2, 3):
        log(cast.maya, NOW - days * DAY - 2 * HOUR, 3)
    return treat(start_course(cast.maya, cast.anna, NOW - 10 * DAY), cast.anna, NOW)


def explained(*args: str) -> str:
    out = StringIO()
    call_command("explain", *args, stdout=out)
    return out.getvalue()


def test_a_session_and_its_entry_are_explained_alike(cast: Cast, treated: Session) -> None:
    entry = log(cast.maya, NOW + 50 * HOUR, 6).entry
    at = (NOW + 60 * HOUR).isoformat()
    told = explained(str(treated.pk), "--at", at)
    assert told == explained(str(entry.pk), "--at", at)
    assert "forty_eight_hours (practitioner by clause b)" in told
    assert f"{entry.pk}" in told


def test_it_names_nobody_and_changes_nothing(cast: Cast, treated: Session) -> None:
    log(cast.maya, NOW + 50 * HOUR, 6, note="Maya cannot sleep.")
    before = (Assessment.objects.count(), AuditEvent.objects.count())
    told = explained(str(treated.pk), "--at", (NOW + 60 * HOUR).isoformat())
    assert (Assessment.objects.count(), AuditEvent.objects.count()) == before
    for name in (cast.maya.name, cast.anna.name, "sleep"):
        assert name not in told


def test_an_entry_of_no_session_is_explained_by_its_red_flags(cast: Cast) -> None:
    entry = log(cast.maya, NOW, 6, "fever").entry
    assert "red_flag fever" in explained(str(entry.pk), "--at", NOW.isoformat())


REFUSED = [
    pytest.param(["nonsense"], "no id", id="no id"),
    pytest.param([str(uuid7())], "no entry and no session", id="an unknown id"),
    pytest.param(["SESSION", "--at", "yesterday"], "no moment", id="no moment"),
    pytest.param(["SESSION", "--at", "2026-05-04T12:00"], "no time zone", id="a moment without a zone"),
]


@pytest.mark.parametrize(("args", "words"), REFUSED)
def test_it_refuses_kindly(treated: Session, args: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        explained(*(str(treated.pk) if arg == "SESSION" else arg for arg in args))
