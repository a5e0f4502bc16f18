"""`./ebb bench`: runs every `tests/bench/bench_*.py`, or those that are named, prints what each measured, and writes it
into docs/benchmarks.md.

A benchmark is a module with a docstring and a function `measure()` that answers a list of `page.Row`s, or of pairs: what, and the
figure. Each runs in a process of its own, so that none warms or burdens another. Absolute times are noise on a shared machine;
ratios taken side by side in one run are not.
"""

import json
import subprocess
import sys
from datetime import UTC, datetime

from tests.bench.one import HERE, known
from tests.bench.page import Row, section, update

PAGE = HERE.parent.parent / "docs" / "benchmarks.md"


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def main(names: list[str]) -> int:
    there_are = known()
    if unknown := set(names) - set(there_are):
        sys.exit(f"ebb: no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(there_are)}")
    failed, missed = [], []
    for name in names or there_are:
        print(f"{name} ...", file=sys.stderr, flush=True)  # noqa: T201
        done = subprocess.run([sys.executable, "-m", "tests.bench.one", name], stdout=subprocess.PIPE, check=False)
        if done.returncode:
            failed.append(name)
            continue
        said = json.loads(done.stdout)
        rows = [Row(*row) for row in said["rows"]]
        text = section(name, said["about"], rows, datetime.now(UTC))
        say(text)
        update(PAGE, {name: text}, there_are)
        missed += [f"{name}: {row.what}: {row.figure}, not {row.target}" for row in rows if row.is_met is False]
    for line in missed:
        say(f"NOT MET  {line}")
    for name in failed:
        say(f"FAILED   {name}: see above; its section is as it was")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
