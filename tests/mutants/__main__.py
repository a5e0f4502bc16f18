"""`./ebb mutants`: breaks the clinical rules in every small way, one at a time, and runs their tests: each must notice.

mutmut makes the mutants (`[tool.mutmut]` in pyproject.toml), in a copy of the core and its tests; `loop.py` tries them. It fails
when 5 % of a file's mutants live, and when one lives that `docs/mutants.md` does not explain.
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
from pathlib import Path

from tests.house.source import ROOT
from tests.mutants.ledger import PAGE, Change, Counted, changed_lines, read, table, verdict, write_figures

NEEDED = ("pyproject.toml", "diary/__init__.py", "diary/clinical", "tests/__init__.py", "tests/diaries.py")
TESTS = (
    "tests/diary/__init__.py",
    "tests/diary/clinical",
    "tests/mutants",
    "tests/house/__init__.py",
    "tests/house/source.py",
)
DEAD = ("killed", "timeout")


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def settings() -> dict[str, list[str]]:
    found: dict[str, list[str]] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mutmut"]
    return found


def files() -> dict[str, str]:
    """The files that are broken on purpose, by the name one types."""
    return {Path(path).stem: path for path in settings()["only_mutate"]}


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


def make(path: str) -> list[str]:
    """Make the mutants of one file, below `mutants/` of the working directory: their names."""
    done = importlib.import_module("mutmut.__main__").create_mutants_for_file(Path(path), Path("mutants", path))
    if done.error:
        raise done.error
    names: dict[str, None] = json.loads(Path("mutants", f"{path}.meta").read_text())["exit_code_by_key"]
    return list(names)


def try_them(folder: Path, names: list[str], processes: int) -> dict[str, str]:
    """What became of each mutant. Raises SystemExit when the tests fail unbroken, or notice nothing."""
    (folder / "names.json").write_text(json.dumps(names))
    known, verdicts = settings(), folder / "verdicts.json"
    # With "=": pytest looks for its own root in whatever looks like a path, before it knows our options.
    words = [f"--mutants={folder / 'names.json'}", f"--verdicts={verdicts}", f"--at-a-time={processes}", "--rootdir=."]
    words += [
        "-p",
        "tests.mutants.loop",
        "-p",
        "no:randomly",
        "-p",
        "no:timeout",
        "-s",
        "-q",
        "--tb=native",
        "--no-header",
    ]
    words += [*known["pytest_add_cli_args"], *known["pytest_add_cli_args_test_selection"]]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words], cwd=folder / "mutants", env=environment, check=False
    )
    if not verdicts.exists():
        sys.exit(f"ebb: the mutants were not tried: pytest ended with {done.returncode}")
    found: dict[str, str] = json.loads(verdicts.read_text())
    return found


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
        for each in (folder, folder / "mutants"):
            copy_into(each)
        os.chdir(folder)
        mutants = {path: make(path) for path in chosen.values()}
        say(f"{sum(map(len, mutants.values()))} mutants of {', '.join(chosen)}; first every test, unbroken")
        became = try_them(folder, [each for names in mutants.values() for each in names], words.processes)
        lives = {path: [each for each in names if became[each] not in DEAD] for path, names in mutants.items()}
        alive = [change_of(each, path) for path, names in lives.items() for each in names]
        os.chdir(ROOT)
    counts = [
        Counted(Path(path).name, len(names) - len(lives[path]), len(lives[path])) for path, names in mutants.items()
    ]
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
