"""What belongs to Maya alone: who looked, who helps her write, another window, and the end of her diary."""

from datetime import datetime, timedelta

import pytest

from alerts import actions as alerts
from alerts.fields import uuid7
from alerts.models import ContactPoint, Delivery
from diary.actions import erasing
from diary.actions.reports import agree_to_report, draft_report
from diary.actions.sharing import open_share, share_report
from diary.api.looks import DAYS_ON_A_PAGE, kind_of
from diary.invariants import EVERY
from diary.models import AuditEvent, Device, Entry, EntryRevision, Patient, RefusedEntry, Report
from tests.cast import BIRTH_DATE, Api, Cast, agree, entry
from tests.diary.care import DAY, HOUR, Care
from tests.diary.forging import unguarded

BORN = {"birth_date": BIRTH_DATE.isoformat()}


def pair(code: str, born: str = BORN["birth_date"]) -> Api:
    phone = Api()
    assert phone.post("pair", {"token": code, "birth_date": born}).status == 201
    phone.headers["X-Ebb"] = "1"
    return phone


def forget_who_looked() -> None:
    """As if the diary began here."""
    with unguarded():
        AuditEvent.objects.all().delete()


def looks(maya: Api) -> list[tuple[str, str, str, int]]:
    results = maya.get("me/record-access").json["results"]
    return [(each["name"], each["role"], each["kind"], each["times"]) for each in results]


# --- who looked -------------------------------------------------------------------------------------------------------


def test_she_reads_who_looked_as_what_and_how_often_and_nothing_of_her_own(care: Care, maya: Api, anna: Api, mia: Api):
    forget_who_looked()
    anna.get(f"patients/{care.course.patient_id}/timeline")
    anna.get(f"patients/{care.course.patient_id}")
    mia.get("worklist")
    mia.get("worklist")
    anna.post(f"alerts/{care.fever.pk}/acknowledge")
    maya.get("me")

    assert looks(maya) == [
        ("Anna", "practitioner", "answer", 1),
        ("Mia", "manager", "list", 2),
        ("Anna", "practitioner", "read", 2),
    ]


def test_a_look_at_a_letter_by_its_link_is_among_them(care: Care, cast: Cast, maya: Api, now: datetime):
    agree(cast.maya, now, purpose="sharing")
    report = draft_report(
        course=care.course,
        report_format="csv",
        since=now - DAY,
        until=now,
        request="",
        recipient="Dr Okafor",
        include_notes=False,
        content=b"a,b",
        rules_version="1",
        by=cast.anna,
        now=now,
    )
    shared = share_report(report=agree_to_report(report=report, by=cast.maya.user, now=now), by=cast.anna, now=now)
    open_share(token=shared.token, code=shared.code, browser="", now=now)

    assert ("", "link", "link", 1) in looks(maya)


def test_pages_hold_whole_days_and_miss_none(cast: Cast, maya: Api, now: datetime):
    forget_who_looked()
    for days in range(DAYS_ON_A_PAGE + 3):
        AuditEvent.objects.create(at=now - days * DAY, actor=cast.anna, patient=cast.maya, action="entry.read")
    first = maya.get("me/record-access").json
    second = maya.get(f"me/record-access?cursor={first['next']}").json

    assert (len(first["results"]), len(second["results"]), second["next"]) == (DAYS_ON_A_PAGE, 3, None)
    found = [each["day"] for page in (first, second) for each in page["results"]]
    assert found == sorted(set(found), reverse=True)
    assert maya.get("me/record-access?cursor=guessed").status == 422


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("worklist.read", "list"),
        ("entry.list", "list"),
        ("timeline.read", "read"),
        ("something.new", "read"),
        ("entry.correct", "write"),
        ("alert.resolve", "answer"),
        ("report.draft", "letter"),
        ("session.record", "treat"),
        ("patient.export", "copy"),
        ("carer.invite", "invite"),
    ],
)
def test_every_action_has_a_kind(action: str, kind: str):
    assert kind_of(action) == kind


# --- carers -----------------------------------------------------------------------------------------------------------


def test_a_carer_writes_under_their_own_name_and_reads_the_diary_only(care: Care, cast: Cast, maya: Api, anna: Api):
    invited = maya.post("me/carers", {"name": "Tom Lindqvist"}).json
    tom = pair(invited["code"])
    me = tom.get("me").json
    assert (me["role"], me["name"], me["carer"]) == ("carer", "Maya Lindqvist", "Tom Lindqvist")
    pk = uuid7()
    assert tom.log(entry(cast.maya.created_at + 60 * DAY, 6), pk).status == 201

    assert anna.get(f"entries/{pk}").json["by_carer"] == "Tom Lindqvist"
    assert maya.put(f"entries/{pk}", entry(cast.maya.created_at + 60 * DAY, 5), If_Match='"1"').json["by_carer"] is None
    assert tom.get("entries").json["results"]
    table = b"".join(maya.post("me/export", {"format": "csv"}).response.streaming_content).decode()
    assert "Tom" not in table
    tom.put(f"entries/{pk}", entry(cast.maya.created_at + 60 * DAY, 7), If_Match='"2"')
    table = b"".join(maya.post("me/export", {"format": "csv"}).response.streaming_content).decode()
    assert table.count("Tom Lindqvist") == 1
    assert tom.get(f"sessions/{care.session.pk}/curve").status == 200
    for path in ("consents", "me/record-access", "me/carers", "me/devices", f"patients/{cast.maya.pk}", "alerts"):
        assert tom.get(path).status == 403, path
    assert tom.get("reports").json["results"] == []
    assert tom.post("me/erasure", BORN).status == tom.post("me/export").status == 403


def test_the_history_of_an_entry_names_who_wrote_each_version_and_on_which_own_phone(
    cast: Cast, anna: Api, now: datetime
):
    phone, tablet = Api(cast.maya.user, by="device", now=now), Api(cast.maya.user, by="device", now=now)
    tom = pair(phone.post("me/carers", {"name": "Tom"}).json["code"])
    pk = uuid7()
    phone.log(entry(now, 6), pk)
    tom.put(f"entries/{pk}", entry(now, 5), If_Match='"1"')
    tablet.put(f"entries/{pk}", entry(now, 4), If_Match='"2"')
    tablet("DELETE", f"entries/{pk}", If_Match='"3"')

    def told(asker: Api) -> list[tuple[str, str | None, bool | None]]:
        by = [each["by"] for each in asker.get(f"entries/{pk}/revisions").json["results"]]
        return [(each["role"], each["name"], each["phone"] and each["phone"]["this"]) for each in by]

    assert told(phone) == [
        ("patient", None, True),
        ("carer", "Tom", None),
        ("patient", None, False),
        ("patient", None, False),
    ]
    assert told(tom) == [
        ("patient", None, None),
        ("carer", "Tom", True),
        ("patient", None, None),
        ("patient", None, None),
    ]
    assert told(anna) == [
        ("patient", None, None),
        ("carer", "Tom", None),
        ("patient", None, None),
        ("patient", None, None),
    ]


def test_what_a_clinic_took_in_from_a_file_is_said_to_be_theirs_and_an_old_version_finds_its_carer(
    cast: Cast, maya: Api, now: datetime
):
    tom = pair(maya.post("me/carers", {"name": "Tom"}).json["code"])
    pk, other = uuid7(), uuid7()
    tom.log(entry(now, 6), pk)
    maya.log(entry(now, 5), other)
    EntryRevision.objects.filter(entry=pk).update(by_carer=None, device=None)
    EntryRevision.objects.filter(entry=other).update(received_by=cast.anna, device=None)
    [old] = maya.get(f"entries/{pk}/revisions").json["results"]
    [taken_in] = maya.get(f"entries/{other}/revisions").json["results"]
    assert old["by"] == {"role": "carer", "name": "Tom", "phone": None}
    assert taken_in["by"] == {"role": "clinic", "name": None, "phone": None}


def test_a_carers_red_flag_is_judged_like_her_own(cast: Cast, maya: Api, anna: Api, now: datetime):
    tom = pair(maya.post("me/carers", {"name": "Tom"}).json["code"])
    assert tom.log(entry(now, 5, "short-of-breath")).json["level"] == "emergency"
    assert [each["level"] for each in anna.get("alerts?state=open").json["results"]][:1] == ["emergency"]


def test_a_carer_who_is_taken_off_is_out_at_once_and_what_they_wrote_stays(cast: Cast, maya: Api, now: datetime):
    invited = maya.post("me/carers", {"name": "Tom"}).json
    tom, pk = pair(invited["code"]), uuid7()
    tom.log(entry(now, 6), pk)
    assert [each["name"] for each in maya.get("me/carers").json["results"]] == ["Tom"]

    assert maya("DELETE", f"me/carers/{invited['id']}").status == 204
    assert tom.get("me").status == tom.log(entry(now, 7)).status == 401
    assert maya.get(f"entries/{pk}").json["by_carer"] == "Tom"
    assert maya.get("me/carers").json["results"] == []
    assert maya("DELETE", f"me/carers/{invited['id']}").status == 404


def test_a_code_of_a_carer_who_was_taken_off_opens_nothing(maya: Api):
    invited = maya.post("me/carers", {"name": "Tom"}).json
    maya("DELETE", f"me/carers/{invited['id']}")
    assert Api().post("pair", {"token": invited["code"], **BORN}).code == "invitation_invalid"


def test_five_carers_are_enough(maya: Api):
    for number in range(5):
        assert maya.post("me/carers", {"name": f"Helper {number}"}).status == 201
    assert maya.post("me/carers", {"name": "Sixth"}).status == 409


# --- another window ---------------------------------------------------------------------------------------------------


def test_a_transfer_code_signs_the_same_person_in_once_and_only_the_newest(maya: Api):
    old, new = maya.post("me/transfer").json["code"], maya.post("me/transfer").json["code"]
    assert len(new.replace("-", "")) == 8
    app = pair(new.lower())
    assert app.get("me").json["role"] == "patient"
    for code in (old, new):
        assert Api().post("pair", {"token": code, **BORN}).code == "invitation_invalid"


def test_a_transfer_code_ends_after_a_quarter_of_an_hour_and_needs_the_birth_date(maya: Api, now: datetime):
    made = maya.post("me/transfer").json
    assert timedelta(minutes=14) < datetime.fromisoformat(made["expires_at"]) - now <= timedelta(minutes=16)
    assert Api().post("pair", {"token": made["code"], "birth_date": "1950-01-01"}).code == "wrong_birth_date"


def test_a_carers_transfer_code_signs_the_carer_in(maya: Api):
    tom = pair(maya.post("me/carers", {"name": "Tom"}).json["code"])
    assert pair(tom.post("me/transfer").json["code"]).get("me").json["carer"] == "Tom"


# --- the end ----------------------------------------------------------------------------------------------------------


def test_asking_ends_monitoring_and_every_sign_in_and_tells_the_clinic(care: Care, cast: Cast, maya: Api, anna: Api):
    other = Api(cast.maya.user, by="device")
    tom = pair(maya.post("me/carers", {"name": "Tom"}).json["code"])
    before = Delivery.objects.filter(recipient__in=(cast.anna, cast.mia)).count()
    assert maya.post("me/erasure", {"birth_date": "1950-01-01"}).code == "wrong_birth_date"
    answer = maya.post("me/erasure", BORN)

    assert answer.status == 200
    assert maya.get("me").status == other.get("me").status == tom.get("me").status == 401
    assert not Device.objects.filter(user=cast.maya.user, revoked_at=None).exists()
    assert Delivery.objects.filter(recipient__in=(cast.anna, cast.mia)).count() >= before + 2
    shown = anna.get(f"patients/{cast.maya.pk}").json["erasure"]
    assert shown == {**answer.json, "done_at": None}
    assert datetime.fromisoformat(shown["due_at"]) - datetime.fromisoformat(shown["asked_at"]) == erasing.GRACE


def test_who_comes_back_in_time_keeps_everything(care: Care, cast: Cast, maya: Api, anna: Api, now: datetime):
    maya.post("me/erasure", BORN)
    code = anna.post(f"patients/{cast.maya.pk}/invitation").json["code"]
    again = pair(code)
    assert again.get("me").json["erasure"]["due_at"]
    assert again.get("me").json["monitoring"]["state"] == "off"
    assert again("DELETE", "me/erasure").status == 204

    assert erasing.erase_due(now=now + 40 * DAY) == 0
    assert again.get("me").json["erasure"] is None


def close_alerts(anna: Api) -> None:
    for each in anna.get("alerts").json["results"]:
        anna.post(f"alerts/{each['id']}/resolve", {"outcome": "advised"})


def test_after_thirty_days_her_words_and_addresses_are_gone_and_the_record_of_treatment_stays(
    care: Care, cast: Cast, maya: Api, anna: Api, now: datetime
):
    pk = uuid7()
    maya.log(entry(now - HOUR, 4, note="Stairs hurt.", medicines=[{"name": "ibuprofen", "amount": "1"}]), pk)
    weekly = {"peg": {"pain": 6, "enjoyment": 5, "activity": 7}, "activity": "Climb stairs"}
    maya.put(f"entries/{pk}", entry(now - HOUR, 5, note="Stairs hurt less.", **weekly), If_Match='"1"')
    maya.log(entry(now, 11, note="Refused words."))
    alerts.add_contact_point(user_id=cast.maya.user_id, channel="email", address="maya@mail.example", now=now)
    maya.post("me/erasure", BORN)
    assert erasing.erase_due(now=now + 29 * DAY) == 0
    assert erasing.erase_due(now=now + 31 * DAY) == 0, "an open alert must stay readable"
    close_alerts(anna)
    assert erasing.erase_due(now=now + 31 * DAY) == 1
    assert erasing.erase_due(now=now + 32 * DAY) == 0

    kept = Entry.objects.get(pk=pk)
    assert (kept.nrs_average, kept.details) == (5, {"peg": weekly["peg"]})
    assert [revision.body["nrs_average"] for revision in kept.revisions.order_by("revision")] == [4, 5]
    words = [str(each.body) for each in (*EntryRevision.objects.all(), *RefusedEntry.objects.all())]
    assert not [text for text in words if "Stairs" in text or "Refused" in text or "ibuprofen" in text]
    assert [point.address for point in ContactPoint.objects.filter(user=cast.maya.user)] == [""]
    maya_now = Patient.objects.get(pk=cast.maya.pk)
    assert (maya_now.name, maya_now.email, maya_now.phone) == ("Maya Lindqvist", None, None)
    assert anna.get(f"patients/{cast.maya.pk}").json["erasure"]["done_at"]
    assert EVERY["I15"](now) == []


def test_a_diary_that_was_erased_lets_nobody_in(cast: Cast, maya: Api, anna: Api, now: datetime):
    maya.post("me/erasure", BORN)
    erasing.erase_due(now=now + 31 * DAY)
    code = anna.post(f"patients/{cast.maya.pk}/invitation").json["code"]
    assert Api().post("pair", {"token": code, **BORN}).code == "invitation_invalid"
    assert not Report.objects.filter(patient=cast.maya, state="draft").exists()


# --- the light --------------------------------------------------------------------------------------------------------


def monitoring(maya: Api) -> dict[str, str]:
    found: dict[str, str] = maya.get("me").json["monitoring"]
    return found


def test_it_says_when_the_clinic_opens_again(cast: Cast, maya: Api, now: datetime):
    clinic = cast.harbour
    clinic.opening_hours = {}
    clinic.save()
    assert monitoring(maya)["opens_at"] is None
    tomorrow = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[(now.weekday() + 2) % 7]
    clinic.opening_hours = {tomorrow: [["09:00", "12:00"]]}
    clinic.save()
    assert datetime.fromisoformat(monitoring(maya)["opens_at"]) > now


@pytest.mark.parametrize(("days", "state"), [(29, "on"), (31, "paused")])
def test_it_is_paused_when_the_last_treatment_is_long_ago(care: Care, maya: Api, now: datetime, days: int, state: str):
    care.session.__class__.objects.filter(patient=care.course.patient).update(
        started_at=now - days * DAY - HOUR, ended_at=now - days * DAY
    )
    assert monitoring(maya)["state"] == state
