"""How people say where they are told, what phones confirm, a clinic's webhooks, and the list of whom nobody reaches."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from alerts import actions as alerts
from alerts.fields import uuid7
from alerts.models import REACHES, ContactPoint, Delivery
from diary.models import User
from tests.alerts.browsers import Browser
from tests.cast import Api, Cast, agree

ENDPOINT = "https://fcm.googleapis.com/fcm/send/maya"


@pytest.fixture
def maya(cast: Cast) -> Api:
    """Maya, on her phone."""
    return Api(cast.maya.user, by="device")


def reachable(user: User) -> list[str]:
    return [point.address for point in ContactPoint.objects.filter(REACHES, user=user)]


def subscribe(api: Api, endpoint: str = ENDPOINT, **changes: Any) -> Any:
    return api.put(f"push-subscriptions/{uuid7()}", {"endpoint": endpoint, "keys": Browser().keys, **changes})


# --- Contact points -----------------------------------------------------------------------------------------------------


def test_a_patient_says_where_she_is_told_and_in_which_order(maya: Api) -> None:
    mail, phone = uuid7(), uuid7()
    assert maya.put(f"contact-points/{mail}", {"channel": "email", "address": "maya@mail.example"}).status == 201
    added = maya.put(f"contact-points/{phone}", {"channel": "sms", "address": "+441632960000"})
    assert (added.status, added.json["id"], added.json["position"]) == (201, str(phone), 1)
    again = maya.put(f"contact-points/{phone}", {"channel": "sms", "address": "+441632960000", "position": 0})
    assert (again.status, again.json["position"]) == (200, 0)
    listed = maya.get("contact-points").json["results"]
    assert {(each["channel"], each["address"]) for each in listed} == {
        ("email", "maya@mail.example"),
        ("sms", "+441632960000"),
    }


def test_a_typing_error_is_mended_and_the_right_address_gets_the_code(maya: Api, cast: Cast) -> None:
    point = uuid7()
    maya.put(f"contact-points/{point}", {"channel": "email", "address": "old@mail.example"})
    assert maya.put(f"contact-points/{point}", {"channel": "email", "address": "new@mail.example"}).status == 200
    active = ContactPoint.objects.get(user=cast.maya.user, active=True)
    assert (active.address, active.position) == ("new@mail.example", 0)
    assert [row.contact_point for row in Delivery.objects.filter(message="code").order_by("pk")][-1] == active


def test_an_address_hears_nothing_until_its_code_is_typed(maya: Api, cast: Cast) -> None:
    point = uuid7()
    added = maya.put(f"contact-points/{point}", {"channel": "sms", "address": "+441632960000"})
    assert (added.json["verified_at"], reachable(cast.maya.user)) == (None, [])
    code = ContactPoint.objects.get(pk=point).code
    wrong = maya.post(f"contact-points/{point}/verify", {"code": f"{(int(code) + 1) % 10**6:06d}"})
    assert (wrong.status, wrong.json["errors"]) == (422, {"code": ["This is not the code."]})
    right = maya.post(f"contact-points/{point}/verify", {"code": f" {code} "})
    assert (right.status, right.json["verified_at"] is not None) == (200, True)
    assert reachable(cast.maya.user) == ["+441632960000"]


def test_another_code_makes_the_one_before_void(maya: Api) -> None:
    point = uuid7()
    maya.put(f"contact-points/{point}", {"channel": "sms", "address": "+441632960000"})
    first = ContactPoint.objects.get(pk=point)
    first.code = "not a number, so no fresh code is equal"
    first.save()
    assert maya.post(f"contact-points/{point}/code").status == 200
    assert maya.post(f"contact-points/{point}/verify", {"code": first.code[:20]}).status == 422
    fresh = ContactPoint.objects.get(pk=point).code
    assert maya.post(f"contact-points/{point}/verify", {"code": fresh}).status == 200


def test_a_proved_address_is_told_until_the_new_one_is_proved(maya: Api, cast: Cast, now: datetime) -> None:
    point = alerts.add_contact_point(user_id=cast.maya.user_id, channel="email", address="old@mail.example", now=now)
    refused = maya.put(f"contact-points/{point.pk}", {"channel": "email", "address": "new@mail.example"})
    assert (refused.status, list(refused.json["errors"])) == (422, ["address"])
    assert reachable(cast.maya.user) == ["old@mail.example"]


def test_strangers_mailboxes_are_not_filled_with_codes(maya: Api) -> None:
    point = uuid7()
    maya.put(f"contact-points/{point}", {"channel": "email", "address": "maya@mail.example"})
    for _ in range(9):
        assert maya.post(f"contact-points/{point}/code").status == 200
    refused = maya.post(f"contact-points/{point}/code")
    assert (refused.status, refused.headers["Retry-After"]) == (429, "3600")
    assert maya.put(f"contact-points/{uuid7()}", {"channel": "sms", "address": "+441632960000"}).status == 429
    assert len(maya.get("contact-points").json["results"]) == 1


def test_an_address_rings_in_its_hours(maya: Api) -> None:
    hours = {"mon": [["09:00", "17:30"]]}
    body = {"channel": "sms", "address": "+441632960000"}
    point = uuid7()
    added = maya.put(f"contact-points/{point}", {**body, "hours": hours, "time_zone": "Asia/Kathmandu"})
    assert (added.json["hours"], added.json["time_zone"]) == (hours, "Asia/Kathmandu")
    assert maya.put(f"contact-points/{point}", body).json["hours"] == hours
    assert maya.put(f"contact-points/{point}", {**body, "hours": None}).json["hours"] is None


@pytest.mark.parametrize(
    "hours", [{"someday": []}, {"mon": [["17:00", "09:00"]]}, {"mon": ["9"]}, {"mon": 9}, [9], "mon", 9]
)
def test_hours_that_are_none_are_refused_and_nothing_is_added(maya: Api, hours: Any) -> None:
    body = {"channel": "sms", "address": "+441632960000", "hours": hours}
    refused = maya.put(f"contact-points/{uuid7()}", body)
    assert (refused.status, list(refused.json["errors"])) == (422, ["hours"])
    assert maya.get("contact-points").json["results"] == []


def test_the_last_way_to_reach_a_member_of_staff_stays(cast: Cast, now: datetime) -> None:
    anna = Api(cast.anna, by="token")
    ContactPoint.objects.filter(user=cast.anna).update(active=False, disabled_reason="removed")
    point = alerts.add_contact_point(user_id=cast.anna.pk, channel="email", address="a@mail.example", now=now)
    refused = anna("DELETE", f"contact-points/{point.pk}")
    assert (refused.status, refused.json["code"]) == (409, "conflict")
    other = alerts.add_contact_point(user_id=cast.anna.pk, channel="email", address="b@mail.example", now=now)
    assert anna("DELETE", f"contact-points/{point.pk}").status == 204
    assert reachable(cast.anna) == [other.address]


def test_what_is_taken_away_is_kept_with_its_reason_and_told_no_more(maya: Api) -> None:
    point = uuid7()
    maya.put(f"contact-points/{point}", {"channel": "email", "address": "maya@mail.example"})
    assert maya("DELETE", f"contact-points/{point}").status == 204
    assert maya("DELETE", f"contact-points/{point}").status == 404
    [kept] = maya.get("contact-points").json["results"]
    assert (kept["active"], kept["disabled_reason"]) == (False, "removed")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"channel": "email", "address": "maya"}, "address"),
        ({"channel": "sms", "address": "01632 960000"}, "address"),
        ({"channel": "webhook", "address": "https://hooks.example/"}, "channel"),
        ({"channel": "service", "address": "chat"}, "channel"),
        ({"channel": "email", "address": "maya@mail.example", "position": -1}, "position"),
        ({"channel": "email", "address": "maya@mail.example", "secret": "x"}, "secret"),
    ],
)
def test_an_address_that_cannot_work_is_named(maya: Api, body: dict[str, Any], field: str) -> None:
    refused = maya.put(f"contact-points/{uuid7()}", body)
    assert (refused.status, list(refused.json["errors"])) == (422, [field])


def test_nobody_collects_addresses_without_end(maya: Api, cast: Cast, now: datetime) -> None:
    for number in range(20):
        address = f"maya{number}@mail.example"
        alerts.add_contact_point(user_id=cast.maya.user_id, channel="email", address=address, now=now)
    assert maya.put(f"contact-points/{uuid7()}", {"channel": "email", "address": "x@mail.example"}).status == 422


# --- Push ---------------------------------------------------------------------------------------------------------------


def test_a_phone_subscribes_with_our_key_and_its_endpoint_stays_here(maya: Api, settings: Any) -> None:
    key = maya.get("push-subscriptions").json["public_key"]
    assert len(key) == 87
    added = subscribe(maya)
    assert (added.status, added.json["channel"], added.json["address"]) == (201, "push", None)
    assert ENDPOINT not in maya.get("push-subscriptions").response.content.decode()


def test_a_subscription_that_the_push_service_has_ended_must_be_made_anew(maya: Api, now: datetime) -> None:
    pk = subscribe(maya).json["id"]
    alerts.disable_contact_point(contact_point_id=pk, reason="no longer there", now=now)
    ended = subscribe(maya)
    assert (ended.status, ended.code) == (410, "gone")
    assert subscribe(maya, ENDPOINT + "2").status == 201


def test_a_subscription_that_was_taken_back_here_may_come_again(maya: Api) -> None:
    pk = subscribe(maya).json["id"]
    assert maya("DELETE", f"push-subscriptions/{pk}").status == 204
    assert subscribe(maya).status == 201


@pytest.mark.parametrize(
    "changes",
    [
        {"endpoint": "https://push.example.org/x"},
        {"endpoint": "https://169.254.169.254/latest/meta-data"},
        {"endpoint": "http://fcm.googleapis.com/x"},
        {"keys": {"p256dh": "BAAA", "auth": "AAAA"}},
    ],
    ids=["unknown service", "metadata", "plain http", "no keys"],
)
def test_a_subscription_that_leads_elsewhere_is_refused(maya: Api, settings: Any, changes: dict[str, Any]) -> None:
    settings.ALLOW_LOOPBACK = False
    assert subscribe(maya, **changes).status == 422
    assert not ContactPoint.objects.filter(channel="push").exists()


def test_signing_out_ends_what_reaches_that_phone(maya: Api, cast: Cast) -> None:
    tablet = Api(cast.maya.user, by="device")
    subscribe(maya)
    subscribe(tablet, ENDPOINT + "/tablet")
    assert maya.post("sign-out").status == 204
    left = ContactPoint.objects.get(channel="push", active=True)
    assert left.address == ENDPOINT + "/tablet"


def test_a_phone_that_changes_hands_tells_its_new_owner_only(maya: Api, cast: Cast) -> None:
    subscribe(maya)
    subscribe(Api(cast.walter.user, by="device"))
    assert ContactPoint.objects.get(channel="push", active=True).user == cast.walter.user
    assert maya.get("push-subscriptions").json["results"] == []


def test_a_receipt_needs_no_sign_in_and_tells_nothing(maya: Api, cast: Cast, now: datetime) -> None:
    subscribe(maya)
    [push] = alerts.remind(
        user_id=cast.maya.user_id,
        subject=cast.maya.pk,
        channel_step=0,
        by_sms_too=False,
        give_up_at=now + timedelta(hours=1),
        now=now,
    )
    Delivery.objects.filter(pk=push.pk).update(attempts=1)
    nobody = Api()
    for delivery in (push.pk, uuid7()):
        answer = nobody.post("push-receipts", {"delivery": str(delivery)})
        assert (answer.status, answer.response.content) == (204, b"")
    assert Delivery.objects.get().received_at is not None
    assert nobody.post("push-receipts", {"delivery": "x"}).status == 422


# --- Webhooks -----------------------------------------------------------------------------------------------------------


def test_a_manager_adds_lists_rotates_and_stops_a_webhook(mia: Api, cast: Cast) -> None:
    added = mia.post("webhooks", {"url": "https://hooks.example/anna", "user": str(cast.anna.pk)})
    assert added.status == 201
    assert added.json["secret"].startswith("whsec_")
    [listed] = mia.get("webhooks").json["results"]
    assert "secret" not in listed
    assert (listed["url"], listed["user"]["name"]) == ("https://hooks.example/anna", "Anna")
    rotated = mia.post(f"webhooks/{listed['id']}/rotate")
    assert rotated.json["secret"] not in ("", added.json["secret"])
    assert ContactPoint.objects.get(channel="webhook").secret == f"{rotated.json['secret']} {added.json['secret']}"
    assert mia.patch(f"webhooks/{listed['id']}", {"active": False}).json["active"] is False
    assert mia.patch(f"webhooks/{listed['id']}", {"active": True}).status == 422
    assert mia.post(f"webhooks/{listed['id']}/rotate").status == 404


def test_a_webhook_that_exists_is_not_added_twice_and_its_secret_not_shown_again(mia: Api) -> None:
    mia.post("webhooks", {"url": "https://hooks.example/mia"})
    again = mia.post("webhooks", {"url": "https://hooks.example/mia"})
    assert (again.status, again.json["secret"]) == (200, None)


@pytest.mark.parametrize(
    "url", ["https://10.0.0.1/hook", "http://hooks.example/", "https://localhost/", "https://hooks.example:22/"]
)
def test_a_webhook_that_leads_in_here_is_refused(mia: Api, settings: Any, url: str) -> None:
    settings.ALLOW_LOOPBACK = False
    refused = mia.post("webhooks", {"url": url})
    assert (refused.status, list(refused.json["errors"])) == (422, ["url"])


def test_a_manager_reaches_only_their_own_staff(mia: Api, cast: Cast) -> None:
    hook = alerts.add_contact_point(
        user_id=cast.zoe.pk, channel="webhook", address="https://hooks.example/zoe", now=cast.zoe.created_at
    )
    assert mia.post("webhooks", {"url": "https://hooks.example/x", "user": str(cast.zoe.pk)}).status == 404
    assert mia.post("webhooks", {"url": "https://hooks.example/x", "user": str(cast.maya.user_id)}).status == 404
    assert mia.get("webhooks").json["results"] == []
    assert mia.patch(f"webhooks/{hook.pk}", {"active": False}).status == 404


# --- Whom nobody reaches ------------------------------------------------------------------------------------------------


def unreached(api: Api) -> dict[str, list[str]]:
    rows = api.get("unreached").json["results"]
    return {row["person"]["name"]: [reason["reason"] for reason in row["reasons"]] for row in rows}


def test_the_list_names_patients_who_agreed_to_reminders_and_cannot_be_reached(
    anna: Api, mia: Api, maya: Api, cast: Cast, now: datetime
) -> None:
    assert unreached(anna) == {}
    agree(cast.maya, now, purpose="reminders")
    assert unreached(anna) == {"Maya Lindqvist": ["no_channel"]}
    assert unreached(Api(cast.zoe, by="token")) == unreached(Api(cast.piet, by="token")) == {}
    subscribe(maya)
    assert unreached(anna) == {}
    ContactPoint.objects.filter(channel="push").update(silent_since=now)
    [row] = anna.get("unreached").json["results"]
    assert row["patient"] == str(cast.maya.pk)
    assert row["reasons"] == [{"reason": "no_receipt", "channel": "push", "since": now.isoformat()}]
    assert row["reached_by"] == []
    agree(cast.maya, now + timedelta(seconds=1), purpose="reminders", given=False)
    assert unreached(anna) == {}


def test_a_manager_sees_staff_too_and_others_do_not(anna: Api, mia: Api, cast: Cast, now: datetime) -> None:
    mail = ContactPoint.objects.get(user=cast.piet)
    alerts.disable_contact_point(contact_point_id=mail.pk, reason="recipient refused", now=now)
    assert unreached(mia) == {"Piet": ["no_channel", "gone"]}
    assert unreached(anna) == {}


def test_a_new_address_of_a_patient_is_told_to_the_ones_she_had_and_the_first_to_nobody(maya: Api, cast: Cast) -> None:
    def prove(address: str) -> list[str]:
        point = maya.put(f"contact-points/{uuid7()}", {"channel": "email", "address": address}).json["id"]
        code = str(ContactPoint.objects.get(pk=point).code)
        for _ in range(2):
            assert maya.post(f"contact-points/{point}/verify", {"code": code}).status == 200
        told = Delivery.objects.filter(message="address", recipient=cast.maya.user_id).order_by("pk")
        return [each.contact_point.address for each in told]

    assert prove("maya@mail.example") == []
    assert sorted(prove("thief@mail.example")) == ["maya@mail.example", "thief@mail.example"]
