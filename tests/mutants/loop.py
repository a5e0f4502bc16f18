"""A pytest plugin that tries mutants: it collects the tests once, learns which functions each reaches, then forks for each mutant.

A child runs the tests that reach its mutant, the quickest first, and ends at the first that fails. mutmut's own loop starts
pytest anew for each mutant; most of its time is collecting (docs/adr/0034).
"""

import json
import os
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import zip_longest
from math import ceil
from pathlib import Path
from typing import NamedTuple, NoReturn

import pytest
from _pytest.runner import runtestprotocol
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state

KILLED, ALIVE, TIMEOUT, UNREACHED = "killed", "alive", "timeout", "no test reaches it"
STEP = 100
# A mutant may be slower than what it was, and may never end: ten times the processor time, and ten seconds, is enough.
PATIENCE, LEAST_SECONDS = 10, 10


class Learned(NamedTuple):
    """Which tests reach a function, the quickest first, and the processor time that each takes, in seconds."""

    reaching: dict[str, list[pytest.Item]]
    seconds: dict[pytest.Item, float]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mutants", help="a JSON list of the names of mutants")
    parser.addoption("--verdicts", help="where the JSON of what became of each is written")
    parser.addoption("--at-a-time", type=int, default=2)


def pytest_runtestloop(session: pytest.Session) -> bool:
    options = session.config.option
    if session.testsfailed:
        raise pytest.UsageError("a file of tests cannot be read: what it would notice would go unnoticed")
    names: list[str] = json.loads(Path(options.mutants).read_text())
    learned = learn(session.items)
    all_tests = sorted(session.items, key=learned.seconds.__getitem__)
    if verdict_of(os.waitpid(fork("fail", all_tests, learned), 0)[1]) != KILLED:
        raise pytest.UsageError("a mutant that always fails was not noticed: this run would be blind")
    if verdict_of(os.waitpid(fork("", all_tests, learned), 0)[1]) != ALIVE:
        raise pytest.UsageError("the tests fail in a child although nothing is broken: this run would kill everything")
    verdicts = try_all(names, learned, options.at_a_time)
    Path(options.verdicts).write_text(json.dumps(verdicts))
    return True


def learn(items: Sequence[pytest.Item]) -> Learned:
    """Run every test once, unbroken. Raises pytest.UsageError when one fails."""
    reached: dict[str, list[pytest.Item]] = defaultdict(list)
    seconds: dict[pytest.Item, float] = {}
    set_mutant_under_test("stats")
    for item, following in zip_longest(items, items[1:]):
        began = time.process_time()
        if not passes(item, following):
            raise pytest.UsageError(f"{item.nodeid} fails before anything is broken")
        seconds[item] = time.process_time() - began
        for function in state()._stats:
            reached[function].append(item)
        state()._stats.clear()
    set_mutant_under_test("")
    return Learned({name: sorted(tests, key=seconds.__getitem__) for name, tests in reached.items()}, seconds)


def passes(item: pytest.Item, following: pytest.Item | None = None) -> bool:
    """Whether the test passes; what it shares with the one that follows is kept."""
    item._initrequest()  # type: ignore[attr-defined]
    return not any(report.failed for report in runtestprotocol(item, nextitem=following, log=False))


def try_all(names: Sequence[str], learned: Learned, at_a_time: int) -> dict[str, str]:
    verdicts: dict[str, str] = {}
    running: dict[int, str] = {}
    waiting = list(reversed(names))
    while waiting or running:
        while waiting and len(running) < at_a_time:
            name = waiting.pop()
            tests = learned.reaching.get(name.partition("__mutmut_")[0], [])
            if tests:
                running[fork(name, tests, learned)] = name
            else:
                verdicts[name] = UNREACHED
        if running:
            pid, status = os.wait()
            name = running.pop(pid)
            verdicts[name] = verdict_of(status)
            if verdicts[name] == ALIVE:
                print(f"  lives: {name}", flush=True)  # noqa: T201
            if len(verdicts) % STEP == 0:
                alive = sum(verdict in (ALIVE, UNREACHED) for verdict in verdicts.values())
                print(f"  {len(verdicts)} of {len(names)} tried, {alive} live", flush=True)  # noqa: T201
    return verdicts


def fork(name: str, tests: Sequence[pytest.Item], learned: Learned) -> int:
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        be_the_mutant(name, tests, LEAST_SECONDS + ceil(PATIENCE * sum(learned.seconds[test] for test in tests)))
    return pid


def be_the_mutant(name: str, tests: Sequence[pytest.Item], seconds: int) -> NoReturn:
    """Ends with 1 at the first test that fails, with 0 when none does, by a signal when it takes too long."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    set_mutant_under_test(name)
    status = 1
    try:
        status = 0 if all(passes(test) for test in tests) else 1
    finally:
        os._exit(status)


def verdict_of(status: int) -> str:
    if os.WIFSIGNALED(status):
        return TIMEOUT
    return ALIVE if os.WEXITSTATUS(status) == 0 else KILLED
