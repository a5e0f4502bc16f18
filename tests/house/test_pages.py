"""How the built pages are served: strict, small, and never half of one build and half of another."""

import gzip
import json

import pytest
from django.test import Client
from django.utils.html import escape

from config import pages
from diary.clinical.languages import LANGUAGES
from tests.house.source import ROOT

DIST = ROOT / "frontend" / "dist"
BUILT = {
    "/app/": "index.html",
    "/app/diary/0190": "index.html",
    "/clinic/": "clinic.html",
    "/clinic/alerts/0190": "clinic.html",
    "/sw.js": "sw.js",
    "/clinic/sw.js": "clinic-sw.js",
}


@pytest.fixture
def browser() -> Client:
    return Client()


@pytest.mark.parametrize(("path", "name"), BUILT.items())
def test_every_address_of_an_app_is_its_page(browser: Client, path: str, name: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 200
    assert answer.content == (DIST / name).read_bytes()


@pytest.mark.parametrize("path", [*BUILT, "/app/manifest.webmanifest"])
def test_it_is_sent_compressed_and_not_twice(browser: Client, path: str) -> None:
    answer = browser.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert gzip.decompress(answer.content) == browser.get(path).content
    assert answer.headers["Vary"] == "Accept-Encoding"
    again = browser.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", [*BUILT, "/app/manifest.webmanifest", "/", "/sign-in", "/again"])
def test_no_script_but_ours_runs_on_it(browser: Client, path: str) -> None:
    policy = browser.get(path).headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'" in policy
    assert "require-trusted-types-for 'script'; trusted-types ebb-sw" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(("path", "kept"), [("/app/", "no-cache"), ("/sw.js", "no-cache"), ("/clinic/", "no-store")])
def test_what_a_browser_may_keep(browser: Client, path: str, kept: str) -> None:
    assert browser.get(path).headers["Cache-Control"] == kept


def test_the_worker_is_a_script_and_the_manifest_a_manifest(browser: Client) -> None:
    assert browser.get("/sw.js").headers["Content-Type"].startswith("text/javascript")
    answer = browser.get("/app/manifest.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    manifest = json.loads(answer.content)
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/app/", "/app/", "standalone")
    for icon in manifest["icons"]:
        assert (DIST / icon["src"].removeprefix("/app-static/")).is_file()


@pytest.mark.parametrize("code", ["en", *LANGUAGES])
def test_the_home_screen_speaks_the_language_of_the_app(browser: Client, code: str) -> None:
    said = json.loads(browser.get("/app/manifest.webmanifest", {"lang": code}).content)
    words = json.loads((ROOT / "frontend/src/i18n" / f"{code}.json").read_text())
    assert said["lang"].startswith(code)
    assert [each["name"] for each in said["shortcuts"]] == [words["app.somethingWrong"], words["tab.curve"]]
    assert {"id": "/app/", "start_url": "/app/"}.items() <= said.items()
    assert (said["description"] == "A diary for the days after treatment.") == (code == "en")


def test_a_language_that_nobody_speaks_here_is_english(browser: Client) -> None:
    english = browser.get("/app/manifest.webmanifest").content
    assert browser.get("/app/manifest.webmanifest", {"lang": "../xx"}).content == english


def test_hashed_files_are_kept_for_ever_and_others_are_not(browser: Client) -> None:
    script = next((DIST / "assets").glob("patient-*.js"))
    answer = browser.get(f"/app-static/assets/{script.name}")
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "immutable" not in browser.get("/app-static/icons/icon.svg").headers["Cache-Control"]


def test_the_app_begins_below_its_slash_and_pages_are_not_written_to(browser: Client) -> None:
    assert browser.get("/app").headers["Location"] == "/app/"
    assert browser.post("/app/").status_code == 405
    assert browser.get("/app-static/assets/of-an-older-build-12345678.js").status_code == 404


def test_the_way_back_speaks_every_language_of_the_app(browser: Client) -> None:
    english = pages.AGAIN["en"]
    assert set(pages.AGAIN) == {"en", *LANGUAGES}
    for code, words in pages.AGAIN.items():
        assert words.keys() == english.keys(), code
        assert code == "en" or [name for name in words if words[name] == english[name]] == [], code
        page = browser.get("/again", {"lang": code}).content.decode()
        assert f'<html lang="{code}">' in page
        assert all(escape(said) in page for said in words.values()), code


@pytest.mark.parametrize(
    ("preferred", "spoken"),
    [("es-MX,en;q=0.5", "es"), ("fr,zh-CN;q=0.8", "zh-Hans"), ("en-GB,es;q=0.9", "en"), ("fr,zh-TW", "en"), ("", "en")],
)
def test_the_way_back_speaks_the_browsers_language_where_it_can(browser: Client, preferred: str, spoken: str) -> None:
    page = browser.get("/again", headers={"Accept-Language": preferred})
    assert f'<html lang="{spoken}">' in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
