"""Fetching from Cliniko, against a server that follows its documented API: keys, pages, rate limit, lists of its own."""

import io
import json
import re
from base64 import b64encode
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from diary.actions.care import create_patient
from diary.actions.cliniko import EVERY, KeyRefused, end_cliniko, keep_cliniko_key, poll, poll_due
from diary.models import Appointment, ClinicChange, ClinikoAccount
from tests.cast import Api, Cast, make_cast
from tests.diary.care import DAY

pytestmark = pytest.mark.django_db
JOES = {"links": {"self": "https://api/v1/patients/9"}}
KEY = "MS0xLWlOdzRNbTVPU0Jk-uk1"


class Cliniko:
    """What the documentation says, and no more: it refuses what the documentation refuses."""

    def __init__(self) -> None:
        self.appointments: list[dict[str, Any]] = []
        self.limited_until: int | None = None
        self.asked: list[str] = []
        nils = {"id": 82, "first_name": "Nils", "last_name": "Holm", "date_of_birth": "1970-02-03", "email": None}
        self.people: dict[str, dict[str, Any]] = {"82": nils}

    def book(self, number: int, starts_at: datetime, changed: datetime, **more: Any) -> None:
        self.appointments = [each for each in self.appointments if each["id"] != number]
        told = {"id": number, "starts_at": stamp(starts_at), "ends_at": None, "updated_at": stamp(changed)}
        told |= {"cancelled_at": None, "deleted_at": None, "patient_name": "Nils Holm"}
        self.appointments.append({**told, "patient": {"links": {"self": "https://api/v1/patients/82"}}, **more})

    def __call__(self, request: Request) -> Response:
        self.asked.append(request.path)
        basic = "Basic " + b64encode(f"{KEY}:".encode()).decode()
        if request.headers.get("Authorization") != basic:
            return Response(status=401)
        if "(" not in request.headers.get("User-Agent", "") or request.headers.get("Accept") != "application/json":
            return Response(status=400)
        if self.limited_until is not None:
            return Response(status=429, headers={"X-RateLimit-Reset": str(self.limited_until)})
        if request.path.startswith("/uk1/patients/"):
            return told(self.people[request.path.rpartition("/")[2]])
        return told(self._list(request))

    def _list(self, request: Request) -> dict[str, Any]:
        kind = request.path.rpartition("/")[2]
        field, _, since = request.args["q[]"].partition(":>=")
        held = [each for each in self.appointments if each[field] >= since and self._kind(each) == kind]
        page, size = int(request.args["page"]), int(request.args["per_page"])
        assert size <= 100
        links = {"self": request.url} | ({"next": "https://elsewhere.example/2"} if page * size < len(held) else {})
        return {"individual_appointments": held[(page - 1) * size : page * size], "links": links}

    def _kind(self, each: dict[str, Any]) -> str:
        return "deleted" if each["deleted_at"] else "cancelled" if each["cancelled_at"] else "individual_appointments"


def stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def told(body: dict[str, Any]) -> Response:
    return Response(json.dumps(body), content_type="application/json")


@pytest.fixture
def cast(now: datetime) -> Cast:
    cast = make_cast(now)
    create_patient(by=cast.anna, now=now, name="Nils Holm", birth_date=date(1970, 2, 3))
    return cast


@pytest.fixture
def cliniko(httpserver: HTTPServer, settings: Any) -> Cliniko:
    fake = Cliniko()
    httpserver.expect_request(re.compile("/.*")).respond_with_handler(fake)
    settings.CLINIKO_URL = httpserver.url_for("/{shard}").replace("%7B", "{").replace("%7D", "}")
    return fake


@pytest.fixture
def account(cast: Cast, now: datetime, cliniko: Cliniko) -> ClinikoAccount:
    return keep_cliniko_key(clinic=cast.harbour, key=KEY, by=cast.mia, now=now)


def test_all_pages_come_in_and_the_next_turn_asks_for_what_has_changed(
    account: ClinikoAccount, cliniko: Cliniko, now: datetime
):
    for number in range(1, 231):
        cliniko.book(number, now + number * DAY, now)
    assert poll(account=account, now=now) == []
    assert (Appointment.objects.count(), account.trouble) == (230, "")
    assert cliniko.asked.count("/uk1/patients/82") == 1

    later = now + EVERY
    cliniko.asked.clear()
    cliniko.book(7, now + 400 * DAY, later)
    cliniko.book(8, now + 8 * DAY, later, cancelled_at=stamp(later))
    cliniko.book(9, now + 9 * DAY, later, deleted_at=stamp(later))
    poll(account=account, now=later + EVERY)
    assert Appointment.objects.get(external_id="7").starts_at == now + 400 * DAY
    gone = Appointment.objects.exclude(cancelled_at=None).values_list("external_id", flat=True)
    assert sorted(gone) == ["8", "9"]
    assert "/uk1/patients/82" not in cliniko.asked, "the patient's id was learned"


def test_it_rests_as_long_as_it_is_asked_to_and_loses_nothing(account: ClinikoAccount, cliniko: Cliniko, now: datetime):
    cliniko.book(1, now + DAY, now)
    cliniko.limited_until = int((now + timedelta(minutes=30)).timestamp())
    assert poll_due(now=now) == 1
    account.refresh_from_db()
    assert (account.not_before, account.seen_until) == (now + timedelta(minutes=30), None)
    cliniko.limited_until = None
    assert poll_due(now=now + timedelta(minutes=20)) == 0
    assert poll_due(now=now + timedelta(minutes=31)) == 1
    assert Appointment.objects.count() == 1


def test_a_key_that_is_not_accepted_is_said_and_lies_sealed(cast: Cast, cliniko: Cliniko, now: datetime):
    account = keep_cliniko_key(clinic=cast.harbour, key=KEY.replace("MS0x", "XXXX"), by=cast.mia, now=now)
    poll(account=account, now=now)
    assert account.trouble == "the key is not accepted"
    with pytest.raises(KeyRefused):
        keep_cliniko_key(clinic=cast.harbour, key="no-region", by=cast.mia, now=now)


def test_whom_the_clinic_does_not_know_is_named_and_the_rest_is_kept(
    account: ClinikoAccount, cliniko: Cliniko, now: datetime
):
    cliniko.book(1, now + DAY, now)
    cliniko.book(2, now + DAY, now, patient=JOES, patient_name="Joe Monahan")
    (bad,) = poll(account=account, now=now)
    assert (bad.line, Appointment.objects.count()) == (2, 1)
    assert "/uk1/patients/9" not in cliniko.asked, "of whom the clinic does not know nothing is asked"


def test_who_is_added_later_gets_the_appointments_that_were_left_out(
    account: ClinikoAccount, cliniko: Cliniko, cast: Cast, now: datetime
):
    cliniko.people["9"] = {"first_name": "Joe", "last_name": "Monahan", "date_of_birth": "1980-01-01"}
    cliniko.book(2, now + DAY, now, patient=JOES, patient_name="Joe Monahan")
    cliniko.book(1, now + DAY, now)
    assert len(poll(account=account, now=now)) == 1
    create_patient(by=cast.anna, now=now + EVERY, name="Joe Monahan", birth_date=date(1980, 1, 1))
    assert poll(account=account, now=now + 2 * EVERY) == []
    assert Appointment.objects.count() == 2


def test_an_answer_in_another_form_is_said_and_changes_nothing(
    account: ClinikoAccount, cliniko: Cliniko, now: datetime
):
    cliniko.book(1, now + DAY, now)
    cliniko.appointments[0]["starts_at"] = "9"
    poll(account=account, now=now)
    assert (account.trouble, Appointment.objects.count()) == ("answered in another form than documented", 0)
    assert account.seen_until is None


def test_the_key_is_read_from_standard_input(
    cast: Cast, cliniko: Cliniko, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    cliniko.book(1, datetime.now(UTC) + DAY, datetime.now(UTC))
    monkeypatch.setattr("sys.stdin", io.StringIO(KEY + "\n"))
    call_command("cliniko", "mia@harbour.example")
    assert "Fetched for Harbour" in capsys.readouterr().out
    assert Appointment.objects.count() == 1
    with pytest.raises(CommandError, match="manages no clinic"):
        call_command("cliniko", "anna@harbour.example")


# --- as a manager sees it --------------------------------------------------------------------------------------------


def test_a_manager_sets_the_key_sees_what_the_last_look_found_and_never_reads_the_key_again(
    cast: Cast, cliniko: Cliniko, now: datetime
):
    mia = Api(cast.mia, by="token")
    assert mia.get("clinic/cliniko").json["connected"] is False
    set_ = mia.put("clinic/cliniko", {"key": f" {KEY} "})
    assert (set_.status, set_.json["connected"], set_.json["by"], set_.json["looked_at"]) == (200, True, "Mia", None)

    cliniko.book(1, now + DAY, now)
    cliniko.book(2, now + DAY, now, patient=JOES, patient_name="Joe Monahan")
    assert poll_due(now=now) == 1
    shown = mia.get("clinic/cliniko")
    assert shown.json["kept"] == [{"what": "new", "count": 1}]
    assert shown.json["left_out"] == [
        {"what": "no patient of this name and birth date, e-mail address or id", "count": 1}
    ]
    assert shown.json["looked_at"] is not None
    for answer in (set_, shown):
        assert KEY not in answer.response.content.decode()


def test_a_key_that_is_none_is_named_and_the_one_that_works_stays(cast: Cast, account: ClinikoAccount, now: datetime):
    answer = Api(cast.mia, by="token").put("clinic/cliniko", {"key": "no-region"})
    assert (answer.status, list(answer.json["errors"])) == (422, ["key"])
    assert ClinikoAccount.objects.get().key == KEY


def test_switched_off_nothing_is_fetched_the_key_is_gone_and_appointments_stay(
    cast: Cast, account: ClinikoAccount, cliniko: Cliniko, now: datetime
):
    cliniko.book(1, now + DAY, now)
    poll_due(now=now)
    mia = Api(cast.mia, by="token")
    assert (mia("DELETE", "clinic/cliniko").status, mia("DELETE", "clinic/cliniko").status) == (204, 204)
    assert poll_due(now=now + EVERY) == 0
    assert (ClinikoAccount.objects.count(), Appointment.objects.count()) == (0, 1)
    done = ClinicChange.objects.filter(action__startswith="cliniko").values_list("action", flat=True)
    assert sorted(done) == ["cliniko.end", "cliniko.key"]


@pytest.mark.parametrize("becomes", ["gone", "another key"])
def test_a_look_that_was_under_way_when_the_key_went_writes_nothing_of_it(
    cast: Cast, account: ClinikoAccount, cliniko: Cliniko, now: datetime, becomes: str
):
    cliniko.book(1, now + DAY, now)
    if becomes == "gone":
        end_cliniko(account=ClinikoAccount.objects.get(), by=cast.mia, now=now)
    else:
        keep_cliniko_key(clinic=cast.harbour, key=KEY, by=cast.mia, now=now + timedelta(minutes=1))
    assert poll(account=account, now=now) == []
    assert not ClinikoAccount.objects.exclude(polled_at=None).exists()
