"""Each requirement in scope has one row; what a row names is there; "yes" names a place."""

import re

from tests.house.source import ROOT

TEXT = (ROOT / "docs/asvs.md").read_text()
IN_SCOPE = """
1.2: 1-5,10; 1.3: 6-7,11-12; 1.5: 2; 2.2: 1-3; 2.3: 3-4; 2.4: 1; 3.2: 1-2; 3.3: 1-4; 3.4: 1-8; 3.5: 1-3,8
3.7: 2; 4.1: 1-4; 4.2: 1; 5.1: 1; 5.2: 1-6; 5.3: 2; 5.4: 1-3; 6.1: 1-3; 6.2: 1-12; 6.3: 1,3-8; 6.4: 1-4
6.5: 1-6; 6.6: 1-3; 7.2: 3-4; 7.3: 1-2; 7.4: 1-5; 7.5: 1-3; 7.6: 2; 8.1: 1-2; 8.2: 1-3; 8.3: 1-3; 8.4: 1
9.1: 1-3; 9.2: 1-4; 11.1: 1-2; 11.2: 1-3; 11.3: 1-4; 11.4: 2; 11.5: 1; 12.1: 1-2; 12.2: 1-2; 12.3: 1-4
13.1: 1,4; 13.2: 1-5; 13.3: 1-2,4; 13.4: 1-5; 14.1: 1-2; 14.2: 1-4,6-8; 14.3: 1-3; 15.1: 1-3; 15.2: 1-4
15.3: 1-7; 15.4: 2; 16.1: 1; 16.2: 1-5; 16.3: 1-4; 16.4: 1-3; 16.5: 1-4
"""
ROW = re.compile(r"^\| ([\d.]+) \| (.+?) \| (.+?) \| (.*?) ?\| (.*?) ?\|$", re.MULTILINE)
ROWS = {found[1]: found.groups()[1:] for found in ROW.finditer(TEXT)}


def ids() -> list[str]:
    """`1.2: 1-3,10` is 1.2.1, 1.2.2, 1.2.3 and 1.2.10."""
    found = []
    for part in re.split(r"[;\n]", IN_SCOPE.strip()):
        section, _, numbers = part.strip().partition(": ")
        for span in numbers.split(","):
            first, _, last = span.partition("-")
            found += [f"{section}.{number}" for number in range(int(first), int(last or first) + 1)]
    return found


def test_every_requirement_in_scope_has_one_row_and_no_other() -> None:
    assert sorted(ROWS) == sorted(ids())
    assert len(ROW.findall(TEXT)) == len(ids()) == len(set(ids())) > 150


def test_every_answer_is_one_of_four_and_says_what_is_missing() -> None:
    for number, (_, answer, where, test) in ROWS.items():
        word, _, reason = answer.partition(":")
        assert word.split(",")[0] in ("yes", "part", "no", "n/a"), number
        assert word == "yes" or reason, f"{number}: {answer}"
        assert word == "n/a" or where, f"{number} names no file"
        assert not word.startswith("yes") or test, f"{number} names no test"


def test_every_file_and_test_that_is_named_is_there() -> None:
    gone = []
    for place in re.findall(r"`((?:tests|frontend|diary|alerts|config|docs|requirements)/[^`]+)`", TEXT):
        path, _, name = place.partition("::")
        file = ROOT / path
        is_there = file.is_file() if name else file.exists()
        gone += [place] if not is_there or (name and f"def {name}(" not in file.read_text()) else []
    assert gone == []
