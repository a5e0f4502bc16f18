"""The clinic behind the practitioner: its settings, who works there, how they come and go, and its service tokens."""

import re
from datetime import datetime
from email.message import Message
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.urls import get_resolver

from alerts.models import Alert, Delivery
from diary.actions.care import create_staff, join_care_team
from diary.api.base import EbbView
from diary.models import ApiToken, CareTeamMember, ClinicChange, Membership, StaffInvitation
from tests.cast import Api, Cast
from tests.diary.care import DAY, HOUR, make_care

pytestmark = pytest.mark.django_db
NEW = {"email": "nora@harbour.example", "name": "Nora", "roles": ["practitioner"]}


@pytest.fixture
def mia(cast: Cast) -> Api:
    """Mia, who manages Harbour clinic."""
    return Api(cast.mia, by="token")


@pytest.fixture
def ada(cast: Cast) -> Api:
    """Ada, who audits Harbour clinic and treats nobody."""
    return Api(create_staff(clinic=cast.harbour, email="ada@x.example", name="Ada", roles=["auditor"]), by="token")


# --- settings -------------------------------------------------------------------------------------------------------------


def test_settings_are_read_by_all_who_work_here_and_changed_by_managers(mia: Api, anna: Api, ada: Api):
    changed = {
        "name": "Harbour Street",
        "phone": "+44 1632 960999",
        "country": "DE",
        "time_zone": "Europe/Berlin",
        "opening_hours": {"mon": [["08:00", "12:00"], ["13:00", "18:00"]]},
        "retention_years": 10,
    }
    assert mia.patch("clinic", changed).status == 200
    for who, may_change in ((mia, True), (anna, False), (ada, False)):
        got = who.get("clinic").json
        assert {name: got[name] for name in changed} == changed
        assert (got["may_change"], got["emergency_number"]) == (may_change, "112")


def test_each_change_is_kept_with_who_made_it_and_what_was_before(mia: Api, ada: Api, anna: Api):
    mia.patch("clinic", {"phone": "+44 1632 960999"})
    mia.patch("clinic", {"phone": "+44 1632 960999"})
    change, before = ada.get("clinic/changes").json["results"]
    assert before["said"] == "arranged cover"
    assert (change["by"], change["action"]) == ("Mia", "clinic.change")
    assert change["detail"] == {"phone": ["+44 1632 960001", "+44 1632 960999"]}
    assert anna.get("clinic/changes").status == 403


@pytest.mark.parametrize(
    "body",
    [
        {"opening_hours": {"monday": []}},
        {"opening_hours": {"mon": [["18:00", "09:00"]]}},
        {"opening_hours": {}},
        {"opening_hours": "always"},
        {"country": "gb"},
        {"time_zone": "Harbour"},
        {"retention_years": 0},
        {"name": ""},
        {"preset": "silent"},
        {"preset": "quiet"},
        {"floor": 5},
    ],
    ids=str,
)
def test_a_setting_that_makes_no_sense_is_named_and_changes_nothing(mia: Api, cast: Cast, body: dict[str, Any]):
    answer = mia.patch("clinic", {"phone": "+1", **body})
    assert answer.status == 422
    assert set(body) <= set(answer.json["errors"]) or "reason" in answer.json["errors"]
    cast.harbour.refresh_from_db()
    assert cast.harbour.preset == "standard"


def test_a_preset_is_looked_at_then_switched(mia: Api, anna: Api, cast: Cast, now: datetime):
    make_care(cast, now)
    replay = mia.post("clinic/preset/replay", {"preset": "quiet"}).json
    assert (replay["sessions"], replay["rules"]) == (1, [])
    done = mia.get(f"clinic/preset/replay/{replay['id']}").json
    assert (done["done"], done["finished_at"] is not None) == (1, True)
    assert {row["rule"] for row in done["rules"]} >= {"forty_eight_hours", "red_flag"}
    assert mia.patch("clinic", {"preset": "quiet", "reason": "Too many."}).json["preset"] == "quiet"
    assert mia.get("clinic/changes").json["results"][0]["reason"] == "Too many."
    assert mia.post("clinic/preset/replay", {"preset": "quiet"}).status == 422
    zoes = Api(create_staff(clinic=cast.hill, email="z@x.example", name="Z", roles=["manager"]), by="token")
    assert zoes.get(f"clinic/preset/replay/{replay['id']}").status == 404


# --- coming ---------------------------------------------------------------------------------------------------------------


def link_in(message: Message | Any) -> str:
    found = re.search(r"/sign-in#t=(\S+)", message.body)
    assert found
    return found[1]


def browser() -> Api:
    api = Api()
    api.headers["X-Ebb"] = "1"
    return api


def test_somebody_joins_by_the_link_in_their_mail_once(mia: Api, cast: Cast):
    answer = mia.post("clinic/members", NEW)
    assert (answer.status, answer.json["emailed"]) == (201, True)
    secret = link_in(mail.outbox[-1])
    assert secret not in str(answer.json) + str(StaffInvitation.objects.values())
    assert [each["email"] for each in mia.get("clinic/members").json["invited"]] == ["nora@harbour.example"]

    nora = browser()
    assert nora.post("sign-in", {"token": secret}).status == 200
    assert nora.get("clinic").json["name"] == "Harbour"
    assert browser().post("sign-in", {"token": secret}).status == 422
    people = mia.get("clinic/members").json
    assert people["invited"] == []
    assert ("Nora", ["practitioner"]) in [(each["name"], each["roles"]) for each in people["results"]]


def test_a_link_ends_after_three_days_when_taken_back_and_when_another_is_sent(mia: Api, now: datetime):
    mia.post("clinic/members", NEW)
    mia.post("clinic/members", NEW)
    first, second = map(link_in, mail.outbox[-2:])
    assert browser().post("sign-in", {"token": first}).status == 422
    with time_machine.travel(now + 3 * DAY + HOUR):
        assert browser().post("sign-in", {"token": second}).status == 422
    (waiting,) = mia.get("clinic/members").json["invited"]
    assert mia("DELETE", f"clinic/invitations/{waiting['id']}").status == 204
    assert browser().post("sign-in", {"token": second}).status == 422


def test_a_link_never_opens_an_account_that_exists(mia: Api, cast: Cast):
    """Zoe of Hill clinic is asked to Harbour: her second factor must not be gone around by who reads her mail."""
    mia.post("clinic/members", {"email": str(cast.zoe.email).upper(), "name": "Zoe", "roles": ["practitioner"]})
    secret = link_in(mail.outbox[-1])
    answer = browser().post("sign-in", {"token": secret})
    assert (answer.status, answer.code) == (409, "conflict")
    zoe = browser()
    zoe.client.force_login(cast.zoe)
    assert zoe.post("sign-in", {"token": secret}).status == 200
    assert Membership.objects.filter(user=cast.zoe, clinic=cast.harbour, ended_at=None).exists()


def test_who_works_here_already_is_not_asked_again(mia: Api, cast: Cast):
    answer = mia.post("clinic/members", {**NEW, "email": str(cast.anna.email)})
    assert (answer.status, list(answer.json["errors"])) == (422, ["email"])


def test_addresses_of_colleagues_are_for_managers(mia: Api, anna: Api, cast: Cast):
    seen = {each["name"]: each["email"] for each in mia.get("clinic/members").json["results"]}
    assert seen["Anna"] == "anna@harbour.example"
    assert {each["email"] for each in anna.get("clinic/members").json["results"]} == {None}


# --- roles and leaving ----------------------------------------------------------------------------------------------------


def test_roles_change_and_the_last_manager_stays_one(mia: Api, anna: Api, cast: Cast):
    assert mia.patch(f"clinic/members/{cast.mia.pk}", {"roles": ["practitioner"]}).status == 422
    assert mia.patch(f"clinic/members/{cast.anna.pk}", {"roles": ["manager", "practitioner"]}).status == 200
    assert anna.get("clinic").json["may_change"] is True
    assert mia.patch(f"clinic/members/{cast.mia.pk}", {"roles": ["practitioner"]}).json["roles"] == ["practitioner"]
    assert mia.get("clinic").json["may_change"] is False


def test_a_practitioner_with_patients_does_not_become_an_auditor(mia: Api, cast: Cast):
    answer = mia.patch(f"clinic/members/{cast.anna.pk}", {"roles": ["auditor"]})
    assert (answer.status, list(answer.json["errors"])) == (422, ["roles"])


def test_nobody_leaves_a_patient_alone(mia: Api, cast: Cast):
    answer = mia.post(f"clinic/members/{cast.anna.pk}/end")
    assert (answer.status, answer.json["patients"]) == (409, 1)
    assert Membership.objects.filter(user=cast.anna, ended_at=None).exists()
    for nobody in (cast.anna, cast.zoe):
        assert mia.post(f"clinic/members/{cast.anna.pk}/end", {"successor": str(nobody.pk)}).status == 422


def test_patients_and_alerts_go_to_the_successor_who_is_told_at_once(mia: Api, anna: Api, cast: Cast, now: datetime):
    care = make_care(cast, now)
    assert anna.post(f"alerts/{care.fever.pk}/acknowledge").status == 200
    left = mia.post(f"clinic/members/{cast.anna.pk}/end", {"successor": str(cast.piet.pk)})
    assert (left.status, left.json) == (200, {"patients": 1, "alerts": 1})

    team = CareTeamMember.objects.filter(patient=cast.maya, until_at=None).values_list("user", flat=True)
    assert list(team) == [cast.piet.pk]
    fever = Alert.objects.get(pk=care.fever.pk)
    assert (fever.state, fever.acknowledged_by) == ("open", None)
    waiting = Delivery.objects.filter(alert=fever, state="pending").order_by("next_attempt_at")
    assert waiting.first().recipient == cast.piet  # type: ignore[union-attr]
    assert cast.anna.pk not in waiting.values_list("recipient", flat=True)
    assert anna.get(f"patients/{cast.maya.pk}").status == 403
    assert Api(cast.piet, by="token").get(f"patients/{cast.maya.pk}").status == 200


def test_who_shares_every_patient_may_leave_without_a_successor(mia: Api, cast: Cast, now: datetime):
    join_care_team(patient=cast.maya, user=cast.ben, now=now)
    assert mia.post(f"clinic/members/{cast.anna.pk}/end").status == 200
    change = ClinicChange.objects.get(action="staff.leave")
    assert (change.about, change.detail["patients"]) == (cast.anna.pk, 1)


def test_the_last_manager_does_not_leave(mia: Api, cast: Cast):
    answer = mia.post(f"clinic/members/{cast.mia.pk}/end", {"successor": str(cast.anna.pk)})
    assert (answer.status, list(answer.json["errors"])) == (422, ["user"])


def test_cover_ends_with_who_covered(mia: Api, cast: Cast):
    mia.post(f"clinic/members/{cast.ben.pk}/end")
    assert mia.get("cover").json["results"] == []


def test_a_member_of_another_clinic_is_not_there(mia: Api, cast: Cast):
    for call in (
        lambda: mia.patch(f"clinic/members/{cast.zoe.pk}", {"roles": ["manager"]}),
        lambda: mia.post(f"clinic/members/{cast.zoe.pk}/end"),
        lambda: mia.patch(f"clinic/members/{cast.maya.user_id}", {"roles": ["manager"]}),
    ):
        assert call().status == 404


# --- service tokens -------------------------------------------------------------------------------------------------------


def service(mia: Api, *scopes: str) -> Api:
    made = mia.post("clinic/tokens", {"name": "Wall display", "scopes": list(scopes)})
    assert made.status == 201
    api = Api()
    api.headers["Authorization"] = f"Bearer {made.json['token']}"
    return api


def test_a_service_token_does_what_its_scope_says(mia: Api, cast: Cast, now: datetime):
    make_care(cast, now)
    answer = service(mia, "alerts").get("clinic/waiting")
    assert answer.status == 200
    assert {row["level"]: row["waiting"] for row in answer.json["results"]}["urgent"] == 1
    assert "Maya" not in str(answer.json)
    assert service(mia, "appointments").get("clinic/waiting").status == 403


def test_a_service_token_opens_no_door_that_does_not_name_its_scope(mia: Api, cast: Cast):
    """It answers for its maker, Mia, and must not act as her anywhere."""
    held = service(mia, "alerts", "appointments")
    for path in ("me", "patients", "worklist", "alerts", "clinic", "clinic/members", "clinic/tokens", "webhooks"):
        assert held.get(path).status == 403, path
    assert held.post("clinic/members", NEW).status == 403


def test_every_view_that_reads_a_sign_in_asks_for_the_scope():
    """What is no EbbView would let a service token pass as a person."""
    for pattern in get_resolver("diary.api.urls").url_patterns:
        view = pattern.callback.view_class  # type: ignore[union-attr]
        assert issubclass(view, EbbView) or not view.authentication_classes or "schema" in str(pattern.pattern)


def test_a_token_is_shown_once_and_ends(mia: Api, cast: Cast):
    held = service(mia, "alerts")
    held.get("clinic/waiting")
    (shown,) = mia.get("clinic/tokens").json["results"]
    assert shown["name"] == "Wall display"
    assert shown["last_used_at"] is not None
    secret = held.headers["Authorization"].removeprefix("Bearer ")
    assert secret not in str(mia.get("clinic/tokens").json) + str(list(ApiToken.objects.values()))
    assert mia("DELETE", f"clinic/tokens/{shown['id']}").status == 204
    assert held.get("clinic/waiting").status == 401


def test_a_token_ends_with_who_made_it(mia: Api, cast: Cast):
    held = service(mia, "alerts")
    mia.patch(f"clinic/members/{cast.ben.pk}", {"roles": ["manager"]})
    Api(cast.ben, by="token").post(f"clinic/members/{cast.mia.pk}/end")
    assert held.get("clinic/waiting").status == 401
