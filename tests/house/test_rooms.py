"""Rules of the house that can be read off the source: who writes, who reads the clock, how large a file may be."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

from tests.house.source import ROOMS, ROOT, place, python_files, walk

ALWAYS_A_WRITE = {
    *("save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"),
    *("asave", "acreate", "abulk_create", "aget_or_create", "aupdate_or_create"),
}
MAY_WRITE = ("diary/actions/", "alerts/actions/")
EXCEPT = {
    "config/celery.py: update",  # Celery's configuration, no row
    "diary/models/people.py: save",  # the manager that Django asks for users
}

CLOCKS = {
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
}
MAY_READ_THE_CLOCK = (
    "diary/api/",
    "diary/tasks.py",
    "alerts/tasks.py",
    "alerts/clocks.py",
    "/management/commands/",
    "config/",
)
READS_IT_FOR_NO_RULE = {"alerts/fields.py"}  # uuid7: the time makes ids sortable, and decides nothing

READ_LATE = {  # why: docs/adr/0061, "What is read"
    "config/forking.py: module",  # what the programs need, before they are copied
    "diary/reports/fhir/check.py: 'fhir.resources.R4B.bundle'",
    "diary/reports/fhir/check.py: 'pydantic'",
    "diary/reports/typesetter.py: 'typst'",
}

LONGEST_FILE = 400
LABELLED = [model for app in ("diary", "alerts") for model in apps.get_app_config(app).get_models()]


def writes_a_row(call: ast.Call) -> bool:
    """Whether this looks like an ORM write: unlike `dict.update(other)` and `cache.delete(key)`, it takes keywords only."""
    if not isinstance(call.func, ast.Attribute) or ast.unparse(call.func.value) == "super()":
        return False  # a model that guards its own save() hands on to the one it overrides
    name = call.func.attr
    if name in ("update", "aupdate"):
        return not call.args and bool(call.keywords)
    if name in ("delete", "adelete"):
        return not call.args and not call.keywords
    return name in ALWAYS_A_WRITE


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("patient.save(update_fields=['name'])", True),
        ("Patient.objects.create(name='x')", True),
        ("Alert.objects.filter(pk=1).update(state='open')", True),
        ("entry.delete()", True),
        ("known.update(other)", False),
        ("cache.delete('key')", False),
        ("Patient.objects.filter(pk=1).first()", False),
    ],
)
def test_a_write_is_told_from_what_looks_like_one(code: str, expected: bool) -> None:
    call = ast.parse(code, mode="eval").body
    assert isinstance(call, ast.Call)
    assert writes_a_row(call) is expected


def test_only_actions_write_to_the_database() -> None:
    found = [
        place(file, node)
        for file in python_files(*ROOMS)
        for node in walk(file)
        if isinstance(node, ast.Call) and writes_a_row(node)
        if not str(file.relative_to(ROOT)).startswith(MAY_WRITE)
        if f"{file.relative_to(ROOT)}: {node.func.attr}" not in EXCEPT  # type: ignore[attr-defined]
    ]
    assert not found, "a write outside actions/"


def test_only_the_outer_rooms_read_the_clock() -> None:
    found = [
        place(file, node)
        for file in python_files(*ROOMS)
        for node in walk(file)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) in CLOCKS
        if not any(room in str(file.relative_to(ROOT)) for room in MAY_READ_THE_CLOCK)
        if str(file.relative_to(ROOT)) not in READS_IT_FOR_NO_RULE
    ]
    assert not found, "the clock is read where `now` should be given"


@pytest.mark.parametrize("model", LABELLED, ids=lambda model: model.__name__)
def test_every_column_is_labelled_identifying_clinical_or_operational(model: type[Model]) -> None:
    assert set(model.privacy) == {field.name for field in model._meta.concrete_fields}  # type: ignore[attr-defined]


def test_only_large_libraries_that_few_processes_need_are_read_late() -> None:
    found = {
        f"{file.relative_to(ROOT)}: {ast.unparse(node.args[0])}"
        for file in python_files(*ROOMS)
        for node in walk(file)
        if isinstance(node, ast.Call) and node.args
        if ast.unparse(node.func).rpartition(".")[2] in ("import_module", "__import__", "import_string")
    }
    assert found == READ_LATE


def test_no_file_is_too_long_to_be_read_at_once() -> None:
    files: list[Path] = [*python_files(*ROOMS, "tests"), ROOT / "ebb"]
    files += [file for kind in ("ts", "tsx", "css", "html") for file in (ROOT / "frontend" / "src").rglob(f"*.{kind}")]
    lengths = {str(file.relative_to(ROOT)): len(file.read_text().splitlines()) for file in files}
    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE}
