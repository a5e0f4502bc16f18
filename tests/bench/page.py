"""`docs/benchmarks.md`: a section for each benchmark, with what it ran on and what it found, beside the target."""

import os
import platform
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from config import stack
from tests.postgresql import postgres_folders

HEADER = """\
# Benchmarks

Written by `./ebb bench`, which runs them all; `./ebb bench NAME ...` measures some again and leaves the other sections. Each is
`tests/bench/bench_NAME.py`.

How to read them: a time alone says more of the machine than of Ebb. CPU time is that of the process that works, not the clock's,
and yet it grows when others keep the cores busy (the load average tells: more than the number of cores is a busy machine). A ratio
compares two things that ran side by side in one run. A target is what Ebb promised itself; the figure is met, or it is not.
"""
COLUMNS = ("what", "measured", "target", "")
HEADING = re.compile(r"^## (\w+)$", re.MULTILINE)


class Row(NamedTuple):
    """One figure: what was measured, how much it is, what it should be (if anything), and whether it is."""

    what: str
    figure: str
    target: str = ""
    is_met: bool | None = None

    @property
    def cells(self) -> tuple[str, str, str, str]:
        verdict = {True: "met", False: "**not met**", None: ""}[self.is_met]
        return (self.what, self.figure, self.target, verdict)


def at_most(what: str, value: float, target: float, text: str = "{:.2f}") -> Row:
    """A figure that should not exceed its target; `text` writes both."""
    return Row(what, text.format(value), f"under {text.format(target)}", value < target)


def at_least(what: str, value: float, target: float, text: str = "{:.2f}") -> Row:
    """A figure that should reach its target."""
    return Row(what, text.format(value), f"at least {text.format(target)}", value >= target)


def section(name: str, about: str, rows: Iterable[Row], now: datetime) -> str:
    """One benchmark's part of the page."""
    return (
        f"## {name}\n\n{about}\n\n`./ebb bench {name}`, {now:%d %B %Y}, on {machine()}.\n\n"
        f"{table([COLUMNS, *(row.cells for row in rows)])}\n"
    )


def table(lines: list[tuple[str, ...]]) -> str:
    """A table of Markdown that reads well on a terminal too; the first line is its head."""
    escaped = [[cell.replace("|", r"\|") for cell in line] for line in lines]
    widths = [max(3, *(len(line[column]) for line in escaped)) for column in range(len(COLUMNS))]
    rows = ["| " + " | ".join(map(str.ljust, line, widths)) + " |" for line in escaped]
    rows.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
    return "\n".join(rows)


def sections_of(page: str) -> dict[str, str]:
    """The sections of a page, by name."""
    _, *parts = HEADING.split(page)
    return {name: f"## {name}{text.rstrip()}\n" for name, text in zip(parts[::2], parts[1::2], strict=True)}


def page_of(sections: Mapping[str, str]) -> str:
    """The page, its sections in order of their names."""
    return "\n".join([HEADER, *(sections[name] for name in sorted(sections))])


def update(file: Path, found: Mapping[str, str], known: Iterable[str]) -> None:
    """Put the sections that were `found` into the page; those of benchmarks that are not `known` any more go."""
    old = sections_of(file.read_text(encoding="utf-8")) if file.exists() else {}
    kept = {name: text for name, text in {**old, **found}.items() if name in set(known)}
    file.write_text(page_of(kept), encoding="utf-8")


def machine() -> str:
    """What it ran on, in words that name no machine."""
    parts = [
        f"{os.cpu_count()} cores (load average {os.getloadavg()[0]:.1f})",
        f"Python {platform.python_version()}",
        f"numpy {version('numpy')}",
        f"SQLite {sqlite3.sqlite_version}",
    ]
    folder = next((folder for folder in postgres_folders() if (folder / "postgres").is_file()), None)
    parts += [_version("PostgreSQL", folder / "postgres")] if folder else []
    broker = stack.find_broker_binary() or shutil.which("redis-server")
    parts += [_version("Valkey" if "valkey" in str(broker) else "Redis", Path(broker))] if broker else []
    return ", ".join(part for part in parts if part)


def _version(name: str, program: Path) -> str:
    with suppress(OSError):
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
        if number := re.search(r"\d+(\.\d+)+", said):
            return f"{name} {number[0]}"
    return ""
