"""The project's own source, read as text and as syntax trees, for the tests of the house."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("alerts", "config", "diary")


@cache
def python_files(*folders: str) -> tuple[Path, ...]:
    """Every Python file of these folders except migrations, which are made by a program."""
    found = (file for folder in folders for file in (ROOT / folder).rglob("*.py"))
    return tuple(sorted(file for file in found if "migrations" not in file.parts))


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text())


def walk(file: Path) -> Iterator[ast.AST]:
    yield from ast.walk(tree(file))


def place(file: Path, node: ast.AST) -> str:
    """`diary/actions/entries.py:12`, as editors open it."""
    return f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
