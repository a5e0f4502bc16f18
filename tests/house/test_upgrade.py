"""`./ebb upgrade`, and the rule that an older version can go on while the tables get newer."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from pytest_django.fixtures import Settings

from config import backup, gentleness
from config.management.commands import upgrade

# Nobody migrates from before the first release, 0.1.0: the rule begins with the numbers after it.
RELEASED = {"diary": "0020", "alerts": "0011"}
LATER = [
    made
    for (app, name), made in sorted(MigrationLoader(None).disk_migrations.items())
    if app in RELEASED and not made.replaces and name > RELEASED[app]
]


def of(*operations: migrations.operations.base.Operation, doc: str = "") -> Migration:
    return type("Migration", (Migration,), {"operations": list(operations), "__doc__": doc})("0017_next", "diary")


def added(**options: object) -> Migration:
    return of(migrations.AddField("clinic", "motto", models.CharField(max_length=9, **options)))  # type: ignore[arg-type]


ROUGH = {
    "a column that must be filled": added(default=""),
    "a column that goes": of(migrations.RemoveField("clinic", "motto")),
    "a column of another name": of(migrations.RenameField("clinic", "motto", "claim")),
    "a table that goes": of(migrations.DeleteModel("Clinic")),
    "a column of another kind": of(migrations.AlterField("clinic", "motto", models.TextField())),
    "SQL of our own": of(migrations.RunSQL("DROP TABLE diary_clinic")),
    "code of our own": of(migrations.RunPython(lambda apps, editor: None)),
    "SQL within": of(migrations.SeparateDatabaseAndState([migrations.RunSQL("SELECT 1")])),
}
GENTLE = {
    "a column with a default of the database": added(db_default=""),
    "a column that may be empty": added(null=True),
    "a new table": of(migrations.CreateModel("Motto", [("id", models.BigAutoField(primary_key=True))])),
    "a new table's own columns": of(
        migrations.CreateModel("Motto", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("motto", "words", models.TextField(default="")),
    ),
    "an index": of(migrations.AddIndex("clinic", models.Index(fields=["motto"], name="motto"))),
}


@pytest.mark.parametrize("name", ROUGH)
def test_what_an_older_version_cannot_bear_is_found(name: str) -> None:
    assert len(gentleness.harms_of(ROUGH[name])) == 1


@pytest.mark.parametrize("name", GENTLE)
def test_what_it_can_bear_is_let_pass(name: str) -> None:
    assert gentleness.harms_of(GENTLE[name]) == []


def test_what_keeps_writers_waiting_is_named() -> None:
    assert len(gentleness.waits_of(GENTLE["an index"])) == 1
    assert gentleness.waits_of(GENTLE["a new table"]) == []


def unexplained(made: Migration) -> list[str]:
    text = "\n".join(filter(None, (made.__doc__, __import__(made.__module__, fromlist=["x"]).__doc__)))
    return [] if gentleness.SAID in text else gentleness.harms_of(made)


def test_every_migration_since_the_release_is_gentle_or_says_why_not() -> None:
    assert {f"{made.app_label} {made.name}": said for made in LATER if (said := unexplained(made))} == {}


def test_a_rough_one_must_say_so() -> None:
    rough = ROUGH["a column that goes"]
    assert unexplained(rough)
    assert not unexplained(of(*rough.operations, doc="While it runs: stop the older version first."))


# --- The verb ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def behind(db: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation for which one migration waits."""
    settings.VAR = tmp_path
    monkeypatch.setattr(upgrade.Command, "waiting", lambda self: [ROUGH["a column that goes"]])
    return tmp_path


def said_by(*words: str) -> str:
    said = io.StringIO()
    call_command("upgrade", *words, stdout=said, stderr=said)
    return said.getvalue()


def test_the_plan_says_what_to_stop_and_does_nothing(behind: Path) -> None:
    said = said_by("--plan")
    assert "diary 0017_next" in said
    assert "stop the older version first: Remove field motto from clinic" in said
    assert list(behind.iterdir()) == []


def test_it_backs_up_before_it_migrates_and_checks_what_must_hold(
    behind: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(backup.KEY, "the operator's own key")
    done: list[str] = []

    def called(name: str, *words: str, **options: object) -> None:
        done.append(name)

    monkeypatch.setattr(upgrade, "call_command", called)
    assert "1 migrations done" in said_by()
    assert done == ["backup", "migrate", "check_invariants"]


def test_what_is_broken_stops_it_before_anything_is_done(behind: Path, settings: Settings) -> None:
    settings.IS_HTTPS = True
    with pytest.raises(CommandError, match="Nothing was changed"):
        said_by()
    assert list(behind.iterdir()) == []


def test_with_nothing_waiting_it_says_so(db: None) -> None:
    assert "as this version wants them" in said_by()
