"""The phones of a patient: which are signed in, and signing a lost one out from another."""

from datetime import datetime, timedelta

from alerts import actions as alerts
from diary.actions.signing_in import invite_patient, sign_device_in
from diary.models import AuditEvent, Device
from tests.alerts.browsers import Browser
from tests.cast import Api, Cast


def lost_phone(cast: Cast, now: datetime) -> Device:
    sign_device_in(user=cast.maya.user, now=now - timedelta(days=3))
    return Device.objects.get(user=cast.maya.user, created_at=now - timedelta(days=3))


def test_each_phone_is_listed_and_this_one_is_marked(cast: Cast, now: datetime):
    lost = lost_phone(cast, now)
    maya = Api(cast.maya.user, by="device")

    listed = maya.get("me/devices").json["results"]
    assert [(each["this"], each["id"] == str(lost.pk)) for each in listed] == [(True, False), (False, True)]
    assert set(listed[0]) == {"id", "this", "created_at", "last_seen_at"}


def test_a_lost_phone_is_signed_out_and_hears_nothing_more(cast: Cast, now: datetime):
    lost = lost_phone(cast, now)
    point = alerts.add_contact_point(
        user_id=cast.maya.user_id,
        channel="push",
        address="https://fcm.googleapis.com/fcm/send/lost",
        secret=Browser().kept,
        device=lost.pk,
        now=now,
    )
    maya = Api(cast.maya.user, by="device")

    assert maya("DELETE", f"me/devices/{lost.pk}").status == 204
    assert [each["this"] for each in maya.get("me/devices").json["results"]] == [True]
    point.refresh_from_db()
    assert not point.active
    assert AuditEvent.objects.filter(action="device.sign_out", object_id=lost.pk).exists()
    assert maya("DELETE", f"me/devices/{lost.pk}").status == 404


def test_a_phone_can_sign_itself_out_too(cast: Cast):
    maya = Api(cast.maya.user, by="device")
    [own] = maya.get("me/devices").json["results"]

    assert maya("DELETE", f"me/devices/{own['id']}").status == 204
    assert maya.get("me").status == 401


def test_a_phone_that_was_signed_out_hears_so_and_one_that_is_not_known_hears_less(cast: Cast, now: datetime):
    lost = Api(cast.maya.user, by="device", now=now - timedelta(days=3))
    for other in lost.get("me/devices").json["results"]:
        assert Api(cast.maya.user, by="device")("DELETE", f"me/devices/{other['id']}").status == 204
    old = Api(cast.maya.user, by="device", now=now - timedelta(days=200))
    unknown = lost.again()
    unknown.client.cookies["ebb"] = "made up"
    assert [(each.get("me").status, each.get("me").code) for each in (lost, old, unknown)] == [
        (401, "signed_out"),
        (401, "not_signed_in"),
        (401, "not_signed_in"),
    ]
    assert lost.get("me").headers["WWW-Authenticate"] == 'Bearer realm="ebb"'


def test_staff_work_on_in_a_browser_in_which_a_patients_sign_in_was_ended(cast: Cast, now: datetime):
    browser = Api(cast.maya.user, by="device", now=now)
    [own] = browser.get("me/devices").json["results"]
    browser("DELETE", f"me/devices/{own['id']}")
    assert browser.get("me").code == "signed_out"
    browser.client.force_login(cast.anna)
    assert browser.get("me").json["role"] == "practitioner"


def test_the_clinic_signs_out_all_phones_of_who_rings_and_has_no_other(cast: Cast, anna: Api, now: datetime):
    stolen, tablet = Api(cast.maya.user, by="device", now=now), Api(cast.maya.user, by="device", now=now)
    walter = Api(cast.walter.user, by="device", now=now)
    open_door = invite_patient(patient=cast.maya, channel="qr", by=cast.anna, now=now)

    assert anna("DELETE", f"patients/{cast.maya.pk}/devices").status == 204
    assert [each.get("me").code for each in (stolen, tablet)] == ["signed_out"] * 2
    assert walter.get("me").status == 200
    born = {"birth_date": cast.maya.birth_date.isoformat()}
    assert Api().post("pair", {"token": open_door.token, **born}).code == "invitation_invalid"

    fresh = anna.post(f"patients/{cast.maya.pk}/invitation").json
    new = Api()
    assert new.post("pair", {"token": fresh["code"], **born}).status == 201
    looks = new.get("me/record-access").json["results"]
    assert ("Anna", "invite") in {(look["name"], look["kind"]) for look in looks}
