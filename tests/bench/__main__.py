"""`./ebb bench`: runs every `tests/bench/bench_*.py`, or those that are named, and prints what each measured.

A benchmark is a module with a docstring and a function `measure() -> list[tuple[str, str]]`: what, and the figure beside
what it is compared with. Absolute times are noise on a shared machine; ratios taken side by side in one run are not.
"""

import importlib
import os
import sys
from pathlib import Path

import django

HERE = Path(__file__).resolve().parent


def main(names: list[str]) -> int:
    known = sorted(file.stem.removeprefix("bench_") for file in HERE.glob("bench_*.py"))
    if unknown := set(names) - set(known):
        sys.exit(f"ebb: no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(known) or 'none yet'}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    for name in names or known:
        module = importlib.import_module(f"tests.bench.bench_{name}")
        print(f"\n{name}: {(module.__doc__ or '').strip().splitlines()[0]}")  # noqa: T201
        for what, figure in module.measure():
            print(f"  {what:<60} {figure}")  # noqa: T201
    if not known:
        print("No benchmarks yet: add tests/bench/bench_NAME.py.")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
