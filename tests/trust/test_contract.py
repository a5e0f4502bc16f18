"""Everybody asks everything at random: nothing breaks, every answer is the documented one, and nobody reads another's words.

`./ebb fuzz` does the same at length: EBB_FUZZ_REQUESTS is how many requests all roles make together.
"""

import os
from collections import Counter
from datetime import datetime

import pytest

from tests.cast import undone
from tests.trust.contract import Contract
from tests.trust.walking import STEPS, Walk
from tests.trust.world import MARKS, ROLES, World, make_world

pytestmark = pytest.mark.django_db

REQUESTS = int(os.environ.get("EBB_FUZZ_REQUESTS", "400"))
SEED = int(os.environ.get("EBB_FUZZ_SEED", "1"))


@pytest.fixture(scope="module")
def house(built_once: datetime) -> World:
    return make_world(built_once)


@pytest.fixture(scope="module")
def contract(house: World) -> Contract:
    return Contract()


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("role", ROLES)
def test_whatever_this_role_asks_is_answered_as_documented_and_with_nobody_elses_words(
    role: str, house: World, contract: Contract
):
    walks = max(1, round(REQUESTS / len(ROLES) / STEPS))
    told: Counter[int] = Counter()
    asked: Counter[str] = Counter()
    faults: list[str] = []
    for number in range(walks):
        with undone():
            walk = Walk(contract, house, role, SEED * 100_000 + number).go()
        told, asked, faults = told + walk.told, asked + walk.asked, faults + walk.faults
    answers = ", ".join(f"{number} x {status}" for status, number in sorted(told.items()))
    print(f"{role}: {told.total()} requests to {len(asked)} of {len(contract.operations)} operations: {answers}")  # noqa: T201

    assert not faults, "\n".join([f"{len(faults)} faults", *faults[:40]])


def test_the_marks_are_where_they_may_be_read_so_that_their_absence_says_something(house: World):
    with undone():
        read = {
            role: house.people[role].again().get(route).response.content.decode()
            for role, route in (("maya", "entries"), ("anna", "patients"), ("mia", "clinic"), ("zoe", "reports"))
        }
    assert MARKS["maya"] in read["maya"]
    assert MARKS["maya"] in read["anna"]
    assert MARKS["harbour"] in read["mia"]
    assert MARKS["walter"] in read["zoe"]


def test_a_letter_for_programs_is_documented_as_what_it_is(house: World, contract: Contract):
    """Found at random: its JSON was documented as a string of bytes."""
    operation = next(each for each in contract.operations if str(each) == "GET reports/{id}/content")
    with undone():
        anna = house.people["anna"].again()
        course = anna.get("courses").json["results"][0]["id"]
        letter = anna.post("reports", {"course": course, "format": "json"}).json["id"]
        assert list(contract.faults(operation, anna.get(f"reports/{letter}/content"), "anna")) == []
