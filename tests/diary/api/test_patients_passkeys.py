"""Maya's own passkey: made on her phone, shown at the way back. Whatever is wrong with one, it opens nothing and says nothing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.cache import cache
from django.db import DatabaseError
from django.test import Client
from fido2.utils import websafe_encode

from alerts import actions as alerts
from alerts.models import Delivery
from diary.actions.erasing import ask_for_erasure, erase_due
from diary.actions.passkeys import MOST_PASSKEYS, PasskeyRefused, Site, add_passkey, ask_for_new
from diary.actions.retaining import end_records
from diary.api.limits import MOST_FAILURES
from diary.models import AuditEvent, Clinic, Device, Membership, Passkey, Patient
from tests.authenticator import HOST, Phone, own_origin
from tests.cast import Answer, Api, Cast, entry
from tests.diary.api.test_staff_sign_in import call

DOOR = "/_allauth/browser/v1/auth/webauthn/login"
LATE = timedelta(minutes=5, seconds=2)


@pytest.fixture(autouse=True)
def nobody_has_knocked(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def maya(cast: Cast) -> Api:
    return Api(cast.maya.user, by="device")


@pytest.fixture
def phone(maya: Api) -> Phone:
    """Maya's, which has made a passkey."""
    made = Phone()
    assert add(maya, made).status == 201
    return made


def add(asker: Api, phone: Phone) -> Answer:
    asked = asker.post("me/passkeys/begin")
    assert asked.status == 200, asked
    return asker.post("me/passkeys", {"state": asked.json["state"], "credential": phone.make(asked.json["options"])})


def ask() -> tuple[str, dict[str, Any]]:
    asked = Api().post("again/passkey/begin")
    assert asked.status == 200, asked
    return asked.json["state"], asked.json["options"]


def show(phone: Phone, browser: Api | None = None) -> Answer:
    state, options = ask()
    return (browser or Api()).post("again/passkey", {"state": state, "credential": phone.show(options)})


def test_she_makes_one_on_her_phone_and_comes_back_with_it_in_a_browser_that_knows_nobody(
    cast: Cast, phone: Phone, maya: Api, now: datetime
):
    point = alerts.add_contact_point(user_id=cast.maya.user_id, channel="email", address="maya@mail.example", now=now)
    browser = Api()
    paired = show(phone, browser)
    assert (paired.status, paired.json["patient"]["id"], paired.json["consents_needed"]) == (
        201,
        str(cast.maya.pk),
        ["reminders", "audit", "sharing"],
    )
    assert browser.get("me").json["patient"] == str(cast.maya.pk)
    assert Device.objects.filter(user=cast.maya.user).count() == 2

    [listed] = maya.get("me/passkeys").json["results"]
    assert set(listed) == {"id", "created_at", "last_used_at"}
    assert listed["last_used_at"] is not None
    told = Delivery.objects.filter(message="phone", recipient=cast.maya.user_id)
    assert [each.contact_point_id for each in told] == [point.pk]
    looks = maya.get("me/record-access").json["results"]
    assert [each["kind"] for each in looks if each["role"] == "ebb"] == ["invite"]
    written = AuditEvent.objects.filter(patient=cast.maya, action__in=("passkey.add", "device.pair", "device.again"))
    assert sorted(written.values_list("action", flat=True)) == ["device.again", "device.pair", "passkey.add"]


def test_her_mailbox_hears_of_a_new_one(cast: Cast, maya: Api, now: datetime):
    point = alerts.add_contact_point(user_id=cast.maya.user_id, channel="email", address="maya@mail.example", now=now)
    assert add(maya, Phone()).status == 201
    told = Delivery.objects.filter(message="passkey", recipient=cast.maya.user_id)
    assert [each.contact_point_id for each in told] == [point.pk]


def test_the_phone_is_asked_for_a_passkey_that_needs_no_name_and_a_verified_person(cast: Cast, maya: Api):
    asked = maya.post("me/passkeys/begin").json["options"]
    assert asked["rp"] == {"id": HOST, "name": "Ebb"}
    assert (asked["user"]["name"], asked["user"]["displayName"], asked["attestation"]) == ("M.", "M.", "none")
    chosen = asked["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    _, options = ask()
    assert (options["userVerification"], options["rpId"]) == ("required", HOST)
    assert not options.get("allowCredentials")
    assert "Maya" not in str(asked)


def test_it_works_again_and_a_phone_that_counts_must_count_on(phone: Phone, maya: Api):
    assert [show(phone).status for _ in range(2)] == [201, 201]
    counting = Phone(counts=3)
    add(maya, counting)
    counting.counts = 4
    assert show(counting).status == 201


Wrong = Callable[[Cast, Phone, datetime], Answer]


def replayed(cast: Cast, phone: Phone, now: datetime) -> Answer:
    state, options = ask()
    body = {"state": state, "credential": phone.show(options)}
    assert Api().post("again/passkey", body).status == 201
    return Api().post("again/passkey", body)


def too_late(cast: Cast, phone: Phone, now: datetime) -> Answer:
    state, options = ask()
    with time_machine.travel(now + LATE):
        return Api().post("again/passkey", {"state": state, "credential": phone.show(options)})


def forgotten(cast: Cast, phone: Phone, now: datetime) -> Answer:
    state, options = ask()
    cache.clear()
    return Api().post("again/passkey", {"state": state, "credential": phone.show(options)})


def other_question(cast: Cast, phone: Phone, now: datetime) -> Answer:
    (_, options), (state, _) = ask(), ask()
    return Api().post("again/passkey", {"state": state, "credential": phone.show(options)})


def question_for_a_new_one(cast: Cast, phone: Phone, now: datetime) -> Answer:
    asked = Api(cast.maya.user, by="device").post("me/passkeys/begin").json
    return Api().post("again/passkey", {"state": asked["state"], "credential": phone.show(asked["options"])})


def made_up_state(cast: Cast, phone: Phone, now: datetime) -> Answer:
    _, options = ask()
    return Api().post("again/passkey", {"state": "made:up", "credential": phone.show(options)})


def counted_backwards(cast: Cast, phone: Phone, now: datetime) -> Answer:
    Passkey.objects.update(sign_count=7)
    phone.counts = 7
    return show(phone)


def taken_off(cast: Cast, phone: Phone, now: datetime) -> Answer:
    maya = Api(cast.maya.user, by="device")
    [kept] = maya.get("me/passkeys").json["results"]
    assert maya("DELETE", f"me/passkeys/{kept['id']}").status == 204
    return show(phone)


def of_staff(cast: Cast, phone: Phone, now: datetime) -> Answer:
    anna = Phone()
    credential = anna.make({"user": {"id": websafe_encode(str(cast.anna.pk).encode())}, "challenge": "QQ"})
    Authenticator.objects.create(user=cast.anna, type="webauthn", data={"name": "Desk", "credential": credential})
    return show(anna)


def of_who_works_here_too(cast: Cast, phone: Phone, now: datetime) -> Answer:
    Membership.objects.create(user=cast.maya.user, clinic=cast.harbour, role="practitioner")
    return show(phone)


def signed_out_by_the_clinic(cast: Cast, phone: Phone, now: datetime) -> Answer:
    assert Api(cast.anna, by="token")("DELETE", f"patients/{cast.maya.pk}/devices").status == 204
    return show(phone)


def erased(cast: Cast, phone: Phone, now: datetime) -> Answer:
    ask_for_erasure(patient=cast.maya, by=cast.maya.user, now=now - timedelta(days=31))
    assert erase_due(now=now) == 1
    return show(phone)


def record_ended(cast: Cast, phone: Phone, now: datetime) -> Answer:
    Clinic.objects.update(retention_years=1)
    Patient.objects.filter(pk=cast.maya.pk).update(created_at=now - timedelta(days=800))
    with time_machine.travel(now):
        end_records(now=now)
    assert Patient.objects.get(pk=cast.maya.pk).record_erased_at == now
    return show(phone)


def lying(**fields: Any) -> Wrong:
    return lambda cast, phone, now: show(replace(phone, **fields))


def nonsense(credential: Any) -> Wrong:
    return lambda cast, phone, now: Api().post("again/passkey", {"state": ask()[0], "credential": credential})


REFUSED = [
    pytest.param(lying(origin="https://ebb.example.evil"), id="another origin"),
    pytest.param(lying(origin="https://below.testserver"), id="an origin below ours"),
    pytest.param(lying(host="ebb.example"), id="another site's"),
    pytest.param(lying(is_verified=False), id="nobody was verified"),
    pytest.param(lying(is_framed=True), id="shown inside another site"),
    pytest.param(lying(handle=b"another person's"), id="another person's handle"),
    pytest.param(lying(key=ec.generate_private_key(ec.SECP256R1())), id="another key"),
    pytest.param(lying(credential_id=b"never made" * 3), id="an unknown one"),
    pytest.param(nonsense({}), id="nothing"),
    pytest.param(nonsense({"id": "QQ", "rawId": "QQ", "response": {"clientDataJSON": 7}}), id="nonsense"),
    *(
        pytest.param(wrong, id=wrong.__name__.replace("_", " "))
        for wrong in (
            replayed,
            too_late,
            forgotten,
            other_question,
            question_for_a_new_one,
            made_up_state,
            counted_backwards,
            taken_off,
            of_staff,
            of_who_works_here_too,
            signed_out_by_the_clinic,
            erased,
            record_ended,
        )
    ),
]


@pytest.mark.parametrize("wrong", REFUSED)
def test_what_is_wrong_opens_nothing_and_is_answered_alike(wrong: Wrong, cast: Cast, phone: Phone, now: datetime):
    unknown = show(Phone(handle=phone.handle))
    cookies = Device.objects.filter(revoked_at=None).count()
    answer = wrong(cast, phone, now)
    assert (answer.status, answer.json) == (422, unknown.json)
    allowed = 1 if wrong in (replayed, taken_off, question_for_a_new_one) else 0
    assert Device.objects.filter(revoked_at=None).count() <= cookies + allowed
    assert "ebb" not in answer.response.cookies


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lying(key=ec.generate_private_key(ec.SECP256R1())), ["guessing.passkey"]),
        (counted_backwards, ["guessing.passkey"]),
        (lying(credential_id=b"never made" * 3), []),
    ],
    ids=["another key", "counted backwards", "an unknown one"],
)
def test_the_clinic_reads_of_a_known_one_that_is_shown_wrongly(
    wrong: Wrong, told: list[str], cast: Cast, phone: Phone, now: datetime
):
    assert [wrong(cast, phone, now).status for _ in range(3)] == [422] * 3
    changes = Api(cast.mia, by="token").get("clinic/changes").json["results"]
    assert [each["action"] for each in changes if each["action"].startswith("guessing.")] == told


def test_who_knocks_on_and_on_is_stopped(phone: Phone):
    asked = [Api().post("again/passkey/begin").status for _ in range(MOST_FAILURES + 1)]
    assert asked == [200] * MOST_FAILURES + [429]
    assert Api().post("again/passkey", {"state": "any", "credential": {}}).status == 429


def test_without_the_cache_no_passkey_opens_anything_and_entries_are_written(
    cast: Cast, maya: Api, phone: Phone, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    def away(*args: object, **kwargs: object) -> None:
        raise DatabaseError

    for name in ("get", "add", "incr", "set", "delete"):
        monkeypatch.setattr(cache, name, away)
    assert (show(phone).status, add(maya, Phone()).status) == (422, 422)
    assert maya.log(entry(now, 2)).status == 201


def adding(asker: Api, phone: Phone, change: Callable[[dict[str, Any]], None] = lambda _: None) -> Answer:
    asked = asker.post("me/passkeys/begin").json
    body = {"state": asked["state"], "credential": phone.make(asked["options"])}
    change(body)
    return asker.post("me/passkeys", body)


@pytest.mark.parametrize(
    "liar",
    [
        {"origin": "https://ebb.example.evil"},
        {"host": "ebb.example"},
        {"is_verified": False},
        {"is_framed": True},
        {"credential_id": b"x" * 1024},
    ],
    ids=lambda liar: next(iter(liar)),
)
def test_a_phone_that_lies_adds_nothing(liar: dict[str, Any], maya: Api):
    assert adding(maya, Phone(**liar)).status == 422
    assert maya.get("me/passkeys").json["results"] == []


def test_a_question_is_hers_and_answered_once_in_time(cast: Cast, maya: Api, now: datetime):
    walter = Api(cast.walter.user, by="device")
    asked = maya.post("me/passkeys/begin").json
    body = {"state": asked["state"], "credential": Phone().make(asked["options"])}
    assert walter.post("me/passkeys", body).status == 422
    assert maya.post("me/passkeys", body).status == 422  # taken by the try before
    assert adding(maya, Phone(), lambda body: body.update(state=ask()[0])).status == 422
    first = Phone()
    assert adding(maya, first).status == 201
    assert adding(maya, first).status == adding(walter, first).status == 422
    asked = maya.post("me/passkeys/begin").json
    with time_machine.travel(now + LATE):
        body = {"state": asked["state"], "credential": Phone().make(asked["options"])}
        assert maya.post("me/passkeys", body).status == 422
    assert Passkey.objects.count() == 1


def test_she_has_five_at_the_most_and_takes_one_off_first(cast: Cast, maya: Api, now: datetime):
    site = Site(host=HOST, origin=own_origin())
    state, options = ask_for_new(patient=cast.maya, site=site, now=now)
    assert [add(maya, Phone()).status for _ in range(MOST_PASSKEYS)] == [201] * MOST_PASSKEYS
    assert maya.post("me/passkeys/begin").status == 409
    late = {"state": state, "credential": Phone().make(options)}
    assert maya.post("me/passkeys", late).status == 409
    [first, *_] = maya.get("me/passkeys").json["results"]
    assert maya("DELETE", f"me/passkeys/{first['id']}").status == 204
    assert add(maya, Phone()).status == 201
    with pytest.raises(PasskeyRefused):
        add_passkey(patient=cast.maya, by=cast.maya.user, site=site, now=now, **late)


def test_a_token_makes_none(cast: Cast):
    asker = Api(cast.maya.user, by="token")
    assert asker.post("me/passkeys/begin").status == 403
    assert asker.post("me/passkeys", {"state": "any", "credential": {}}).status == 403


def test_a_diary_that_is_to_go_can_still_be_come_back_to(cast: Cast, phone: Phone, now: datetime):
    ask_for_erasure(patient=cast.maya, by=cast.maya.user, now=now)
    assert show(phone).status == 201


@pytest.mark.parametrize("as_whom", ["maya", "anna"])
def test_hers_opens_no_workspace_whoever_it_says_that_it_is_of(as_whom: str, cast: Cast, phone: Phone):
    browser = Client()
    options = call(browser, "GET", DOOR).json()["data"]["request_options"]["publicKey"]
    handle = phone.handle if as_whom == "maya" else str(cast.anna.pk).encode()
    shown = replace(phone, handle=handle).show(options)
    answer = call(browser, "POST", DOOR, {"credential": shown})
    assert answer.status_code == 400
    assert browser.get("/api/v1/me").status_code == 401
