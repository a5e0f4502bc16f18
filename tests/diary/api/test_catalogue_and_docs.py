"""What anybody may read, and how every answer looks, whatever went wrong."""

import re
import subprocess
import sys
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from drf_spectacular.validation import validate_schema

from diary.api import care as care_views
from diary.api.urls import urlpatterns
from diary.models import Patient
from tests.cast import Api, Cast
from tests.diary.care import Care
from tests.house.source import ROOT

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PROBLEM = {"type", "title", "status", "detail", "code"}
# What a link, a record system, a worker of the browser or a page on paper asks, with a secret of its own instead of a sign-in.
BY_SECRET = (
    *("/api/v1/a", "/api/v1/push-receipts", "/api/v1/verify/{reference}"),
    *("/api/v1/s/open", "/api/v1/s/reply", "/api/v1/shl/{token}", "/api/v1/shl/{token}/file/{ticket}"),
)
WAYS_IN = (
    "/api/v1/pair",
    "/api/v1/sign-in",
    "/api/v1/again",
    "/api/v1/again/code",
    "/api/v1/again/passkey",
    "/api/v1/again/passkey/begin",
)
PUBLIC = (*WAYS_IN, "/api/v1/catalogue", *BY_SECRET)
METHODS = ("get", "post", "put", "patch", "delete")


def test_the_catalogue_is_all_a_phone_needs_offline(stranger: Api):
    answer = stranger.get("catalogue?locale=en-GB")

    assert answer.status == 200
    assert len(answer.json["symptoms"]) == 69
    assert {"version", "groups", "combinations", "advice", "emergency_numbers", "regions"} <= set(answer.json)
    assert "GB" in answer.json["emergency_numbers"]


@pytest.mark.parametrize(
    "known", ["{tag}", "W/{tag}", '"old", {tag}', "*"], ids=["same", "weakened by a proxy", "one of", "any"]
)
def test_a_catalogue_that_is_known_is_not_sent_again(stranger: Api, known: str):
    tag = stranger.get("catalogue").headers["ETag"]
    answer = stranger.get("catalogue", If_None_Match=known.format(tag=tag))

    assert (answer.status, answer.response.content, answer.headers["ETag"]) == (304, b"", tag)


@pytest.mark.parametrize("known", ['"old"', "", "old"])
def test_another_catalogue_is_sent(stranger: Api, known: str):
    assert stranger.get("catalogue", If_None_Match=known).status == 200


@pytest.fixture(scope="module")
def schema() -> Any:
    return Api().get("schema/?format=json").json


def test_the_schema_is_valid_openapi_3_1(schema: Any):
    assert schema["openapi"].startswith("3.1")
    validate_schema(schema)


def test_the_schema_lists_every_route_and_method(schema: Any):
    expected = set()
    for pattern in urlpatterns:
        route = re.sub(r"<(?:uuid|str):(\w+)>", r"{\1}", str(pattern.pattern)).replace("{pk}", "{id}")
        if route in ("schema/", "docs/"):
            continue
        view = pattern.callback.view_class  # type: ignore[union-attr]
        expected |= {(f"/api/v1/{route}", method) for method in METHODS if hasattr(view, method)}
    listed = {(path, method) for path, methods in schema["paths"].items() for method in methods if method in METHODS}

    assert listed == expected


def test_the_schema_says_what_to_send(schema: Any):
    content = schema["paths"]["/api/v1/entries/{id}"]["put"]["requestBody"]["content"]
    reference = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
    fields = schema["components"]["schemas"][reference]["properties"]

    assert (fields["recorded_at"]["type"], fields["recorded_at"]["format"]) == ("string", "date-time")
    assert fields["recalled"]["type"] == "boolean"
    assert set(fields["nrs_average"]["type"]) == {"integer", "null"}
    assert (fields["nrs_average"]["minimum"], fields["nrs_average"]["maximum"]) == (0, 10)
    assert {"object", "string"} == set(fields["medicines"]["items"]["type"])


def test_the_schema_says_how_to_sign_in(schema: Any):
    ways = schema["components"]["securitySchemes"]
    assert {(way["type"], way.get("scheme") or way.get("in")) for way in ways.values()} == {
        ("http", "bearer"),
        ("apiKey", "cookie"),
    }
    for path, methods in schema["paths"].items():
        for method in methods.values():
            assert (method["security"] == [{}]) is (path in PUBLIC), path


def test_the_reading_page_loads_only_our_own_files(stranger: Api):
    page = stranger.get("docs/")
    html = page.response.content.decode()
    files = re.findall(r"""(?:src|href)=["']([^"']+)["']""", html)

    assert page.status == 200
    assert len(files) >= 3
    for file in files:
        assert re.match(r"/[^/]", file), file
        if file.startswith("/static/"):
            assert finders.find(file.removeprefix("/static/")), file
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>\s*\S", html)
    assert "http" not in re.sub(r"xmlns\S*", "", html)
    assert "'unsafe-inline'" not in page.headers["Content-Security-Policy"].partition("script-src")[2].partition(";")[0]


def test_the_script_of_the_reading_page_is_ours_too(stranger: Api):
    script = stranger.get("docs/?script=")
    assert script.status == 200
    assert "https://" not in script.response.content.decode()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "me", 200),
        ("GET", "catalogue", 200),
        ("GET", "schema/", 200),
        ("GET", "docs/", 200),
        ("POST", "patients", 422),
        ("GET", "patients/0190b4a4-0000-7000-8000-000000000000", 404),
        ("GET", "consents", 403),
        ("GET", "nowhere", 404),
        ("DELETE", "me", 405),
    ],
)
def test_every_answer_carries_the_security_headers(cast: Cast, anna: Api, method: str, path: str, status: int):
    answer = anna(method, path)

    assert answer.status == status
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert not {"Server", "X-Powered-By"} & set(answer.headers)


@pytest.mark.parametrize("path", ["me", "patients", "alerts", "worklist", "entries", "courses", "sessions"])
def test_answers_about_people_are_never_stored(cast: Cast, anna: Api, path: str):
    assert anna.get(path).headers["Cache-Control"] == "no-store"
    assert Api().get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "nowhere", 404, "not_found"),
        ("GET", "patients/", 404, "not_found"),
        ("GET", "entries/1", 404, "not_found"),
        ("DELETE", "patients", 405, "method_not_allowed"),
        ("PUT", "worklist", 405, "method_not_allowed"),
        ("POST", "catalogue", 405, "method_not_allowed"),
        ("POST", "schema/", 405, "method_not_allowed"),
        ("POST", "docs/", 405, "method_not_allowed"),
        ("GET", "pair", 405, "method_not_allowed"),
    ],
)
def test_what_does_not_exist_is_a_problem_in_json(
    cast: Cast, anna: Api, method: str, path: str, status: int, code: str
):
    answer = anna(method, path)

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert set(answer.json) == PROBLEM
    assert (answer.status, answer.json["status"], answer.code) == (status, status, code)
    if status == 405:
        assert answer.headers["Allow"]


@pytest.mark.parametrize("path", ["me", "patients", "schema/"])
def test_a_format_that_we_do_not_speak_is_a_problem_not_a_crash(cast: Cast, anna: Api, path: str):
    answer = anna.get(path, Accept="application/pdf")
    assert (answer.status, answer.code) == (406, "not_acceptable")


def test_what_goes_wrong_is_told_without_a_trace_and_logged_without_a_word_of_the_patient(
    care: Care, anna: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fail(patient: Patient) -> None:
        raise ZeroDivisionError(patient.name)

    monkeypatch.setattr(care_views, "show_patient", fail)
    answer = anna.get(f"patients/{care.session.patient_id}")

    assert (answer.status, answer.code) == (500, "server_error")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert set(answer.json) == PROBLEM
    text = answer.response.content.decode()
    assert not any(word in text for word in ("Traceback", "ZeroDivision", ".py", "Maya"))
    assert "ZeroDivisionError" in caplog.text
    assert "care.py" in caplog.text
    assert "Maya" not in caplog.text


def test_what_goes_wrong_outside_any_view_is_told_the_same_way(stranger: Api, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: Any) -> None:
        raise ZeroDivisionError("CANARY")

    monkeypatch.setattr("config.health.SweepBeat.age", fail)
    response = stranger.client.get("/healthz")

    assert (response.status_code, response.json()["code"]) == (500, "server_error")
    assert response.headers["Content-Type"] == "application/problem+json"
    assert b"CANARY" not in response.content


FIRST = """
import django
django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.test import Client
with ThreadPoolExecutor(4) as pool:
    asked = [pool.submit(Client().get, "/api/v1/schema/?format=json", headers={"host": "localhost"}) for _ in range(4)]
assert [each.result().status_code for each in asked] == [200] * 4
"""


def test_several_who_ask_for_the_schema_first_are_all_answered() -> None:
    """In a process of its own: who makes it while another does, in a process that has just begun, would find it half made."""
    done = subprocess.run([sys.executable, "-c", FIRST], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
