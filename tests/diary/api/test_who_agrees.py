"""Who may say yes for a patient: themself, a parent while they are a child, an attorney for who cannot. And what age changes."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from alerts import actions as alerts
from alerts.models import Alert, Delivery
from diary.actions.coming_of_age import GRACE, ask_who_came_of_age
from diary.models import AuditEvent, ClinicChange, Consent, Patient, Purpose
from tests.cast import Api, Cast, agree, entry
from tests.diary.care import DAY, HOUR

MOTHER = {"name": "Rosa Ruiz", "relation": "mother"}
ATTORNEY = {"name": "Ines Ruiz", "relation": "attorney"}
WHY = "Her GP and her mother asked for it."
SHORTLY = timedelta(minutes=1)


def born(now: datetime, years: int, days: int = 0) -> str:
    """The birth date of who turned `years` so many days ago."""
    day = (now - timedelta(days=days)).date()
    return day.replace(year=day.year - years, day=min(day.day, 28)).isoformat()


@dataclass
class Person:
    """A patient of Anna's and their phone."""

    row: Patient
    phone: Api

    def agree(self, proxy: dict[str, str] | None = None, purpose: str = "monitoring", *, given: bool = True) -> Any:
        body = {"given": given, "version": "2026-1", **({} if proxy is None else {"proxy": proxy})}
        return self.phone.put(f"consents/{purpose}", body)

    def shown(self, purpose: str = "monitoring") -> Any:
        return next(each for each in self.phone.get("consents").json["results"] if each["purpose"] == purpose)

    @property
    def state(self) -> str:
        return str(self.phone.get("me").json["monitoring"]["state"])


def new_patient(anna: Api, birth_date: str, **said: Any) -> Person:
    made = anna.post("patients", {"name": "Ana Ruiz", "birth_date": birth_date, **said})
    assert made.status == 201, made
    row = Patient.objects.get(pk=made.json["id"])
    return Person(row, Api(row.user))


@pytest.fixture
def ana(cast: Cast, anna: Api, now: datetime) -> Person:
    """A girl of fifteen, for whom the clinic has decided; her mother has agreed to all of it."""
    person = new_patient(anna, born(now, 16, -10), child_because=WHY)
    for purpose in ("monitoring", "reminders"):
        assert person.agree(MOTHER, purpose).status == 200
    return person


ALONE = None
CASES = [
    (9, ALONE, 409, "proxy_needed"),
    (9, "mother", 200, ""),
    (9, "father", 200, ""),
    (9, "guardian", 200, ""),
    (9, "representative", 200, ""),
    (9, "attorney", 422, "invalid"),
    (15, ALONE, 409, "proxy_needed"),
    (15, "mother", 200, ""),
    (16, ALONE, 200, ""),
    (16, "mother", 422, "invalid"),
    (17, "representative", 200, ""),
    (18, ALONE, 200, ""),
    (18, "guardian", 422, "invalid"),
    (70, ALONE, 200, ""),
    (70, "attorney", 200, ""),
    (70, "representative", 200, ""),
    (70, "father", 422, "invalid"),
]


@pytest.mark.parametrize(
    ("age", "relation", "status", "code"), CASES, ids=[f"{age}, {who or 'alone'}" for age, who, *_ in CASES]
)
def test_who_may_agree_at_which_age(anna: Api, now: datetime, age: int, relation: str | None, status: int, code: str):
    person = new_patient(anna, born(now, age, 40), child_because=WHY)
    proxy = None if relation is None else {"name": "Rosa Ruiz", "relation": relation}

    answers = {purpose: person.agree(proxy, purpose) for purpose in Purpose.values}

    assert {(answer.status, answer.json.get("code", "")) for answer in answers.values()} == {(status, code)}
    for purpose, answer in answers.items():
        shown = person.shown(purpose)
        assert (shown["given"], shown["proxy"]) == ((True, proxy) if status == 200 else (None, None))
        assert answer.json.get("proxy") == shown["proxy"]


@pytest.mark.parametrize("days", [0, -1], ids=["on the birthday", "the day before"])
def test_the_birthday_itself_counts(anna: Api, days: int):
    with time_machine.travel(datetime(2026, 3, 14, 12, tzinfo=UTC), tick=False):
        turned = date(2010, 3, 14) - timedelta(days=days)
        person = new_patient(anna, turned.isoformat(), child_because=WHY)
        assert person.agree().status == (200 if days == 0 else 409)


def test_the_birthday_begins_where_the_patient_is(anna: Api):
    with time_machine.travel(datetime(2026, 3, 13, 20, tzinfo=UTC), tick=False):
        person = new_patient(anna, "2010-03-14", child_because=WHY, time_zone="Asia/Shanghai")
        assert person.agree().status == 200


@pytest.mark.parametrize(("age", "status"), [(13, 200), (18, 409)])
def test_a_clinic_sets_the_age_and_it_is_noted(cast: Cast, anna: Api, now: datetime, age: int, status: int):
    manager = Api(cast.mia, by="token")
    assert manager.get("clinic").json["consent_age"] == 16
    assert manager.patch("clinic", {"consent_age": age}).json["consent_age"] == age
    assert ClinicChange.objects.get(action="clinic.change").detail == {"consent_age": [16, age]}

    assert new_patient(anna, born(now, 14, 9), child_because=WHY).agree().status == status


@pytest.mark.parametrize("age", [12, 19, None, "16"], ids=str)
def test_an_age_that_no_law_has_is_refused(cast: Cast, age: Any):
    assert Api(cast.mia, by="token").patch("clinic", {"consent_age": age}).status == 422


@pytest.mark.parametrize(
    "proxy",
    [{"name": " ", "relation": "mother"}, {"name": "Rosa"}, {"relation": "mother"}, {"name": "R", "relation": "carer"}],
    ids=["no name", "no relation", "only a relation", "a carer"],
)
def test_a_proxy_has_a_name_and_a_relation(anna: Api, now: datetime, proxy: dict[str, str]):
    person = new_patient(anna, born(now, 9), child_because=WHY)
    assert person.agree(proxy).status == 422
    assert not Consent.objects.filter(patient=person.row).exists()


@pytest.mark.parametrize("proxy", [MOTHER, None], ids=["the mother", "the child"])
def test_either_takes_it_back_and_the_team_hears(cast: Cast, ana: Person, proxy: dict[str, str] | None):
    assert ana.state == "on"
    assert ana.agree(proxy, given=False).status == 200

    assert ana.state == "off"
    assert ana.shown()["proxy"] == proxy
    assert [each.recipient for each in Delivery.objects.filter(message="monitoring_stopped")] == [cast.anna]


@pytest.mark.parametrize("proxy", [MOTHER, None], ids=["the mother", "the child"])
def test_whoever_has_no_phone_rings_the_clinic_and_both_sides_hear(
    cast: Cast, anna: Api, reachable: Person, proxy: dict[str, str] | None
):
    path = f"patients/{reachable.row.pk}/consents/monitoring/take-back"
    body = {} if proxy is None else {"proxy": proxy}
    for _ in range(2):
        assert anna.post(path, body).json["proxy"] == proxy

    assert reachable.state == "off"
    assert messages() == [("monitoring_stopped", "Anna"), ("nobody_told", "Ana Ruiz")]
    assert Consent.objects.filter(patient=reachable.row, purpose="monitoring", answered_by=cast.anna).count() == 1
    assert "Anna" in {look["name"] for look in reachable.phone.get("me/record-access").json["results"]}
    assert anna.post(path.replace("monitoring", "selling"), {}).status == 404


def test_an_old_phone_that_knows_no_proxy_works_for_adults_and_is_told_what_to_do(anna: Api, now: datetime):
    adult, child = new_patient(anna, "1980-01-01"), new_patient(anna, born(now, 9), child_because=WHY)
    assert adult.agree().status == 200
    refused = child.agree()
    assert (refused.code, "parent or guardian" in refused.json["detail"]) == ("proxy_needed", True)


def test_the_same_answer_again_is_the_same_row_and_another_proxy_is_another(ana: Person):
    ana.agree(MOTHER)
    assert Consent.objects.filter(patient=ana.row, purpose="monitoring").count() == 1
    ana.agree({"name": "Luis Ruiz", "relation": "father"})
    assert ana.shown()["proxy"] == {"name": "Luis Ruiz", "relation": "father"}
    assert Consent.objects.filter(patient=ana.row, purpose="monitoring").count() == 2


# --- A child: the clinic decides first --------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", ["qr", "email", "sms"])
def test_nobody_connects_a_childs_phone_before_the_clinic_has_decided(
    cast: Cast, anna: Api, now: datetime, channel: str
):
    child = new_patient(anna, born(now, 17))
    refused = anna.post(f"patients/{child.row.pk}/invitation", {"channel": channel})
    assert (refused.status, refused.code) == (409, "child_undecided")

    assert anna.patch(f"patients/{child.row.pk}", {"child_because": WHY}).status == 200
    assert anna.post(f"patients/{child.row.pk}/invitation", {"channel": channel}).status == 201
    decided = AuditEvent.objects.filter(patient=child.row, action="patient.decide_child")
    assert [each.actor for each in decided] == [cast.anna]


def test_a_phone_that_was_there_before_may_not_agree_to_monitoring_and_may_to_the_rest(anna: Api, now: datetime):
    child = new_patient(anna, born(now, 17))
    assert child.agree().code == "child_undecided"
    assert child.agree(purpose="reminders").status == 200


def test_why_is_not_left_empty(anna: Api, now: datetime):
    said = {"name": "Ana", "birth_date": born(now, 9), "child_because": " "}
    assert list(anna.post("patients", said).json["errors"]) == ["child_because"]


def test_the_practitioner_reads_who_agreed_and_why_it_is_used(anna: Api, ana: Person):
    agreement = anna.get(f"patients/{ana.row.pk}").json["agreement"]
    assert (agreement["is_child"], agreement["child_because"], agreement["proxy"]) == (True, WHY, MOTHER)
    assert agreement["notes"][0] == f"Under 18. Why Ebb is used: {WHY}"
    assert agreement["notes"][1].startswith("Rosa Ruiz (mother) agreed to monitoring for the patient on ")


def test_of_an_adult_who_agreed_in_person_there_is_nothing_to_say(cast: Cast, anna: Api):
    agreement = anna.get(f"patients/{cast.maya.pk}").json["agreement"]
    assert agreement == {"is_child": False, "child_because": None, "proxy": None, "notes": []}


@pytest.mark.parametrize("by", ["on the phone", "by the clinic"])
def test_the_practitioner_reads_that_an_adult_said_no(cast: Cast, anna: Api, maya: Api, by: str):
    if by == "on the phone":
        maya.put("consents/monitoring", {"given": False, "version": "2026-1"})
    else:
        anna.post(f"patients/{cast.maya.pk}/consents/monitoring/take-back", {})
    notes = anna.get(f"patients/{cast.maya.pk}").json["agreement"]["notes"]
    assert re.fullmatch(r"The patient said no to monitoring on \d+ \w+ \d{4}\.", notes[0])
    assert notes[1:] == ["Nobody is told of what the patient writes."]


def test_a_child_who_agreed_alone_before_this_was_asked_stays_monitored_and_is_asked_again(
    cast: Cast, anna: Api, maya: Api, now: datetime
):
    anna.patch(f"patients/{cast.maya.pk}", {"birth_date": born(now, 15), "child_because": WHY})

    assert maya.get("me").json["monitoring"]["state"] == "on"
    assert maya.get("me").json["consent_asked"] is True
    row = next(each for each in maya.get("consents").json["results"] if each["purpose"] == "monitoring")
    assert (row["given"], row["asks"], row["again"]) == (True, "proxy", True)
    assert "Agreed alone" in anna.get(f"patients/{cast.maya.pk}").json["agreement"]["notes"][1]
    maya.put("consents/monitoring", {"given": True, "version": "2026-1", "proxy": MOTHER})
    assert maya.get("me").json["consent_asked"] is False


# --- Coming of age ----------------------------------------------------------------------------------------------------


def messages() -> list[tuple[str, str]]:
    return sorted((each.message, each.recipient.name) for each in Delivery.objects.select_related("recipient"))


@pytest.fixture
def reachable(ana: Person, now: datetime) -> Person:
    """Ana, who is written to by e-mail."""
    alerts.add_contact_point(user_id=ana.row.user_id, channel="email", address="ana@mail.example", now=now)
    return ana


def test_nobody_is_asked_before_the_birthday(reachable: Person, now: datetime):
    assert ask_who_came_of_age(now=now + 9 * DAY) == 0
    assert messages() == []
    assert reachable.shown()["again"] is False


def test_on_the_birthday_both_sides_are_told_once_and_monitoring_goes_on(cast: Cast, reachable: Person, now: datetime):
    birthday = now + 11 * DAY
    assert [ask_who_came_of_age(now=birthday + n * DAY) for n in range(3)] == [1, 0, 0]

    assert messages() == [("asked_again", "Ana Ruiz"), ("notice", "Anna"), ("notice", "Mia")]
    with time_machine.travel(birthday + DAY):
        phone = Api(reachable.row.user)
        assert phone.get("me").json["monitoring"]["state"] == "on"
        assert phone.get("me").json["consent_asked"] is True
        phone.log(entry(birthday + DAY - HOUR, 8, "chest-pain"))
        assert Alert.objects.filter(subject=reachable.row.pk, rule="red_flag").exists()
        notes = Api(cast.anna, by="token").get(f"patients/{reachable.row.pk}").json["agreement"]["notes"]
        assert notes[-1].startswith("Old enough to answer now, and asked to.")


def test_an_answer_in_person_ends_the_asking(reachable: Person, now: datetime):
    birthday = now + 11 * DAY
    ask_who_came_of_age(now=birthday)
    with time_machine.travel(birthday + DAY):
        phone = Api(reachable.row.user)
        for purpose in ("monitoring", "reminders"):
            assert phone.put(f"consents/{purpose}", {"given": True, "version": "2026-1"}).status == 200
        assert phone.get("me").json["consent_asked"] is False

    assert ask_who_came_of_age(now=birthday + GRACE + DAY) == 0
    assert Consent.objects.filter(patient=reachable.row, by_time=True).count() == 0
    assert Patient.objects.get(pk=reachable.row.pk).asked_again_at is None


def test_without_an_answer_it_ends_after_thirty_days_and_both_sides_are_told(
    cast: Cast, reachable: Person, now: datetime
):
    birthday = now + 11 * DAY
    ask_who_came_of_age(now=birthday)
    Delivery.objects.all().delete()
    over = birthday + GRACE
    assert [ask_who_came_of_age(now=over - SHORTLY), ask_who_came_of_age(now=over), ask_who_came_of_age(now=over)] == [
        0,
        1,
        0,
    ]

    assert messages() == [("monitoring_stopped", "Anna"), ("nobody_told", "Ana Ruiz")]
    ended = Consent.objects.filter(patient=reachable.row, by_time=True)
    assert sorted((each.purpose, each.given, each.proxy_name) for each in ended) == [
        ("monitoring", False, None),
        ("reminders", False, None),
    ]
    with time_machine.travel(over + DAY):
        phone = Api(reachable.row.user)
        assert phone.get("me").json["monitoring"]["state"] == "off"
        assert phone.get("me").json["consent_asked"] is True
        assert phone.put("consents/monitoring", {"given": False, "version": "2026-1"}).json["again"] is False


def test_an_attorneys_word_does_not_end_with_age(anna: Api, now: datetime):
    person = new_patient(anna, born(now, 18, 3))
    assert person.agree(ATTORNEY).status == 200
    assert ask_who_came_of_age(now=now + 3000 * DAY) == 0


def test_what_a_court_decided_for_a_child_ends_and_for_an_adult_does_not(anna: Api, now: datetime):
    court = {"name": "The council", "relation": "representative"}
    child, adult = new_patient(anna, born(now, 16, -5), child_because=WHY), new_patient(anna, born(now, 40))
    assert (child.agree(court).status, adult.agree(court).status) == (200, 200)
    assert ask_who_came_of_age(now=now + 6 * DAY) == 1
    assert Patient.objects.get(pk=adult.row.pk).asked_again_at is None


def test_one_who_cannot_be_asked_keeps_nobody_waiting(ana: Person, anna: Api, now: datetime, caplog: Any):
    other = new_patient(anna, born(now, 16, -10), child_because=WHY)
    other.agree(MOTHER)
    Patient.objects.filter(pk=ana.row.pk).update(time_zone="Not/AZone")
    assert ask_who_came_of_age(now=now + 11 * DAY) == 1
    assert str(ana.row.pk) in caplog.text


def test_a_patient_who_wants_the_diary_gone_is_asked_nothing(ana: Person, now: datetime):
    Patient.objects.filter(pk=ana.row.pk).update(erasure_asked_at=now, erased_at=now)
    assert ask_who_came_of_age(now=now + 11 * DAY) == 0


def test_a_proxy_goes_with_the_patients_own_file(ana: Person):
    rows = ana.phone.post("me/export", {"format": "json"}).json["rows"]["Consent"]
    assert {(each["proxy_name"], each["proxy_relation"]) for each in rows} == {("Rosa Ruiz", "mother")}


def test_a_grown_patients_agreement_is_not_touched_by_the_night(cast: Cast, now: datetime):
    agree(cast.maya, now)
    assert ask_who_came_of_age(now=now + DAY) == 0
