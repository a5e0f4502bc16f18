"""Walks through the whole contract: one role asks on and on, with the ids of all people and of what it was answered before."""

import re
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any
from urllib.parse import quote

from tests.cast import Answer
from tests.trust.contract import Contract, Operation
from tests.trust.values import Maker
from tests.trust.world import World

STEPS = 40
LEAVES = ("sign-out", "me/erasure")  # asked less often: after them the walker is nobody
FAMILIES = ("patient", "course", "session")


class Walk:
    """One role's walk. `told` counts the answers by status, `faults` are sentences."""

    def __init__(self, contract: Contract, world: World, role: str, seed: int) -> None:
        self.contract, self.role = contract, role
        self.random = Random(f"{role}:{seed}")
        self.who = world.people[role].again()
        self.all_ids = list(world.ids)
        self.met: dict[str, list[str]] = {}
        self.told: Counter[int] = Counter()
        self.asked: Counter[str] = Counter()
        self.faults: list[str] = []

    def go(self, steps: int = STEPS) -> "Walk":
        """`steps` requests; one read of every list first, so that there are ids to go on with."""
        lists = [each for each in self.contract.operations if each.method == "get" and "{" not in each.path]
        for operation in [*self.random.sample(lists, 6), *self._chosen(steps - 6)]:
            self.ask(operation)
        return self

    def _chosen(self, number: int) -> Iterator[Operation]:
        while number:
            operation = self.random.choice(self.contract.operations)
            if operation.path not in LEAVES or self.random.random() < 0.05:
                number -= 1
                yield operation

    def ask(self, operation: Operation) -> Answer:
        """One request, made up, and its answer, judged."""
        path = re.sub(r"{(\w+)}", lambda named: self._in_path(operation, named[1]), operation.path)
        query = "&".join(self._in_query(each) for each in operation.said.get("parameters", []) if each["in"] == "query")
        body = self._body(operation)
        headers = self._headers(operation)
        answer = self.who(operation.method.upper(), f"{path}?{query}" if query else path, body, **headers)
        self.told[answer.status] += 1
        self.asked[str(operation)] += 1
        found = list(self.contract.faults(operation, answer, self.role))
        self.faults += [f"{self.role}: {operation.method.upper()} {path}?{query} {body!r}: {fault}" for fault in found]
        self._remember(operation, answer)
        return answer

    def _in_path(self, operation: Operation, name: str) -> str:
        if name == "purpose":
            return self.random.choice(("monitoring", "audit", "sharing", "reminders", "nothing"))
        if name != "id":
            return self.random.choice([*self.met.get(name, []), "guessed", "x" * 43])
        known = self.met.get(operation.path.partition("/")[0], [])
        return self.random.choice(known if known and self.random.random() < 0.7 else self.all_ids)

    def _in_query(self, parameter: dict[str, Any]) -> str:
        if self.random.random() < 0.5:
            return ""
        value = self._maker().value(parameter.get("schema", {}))
        return f"{parameter['name']}={quote(str(value).encode('utf-8', 'replace'))}"

    def _body(self, operation: Operation) -> Any:
        content = operation.said.get("requestBody", {}).get("content", {})
        if "application/json" not in content:
            return None
        made = self._maker().value(content["application/json"]["schema"])
        if isinstance(made, dict):
            for name in (name for name in FAMILIES if isinstance(made.get(name), str)):
                own = self.met.get(f"{name}s", [])
                made[name] = self.random.choice(own if own and self.random.random() < 0.7 else self.all_ids)
        return made

    def _headers(self, operation: Operation) -> dict[str, str]:
        if any(each["name"] == "If-Match" for each in operation.said.get("parameters", [])):
            return {"If_Match": self.random.choice(('"1"', '"2"', "*", 'W/"1"', "x"))}
        return {"X_Ebb": "1"} if self.role == "nobody" else {}

    def _maker(self) -> Maker:
        mine = [each for known in self.met.values() for each in known]
        return Maker(self.contract.components["schemas"], self.random, mine[-50:] or self.all_ids)

    def _remember(self, operation: Operation, answer: Answer) -> None:
        """What was answered is asked about next."""
        family = operation.path.partition("/")[0]
        if answer.status in (200, 201) and isinstance(answer.json, dict):
            rows = answer.json.get("results", [answer.json])
            for row in rows if isinstance(rows, list) else []:
                for name, value in row.items() if isinstance(row, dict) else ():
                    if isinstance(value, str) and len(value) < 200:
                        kept = f"{name}s" if name in FAMILIES else family if name == "id" else name
                        self.met.setdefault(kept, []).append(value)
