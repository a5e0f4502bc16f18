"""PUT, correct, read and delete entries; every refusal keeps the body and judges its red flags."""

from datetime import datetime, timedelta

import pytest

from alerts.fields import uuid7
from alerts.models import Alert
from diary.models import Entry, EntryRevision, RefusedEntry
from tests.cast import Api, Cast, entry, start_course, treat

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def treated(cast: Cast, now: datetime) -> Cast:
    """Maya scored 3 for three days, then was treated 50 hours ago."""
    course = start_course(cast.maya, cast.anna, now - 10 * DAY)
    phone = Api(cast.maya.user, by="device")
    for days in (3, 4, 5):
        assert phone.log(entry(now - days * DAY, 3)).status == 201
    treat(course, cast.anna, now - 50 * HOUR, now=now)
    return cast


def test_it_stores_a_score_and_answers_with_what_it_means(treated: Cast, maya: Api, now: datetime):
    answer = maya.log(entry(now - 5 * HOUR, 4, note="A bit stiff"))

    assert answer.status == 201
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["nrs_average"] == 4
    assert answer.json["note"] == "A bit stiff"
    assert answer.json["hours_since_session"] == 45.0
    assert answer.json["clock"] == "ok"
    assert (answer.json["level"], answer.json["findings"], answer.json["seen"]) == ("expected", [], None)


def test_it_raises_the_48_hour_alert_when_pain_lasts(treated: Cast, maya: Api, now: datetime):
    maya.log(entry(now - 20 * HOUR, 6))
    answer = maya.log(entry(now, 6))

    assert [finding["rule"] for finding in answer.json["findings"]] == ["forty_eight_hours"]
    assert answer.json["level"] == "practitioner"
    assert answer.json["advice"][0]["code"] == "ADV-48"
    alert = Alert.objects.get(rule="forty_eight_hours")
    assert alert.subject == treated.maya.pk
    assert alert.detail["because"].startswith("6 out of 10 at 50 hours; before the session 3")


def test_it_answers_the_same_again_with_200_and_stores_once(treated: Cast, maya: Api, now: datetime):
    pk, body = uuid7(), entry(now, 6, "fever")
    first = maya.log(body, pk)
    again = maya.log({**body, "sent_at": now.isoformat()}, pk)

    assert (first.status, again.status) == (201, 200)
    assert again.json["findings"] == first.json["findings"] != []
    assert Entry.objects.filter(pk=pk).count() == EntryRevision.objects.filter(entry=pk).count() == 1
    assert [alert.code for alert in Alert.objects.filter(rule="red_flag")] == ["combo-spine-infection"]


def test_it_refuses_other_content_under_a_used_id_without_if_match(treated: Cast, maya: Api, now: datetime):
    pk = uuid7()
    maya.log(entry(now, 3), pk)
    answer = maya.log(entry(now, 5, "chest-pain"), pk)

    assert (answer.status, answer.code) == (409, "conflict")
    assert answer.json["entry"]["nrs_average"] == 3
    assert Entry.objects.get(pk=pk).nrs_average == 3
    assert RefusedEntry.objects.get(entry_id=pk).status == 409
    assert Alert.objects.get(code="chest-pain").level == "emergency"


def test_it_corrects_with_the_right_revision_and_keeps_both_values(treated: Cast, maya: Api, now: datetime):
    pk = uuid7()
    maya.log(entry(now, 6), pk)
    answer = maya.log(entry(now, 2), pk, If_Match='"1"')

    assert (answer.status, answer.json["revision"], answer.json["nrs_average"]) == (200, 2, 2)
    bodies = maya.get(f"entries/{pk}/revisions").json["results"]
    assert [each["body"]["nrs_average"] for each in bodies] == [6, 2]


def test_it_answers_the_retry_of_a_correction_that_had_arrived(treated: Cast, maya: Api, now: datetime):
    pk = uuid7()
    maya.log(entry(now, 6), pk)
    maya.log(entry(now, 2), pk, If_Match='"1"')

    assert maya.log(entry(now, 2), pk, If_Match='"1"').status == 200
    assert EntryRevision.objects.filter(entry=pk).count() == 2


def test_it_refuses_a_stale_revision_with_the_servers_copy_and_judges_the_body(treated: Cast, maya: Api, now: datetime):
    pk = uuid7()
    maya.log(entry(now, 6), pk)
    maya.log(entry(now, 5), pk, If_Match='"1"')
    answer = maya.log(entry(now, 4, "saddle-numb"), pk, If_Match='"1"')

    assert (answer.status, answer.code) == (412, "precondition_failed")
    assert answer.json["entry"]["nrs_average"] == 5
    assert Alert.objects.get(code="combo-ces").level == "emergency"


def test_a_correction_that_settles_the_score_withdraws_the_alert(treated: Cast, maya: Api, now: datetime):
    pk = uuid7()
    maya.log(entry(now, 6), pk)
    maya.log(entry(now, 2), pk, If_Match='"1"')

    assert Alert.objects.get(rule="forty_eight_hours").state == "withdrawn"


def test_deleting_an_entry_hides_it_keeps_its_revisions_and_closes_no_alert(treated: Cast, maya: Api, now: datetime):
    pk = uuid7()
    maya.log(entry(now, 6), pk)
    answer = maya("DELETE", f"entries/{pk}", If_Match='"1"')

    assert answer.status == 200
    assert str(pk) not in [each["id"] for each in maya.get("entries").json["results"]]
    assert EntryRevision.objects.filter(entry=pk).count() == 2
    assert maya.log(entry(now - HOUR, 3)).status == 201
    assert Alert.objects.get(rule="forty_eight_hours").state == "open"


@pytest.mark.parametrize(
    ("change", "status", "code", "field"),
    [
        ({"nrs_avrage": 3}, 422, "unknown_field", "nrs_avrage"),
        ({"nrs_average": 11}, 422, "invalid", "nrs_average"),
        ({"nrs_average": -1}, 422, "invalid", "nrs_average"),
        ({"nrs_average": "7"}, 422, "invalid", "nrs_average"),
        ({"nrs_average": 6.5}, 422, "invalid", "nrs_average"),
        ({"nrs_average": True}, 422, "invalid", "nrs_average"),
        ({"symptoms": [{"code": "fever"}, {"code": "sorcery"}]}, 422, "invalid", "symptoms.1.code"),
        ({"symptoms": [{"code": "fever", "how": 3}]}, 422, "unknown_field", "symptoms.0.how"),
        ({"time_zone": "Mars/Olympus"}, 422, "invalid", "time_zone"),
        ({"recorded_at": "2026-01-31T10:00:00"}, 422, "invalid", "recorded_at"),
        ({"recorded_at": "yesterday"}, 422, "invalid", "recorded_at"),
        ({"recorded_at": "2026-02-31T10:00:00Z"}, 422, "invalid", "recorded_at"),
        ({"note": 5}, 422, "invalid", "note"),
        ({"course": "01890000-0000-7000-8000-000000000000"}, 422, "invalid", "course"),
        ({"change": "fine"}, 422, "invalid", "change"),
        ({"regions": [{"code": "spleen"}]}, 422, "invalid", "regions.0.code"),
        ({"none_of_these": True}, 422, "invalid", "none_of_these"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_refused_body_is_named_kept_and_its_red_flag_judged(
    cast: Cast, maya: Api, now: datetime, change: dict[str, object], status: int, code: str, field: str
):
    answer = maya.log({**entry(now, 5, "fever"), **change})

    assert (answer.status, answer.code) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert field in answer.json["errors"]
    assert Entry.objects.count() == 0
    assert "fever" in RefusedEntry.objects.get().body
    assert Alert.objects.get().code == "fever"


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b'{"nrs_average": 5, "symptoms": [{"code": "fever"}', 400, "malformed"),
        (b"fever", 400, "malformed"),
        (b'\xff\xfe"fever"', 400, "malformed"),
        (b'["fever"]', 422, "invalid"),
        (b'{"note": "' + b"x" * 1_000_000 + b'", "symptoms": [{"code": "fever"}]}', 413, "too_large"),
    ],
    ids=["cut off", "not JSON", "not UTF-8", "not an object", "a megabyte"],
)
def test_a_body_that_cannot_be_read_is_kept_and_its_red_flag_judged(
    cast: Cast, maya: Api, raw: bytes, status: int, code: str
):
    answer = maya("PUT", f"entries/{uuid7()}", raw=raw)

    assert (answer.status, answer.code) == (status, code)
    assert Entry.objects.count() == 0
    assert RefusedEntry.objects.count() == 1
    assert [alert.code for alert in Alert.objects.all()] == ["fever"]


def test_a_refused_body_sent_again_is_kept_once_and_tells_once(cast: Cast, maya: Api, now: datetime):
    pk = uuid7()
    for _ in range(3):
        assert maya.log({**entry(now, 12, "fever")}, pk).status == 422

    assert RefusedEntry.objects.count() == Alert.objects.count() == 1
    assert Alert.objects.get().occurrences == 1


def test_an_entry_that_says_nothing_is_refused(cast: Cast, maya: Api, now: datetime):
    assert "nrs_average" in maya.log(entry(now)).json["errors"]


def test_a_symptom_without_a_score_is_an_entry(cast: Cast, maya: Api, now: datetime):
    answer = maya.log(entry(now, None, "short-of-breath"))

    assert (answer.status, answer.json["level"]) == (201, "emergency")
    assert answer.json["advice"][0]["code"] == "ADV-E"
    assert any("999" in line for line in answer.json["advice"][0]["lines"])


@pytest.mark.parametrize(
    ("recorded", "sent", "clock", "off_by"),
    [
        (timedelta(0), timedelta(0), "ok", timedelta(0)),
        (2 * HOUR, None, "future_clamped", timedelta(0)),
        (2 * HOUR, 3 * HOUR, "skewed", -HOUR),
        (-30 * HOUR, -29 * HOUR, "skewed", -HOUR),
        (timedelta(days=-365 * 30), None, "skewed", timedelta(0)),
        (timedelta(days=-365 * 30), timedelta(days=-365 * 30) + HOUR, "skewed", -HOUR),
        (timedelta(minutes=2), None, "ok", timedelta(0)),
    ],
    ids=["right", "ahead", "ahead, known", "behind, known", "1990s", "1990s, known", "a little ahead"],
)
def test_a_wrong_clock_is_accepted_corrected_and_marked(
    cast: Cast, maya: Api, now: datetime, recorded: timedelta, sent: timedelta | None, clock: str, off_by: timedelta
):
    body = entry(now + recorded, 4)
    if sent is not None:
        body["sent_at"] = (now + sent).isoformat()
    answer = maya.log(body)

    assert (answer.status, answer.json["clock"]) == (201, clock)
    assert abs(datetime.fromisoformat(answer.json["recorded_at"]) - (now + off_by)) < timedelta(seconds=30)


def test_an_entry_of_400_days_is_accepted_and_an_older_one_refused(cast: Cast, maya: Api, now: datetime):
    assert maya.log(entry(now - 399 * DAY, 4)).status == 201
    answer = maya.log(entry(now - 401 * DAY, 4))
    assert (answer.status, list(answer.json["errors"])) == (422, ["recorded_at"])


def test_an_entry_before_any_session_belongs_to_none_and_its_red_flag_counts(cast: Cast, maya: Api, now: datetime):
    answer = maya.log(entry(now, 4, "fever"))

    assert (answer.json["session"], answer.json["hours_since_session"]) == (None, None)
    assert Alert.objects.get().about is None


def test_without_monitoring_it_stores_and_advises_and_tells_nobody(cast: Cast, maya: Api, now: datetime):
    assert maya.put("consents/monitoring", {"given": False, "version": "1"}).status == 200
    answer = maya.log(entry(now, 4, "fever", "anxious-upset"))

    assert answer.status == 201
    assert "ADV-U" in [block["code"] for block in answer.json["advice"]]
    assert "told" not in " ".join(line for block in answer.json["advice"] for line in block["lines"])
    assert Alert.objects.count() == 0
    assert maya.get("me").json["monitoring"]["state"] == "off"


def test_giving_monitoring_back_tells_of_what_was_logged_meanwhile(treated: Cast, maya: Api, now: datetime):
    maya.put("consents/monitoring", {"given": False, "version": "1"})
    maya.log(entry(now, 7, "fever"))
    maya.put("consents/monitoring", {"given": True, "version": "1"})

    assert sorted(Alert.objects.values_list("rule", flat=True)) == ["forty_eight_hours", "red_flag"]


def test_another_patients_entry_id_is_unknown(cast: Cast, maya: Api, now: datetime):
    pk = uuid7()
    walter = Api(cast.walter.user, by="device")
    walter.log(entry(now, 3), pk)

    for answer in (maya.get(f"entries/{pk}"), maya.log(entry(now, 3), pk), maya.log(entry(now, 4), pk, If_Match='"1"')):
        assert (answer.status, answer.code) == (404, "not_found")
        assert "entry" not in answer.json
    assert Entry.objects.get(pk=pk).patient == cast.walter


def test_a_write_from_another_site_is_refused(cast: Cast, maya: Api, now: datetime):
    assert maya.log(entry(now, 3), Origin="https://evil.example").code == "cross_site"
    assert maya.log(entry(now, 3), X_Ebb="").code == "cross_site"
    assert maya.log(entry(now, 3), Sec_Fetch_Site="cross-site").code == "cross_site"


def test_the_patient_reads_who_has_seen_it(treated: Cast, maya: Api, anna: Api, now: datetime):
    pk = uuid7()
    maya.log(entry(now, 4, "fever"), pk)
    alert = Alert.objects.get()
    assert maya.get(f"entries/{pk}").json["seen"] is None

    assert anna.post(f"alerts/{alert.pk}/acknowledge").status == 200
    assert maya.get(f"entries/{pk}").json["seen"]["by"] == "Anna"


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        ('"nrs_average": NaN', 400, "malformed"),
        ('"nrs_average": 1e999', 422, "invalid"),
        ('"medicines": [{"name": 1e999}]', 422, "invalid"),
        ('"events": [' + '{"a":' * 300 + "1" + "}" * 300 + "]", 422, "invalid"),
        ('"events": [' + "[" * 30_000 + "]" * 30_000 + "]", 400, "malformed"),
        ('"\\ud83d": 1', 422, "unknown_field"),
        ('"course": [1]', 422, "invalid"),
    ],
    ids=["NaN", "infinite", "infinite inside", "deep", "deeper", "half a character in a name", "a list for an id"],
)
def test_a_body_that_would_break_us_is_refused_kept_and_its_red_flag_judged(
    cast: Cast, maya: Api, now: datetime, raw: str, status: int, code: str
):
    body = f'{{"recorded_at": "{now.isoformat()}", "time_zone": "UTC", "symptoms": [{{"code": "fever"}}], {raw}}}'
    answer = maya("PUT", f"entries/{uuid7()}", raw=body.encode())

    assert (answer.status, answer.code) == (status, code)
    assert RefusedEntry.objects.get().status == status
    assert Alert.objects.get().code == "fever"


def test_half_an_emoji_in_a_note_stops_no_entry(cast: Cast, maya: Api, now: datetime):
    answer = maya.log(entry(now, 4, note="Cut \ud83d", medicines=[{"name": "Ibu\ude00", "amount": "400 mg"}]))

    assert (answer.status, answer.json["note"]) == (201, "Cut \ufffd")
    assert answer.json["medicines"] == [{"name": "Ibu\ufffd", "amount": "400 mg"}]


@pytest.mark.parametrize("recorded_at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
@pytest.mark.parametrize("sent_at", [None, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_no_clock_is_too_wrong(cast: Cast, maya: Api, now: datetime, recorded_at: str, sent_at: str | None):
    answer = maya.log({**entry(now, 4), "recorded_at": recorded_at, "sent_at": sent_at})

    assert (answer.status, answer.json["clock"] in ("skewed", "future_clamped")) == (201, True)
    assert abs(datetime.fromisoformat(answer.json["recorded_at"]) - now) < timedelta(minutes=1)


@pytest.mark.parametrize("if_match", ['"\u00b2"', "*", '"1", "2"', "", '"-1"', '"1.0"', "x" * 500], ids=repr)
def test_a_revision_that_cannot_be_read_matches_none(treated: Cast, maya: Api, now: datetime, if_match: str):
    pk = uuid7()
    maya.log(entry(now, 6), pk)
    assert maya.log(entry(now, 5), pk, If_Match=if_match).code == "precondition_failed"


def test_an_error_that_nobody_foresaw_still_lets_a_red_flag_through(
    cast: Cast, maya: Api, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    def fail(**_: object) -> None:
        raise ZeroDivisionError

    pk = uuid7()
    with monkeypatch.context() as patch:
        patch.setattr("diary.api.entries.record_entry", fail)
        for _ in range(2):
            assert maya.log(entry(now, 5, "fever"), pk).status == 500
    assert (RefusedEntry.objects.get().status, Alert.objects.get().code) == (500, "fever")

    assert maya.log(entry(now, 5, "fever"), pk).status == 201


def test_a_deleted_entry_sent_again_stays_hidden_unless_it_is_brought_back(treated: Cast, maya: Api, now: datetime):
    pk, body = uuid7(), entry(now, 6)
    maya.log(body, pk)
    maya("DELETE", f"entries/{pk}", If_Match='"1"')

    assert maya("DELETE", f"entries/{pk}", If_Match='"1"').status == 200
    late = maya.log(body, pk)
    assert (late.status, late.json["deleted_at"] is None) == (200, False)
    restored = maya.log(body, pk, If_Match='"2"')
    assert (restored.status, restored.json["revision"], restored.json["deleted_at"]) == (200, 3, None)
    assert str(pk) in [each["id"] for each in maya.get("entries").json["results"]]


def test_a_correction_takes_the_findings_of_the_old_version_with_it(cast: Cast, maya: Api, now: datetime):
    course = start_course(cast.maya, cast.anna, now - DAY)
    pk = uuid7()
    maya.log(entry(now - 2 * HOUR, 4, "fever"), pk)
    treat(course, cast.anna, now - 3 * HOUR, now=now)
    corrected = maya.log(entry(now - 2 * HOUR, 4), pk, If_Match='"1"')

    assert (corrected.json["findings"], corrected.json["level"]) == ([], "expected")
    assert Alert.objects.get(code="fever", about=None).state == "open"


def test_a_correction_of_the_course_judges_both_courses_again(treated: Cast, maya: Api, now: datetime):
    knee = start_course(treated.maya, treated.anna, now - 9 * DAY, region="knee")
    treat(knee, treated.anna, now - 6 * HOUR, now=now)
    pk, body = uuid7(), entry(now - HOUR, 6)
    maya.log({**body, "course": str(treated.maya.courses.get(region="low-back").pk)}, pk)
    assert Alert.objects.get().state == "open"

    maya.log({**body, "course": str(knee.pk)}, pk, If_Match='"1"')
    assert Alert.objects.get().state == "withdrawn"
    assert maya.get(f"entries/{pk}").json["hours_since_session"] == 5.0


def test_deleting_what_the_baseline_rests_on_closes_no_alert(treated: Cast, maya: Api, now: datetime):
    maya.log(entry(now - 20 * HOUR, 3))
    maya.log(entry(now, 6))
    for each in maya.get("entries").json["results"]:
        if each["session"] is None:
            maya("DELETE", f"entries/{each['id']}", If_Match='"1"')
    maya.log(entry(now, 5))

    assert Alert.objects.get(rule="forty_eight_hours").state == "open"
