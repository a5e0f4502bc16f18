"""A running Ebb for the journeys: on SQLite with its own broker, and on PostgreSQL with a Valkey of ours."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass

import pytest

from tests.journeys.people import Mailbox, Patient, Person, anna_of, mailbox, new_patient
from tests.services import Ebb, ebb, fresh_database, postgres_url, valkey, valkey_url  # noqa: F401  (fixtures)


@dataclass
class World:
    """A running Ebb, the mailbox it writes to, and Anna of its demo clinic."""

    ebb: Ebb
    mailbox: Mailbox
    anna: Person

    def new_patient(self) -> Patient:
        return new_patient(self.ebb, self.anna)


Start = Callable[..., AbstractContextManager[World]]


def starter(database: str, request: pytest.FixtureRequest) -> Start:
    """What starts an Ebb with data of its own; keywords become environment variables."""

    @contextmanager
    def start_one(**environment: str) -> Iterator[World]:
        with ExitStack() as stack:
            if database == "postgres":
                server = request.getfixturevalue("postgres_url")
                environment = {"DATABASE_URL": stack.enter_context(fresh_database(server)), **environment}
                if "REDIS_URL" not in environment:
                    environment["REDIS_URL"] = stack.enter_context(valkey())
            box = stack.enter_context(mailbox())
            running = stack.enter_context(ebb(EBB_EMAIL_URL=f"smtp://127.0.0.1:{box.port}", **environment))
            yield World(running, box, anna_of(running))

    return start_one


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def start(request: pytest.FixtureRequest) -> Start:
    """Starts an Ebb on each database in turn."""
    return starter(request.param, request)


@pytest.fixture(scope="session")
def world(start: Start) -> Iterator[World]:
    """Everything running."""
    with start() as everything:
        yield everything
