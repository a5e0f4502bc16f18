"""`./ebb load`: ten thousand patients' week, sped up, over HTTP against Ebb as it runs on PostgreSQL and Valkey.

With 10,000 patients or more it writes its section of docs/benchmarks.md, as `./ebb bench load` does.
"""

import argparse
import importlib
import os
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import django

import tests.env  # noqa: F401 - secrets and a data folder for this run only
from tests.bench.__main__ import PAGE, say
from tests.bench.one import about, known
from tests.bench.page import section, update

ENOUGH = 10_000
OPTIONS = {
    "patients": "how many",
    "clients": "how many ask at once",
    "seconds": "the longest it may take",
    "seed": "the same seed is the same week",
}


def arguments(usual: dict[str, Any]) -> dict[str, Any]:
    parser = argparse.ArgumentParser(prog="./ebb load", description=(__doc__ or "").splitlines()[0])
    for name, value in usual.items():
        parser.add_argument(f"--{name}", type=type(value), default=value, help=f"{OPTIONS[name]} ({value:g})")
    return vars(parser.parse_args())


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    # They import models, which is possible only now.
    scene, bench = (importlib.import_module(name) for name in ("tests.load.scene", "tests.bench.bench_load"))
    plan = scene.Plan(**arguments(asdict(scene.Plan())))
    rows = scene.play(plan, say)
    text = section("load", about(bench), rows, datetime.now(UTC))
    say(text)
    if plan.patients >= ENOUGH:
        update(PAGE, {"load": text}, known())
    missed = [row for row in rows if row.is_met is False]
    for row in missed:
        say(f"NOT MET  {row.what}: {row.figure}, not {row.target}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
