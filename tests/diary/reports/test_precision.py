"""The precision figure: actioned over fired for each rule, with medians, and nothing said of small numbers."""

from datetime import datetime, timedelta

from alerts import actions as alerts
from alerts.models import Alert
from diary.reports.precision import precision_of
from tests.cast import Api, Cast
from tests.diary.care import DAY, HOUR, log


def fire(cast: Cast, now: datetime, count: int, outcomes: list[str], urgency: int | None = None) -> None:
    """So many red flags, one an hour; the first ones closed with these outcomes 10 minutes later."""
    codes = ["bladder-cannot-pee", "drop-attack", "short-of-breath", "chest-pain", "coughing-blood", "face-droop"]
    for number in range(count):
        at = now - (count - number) * HOUR
        log(cast.maya, at, None, codes[number], urgency=urgency)
    for alert, outcome in zip(Alert.objects.filter(rule="red_flag").order_by("raised_at"), outcomes, strict=False):
        alerts.resolve(
            alert_id=alert.pk,
            by=cast.anna.pk,
            outcome=outcome,
            note="why",
            now=alert.raised_at + timedelta(minutes=10),
        )


def test_it_counts_what_led_to_something_beside_how_urgent_it_felt(cast: Cast, now: datetime):
    fire(cast, now, 5, ["advised", "referred_gp", "expected_no_action"], urgency=7)
    row = next(row for row in precision_of(cast.harbour, now - DAY, now) if row["rule"] == "red_flag")
    assert row["fired"] >= 5
    assert (row["actioned"], row["dismissed"], row["withdrawn"]) == (2, 1, 0)
    assert row["waiting"] == row["fired"] - 3
    assert row["precision"] == round(2 / row["fired"], 3)
    assert (row["minutes_to_answer"], row["patient_urgency"], row["suppressed"]) == (10.0, 7.0, False)


def test_small_numbers_are_not_said(cast: Cast, now: datetime):
    fire(cast, now, 3, ["advised"])
    [row] = [row for row in precision_of(cast.harbour, now - DAY, now) if row["rule"] == "red_flag"]
    assert (row["fired"], row["suppressed"]) == (3, True)
    assert (row["actioned"], row["precision"], row["minutes_to_answer"]) == (None, None, None)


def test_another_clinics_alerts_and_other_times_do_not_count(cast: Cast, now: datetime):
    fire(cast, now, 5, [])
    assert precision_of(cast.hill, now - DAY, now) == []
    assert precision_of(cast.harbour, now - 9 * DAY, now - 8 * DAY) == []


def test_managers_read_it_of_their_own_clinic(cast: Cast, anna: Api, now: datetime):
    fire(cast, now, 5, ["advised"])
    mia = Api(cast.mia, by="token")
    period = f"?from={now - DAY:%Y-%m-%dT%H:%M:%SZ}&to={now:%Y-%m-%dT%H:%M:%SZ}"
    assert mia.get(f"clinics/{cast.harbour.pk}/precision{period}").json["results"][0]["rule"] == "red_flag"
    assert mia.get(f"clinics/{cast.hill.pk}/precision").status == 404
    assert anna.get(f"clinics/{cast.harbour.pk}/precision").status == 403
