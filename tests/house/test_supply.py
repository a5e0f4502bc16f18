"""What Ebb is made of is listed from the lock files, and known weaknesses are asked for; a service that is away is no "all well"."""

import io
import json
import re
import tomllib
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from config.locked import locked_parts
from config.version import VERSION
from tests.house.source import ROOT


def run(verb: str, *words: str) -> str:
    said = io.StringIO()
    call_command(verb, *words, stdout=said)
    return said.getvalue()


def test_the_version_that_is_told_is_the_projects() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION
    assert json.loads(run("sbom"))["metadata"]["component"]["version"] == VERSION


def test_the_bill_names_every_locked_release_once_with_its_hashes() -> None:
    bill = json.loads(run("sbom"))
    purls = [part["purl"] for part in bill["components"]]
    core = re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", (ROOT / "requirements/core.txt").read_text(), re.MULTILINE)

    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert len(set(purls)) == len(purls) > 300
    assert {f"pkg:pypi/{name}@{version}" for name, version in core} <= set(purls)
    assert all(part.get("hashes") or part.get("properties") for part in bill["components"])
    assert run("sbom") == run("sbom")


def test_what_is_shipped_is_told_from_what_only_builds_or_tests() -> None:
    scopes = {part["name"]: part["scope"] for part in json.loads(run("sbom"))["components"]}
    expected = {"django": "required", "preact": "required", "pytest": "excluded", "vite": "excluded"}
    assert {name: scopes[name] for name in expected} == expected


def answers(found: dict[str, list[str]]) -> Any:
    """A service that knows of these weaknesses, by name."""

    def answer(request: Request) -> Response:
        asked = [each["package"]["name"] for each in request.get_json()["queries"]]
        told = [{"vulns": [{"id": each} for each in found[name]]} if name in found else {} for name in asked]
        return Response(json.dumps({"results": told}), content_type="application/json")

    return answer


def test_a_known_weakness_is_named_and_fails(httpserver: HTTPServer, capsys: pytest.CaptureFixture[str]) -> None:
    httpserver.expect_request("/").respond_with_handler(answers({"django": ["CVE-2099-1"], "vite": ["GHSA-1"]}))
    with pytest.raises(CommandError, match=r"osv\.dev"):
        call_command("audit_dependencies", url=httpserver.url_for("/"))
    said = capsys.readouterr().out
    assert re.search(r"^pypi django [\d.]+: CVE-2099-1$", said, re.MULTILINE)
    assert re.search(r"^npm vite [\d.]+ \(not shipped\): GHSA-1$", said, re.MULTILINE)


def test_without_a_known_weakness_it_says_about_how_many_it_asked(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_handler(answers({}))
    said = run("audit_dependencies", f"--url={httpserver.url_for('/')}")
    assert said == f"{len(locked_parts())} parts asked about, 0 with known weaknesses.\n"


@pytest.mark.parametrize(
    "body", ["<html>", '{"results": []}', '{"error": 1}'], ids=["a page", "too few", "another answer"]
)
def test_a_service_that_cannot_be_asked_is_no_all_well(httpserver: HTTPServer, body: str) -> None:
    httpserver.expect_request("/").respond_with_data(body)
    for url in (httpserver.url_for("/"), "http://127.0.0.1:1/"):
        with pytest.raises(CommandError, match="Nothing was audited") as refused:
            call_command("audit_dependencies", url=url)
        assert refused.value.returncode == 2
