"""What browsers report of our policy: written down in two words, whatever they send."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from config.headers import CONTENT_SECURITY_POLICY
from config.reporting import LONGEST, WHERE

OLD = {
    "csp-report": {
        "document-uri": "https://ebb.example/app/diary/01a20221-d131-788b-9fac-e685ff6a0a2f",
        "effective-directive": "script-src-elem",
        "blocked-uri": "https://evil.example/steal.js?maya=numb",
    }
}
NEW = [{"type": "csp-violation", "body": {"effectiveDirective": "img-src", "blockedURL": "inline"}}]


@pytest.fixture(autouse=True)
def fresh(db: None) -> None:
    cache.clear()


def report(body: Any, kind: str = "application/csp-report") -> int:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return int(Client().generic("POST", WHERE, sent, content_type=kind).status_code)


def test_every_answer_says_where_to_report() -> None:
    answer = Client().get("/healthz")
    assert f"report-uri {WHERE}; report-to ebb" in CONTENT_SECURITY_POLICY
    assert answer.headers["Reporting-Endpoints"] == f'ebb="{WHERE}"'


def test_a_report_is_logged_by_rule_and_source_and_names_no_page(caplog: pytest.LogCaptureFixture) -> None:
    assert (report(OLD), report(NEW, "application/reports+json")) == (204, 204)
    assert [each.getMessage().rpartition(": ")[2] for each in caplog.records if each.name == "config.reporting"] == [
        "script-src-elem, from evil.example",
        "img-src, from inline",
    ]
    assert not any(word in caplog.text for word in ("maya", "steal", "01a20221"))


def test_many_of_one_rule_are_one_line_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(5):
        report(OLD)
    assert caplog.text.count("script-src-elem") == 1


RUBBISH = {
    "no JSON": b"{",
    "a number": 7,
    "a list of numbers": [1, 2],
    "a report of nothing": {"csp-report": None},
    "a rule with a line of its own": {"csp-report": {"effective-directive": "img-src\nERROR all is lost"}},
    "too long": {"csp-report": {"effective-directive": "img-src", "blocked-uri": "a" * LONGEST}},
}


@pytest.mark.parametrize("name", RUBBISH)
def test_rubbish_is_taken_and_leaves_nothing(name: str, caplog: pytest.LogCaptureFixture) -> None:
    assert report(RUBBISH[name]) == 204
    assert not [each for each in caplog.records if each.name == "config.reporting"]


@pytest.mark.parametrize("blocked", ["https://a b\nc/", "http://[::1", "https://" + "x" * 200 + ".example/"], ids=str)
def test_an_odd_source_is_somewhere(blocked: str, caplog: pytest.LogCaptureFixture) -> None:
    report({"csp-report": {"effective-directive": "font-src", "blocked-uri": blocked}})
    assert "font-src, from somewhere" in caplog.text


def test_nobody_reads_it() -> None:
    assert Client().get(WHERE).status_code == 405
