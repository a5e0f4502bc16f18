"""A running Ebb for the journeys: on SQLite with its own broker, and on PostgreSQL with a Valkey of ours."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass

import pytest

from tests.journeys.people import HOUR, Mailbox, Patient, Person, anna_of, mailbox, new_patient, now, wait_for
from tests.journeys.prepared import fill
from tests.services import Ebb, ebb, fresh_database, postgres_url, short_folder, valkey, valkey_url  # noqa: F401  (fixtures)


@dataclass
class World:
    """A running Ebb, the mailbox it writes to, and Anna of its demo clinic."""

    ebb: Ebb
    mailbox: Mailbox
    anna: Person

    def new_patient(self) -> Patient:
        return new_patient(self.ebb, self.anna)


DATABASES = ("sqlite", "postgres")
Start = Callable[..., AbstractContextManager[World]]


def starter(database: str, request: pytest.FixtureRequest) -> Start:
    """What starts an Ebb with data of its own; keywords become environment variables."""

    @contextmanager
    def start_one(**environment: str) -> Iterator[World]:
        with ExitStack() as stack:
            var = stack.enter_context(short_folder("run"))
            if database == "postgres":
                server = request.getfixturevalue("postgres_url")
                environment = {"DATABASE_URL": stack.enter_context(fresh_database(server)), **environment}
                if "REDIS_URL" not in environment:
                    environment["REDIS_URL"] = stack.enter_context(valkey())
            else:
                fill(var)
            box = stack.enter_context(mailbox())
            running = stack.enter_context(ebb(var=var, EBB_EMAIL_URL=f"smtp://127.0.0.1:{box.port}", **environment))
            yield World(running, box, anna_of(running))

    return start_one


@pytest.fixture(scope="session")
def sqlite_world(request: pytest.FixtureRequest) -> Iterator[World]:
    """Everything running on SQLite with a broker of its own: what comes in the box."""
    with starter("sqlite", request)() as everything:
        yield everything


@pytest.fixture(scope="session")
def postgres_world(request: pytest.FixtureRequest) -> Iterator[World]:
    """Everything running on PostgreSQL and a Valkey that is not of the box."""
    with starter("postgres", request)() as everything:
        yield everything


@pytest.fixture(params=DATABASES)
def world(request: pytest.FixtureRequest) -> World:
    """Everything running, on each database in turn. It is shared: every journey brings patients of its own."""
    everything: World = request.getfixturevalue(f"{request.param}_world")
    return everything


def is_told_of_a_red_flag(world: World, within: float) -> bool:
    """Whether a new patient's red flag is in Anna's mailbox after so many seconds."""
    nora = world.new_patient()
    nora.log(now() - HOUR, 5, "short-of-breath")
    [alert] = nora.alerts()
    return bool(wait_for(lambda: world.mailbox.about(alert["id"]), within))
