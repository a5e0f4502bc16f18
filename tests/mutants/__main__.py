"""`./ebb mutants`: breaks the clinical rules in every small way, one at a time, and runs their tests: each must notice.

mutmut makes the mutants and runs each with the tests that reach it (`[tool.mutmut]` in pyproject.toml), in a copy of its
own. It fails when 5 % of a file's mutants live, and when one lives that `docs/mutants.md` does not explain.
"""

import argparse
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import ROOT
from tests.mutants.ledger import PAGE, Change, Counted, changed_lines, read, table, verdict, write_figures

NEEDED = ("pyproject.toml", "diary/__init__.py", "diary/clinical", "tests/__init__.py", "tests/diaries.py")
TESTS = ("tests/diary/__init__.py", "tests/diary/clinical")
DEAD = {1: "killed", 3: "killed", 24: "timeout", -24: "timeout", 36: "timeout", 152: "timeout", 255: "timeout"}
STEP = 50


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def files() -> dict[str, str]:
    """The files that are broken on purpose, by the name one types."""
    paths = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mutmut"]["only_mutate"]
    return {Path(path).stem: path for path in paths}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./ebb mutants", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="FILE", help=f"of {', '.join(files())}; all when none is named")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/mutants.md")
    parser.add_argument("--processes", type=int, default=2, help="how many mutants at a time (2)")
    words = parser.parse_args()
    if unknown := set(words.names) - set(files()):
        sys.exit(f"ebb: no file {', '.join(sorted(unknown))}; there are: {', '.join(files())}")
    return words


def copy_into(folder: Path) -> None:
    for name in (*NEEDED, *TESTS):
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)


def run(folder: Path, names: list[str], processes: int) -> None:
    """mutmut, told line by line. Raises SystemExit with what it said when it could not do its work."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {
        "PYTHONUNBUFFERED": "1"
    }
    words = [f"diary.clinical.{name}.*" for name in names]
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(processes), *words]
    said, next_step = [], STEP
    with subprocess.Popen(
        command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as mutmut:
        assert mutmut.stdout is not None
        for line in _lines(mutmut):
            said.append(line)
            if (count := re.search(r"(\d+)/(\d+)  \D*(\d+)", line)) and int(count[1]) >= next_step:
                next_step = int(count[1]) + STEP
                say(f"  {count[1]} of {count[2]} tried")
    if mutmut.returncode != 0:
        sys.exit("\n".join(("ebb: mutmut could not work:", *said[-40:])))


def _lines(mutmut: subprocess.Popen[str]) -> Iterator[str]:
    """Its output by lines; Python reads a carriage return as the end of one, too."""
    assert mutmut.stdout is not None
    return (line.strip() for line in mutmut.stdout if line.strip())


def outcome(folder: Path, path: str) -> tuple[Counted, list[str]]:
    """The figures of one file, and the names of the mutants that live."""
    ended = json.loads((folder / "mutants" / f"{path}.meta").read_text())["exit_code_by_key"]
    alive = [name for name, code in ended.items() if code not in DEAD]
    return Counted(Path(path).name, len(ended) - len(alive), len(alive)), alive


def change_of(name: str, path: str) -> Change:
    """What the mutant changes. The working directory is the copy: mutmut looks there."""
    make_diff = importlib.import_module("mutmut.mutation.diff_apply").get_diff_for_mutant
    function = re.sub(r"^diary\.clinical\.", "", name).partition("__mutmut_")[0]
    function = re.sub(r"\.x_", ".", function).replace(".xǁ", ".").replace("ǁ", ".")
    return Change(function, changed_lines(make_diff(name, path=Path(path))))


def main() -> int:
    words = arguments()
    began = time.monotonic()
    chosen = {name: path for name, path in files().items() if not words.names or name in words.names}
    with tempfile.TemporaryDirectory(prefix="ebb-mutants-") as name:
        folder = Path(name)
        copy_into(folder)
        say(f"breaking {', '.join(chosen)}")
        run(folder, list(words.names), words.processes)
        os.chdir(folder)
        ends = [(path, *outcome(folder, path)) for path in chosen.values()]
        alive = [change_of(mutant, path) for path, _, mutants in ends for mutant in mutants]
        os.chdir(ROOT)
    counts = [count for _, count, _ in ends]
    say(f"\n{table(counts)}\n{time.monotonic() - began:.0f} s in all")
    if words.write:
        write_figures(counts)
    wrong = verdict(counts, alive, read(PAGE.read_text(encoding="utf-8")))
    for line in wrong:
        say(f"FAILED {line}")
    if not wrong:
        say("every mutant that lives is explained in docs/mutants.md")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
