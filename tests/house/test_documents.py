"""Documents cannot go stale: what they name exists, and what exists and matters is named."""

import ast
import json
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from diary.api.problems import TITLES
from tests.house.source import ROOMS, ROOT, python_files, walk

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
HOST = re.compile(r"://|--(extra-)?index-url|--find-links|[a-z0-9-]\.(org|com|net|io|dev)\b")
PYPROJECT = (ROOT / "pyproject.toml").read_text()
CHANGES = ROOT / "CHANGELOG.md"  # tells of what was, too
DOCUMENTS = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")} - {CHANGES})
DECISIONS = sorted((ROOT / "docs/adr").glob("[0-9]*.md"))
METHOD = "(?:GET|POST|PUT|PATCH|DELETE)"
ROOMS_AND_FOLDERS = r"(?:alerts|config|deploy|diary|docs|frontend|requirements|tests)"


@cache
def options_of(verb: str) -> set[str]:
    """What a verb of manage.py takes, else what any verb of the front door does."""
    commands = get_commands()
    if verb not in commands:
        programs = [ROOT / "ebb", *python_files("config", "tests")]
        return {option for each in programs for option in re.findall(r"--[a-z][a-z-]+", each.read_text())}
    command = commands[verb]
    made = load_command_class(command, verb) if isinstance(command, str) else command
    return set(made.create_parser("ebb", verb)._option_string_actions)


def plain(path: str) -> str:
    """A route as it is compared: without where the API begins, what is asked of it, and the names of its ids."""
    return re.sub(r"\{[^}]*\}", "{}", path.partition("?")[0].removeprefix("/api/v1/").strip("/"))


def variables_read() -> set[str]:
    """Every environment variable that config/ reads: `env.str("NAME")`, `os.environ.get("NAME")`, `secrets.read("NAME")`."""
    return {
        node.args[0].value
        for file in python_files("config")
        for node in walk(file)
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
        if isinstance(node.args[0].value, str) and re.fullmatch(r"[A-Z][A-Z0-9_]{3,}", node.args[0].value)
        if re.match(r"env\.|os\.environ\.|secrets\.read", ast.unparse(node.func))
    } - {"DJANGO_SETTINGS_MODULE"}


def variables_documented() -> set[str]:
    """The first cells of the settings table of docs/operations.md."""
    return set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)`", (ROOT / "docs/operations.md").read_text(), re.MULTILINE))


def requirements() -> list[str]:
    project = tomllib.loads(PYPROJECT)
    groups = [project["project"]["dependencies"], *project["project"]["optional-dependencies"].values()]
    groups += project["dependency-groups"].values()
    return [requirement for group in groups for requirement in group]


def test_every_environment_variable_is_documented_and_no_other() -> None:
    assert variables_read() == variables_documented()


def test_every_path_under_where_is_exists() -> None:
    table = (ROOT / "README.md").read_text().partition("## Where is")[2].partition("\n## ")[0]
    cells = [line.split("|")[2] for line in table.splitlines() if line.startswith("|")][2:]
    places = [place for cell in cells for place in re.findall(r"`([^`]+)`(?:: `(\w+)`)?", cell) if "/" in place[0]]
    assert places
    for path, name in places:
        assert (ROOT / path).exists(), path
        assert not name or f"def {name}(" in (ROOT / path).read_text(), name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_file_that_a_document_names_or_leads_to_is_there(document: Path) -> None:
    text = document.read_text()
    named = re.findall(rf"(?<![\w./-]){ROOMS_AND_FOLDERS}/[\w./-]*\w", text)
    named = [path for path in named if "NAME" not in path and not re.fullmatch(r"docs/adr/\d{4}", path)]
    gone = [path for path in named if not (ROOT / path).exists()]
    led_to = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text)
    assert gone + [path for path in led_to if not (document.parent / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_verb_that_a_document_names_is_there(document: Path) -> None:
    text = document.read_text()
    front_door = (ROOT / "ebb").read_text()
    verbs = {verb.replace("-", "_") for verb in re.findall(r"^  ([a-z][a-z-]+) ", front_door, re.MULTILINE)}
    named = {verb.replace("-", "_") for verb in re.findall(r"(?:\./ebb|manage\.py) ([a-z][\w-]*)", text)}
    assert named - verbs - set(get_commands()) == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_option_of_a_verb_that_a_document_names_is_one(document: Path) -> None:
    unknown = []
    for verb, words in re.findall(r"\./ebb ([a-z][\w-]*)([^`\n|]*)", document.read_text()):
        named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", words))
        unknown += [f"{verb} {option}" for option in named - options_of(verb.replace("-", "_"))]
    assert unknown == []


def test_every_operators_verb_is_told_of_somewhere() -> None:
    text = "".join(document.read_text() for document in DOCUMENTS)
    ours = {verb for verb, app in get_commands().items() if app in ROOMS}
    assert len(ours) > 30
    assert [
        verb for verb in sorted(ours) if not re.search(rf"(?:\./ebb|manage\.py) {verb.replace('_', '[_-]')}\b", text)
    ] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_route_that_a_document_names_answers_that_method(document: Path) -> None:
    paths = json.loads((ROOT / "frontend/api/schema.json").read_text())["paths"]
    answered = {plain(path): {method.upper() for method in methods} for path, methods in paths.items()}
    named = re.findall(rf"`({METHOD}(?:/{METHOD})*)\s+(?!/(?!api/v1/))([^`\s]+)", document.read_text())
    assert [f"{how} {path}" for how, path in named if not set(how.split("/")) <= answered.get(plain(path), set())] == []


def test_every_decision_that_is_named_is_there() -> None:
    places = [*DOCUMENTS, *(ROOT / "frontend/src").rglob("*.ts"), *python_files("alerts", "config", "diary", "tests")]
    named = {number for each in places for number in re.findall(r"(?:ADR |adr/)(\d{4})", each.read_text())}
    assert len(named) > 20
    assert named - {decision.name[:4] for decision in DECISIONS} == set()


def test_every_variable_that_a_document_names_is_read_somewhere() -> None:
    programs = [ROOT / "ebb", *python_files("alerts", "config", "diary", "tests")]
    known = {name for each in programs for name in re.findall(r"\bEBB_[A-Z_]+", each.read_text())}
    told = {name for each in [*DOCUMENTS, CHANGES] for name in re.findall(r"\bEBB_[A-Z_]+", each.read_text())}
    assert told - known == set()


def test_every_code_of_an_error_has_a_title_and_stands_in_the_guide_and_no_other() -> None:
    raised = {
        node.args[1].value
        for file in python_files("diary")
        for node in walk(file)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Problem"
        if isinstance(node.args[1], ast.Constant)
    }
    rows = re.findall(r"^\| \d{3}[\d ·]* \| (.+?) \|", (ROOT / "docs/api.md").read_text(), re.MULTILINE)
    told = {code for row in rows for code in re.findall(r"`(\w+)`", row)}
    assert raised - TITLES.keys() == set()
    assert told == TITLES.keys()


def test_every_decision_is_in_the_list_of_decisions_in_order() -> None:
    listed = re.findall(r"^\| \[(\d{4})\]\((.+)\) \|", (ROOT / "docs/adr/README.md").read_text(), re.MULTILINE)
    assert listed == [(decision.name[:4], decision.name) for decision in DECISIONS]


def test_every_picture_that_a_document_shows_is_there_and_no_other() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    shown = {name for each in documents for name in re.findall(r"pictures/([\w-]+\.(?:png|svg))", each.read_text())}
    assert shown == {each.name for each in (ROOT / "docs/pictures").iterdir()}


@pytest.mark.parametrize("requirement", requirements())
def test_every_dependency_says_what_it_is_for(requirement: str) -> None:
    line = next(line for line in PYPROJECT.splitlines() if f'"{requirement}"' in line)
    assert re.search(r'",\s+# \w.{5,}', line), f"no reason beside {requirement}"


@pytest.mark.parametrize("requirement", requirements())
def test_every_dependency_is_locked(requirement: str) -> None:
    name = re.split(r"[\[<>=;, ]", requirement)[0].lower().replace(".", "-")
    assert f"\n{name}==" in "\n" + (ROOT / "requirements" / "dev.txt").read_text().lower(), "run ./ebb lock"


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_no_lock_file_names_a_host(lock: Path) -> None:
    assert not [line for line in lock.read_text().splitlines() if HOST.search(line)]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_release_has_its_hashes(lock: Path) -> None:
    releases = re.split(r"\n(?=\S)", lock.read_text())
    assert not [release for release in releases if "==" in release and "--hash=sha256:" not in release]


def test_every_promise_of_the_phone_names_tests_that_there_are() -> None:
    rows = re.findall(r"^\| (\d+) \|(.*)$", (ROOT / "docs/phone-checks.md").read_text(), re.MULTILINE)
    assert [int(number) for number, _ in rows] == [*range(1, 17), 18, 19]
    gone = []
    for number, row in rows:
        named = re.findall(r"`((?:tests|frontend)/[^`:]+)(?:::([^`]+))?`", row)
        assert named, number
        for path, name in named:
            text = (ROOT / path).read_text() if (ROOT / path).is_file() else ""
            there = f"def {name}(" if path.endswith(".py") else f"it('{name}'"
            gone += [f"{number}: {path}::{name}"] if not text or (name and there not in text) else []
    assert gone == []


def test_every_file_that_encrypts_signs_or_hashes_is_in_the_list_of_what_is_done_with_what():
    said = (ROOT / "docs/cryptography.md").read_text()
    works = re.compile(r"AESGCM|hmac\.|sha256|SECP256R1|Scrypt|HKDF|Signer\(|signing\.|crypto\.subtle")
    files = [file for file in python_files("alerts", "diary", "config") if "migrations" not in file.parts]
    files += [*(ROOT / "frontend/src").rglob("*.ts"), *(ROOT / "frontend/static").rglob("*.js")]
    found = [str(file.relative_to(ROOT)) for file in files if works.search(file.read_text())]
    assert len(found) > 20
    assert [name for name in found if f"`{name}`" not in said] == []
    assert [name for name in re.findall(r"`([\w/.-]+\.(?:py|ts))`", said) if name not in found] == []
