"""`docs/mutants.md` explains code that exists, and the ledger fails on what nobody has explained. The run itself: `./ebb mutants`."""

import ast
import tomllib
from pathlib import Path

import pytest

from tests.house.source import ROOT, tree
from tests.mutants.ledger import MOST_ALIVE, PAGE, Change, Counted, changed_lines, read, table, verdict, write_figures

BROKEN = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mutmut"]["only_mutate"]
KNOWN = read(PAGE.read_text())
SAMPLE = """# Mutants

<!-- figures -->
old
<!-- end of figures -->

### `rules.judge`

```diff
-    return a < b
+    return a <= b
```

Equal is impossible here.

```diff
-    x = 1
+    x = None
```

Nobody reads x.
"""


def lines_of(function: str) -> set[str]:
    """The lines of a function or method of the clinical core, without their indentation."""
    module, *names = function.split(".")
    file = ROOT / "diary" / "clinical" / f"{module}.py"
    body: list[ast.stmt] = tree(file).body
    for name in names:
        (found,) = (each for each in body if isinstance(each, ast.FunctionDef | ast.ClassDef) and each.name == name)
        body = found.body
    lines = file.read_text().splitlines()[found.lineno - 1 : found.end_lineno]
    return {line.strip() for line in lines}


@pytest.mark.parametrize("explained", KNOWN, ids=lambda explained: explained.change.function)
def test_every_explanation_is_of_a_line_that_stands_in_the_code(explained: object) -> None:
    change = explained.change  # type: ignore[attr-defined]
    assert f"diary/clinical/{change.function.partition('.')[0]}.py" in BROKEN
    taken = {line[1:] for line in change.lines if line.startswith("-")}
    assert taken <= lines_of(change.function), f"{change.function} has changed: run ./ebb mutants again"


def test_the_page_says_what_became_of_every_file() -> None:
    page = PAGE.read_text()
    for path in BROKEN:
        assert f"| {Path(path).name} |" in page


def test_no_file_that_is_broken_on_purpose_has_left() -> None:
    assert all((ROOT / path).is_file() for path in BROKEN)


def test_a_page_is_read_block_by_block() -> None:
    first, second = read(SAMPLE)
    assert first.change == Change("rules.judge", ("-return a < b", "+return a <= b"))
    assert (first.why, second.why) == ("Equal is impossible here.", "Nobody reads x.")


def test_a_block_without_a_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="does not say why"):
        read(SAMPLE.replace("Nobody reads x.", ""))


def test_a_diff_is_known_by_its_lines_alone() -> None:
    diff = "--- a\n+++ b\n@@ -1,2 +1,2 @@\n def f():\n-    return 1\n+    return 2\n"
    assert changed_lines(diff) == ("-return 1", "+return 2")


def test_a_mutant_that_nobody_explained_or_too_many_of_them_fail_the_run() -> None:
    known = read(SAMPLE)
    counts = [Counted("rules.py", 99, 1)]
    stranger = Change("rules.judge", ("-return a < b", "+return a > b"))
    assert verdict(counts, [known[0].change], known) == []
    (line,) = verdict(counts, [stranger], known)
    assert "rules.judge" in line
    assert "+return a > b" in line
    (line,) = verdict([Counted("rules.py", 95, 5)], [], known)
    assert line == f"rules.py: {MOST_ALIVE:.1f} % live"


def test_the_figures_are_put_between_their_marks(tmp_path: Path) -> None:
    page = tmp_path / "mutants.md"
    page.write_text(SAMPLE)
    write_figures([Counted("rules.py", 99, 1), Counted("steps.py", 300, 0)], page)
    assert "| rules.py | 100 | 99 | 1 | 1.0 % |\n" in page.read_text()
    assert "| together | 400 | 399 | 1 | 0.2 % |\n<!-- end of figures -->" in page.read_text()
    assert table([]).count("\n") == 3
    assert read(page.read_text()) == read(SAMPLE)
