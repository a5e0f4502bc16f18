"""How the staff are reached, by the API: quiet hours, cover, and what the patient reads of it."""

from datetime import datetime, timedelta
from typing import Any

from diary.access import CareTeamAudience
from tests.cast import Api, Cast, start_course, treat
from tests.diary.care import DAY, HOUR, Care, log


def test_quiet_hours_are_set_and_ended(cast: Cast, anna: Api):
    assert anna.get("quiet-hours").json["starts"] is None
    put = anna.put("quiet-hours", {"starts": "22:00", "ends": "07:00", "time_zone": "Europe/London"})
    assert (put.status, put.json) == (200, {"starts": "22:00", "ends": "07:00", "time_zone": "Europe/London"})
    assert anna.put("quiet-hours", {"starts": "08:00", "ends": "21:00"}).status == 422
    assert anna("DELETE", "quiet-hours").json["starts"] is None


def holiday(mia: Api, cast: Cast, now: datetime) -> Any:
    body = {
        "user": str(cast.piet.pk),
        "covers": str(cast.anna.pk),
        "starts_at": (now - HOUR).isoformat(),
        "ends_at": (now + 7 * DAY).isoformat(),
    }
    return mia.post("cover", body)


def test_while_anna_is_away_her_cover_hears_first_and_the_patient_reads_who_answers(
    cast: Cast, mia: Api, maya: Api, now: datetime
):
    assert maya.get("me").json["cover"] is None, "standing cover takes nobody away"
    arranged = holiday(mia, cast, now)
    assert (arranged.status, arranged.json["user"]["name"]) == (201, "Piet")
    rungs = CareTeamAudience().rungs(cast.maya.pk, None, now)
    assert rungs[0] == (cast.piet.pk,)
    assert cast.anna.pk in rungs[-1]
    cover = maya.get("me").json["cover"]
    assert (cover["away"], cover["by"]) == (["Anna"], ["Piet"])
    assert "Anna is away until" in cover["text"]
    ended = mia.post(f"cover/{arranged.json['id']}/end")
    assert ended.status == 200
    assert maya.get("me").json["cover"] is None
    assert CareTeamAudience().rungs(cast.maya.pk, None, now + timedelta(minutes=1))[0] == (cast.anna.pk,)


def test_cover_that_is_over_before_it_is_arranged_is_refused_and_says_so(cast: Cast, mia: Api, now: datetime):
    body = {"user": str(cast.ben.pk), "covers": str(cast.anna.pk), "starts_at": (now - 2 * DAY).isoformat()}
    refused = mia.post("cover", body | {"ends_at": (now - DAY).isoformat()})
    assert (refused.status, refused.json["errors"]) == (
        422,
        {"ends_at": ["This moment is past: nobody would be covered."]},
    )
    assert mia.post("cover", body | {"ends_at": (now + DAY).isoformat()}).status == 201


def test_managers_read_who_arranged_cover_and_who_ended_it(cast: Cast, mia: Api, now: datetime):
    body = {"user": str(cast.ben.pk), "covers": str(cast.anna.pk), "starts_at": now.isoformat()}
    arranged = [mia.post("cover", body | {"ends_at": (now + DAY).isoformat()}) for _ in range(2)]
    for answer in arranged:
        mia.post(f"cover/{answer.json['id']}/end")
    changes = mia.get("clinic/changes").json["results"]

    assert [(each["by"], each["said"]) for each in changes] == [
        ("Mia", "ended cover"),
        ("Mia", "arranged cover"),
        ("Mia", "arranged cover"),
    ]
    assert (changes[0]["detail"]["covers"], changes[0]["patient"]) == (str(cast.anna.pk), None)


def test_only_managers_arrange_cover_and_only_colleagues_cover(
    cast: Cast, mia: Api, anna: Api, zoe: Api, now: datetime
):
    body = {"user": str(cast.ben.pk), "covers": str(cast.anna.pk), "starts_at": now.isoformat()}
    assert (anna.post("cover", body).status, anna.post("cover", body).code) == (403, "not_allowed")
    stranger = mia.post("cover", body | {"user": str(cast.zoe.pk)})
    assert (stranger.status, list(stranger.json["errors"])) == (422, ["user"])
    alone = mia.post("cover", body | {"user": str(cast.anna.pk)})
    assert (alone.status, list(alone.json["errors"])) == (422, ["covers"])
    backwards = mia.post("cover", body | {"ends_at": (now - HOUR).isoformat()})
    assert (backwards.status, list(backwards.json["errors"])) == (422, ["ends_at"])
    assert len(anna.get("cover").json["results"]) == 1
    assert zoe.get("cover").json["results"] == []


def test_the_phone_knows_from_when_to_say_that_nobody_has_seen_it(
    cast: Cast, care: Care, anna: Api, maya: Api, now: datetime
):
    shown = maya.get(f"entries/{care.feverish.pk}").json
    assert shown["seen"] is None
    assert datetime.fromisoformat(shown["unseen_after"]) == now + timedelta(minutes=15)
    anna.post(f"alerts/{care.fever.pk}/acknowledge")
    shown = maya.get(f"entries/{care.feverish.pk}").json
    assert (shown["seen"]["by"], shown["unseen_after"]) == ("Anna", None)


def test_every_answer_to_staff_says_how_old_the_sweep_is(cast: Cast, anna: Api):
    for path in ("patients", "worklist", "cover"):
        assert anna.get(path).headers["Ebb-Sweep-Age-Seconds"] == "never"


def test_nobody_has_to_have_seen_what_asks_for_nobody(cast: Cast, now: datetime, maya: Api):
    course = start_course(cast.maya, cast.anna, now - 10 * DAY)
    treat(course, cast.anna, now - 50 * HOUR)
    quiet = log(cast.maya, now, 1).entry
    assert maya.get(f"entries/{quiet.pk}").json["unseen_after"] is None
