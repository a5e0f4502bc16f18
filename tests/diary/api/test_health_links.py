"""A SMART Health Link: the FHIR document for whoever holds the QR code and the passcode, and for nobody else, Ebb included."""

import json
import zlib
from base64 import urlsafe_b64decode
from datetime import datetime
from typing import Any

import pytest
import segno
import time_machine
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from diary.models import AuditEvent, Share, ShareEvent
from tests.cast import Api, Cast
from tests.diary.care import DAY, Care

ASK = {"recipient": "Seaview Surgery"}


@pytest.fixture
def document(anna: Api, maya: Api, care: Care) -> str:
    """A FHIR document that Maya has agreed to."""
    pk: str = anna.post("reports", {"course": str(care.course.pk), "format": "fhir", "include_notes": True}).json["id"]
    assert maya.post(f"reports/{pk}/agree").status == 200
    return pk


@pytest.fixture
def made(maya: Api, document: str) -> dict[str, Any]:
    """What Maya's phone shows: the QR code's text, and the passcode."""
    shared = maya.post(f"reports/{document}/shares", {"kind": "health_link"})
    assert shared.status == 201, shared.json
    return dict(shared.json)


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def payload_of(made: dict[str, Any]) -> dict[str, Any]:
    scheme, _, payload = made["url"].partition("/")
    assert scheme == "shlink:"
    return dict(json.loads(decoded(payload)))


def path_of(made: dict[str, Any]) -> str:
    return str(payload_of(made)["url"].partition("/api/v1/")[2])


def asked(made: dict[str, Any], **more: Any) -> Any:
    return Api().post(path_of(made), {**ASK, "passcode": made["code"], **more})


def opened(jwe: str, key: str) -> bytes:
    """A compact JWE by RFC 7516 and the key of the link, written here once more: not the code that made it."""
    header, encrypted_key, nonce, body, tag = jwe.split(".")
    told = json.loads(decoded(header))
    assert (told["alg"], told["enc"], told["cty"], encrypted_key) == ("dir", "A256GCM", "application/fhir+json", "")
    plain = AESGCM(decoded(key)).decrypt(decoded(nonce), decoded(body) + decoded(tag), header.encode())
    return zlib.decompress(plain, -15) if told.get("zip") == "DEF" else plain


def events() -> list[tuple[str, str | None]]:
    return [(event.what, event.who) for event in ShareEvent.objects.order_by("pk")]


def test_the_key_of_the_qr_code_alone_opens_the_document(made: dict[str, Any], anna: Api, document: str):
    [file] = asked(made).json["files"]
    content = opened(file["embedded"], payload_of(made)["key"])

    assert file["contentType"] == "application/fhir+json"
    assert content == anna.get(f"reports/{document}/content").response.content
    assert json.loads(content)["type"] == "document"
    with pytest.raises(InvalidTag):
        opened(file["embedded"], "A" * 43)


def test_the_payload_is_what_the_specification_asks_for(made: dict[str, Any], now: datetime):
    told = payload_of(made)

    assert set(told) == {"url", "key", "exp", "flag", "label", "v"}
    assert (told["flag"], told["v"], len(told["key"]), len(decoded(told["key"]))) == ("P", 1, 43, 32)
    assert len(told["url"]) <= 128
    assert len(told["label"]) <= 80
    assert 0 < told["exp"] - now.timestamp() <= 8 * 86_400
    assert "Maya" not in json.dumps(told)


def test_the_picture_is_the_link(made: dict[str, Any]):
    drawn = segno.make(made["url"], error="m", micro=False).svg_inline(scale=4, border=4, omitsize=True, light="#fff")

    assert made["qr_svg"].replace(' xmlns="http://www.w3.org/2000/svg"', "", 1) == drawn


def test_ebb_keeps_neither_the_key_nor_the_secrets(made: dict[str, Any]):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM diary_share")
        rows = str(cursor.fetchall())
    share = Share.objects.get()

    assert payload_of(made)["key"] not in rows
    assert decoded(payload_of(made)["key"]) not in share.document
    assert made["code"] not in rows
    assert path_of(made).removeprefix("shl/") not in rows
    assert b"resourceType" not in share.document


def test_every_link_has_a_key_of_its_own(maya: Api, document: str):
    links = [maya.post(f"reports/{document}/shares", {"kind": "health_link"}).json for _ in range(3)]
    first, second, _ = links

    assert len({payload_of(each)["key"] for each in links}) == 3
    with pytest.raises(InvalidTag):
        opened(asked(first).json["files"][0]["embedded"], payload_of(second)["key"])


def test_a_wrong_passcode_is_counted_and_five_close_the_link(made: dict[str, Any]):
    wrong = [asked(made, passcode="WRONG2") for _ in range(5)]

    assert [(each.status, each.json["remainingAttempts"]) for each in wrong] == [
        (401, left) for left in (4, 3, 2, 1, 0)
    ]
    assert asked(made).status == 404
    assert [what for what, _ in events()] == ["wrong_code"] * 5 + ["used_up"]


def test_without_a_passcode_nothing_is_handed_out(made: dict[str, Any]):
    assert Api().post(path_of(made), ASK).status == 401
    assert Api().post(path_of(made), {"passcode": made["code"]}).status == 422


def expired(made: dict[str, Any], maya: Api) -> Any:
    with time_machine.travel(Share.objects.get().expires_at):
        return asked(made)


def revoked(made: dict[str, Any], maya: Api) -> Any:
    assert maya("DELETE", f"shares/{made['id']}").status == 204
    return asked(made)


def taken_back(made: dict[str, Any], maya: Api) -> Any:
    for given in (True, False):
        assert maya.put("consents/sharing", {"given": given, "version": "2026-1"}).status == 200
    return asked(made)


def asked_too_often(made: dict[str, Any], maya: Api) -> Any:
    Share.objects.update(opens=20)
    return asked(made)


def guessed(made: dict[str, Any], maya: Api) -> Any:
    return Api().post("shl/guessed", {**ASK, "passcode": made["code"]})


def as_a_page(made: dict[str, Any], maya: Api) -> Any:
    return Api().post("s/open", {"token": path_of(made).removeprefix("shl/"), "code": made["code"]})


@pytest.mark.parametrize(
    "attempt", [expired, revoked, taken_back, asked_too_often, guessed, as_a_page], ids=lambda each: each.__name__
)
def test_a_link_that_is_over_says_nothing_of_why(made: dict[str, Any], maya: Api, attempt: Any):
    refused = attempt(made, maya)

    assert (refused.status, refused.json["detail"]) == (
        404,
        "This link cannot be opened with this code. Look at the code again, or ask whoever gave it to you for a new one.",
    )


def test_a_page_is_no_health_link(maya: Api, document: str):
    page = maya.post(f"reports/{document}/shares").json
    token = page["url"].partition("#t=")[2]

    assert page["qr_svg"] is None
    assert Api().post(f"shl/{token}", {**ASK, "passcode": page["code"]}).status == 404


def test_a_crawler_that_follows_the_address_does_nothing(made: dict[str, Any]):
    browser = Api().client
    address = f"/api/v1/{path_of(made)}"

    assert browser.get(address).status_code == browser.head(address).status_code == 405
    assert (events(), Share.objects.get().opens) == ([], 0)


def test_each_look_is_noted_with_the_name_that_was_given(made: dict[str, Any], maya: Api, document: str, cast: Cast):
    asked(made)
    asked(made, passcode="WRONG2", recipient="<b>Somebody</b>")

    [share] = maya.get(f"reports/{document}/shares").json["results"]
    assert [(event["what"], event["who"]) for event in share["events"]] == [
        ("opened", "Seaview Surgery"),
        ("wrong_code", "<b>Somebody</b>"),
    ]
    assert (share["kind"], share["opens"]) == ("health_link", 1)
    assert AuditEvent.objects.filter(patient=cast.maya, action="report.open").count() == 1


def test_a_large_document_comes_from_an_address_that_lasts_for_minutes(made: dict[str, Any], maya: Api):
    [file] = asked(made, embeddedLengthMax=100).json["files"]
    address = file["location"].partition("/api/v1/")[2]
    fetched = Api().get(address)

    assert (fetched.status, fetched.headers["Content-Type"]) == (200, "application/jose")
    assert opened(fetched.response.content.decode(), payload_of(made)["key"])[:1] == b"{"
    assert Api().get(address[:-2]).status == 404
    with time_machine.travel(Share.objects.get().created_at + DAY):
        assert Api().get(address).status == 404
    assert maya("DELETE", f"shares/{made['id']}").status == 204
    assert Api().get(address).status == 404


def test_any_site_may_ask_and_later_fields_of_the_specification_are_no_mistake(made: dict[str, Any]):
    answer = asked(made, futureField=True)
    before = Api()("OPTIONS", path_of(made), Origin="https://records.example")

    assert answer.status == 200
    for each in (answer, before):
        assert each.headers["Access-Control-Allow-Origin"] == "*"
        assert each.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("report_format", ["pdf", "csv"])
def test_only_a_fhir_document_goes_by_a_health_link(anna: Api, maya: Api, care: Care, report_format: str):
    pk = anna.post("reports", {"course": str(care.course.pk), "format": report_format}).json["id"]
    maya.post(f"reports/{pk}/agree")

    refused = maya.post(f"reports/{pk}/shares", {"kind": "health_link"})
    assert (refused.status, refused.json["detail"]) == (
        409,
        "Only a document for records systems (FHIR) goes by a health link.",
    )


def test_only_what_was_agreed_to(anna: Api, care: Care):
    pk = anna.post("reports", {"course": str(care.course.pk), "format": "fhir"}).json["id"]

    assert anna.post(f"reports/{pk}/shares", {"kind": "health_link"}).status == 409
