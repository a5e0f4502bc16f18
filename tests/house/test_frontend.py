"""What is committed of the frontend is what it was made from. The build itself is proven fresh where Node is (`npm run fresh`)."""

import gzip
import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from diary.clinical.symptoms import CATALOGUE
from tests.house.source import ROOT

FRONTEND = ROOT / "frontend"
DIST = FRONTEND / "dist"
PAGES = ("index.html", "clinic.html")

# Bytes as gzip -9 packs them; why these: docs/adr/0040-what-the-app-may-weigh.md.
MOST_FIRST = 35 * 1000
MOST_KEPT = 61 * 1024
MOST_CLINIC_FIRST = 50 * 1024
MOST_CLINIC = 72 * 1024
MOST_ONLINE = 12 * 1024
MOST_LANGUAGE = 18 * 1024
MOST_STYLE = 8 * 1024


def test_the_schema_that_types_are_made_from_is_the_servers() -> None:
    said = StringIO()
    call_command("spectacular", format="openapi-json", stdout=said)
    assert json.loads((FRONTEND / "api" / "schema.json").read_text()) == json.loads(said.getvalue()), (
        "remake it: ./ebb spectacular --format openapi-json --file frontend/api/schema.json, then npm run types"
    )


def test_the_schema_is_made_without_a_warning() -> None:
    call_command("spectacular", format="openapi-json", fail_on_warn=True, stdout=StringIO())


def test_the_catalogue_on_the_phone_is_the_one_that_was_signed_off() -> None:
    said = StringIO()
    call_command("catalogue", stdout=said)
    assert (FRONTEND / "api" / "catalogue.json").read_text() == said.getvalue(), (
        "remake it: ./ebb catalogue > frontend/api/catalogue.json, then npm run build"
    )
    assert json.loads(said.getvalue())["version"] == CATALOGUE["version"]


@pytest.mark.parametrize("name", PAGES)
def test_every_file_a_page_names_is_in_the_build(name: str) -> None:
    named = re.findall(r'(?:src|href)="/app-static/([^"]+)"', (DIST / name).read_text())
    assert named
    assert [file for file in named if not (DIST / file).is_file()] == []


def test_every_file_the_worker_keeps_is_in_the_build() -> None:
    kept = set(re.findall(r"/app-static/([\w./-]+\.\w+)", (DIST / "sw.js").read_text()))
    assert {".js", ".css", ".svg"} <= {Path(file).suffix for file in kept}
    assert {file for file in kept if not (DIST / file).is_file()} == set()


def test_all_that_a_patients_phone_keeps_is_small() -> None:
    worker = (DIST / "sw.js").read_text()
    languages = languages_of(worker)
    scripts = {*re.findall(r"/app-static/(assets/[\w.-]+\.js)", worker), "sw.js"} - set(languages)
    assert len(languages) >= 2
    assert 0 < packed(*scripts) <= MOST_KEPT
    assert 0 < packed(*(str(file.relative_to(DIST)) for file in DIST.glob("assets/online-*.js"))) <= MOST_ONLINE
    assert max(packed(language) for language in languages) <= MOST_LANGUAGE
    assert 0 < packed(*named_in("index.html", "js")) <= MOST_FIRST


def test_the_practitioners_app_is_small() -> None:
    first = named_in("clinic.html", "js")
    assert 0 < packed(*first) <= MOST_CLINIC_FIRST
    assert packed(*first) < packed(*reached_from(first)) <= MOST_CLINIC


@pytest.mark.parametrize("name", PAGES)
def test_the_styles_of_a_page_are_small(name: str) -> None:
    assert 0 < packed(*named_in(name, "css")) <= MOST_STYLE


def languages_of(worker: str) -> list[str]:
    """The files of languages: a phone loads the one it speaks, English none."""
    return re.findall(r"[\w\"-]+:`/app-static/(assets/[\w.-]+\.js)`", worker)


def test_the_worker_keeps_no_language_unasked() -> None:
    worker = (DIST / "sw.js").read_text()
    [kept] = re.findall(r"\[[^\]]*/app/manifest\.webmanifest[^\]]*\]", worker)
    assert [file for file in (*languages_of(worker), "pseudo") if file in kept] == []


def named_in(page: str, suffix: str) -> set[str]:
    return set(re.findall(rf'"/app-static/(assets/[\w.-]+\.{suffix})"', (DIST / page).read_text()))


def reached_from(files: set[str]) -> set[str]:
    """The files, and those that they fetch later."""
    named = {
        f"assets/{name}"
        for file in files
        for name in re.findall(r"[\"'`]\./([\w.-]+\.js)[\"'`]", (DIST / file).read_text())
    }
    return files if named <= files else reached_from(files | named)


def packed(*files: str) -> int:
    return sum(len(gzip.compress((DIST / file).read_bytes(), 9)) for file in files)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_holds_a_script_or_a_style_of_its_own(name: str) -> None:
    page = (DIST / name).read_text()
    assert re.search(r"<style|style=|<script(?![^>]*src=)|\son\w+=", page) is None


def test_no_lock_file_of_ours_names_a_host() -> None:
    packages = json.loads((FRONTEND / "package-lock.json").read_text())["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert all("integrity" in package for name, package in packages.items() if name)
