"""Mutants that live, and `docs/mutants.md`, where each of them is explained.

A mutant is known by its function and by the lines it changes, not by a number: numbers move with every edit. In the page
a heading names the function (`rules._worst_first`), a `diff` block holds the lines, and the words after it say why this
change harms nobody.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tests.house.source import ROOT

PAGE = ROOT / "docs" / "mutants.md"
MOST_ALIVE = 5.0  # per cent, of each file's mutants
FIGURES = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- end of figures -->)", re.DOTALL)
_HEADING = re.compile(r"^### `([\w.]+)`$", re.MULTILINE)
_BLOCK = re.compile(r"^```diff\n(.*?)^```\n(.*?)(?=^```diff|\Z)", re.MULTILINE | re.DOTALL)


class Change(NamedTuple):
    """What a mutant changes: the function's name with its module, the lines it takes and those it puts there."""

    function: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """An entry of the page: changes that live, and why that is no harm."""

    change: Change
    why: str


@dataclass(frozen=True, slots=True)
class Counted:
    """How the mutants of one file ended."""

    file: str
    killed: int
    alive: int

    @property
    def share(self) -> float:
        """How many of a hundred live."""
        return 100 * self.alive / max(1, self.killed + self.alive)


def changed_lines(diff: str) -> tuple[str, ...]:
    """The lines of a diff that say something, as `-old` and `+new` without their indentation."""
    lines = (line for line in diff.splitlines() if line[:1] in ("-", "+") and not line.startswith(("---", "+++")))
    return tuple(line[0] + line[1:].strip() for line in lines)


def read(page: str) -> tuple[Explained, ...]:
    """Every explanation of the page. Raises ValueError for a block that no words follow."""
    found: list[Explained] = []
    names = list(_HEADING.finditer(page))
    for place, name in enumerate(names):
        end = names[place + 1].start() if place + 1 < len(names) else len(page)
        for block, after in _BLOCK.findall(page[name.end() : end]):
            why = " ".join(after.partition("\n#")[0].split())
            if not why:
                raise ValueError(f"docs/mutants.md does not say why this may live: {name[1]}\n{block}")
            found.append(Explained(Change(name[1], changed_lines(block)), why))
    return tuple(found)


def table(counts: list[Counted]) -> str:
    """The figures as they stand in the page."""
    rows = [(each.file, each.killed + each.alive, each.killed, each.alive, each.share) for each in counts]
    killed, alive = sum(each.killed for each in counts), sum(each.alive for each in counts)
    rows.append(("together", killed + alive, killed, alive, Counted("", killed, alive).share))
    head = "| file | mutants | killed | alive | alive |\n| --- | ---: | ---: | ---: | ---: |\n"
    return head + "".join(f"| {name} | {a} | {b} | {c} | {share:.1f} % |\n" for name, a, b, c, share in rows)


def verdict(counts: list[Counted], alive: list[Change], known: tuple[Explained, ...]) -> list[str]:
    """What is wrong, one line each: a file with too many living mutants, and each of those that nobody has explained."""
    explained = {each.change for each in known}
    wrong = [f"{each.file}: {each.share:.1f} % live" for each in counts if each.share >= MOST_ALIVE]
    strangers = [each for each in alive if each not in explained]
    return wrong + [f"not explained in docs/mutants.md: `{each.function}`\n{_shown(each)}" for each in strangers]


def write_figures(counts: list[Counted], page: Path = PAGE) -> None:
    page.write_text(FIGURES.sub(lambda _: table(counts), page.read_text(encoding="utf-8")), encoding="utf-8")


def _shown(change: Change) -> str:
    return "\n".join(f"    {line}" for line in change.lines)
