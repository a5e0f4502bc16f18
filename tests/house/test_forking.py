"""The programs of a small Ebb begin as copies of one process: what it may know, and what must hold when it is copied."""

import subprocess
import sys
import textwrap
from pathlib import Path
from types import SimpleNamespace

import pytest
from pytest_django.fixtures import Settings

from config import forking, up
from config.static import collect
from tests.house.source import ROOT


def said_by(script: str, *words: str) -> list[str]:
    """The lines that a Python of its own prints."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_whoever_keeps_the_programs_running_knows_nothing_of_django_or_of_any_dependency() -> None:
    [known] = said_by("""
        import sys
        import config.supervisor
        print(sorted(name for name in sys.modules if "site-packages" in (getattr(sys.modules[name], "__file__", "") or "")))
    """)
    assert known == "[]"


def test_what_is_copied_has_one_thread_and_no_connection_and_has_read_what_the_programs_need() -> None:
    threads, connections, sockets, reads_more, dear = said_by("""
        import os, sys
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        import django
        from django.db import connections
        from config import forking
        django.setup()
        forking.read_once("config.everything")
        print(len(os.listdir("/proc/self/task")))
        print([each for each in connections.all(initialized_only=True) if each.connection is not None])
        print([fd for fd in os.listdir("/proc/self/fd") if "socket" in os.path.realpath(f"/proc/self/fd/{fd}")])
        before = set(sys.modules)
        import alerts.actions, diary.actions.looking, config.wsgi, celery.app.amqp
        print(sorted(name for name in set(sys.modules) - before if name.startswith(("alerts", "diary"))))
        print(sorted({"fhir", "pydantic", "typst", "apprise"} & set(sys.modules)))
    """)
    assert (threads, connections, sockets) == ("1", "[]", "[]")
    assert reads_more == "[]"
    assert dear == "[]", "what an idle Ebb never uses"


KEPT = """
    import sys, time
    from pathlib import Path
    from config.supervisor import Program, Supervisor
    supervisor = Supervisor(Path(sys.argv[1]), lambda line: None)
    lock = open(Path(sys.argv[1]) / "lock", "w")
    supervisor.start(Program("one", [sys.executable, sys.argv[2]], is_copy=True))
    notes = Path(sys.argv[1]) / "notes"
    supervisor.wait_for(lambda: notes.exists() and notes.read_text().count("\\n") >= int(sys.argv[3]), 20)
    supervisor.stop()
    print(supervisor.children)
"""


def kept_running(folder: Path, program: str, until: int) -> list[str]:
    """What a program noted that was kept running as a copy."""
    (folder / "program.py").write_text(textwrap.dedent(program).replace("NOTES", repr(str(folder / "notes"))))
    assert said_by(KEPT, str(folder), str(folder / "program.py"), str(until)) == ["[]"]
    return (folder / "notes").read_text().splitlines()


def test_what_dies_again_at_once_is_read_afresh(tmp_path: Path) -> None:
    program = """
        import sys
        with open(NOTES, "a") as notes:
            print("copy" if "config.supervisor" in sys.modules else "fresh", file=notes)
        sys.exit(3)
    """
    assert kept_running(tmp_path, program, until=3) == ["copy", "copy", "fresh"]


def test_a_copy_is_told_to_stop_as_any_program_is_and_writes_to_its_own_log(tmp_path: Path) -> None:
    program = """
        import os, signal, sys, time
        is_own = os.getsid(0) == os.getpid() and signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
        print("said", sys.argv[1:], is_own, len(os.listdir("/proc/self/fd")), flush=True)
        def leave(*_):
            with open(NOTES, "a") as notes:
                print("asked", file=notes)
            sys.exit()
        signal.signal(signal.SIGTERM, leave)
        with open(NOTES, "a") as notes:
            print("began", file=notes)
        time.sleep(60)
    """
    assert kept_running(tmp_path, program, until=1) == ["began", "asked"]
    assert (tmp_path / "log" / "one.log").read_text() == "said [] True 4\n", (
        "what it was given to open, and the folder it lists"
    )


@pytest.mark.parametrize(("vendor", "expected"), [("sqlite", True), ("postgresql", False)])
def test_where_a_wall_stands_each_program_reads_its_own_settings(
    vendor: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The web server's differ: it begins outside."""
    monkeypatch.setattr(forking, "can_copy", lambda: True)
    monkeypatch.setattr(up, "connection", SimpleNamespace(vendor=vendor))
    assert up.are_copies() is expected


def test_static_files_are_collected_again_only_when_something_has_changed(tmp_path: Path, settings: Settings) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.css").write_text("body { color: black }")
    settings.VAR, settings.STATIC_ROOT = tmp_path, str(tmp_path / "static")
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [source]
    assert collect()
    assert not collect()
    (source / "page.css").write_text("body { color: white }")
    assert collect()
    assert "white" in (tmp_path / "static" / "page.css").read_text()
    (tmp_path / "static" / "page.css").unlink()
    assert collect(), "what somebody took away comes back"
    assert not collect()
