""" "I have been checked by a doctor": what it closes, what it leaves, and who is said to have seen it."""

from datetime import datetime, timedelta

import pytest

from alerts.fields import uuid7
from alerts.models import Alert
from tests.cast import Api, Cast, entry, start_course, treat

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def maya(cast: Cast, now: datetime) -> Api:
    treat(start_course(cast.maya, cast.anna, now - 3 * DAY), cast.anna, now - 2 * DAY, regions=["knee"])
    return Api(cast.maya.user, by="device")


def test_it_closes_what_the_entry_raised_and_keeps_the_date(maya: Api, cast: Cast, now: datetime):
    pk, later = uuid7(), now - HOUR
    maya.log(entry(now - 5 * HOUR, None, "seizure", "bruise-large"), pk)
    answer = maya.post(f"entries/{pk}/checked", {"checked_at": later.isoformat(), "note": "Scan was fine."})

    assert (answer.status, answer.json["checked"]) == (200, {"checked_at": later.isoformat(), "note": "Scan was fine."})
    closed = Alert.objects.order_by("rule")
    assert [(each.rule, each.state, each.resolved_by) for each in closed] == [
        ("red_flag", "resolved", cast.maya.user),
        ("symptom", "resolved", cast.maya.user),
    ]
    assert closed[0].note == f"Checked by a doctor on {later:%Y-%m-%d %H:%M} UTC, the patient says. Scan was fine."


def test_said_again_it_changes_nothing_and_a_correction_keeps_it(maya: Api, now: datetime):
    pk, body = uuid7(), {"checked_at": (now - HOUR).isoformat()}
    maya.log(entry(now - 5 * HOUR, 4, "seizure"), pk)
    first, again = maya.post(f"entries/{pk}/checked", body), maya.post(f"entries/{pk}/checked", body)
    corrected = maya.log(entry(now - 5 * HOUR, 5, "seizure"), pk, If_Match='"1"')

    assert first.json == again.json
    assert corrected.json["checked"] == first.json["checked"]
    assert [alert.state for alert in Alert.objects.filter(code="seizure")] == ["resolved"]


def test_the_same_sign_in_a_new_entry_is_a_new_alert(maya: Api, now: datetime):
    pk = uuid7()
    maya.log(entry(now - 5 * HOUR, None, "seizure"), pk)
    maya.post(f"entries/{pk}/checked", {"checked_at": (now - HOUR).isoformat()})
    maya.log(entry(now, None, "seizure"))

    assert sorted(alert.state for alert in Alert.objects.filter(code="seizure")) == ["open", "resolved"]


def test_what_came_after_the_check_stays_open(maya: Api, now: datetime):
    pk = uuid7()
    maya.log(entry(now - 5 * HOUR, None, "seizure"), pk)
    maya.log(entry(now - HOUR, None, "seizure"))
    maya.post(f"entries/{pk}/checked", {"checked_at": (now - 3 * HOUR).isoformat()})

    alert = Alert.objects.get(code="seizure")
    assert alert.state == "open"
    assert alert.events.filter(kind="noted").count() == 1


def test_the_48_hour_rule_is_not_the_patients_to_close(maya: Api, now: datetime):
    pk = uuid7()
    maya.log(entry(now, 8, "seizure"), pk)
    maya.post(f"entries/{pk}/checked", {"checked_at": now.isoformat()})

    assert {alert.state for alert in Alert.objects.filter(rule="forty_eight_hours")} <= {"open"}


def test_nobody_of_the_clinic_has_seen_what_the_patient_closed(maya: Api, now: datetime):
    pk = uuid7()
    maya.log(entry(now - 5 * HOUR, None, "seizure"), pk)
    maya.post(f"entries/{pk}/checked", {"checked_at": (now - HOUR).isoformat()})

    assert maya.get(f"entries/{pk}").json["seen"] is None


@pytest.mark.parametrize("hours", [-6, 1])
def test_a_check_before_the_entry_or_still_to_come_closes_nothing(maya: Api, now: datetime, hours: int):
    pk = uuid7()
    maya.log(entry(now - 5 * HOUR, None, "seizure"), pk)
    answer = maya.post(f"entries/{pk}/checked", {"checked_at": (now + hours * HOUR).isoformat()})

    assert (answer.status, list(answer.json["errors"])) == (422, ["checked_at"])
    assert Alert.objects.get().state == "open"


def test_an_unknown_entry_is_404(maya: Api, now: datetime):
    assert maya.post(f"entries/{uuid7()}/checked", {"checked_at": now.isoformat()}).status == 404
