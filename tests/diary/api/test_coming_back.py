"""Maya lost her phone. A code to her own address, her birth date, and she is back; nobody else learns whose address it is."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts import actions as alerts
from alerts.actions.returning import code_back
from alerts.models import ContactPoint, Delivery, WayBack
from diary.actions.care import create_patient
from diary.actions.coming_back import SHUT_FOR
from diary.actions.erasing import ask_for_erasure, erase_due
from diary.actions.signing_in import MOST_FAILURES, sign_device_in
from diary.models import Device, Membership, Patient
from tests.cast import BIRTH_DATE, Answer, Api, Cast

MAIL = "maya@mail.example"
BORN = {"birth_date": BIRTH_DATE.isoformat()}
WRONG = {"birth_date": "1950-01-01"}


@pytest.fixture
def maya_proved(cast: Cast, now: datetime) -> ContactPoint:
    return prove(cast.maya, now)


def prove(patient: Patient, now: datetime, address: str = MAIL) -> ContactPoint:
    return alerts.add_contact_point(user_id=patient.user_id, channel="email", address=address, now=now)


def ask(address: str = MAIL, browser: Api | None = None) -> str:
    """The secret that the browser keeps."""
    answer = (browser or Api()).post("again", {"address": address})
    assert answer.status == 202
    return str(answer.json["ask"])


def mailed(now: datetime) -> list[tuple[str, str]]:
    """To whom a code has gone since last asked, and which."""
    mail.outbox.clear()
    alerts.sweep(lane="test", clock=lambda: now)
    codes = [(each.to[0], re.search(r"^\d{8}$", str(each.body), re.MULTILINE)) for each in mail.outbox]
    return [(to, found[0]) for to, found in codes if found]


def come(secret: str, code: str, browser: Api | None = None) -> Answer:
    return (browser or Api()).post("again/code", {"ask": secret, "code": code})


def doors(now: datetime, address: str = MAIL) -> list[dict[str, Any]]:
    """All that is open to whoever reads the mailbox."""
    secret = ask(address)
    [(_, code)] = mailed(now)
    found: list[dict[str, Any]] = come(secret, code).json["results"]
    return found


def token_of(door: dict[str, Any]) -> str:
    return str(door["url"].partition("/app/pair#t=")[2])


def test_a_code_to_her_own_address_and_her_birth_date_let_her_in(cast: Cast, maya_proved: ContactPoint, now: datetime):
    browser = Api()
    secret = ask(" Maya@Mail.Example ", browser)
    [(to, code)] = mailed(now)
    assert to == MAIL
    [door] = come(secret, f" {code[:4]}-{code[4:]} ", browser).json["results"]
    assert (door["clinic"], door["initial"]) == ("Harbour", "M")

    assert browser.post("pair", {"token": token_of(door), **BORN}).status == 201
    assert browser.get("me").json["patient"] == str(cast.maya.pk)
    listed = browser.get("me/devices").json["results"]
    assert [each["this"] for each in listed] == [True]


def test_it_is_told_to_the_phones_she_has_and_to_her_mailbox_and_stands_in_the_record(
    cast: Cast, maya_proved: ContactPoint, now: datetime
):
    lost = sign_device_in(user=cast.maya.user, now=now)
    [door] = doors(now)
    new = Api()
    new.post("pair", {"token": token_of(door), **BORN})
    told = Delivery.objects.filter(message="phone", recipient=cast.maya.user_id)
    assert [each.contact_point_id for each in told] == [maya_proved.pk]

    looks = new.get("me/record-access").json["results"]
    assert [(each["role"], each["kind"]) for each in looks if each["kind"] == "invite" and each["role"] == "ebb"] == [
        ("ebb", "invite")
    ]
    new.headers["X-Ebb"] = "1"
    other = next(each["id"] for each in new.get("me/devices").json["results"] if not each["this"])
    assert new("DELETE", f"me/devices/{other}").status == 204
    phone = Api()
    phone.client.cookies["ebb"] = lost
    assert phone.get("me").status == 401


def test_the_mail_says_nothing_but_the_code(maya_proved: ContactPoint, cast: Cast, now: datetime):
    ask()
    mailed(now)
    [sent] = mail.outbox
    for word in ("Maya", "Lindqvist", "Harbour", "pain", "symptom"):
        assert word not in f"{sent.subject} {sent.body}"


def cost_of(post: Any) -> tuple[int, list[str]]:
    """How many statements an answer took, and what it looks like."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = post()
    return len(asked), [answer.status, *sorted(answer.json)]


def test_nobody_learns_from_the_first_step_whose_an_address_is(cast: Cast, maya_proved: ContactPoint, now: datetime):
    addresses = (MAIL, "nobody@mail.example", "anna@harbour.example", "not an address")
    ask("first@mail.example")  # the first counts from nothing
    known, *others = [cost_of(lambda to=to: Api().post("again", {"address": to})) for to in addresses]
    assert others == [known] * 3
    assert [to for to, _ in mailed(now)] == [MAIL]


def test_nor_from_a_wrong_code(cast: Cast, maya_proved: ContactPoint, now: datetime):
    secrets = [ask(), ask("nobody@mail.example"), "never made"]
    mailed(now)
    known, unknown, unmade = [cost_of(lambda secret=secret: come(secret, "00000000x")) for secret in secrets]
    assert known == unknown
    assert known[1] == unmade[1]


def test_staff_never_come_in_by_mail(cast: Cast, now: datetime):
    Membership.objects.create(user=cast.maya.user, clinic=cast.harbour, role="practitioner")
    prove(cast.maya, now)
    for address in ("anna@harbour.example", MAIL):
        secret = ask(address)
        assert mailed(now) == []
        assert come(secret, code_back(WayBack.objects.latest("pk").pk)).json["results"] == []


def test_three_wrong_codes_end_it_and_the_right_one_comes_too_late(
    cast: Cast, maya_proved: ContactPoint, now: datetime
):
    secret = ask()
    [(_, code)] = mailed(now)
    wrong = [f"{(int(code) + each) % 10**8:08}" for each in (1, 2, 3)]
    assert [come(secret, each).status for each in [*wrong, code]] == [422] * 4
    assert come(secret, code).json == come("never made", code).json


def test_a_code_is_for_the_browser_that_asked_works_once_and_ends_after_ten_minutes(
    cast: Cast, maya_proved: ContactPoint, now: datetime
):
    first, second, late = asked = [ask() for _ in range(3)]
    by_ask = {secret: code_back(row.pk) for secret, row in zip(asked, WayBack.objects.order_by("pk"), strict=True)}
    assert {code for _, code in mailed(now)} == set(by_ask.values())
    assert come(second, by_ask[first]).status == 422
    assert [come(first, by_ask[first]).status for _ in range(2)] == [200, 422]
    with time_machine.travel(now + timedelta(minutes=11)):
        assert come(late, by_ask[late]).status == 422


def test_no_more_than_five_codes_an_hour_leave_for_one_address_and_nobody_is_told_that(
    cast: Cast, maya_proved: ContactPoint, now: datetime
):
    for _ in range(7):
        ask()
    assert len(mailed(now)) == 5


def test_who_knocks_on_and_on_is_stopped(cast: Cast):
    asked = [Api().post("again", {"address": f"nr{each}@mail.example"}).status for each in range(31)]
    assert asked == [202] * 30 + [429]


def test_whoever_reads_her_mail_has_five_birth_dates_a_day_and_the_clinic_reads_of_it(
    cast: Cast, maya_proved: ContactPoint, now: datetime
):
    [door] = doors(now)
    tries = [Api().post("pair", {"token": token_of(door), **WRONG}).status for _ in range(MOST_FAILURES)]
    assert {*tries, Api().post("pair", {"token": token_of(door), **BORN}).status} == {422}
    changes = Api(cast.mia, by="token").get("clinic/changes").json["results"]
    assert [each["action"] for each in changes if each["action"].startswith("guessing.")] == ["guessing.invitation"]
    assert doors(now) == []
    tomorrow = now + SHUT_FOR + timedelta(minutes=1)
    with time_machine.travel(tomorrow):
        assert len(doors(tomorrow)) == 1


def test_a_new_code_ends_the_door_that_the_one_before_opened(cast: Cast, maya_proved: ContactPoint, now: datetime):
    [first], [second] = doors(now), doors(now)
    assert Api().post("pair", {"token": token_of(first), **BORN}).code == "invitation_invalid"
    assert Api().post("pair", {"token": token_of(second), **BORN}).status == 201


def test_one_address_of_two_diaries_opens_a_door_to_each(cast: Cast, maya_proved: ContactPoint, now: datetime):
    prove(cast.walter, now)
    assert [(each["clinic"], each["initial"]) for each in doors(now)] == [("Harbour", "M"), ("Hill", "W")]


def unproved(cast: Cast, now: datetime) -> None:
    alerts.add_contact_point(user_id=cast.maya.user_id, channel="email", address=MAIL, now=now, verified=False)


def taken_away(cast: Cast, now: datetime) -> None:
    alerts.disable_contact_point(contact_point_id=prove(cast.maya, now).pk, reason="removed", now=now)


def forgotten(cast: Cast, now: datetime) -> None:
    prove(cast.maya, now)
    ask_for_erasure(patient=cast.maya, by=cast.maya.user, now=now - timedelta(days=31))
    erase_due(now=now)


@pytest.mark.parametrize("happens", [unproved, taken_away, forgotten], ids=lambda each: each.__name__)
def test_an_address_that_is_not_hers_any_more_opens_nothing(happens: Any, cast: Cast, now: datetime):
    happens(cast, now)
    ask()
    assert mailed(now) == []


def test_a_diary_that_is_to_go_can_still_be_come_back_to(cast: Cast, maya_proved: ContactPoint, now: datetime):
    ask_for_erasure(patient=cast.maya, by=cast.maya.user, now=now)
    [door] = doors(now)
    assert Api().post("pair", {"token": token_of(door), **BORN}).status == 201


def test_neither_the_code_nor_the_address_nor_the_secret_is_kept(maya_proved: ContactPoint, now: datetime):
    secret = ask()
    [(_, code)] = mailed(now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM alerts_wayback")
        row = " ".join(map(str, cursor.fetchone()))
        cursor.execute("SELECT * FROM alerts_delivery")
        row += " ".join(map(str, cursor.fetchone()))
    assert [each for each in (secret, code, MAIL) if each in row] == []
    with time_machine.travel(now + timedelta(days=2)):
        ask("nobody@mail.example")
    assert WayBack.objects.count() == 1


def test_a_second_patient_of_the_same_name_is_somebody_else(cast: Cast, maya_proved: ContactPoint, now: datetime):
    other = create_patient(by=cast.anna, now=now, name="Maya Other", birth_date=BIRTH_DATE)
    [door] = doors(now)
    browser = Api()
    browser.post("pair", {"token": token_of(door), **BORN})
    assert browser.get("me").json["patient"] != str(other.pk)
    assert Device.objects.filter(user=other.user).count() == 0
