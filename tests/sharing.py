"""A pytest plugin: which journeys run in one worker, because they share a running Ebb that takes long to start.

With `--dist loadscope`. On each database there is one Ebb for all journeys; those that need one of their own are by themselves.
What a phone does goes to whichever worker is free: each has an Ebb on SQLite. Those that may take longest begin first, so that
none of them is left for the end, when the other workers have nothing to do.
"""

import re
from pathlib import PurePosixPath

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

ON_A_DATABASE = re.compile(r"\[(sqlite|postgres)\b")
OF_THEIR_OWN = ("test_run", "test_lanes")  # they take parts away, or stop the whole


def shared_by(nodeid: str) -> str:
    """The name of what a journey shares with others; its own when it may run anywhere."""
    file = PurePosixPath(nodeid.partition("::")[0])
    database = found[1] if (found := ON_A_DATABASE.search(nodeid)) else ""
    if file.stem in OF_THEIR_OWN:
        return f"{file.stem} {database}"
    return database or nodeid


class Sharing(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return shared_by(nodeid)


def may_take(item: pytest.Item) -> float:
    """The seconds that a test is allowed; nothing for one that asks for no more than any."""
    marker = item.get_closest_marker("timeout")
    return float(marker.args[0]) if marker else 0.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=may_take, reverse=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling | None:
    return Sharing(config, log) if config.getvalue("dist") == "loadscope" else None
