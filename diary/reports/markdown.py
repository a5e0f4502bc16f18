"""Tables and docstrings as Markdown, for pages that the code writes about itself."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from inspect import getdoc
from typing import Any


def said_by(thing: Callable[..., Any], drop: str = "") -> str:
    """The docstring of a rule as one line, without the name of its clause."""
    text = " ".join((getdoc(thing) or "").split())
    return text.partition(": ")[2] if drop and text.startswith(drop) else text


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table; a bar inside a cell becomes a slash."""
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join('---' for _ in head)} |"
    yield from (f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows)
