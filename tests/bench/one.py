"""`python -m tests.bench.one NAME`: runs one benchmark in this process; its rows as JSON are the last line."""

import importlib
import json
import os
import sys
from pathlib import Path
from types import ModuleType

import django

import tests.env  # noqa: F401 - secrets and a data folder for this run only

HERE = Path(__file__).resolve().parent


def known() -> list[str]:
    """The names of all benchmarks."""
    return sorted(file.stem.removeprefix("bench_") for file in HERE.glob("bench_*.py"))


def about(module: ModuleType) -> str:
    """What a benchmark says of itself on the page."""
    return " ".join((module.__doc__ or "").strip().partition("\n\n")[0].split())


def main(name: str) -> None:
    # What a benchmark prints on the way is for people; the answer goes out alone.
    answer, sys.stdout = sys.stdout, sys.stderr
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    module = importlib.import_module(f"tests.bench.bench_{name}")
    json.dump({"about": about(module), "rows": [list(row) for row in module.measure()]}, answer)


if __name__ == "__main__":
    main(sys.argv[1])
