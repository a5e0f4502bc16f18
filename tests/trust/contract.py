"""The contract as it is served, and what is wrong with an answer to it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from tests.cast import Answer, Api
from tests.trust.world import FORBIDDEN, MARKS

PREFIX = "/api/v1/"
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    """One method of one route, and what the schema says of it."""

    method: str
    path: str
    said: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"


class Contract:
    """The OpenAPI document that Ebb serves."""

    def __init__(self) -> None:
        document = Api().get("schema/?format=json").json
        self.document: dict[str, Any] = document
        self.components: dict[str, Any] = document["components"]
        self.operations = [
            Operation(method, path.removeprefix(PREFIX), said)
            for path, methods in document["paths"].items()
            for method, said in methods.items()
            if method in METHODS
        ]
        self.validator = cache(self._validator)

    def faults(self, operation: Operation, answer: Answer, role: str) -> Iterator[str]:
        """What is wrong: broken, not documented, of another shape, or somebody else's."""
        if answer.status >= 500:
            yield f"{answer.status}"
        responses = operation.said["responses"]
        if str(answer.status) not in responses:
            yield f"status {answer.status} is not documented: {answer.json}"
            return
        content = b"".join(answer.response.streaming_content) if answer.response.streaming else answer.response.content
        yield from (f"the mark of {owner}" for owner in FORBIDDEN[role] if MARKS[owner].encode() in content)
        said = self._resolved(responses[str(answer.status)]).get("content", {})
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        if content and kind not in said:
            yield f"{answer.status} is {kind}, which is not documented"
        elif content and answer.json is not None and (schema := said[kind].get("schema")):
            yield from (
                f"{answer.status}: {error.json_path} {error.message[:200]}"
                for error in self.validator(json.dumps(schema)).iter_errors(answer.json)
            )

    def _resolved(self, response: dict[str, Any]) -> dict[str, Any]:
        name = response.get("$ref", "").rpartition("/")[2]
        found: dict[str, Any] = self.components["responses"][name] if name else response
        return found

    def _validator(self, text: str) -> Draft202012Validator:
        return Draft202012Validator({**json.loads(text), "components": self.components})
