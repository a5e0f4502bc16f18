"""The same world asked by schemathesis, which makes its requests out of the schema alone: `./ebb fuzz` runs it, the suite does not."""

import json
import os
from collections import Counter
from contextlib import suppress
from datetime import datetime
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as how
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core import NotSet

from tests.cast import undone
from tests.trust.contract import PREFIX, Contract, Operation
from tests.trust.world import ROLES, World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(3600)]

REQUESTS = int(os.environ.get("EBB_FUZZ_REQUESTS", "1200"))


@pytest.fixture(scope="module")
def house(built_once: datetime) -> World:
    return make_world(built_once)


@pytest.fixture(scope="module")
def contract(house: World) -> Contract:
    return Contract()


@pytest.mark.parametrize("role", ROLES)
def test_whatever_schemathesis_asks_as_this_role_is_answered_as_documented(
    role: str, house: World, contract: Contract
) -> None:
    schema = schemathesis.openapi.from_dict(contract.document)
    ours = {(each.method.upper(), PREFIX + each.path): each for each in contract.operations}
    many = max(1, REQUESTS // len(ROLES) // len(ours) // 2)
    told: Counter[int] = Counter()
    faults: list[str] = []
    for found in schema.get_all_operations():
        theirs = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            talk = Talk(ours[theirs.method.upper(), theirs.path], role, house, contract)
            with suppress(Unsatisfiable):  # a route without anything to get wrong has no wrong request
                talk.ask(theirs.as_strategy(generation_mode=mode), many)
            told, faults = told + talk.told, faults + talk.faults
    print(f"{role}: {told.total()} requests: {', '.join(f'{n} x {status}' for status, n in sorted(told.items()))}")  # noqa: T201

    assert not faults, "\n".join([f"{len(faults)} faults", *faults[:40]])


class Talk:
    """What one role is answered to many requests of one operation."""

    def __init__(self, operation: Operation, role: str, world: World, contract: Contract) -> None:
        self.operation, self.role, self.world, self.contract = operation, role, world, contract
        self.told: Counter[int] = Counter()
        self.faults: list[str] = []

    def ask(self, cases: Any, many: int) -> None:
        """`many` of `cases`, each in the world as it was built."""

        @seed(1)
        @how(
            max_examples=many,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(cases)
        def ask_one(case: Any) -> None:
            with undone():
                self._ask(case)

        ask_one()

    def _ask(self, case: Any) -> None:
        given_ids = {name: str(value) for name, value in (case.path_parameters or {}).items()}
        random = Random(repr(case.body) + repr(given_ids))
        if random.random() < 0.7:
            given_ids = {name: random.choice(self.world.ids) for name in given_ids}
        path = self.operation.path
        for name, value in given_ids.items():
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
        query = urlencode({name: str(value).encode("utf-8", "replace") for name, value in (case.query or {}).items()})
        body = None if isinstance(case.body, NotSet) else raw_of(case.body)
        api = self.world.people[self.role].again()
        answer = api(case.method.upper(), f"{path}?{query}" if query else path, raw=body)
        self.told[answer.status] += 1
        self.faults += [
            f"{self.role}: {case.method} {path}?{query} {body!r}: {fault}"
            for fault in self.contract.faults(self.operation, answer, self.role)
        ]


def raw_of(body: Any) -> bytes:
    """The bytes of a body, which is now and then no JSON at all."""
    return body if isinstance(body, bytes) else json.dumps(body, default=str).encode()
