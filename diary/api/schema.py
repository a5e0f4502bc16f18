"""What the schema says of routes besides what their views declare, in one place: what may be asked in a query, and the refusals."""

import re
from typing import Any

from diary.api.problems import CONTENT_TYPE

WRITES = ("post", "put", "patch", "delete")
REFUSALS: dict[int, tuple[str, str]] = {
    400: ("Malformed", "The request cannot be read."),
    401: ("NotSignedIn", "Nobody is signed in, or the token is not valid."),
    403: ("NotAllowed", "Not for this role, or the request came from another site."),
    404: ("NotFound", "There is nothing here, or it is not for whoever asks: both read the same."),
    405: ("MethodNotAllowed", "This address does not answer that method."),
    406: ("NotAcceptable", "There is no answer of the kind that `Accept` names."),
    409: ("Conflict", "This was done before, differently, or cannot be done as things stand."),
    412: ("PreconditionFailed", "It was changed since the revision that `If-Match` names."),
    413: ("TooLarge", "The body is too large."),
    415: ("UnsupportedMediaType", "The body is not JSON."),
    422: ("Invalid", "Some values are not valid; `errors` names them."),
    429: ("RateLimited", "Too many tries; `Retry-After` says after how many seconds to try again."),
}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem details. `code` is stable, `detail` says what to do, `errors` names fields.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
    },
    "required": ["code", "detail", "status", "title", "type"],
}

UUID: dict[str, Any] = {"type": "string", "format": "uuid"}
MOMENT: dict[str, Any] = {"type": "string", "format": "date-time"}
PAGE: dict[str, dict[str, Any]] = {
    "limit": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
    "cursor": {"type": "string"},
}
PERIOD: dict[str, dict[str, Any]] = {"from": MOMENT, "to": MOMENT}
QUERIES: dict[str, dict[str, dict[str, Any]]] = {
    "alerts": {**PAGE, "state": {"type": "string"}, "patient": UUID, "session": UUID},
    "clinic/audit": {**PERIOD, "as": {"type": "string", "enum": ["csv"]}},
    "clinic/changes": PAGE,
    "clinics/{id}/precision": PERIOD,
    "courses": {**PAGE, "patient": UUID},
    "courses/{id}/warnings": {"points": {"type": "string"}},
    "cover": PAGE,
    "entries": {**PAGE, "patient": UUID, "since": MOMENT},
    "me/record-access": {"cursor": {"type": "string"}},
    "patients": {**PAGE, "q": {"type": "string"}},
    "reports": {**PAGE, "patient": UUID},
    "sessions": {**PAGE, "patient": UUID, "course": UUID},
    "worklist": PAGE,
}
# Whoever works at several clinics says which one they mean.
OF_A_CLINIC = re.compile(r"^/api/v1/(clinic(/.*)?|(message-templates|course-plans)(/.*)?|imports/appointments)$")


def complete(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """The schema with every query and refusal. A hook of drf-spectacular, which makes the schema."""
    for path, operations in result["paths"].items():
        of_a_clinic = {"clinic": UUID} if OF_A_CLINIC.match(path) else {}
        for method, operation in operations.items():
            queries = of_a_clinic | (QUERIES.get(path.removeprefix("/api/v1/"), {}) if method == "get" else {})
            asked = [{"in": "query", "name": each, "schema": schema} for each, schema in queries.items()]
            if asked:
                operation["parameters"] = [*operation.get("parameters", []), *asked]
    components = result["components"]
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components["responses"] = {title: {"description": text, "content": content} for title, text in REFUSALS.values()}
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            for status in refusals_of(method, path, operation):
                title_of = REFUSALS[status][0]
                operation["responses"].setdefault(str(status), {"$ref": f"#/components/responses/{title_of}"})
            operation["responses"] = dict(sorted(operation["responses"].items()))
    return result


def refusals_of(method: str, path: str, operation: dict[str, Any]) -> list[int]:
    """The statuses with which this operation may refuse."""
    statuses = {406, 422} if method == "get" else {400, 406, 409, 413, 415, 422, 429}
    if method not in WRITES:
        statuses |= {429} if "{token}" in path else set()
    if operation.get("security") != [{}]:
        statuses |= {401, 403}
    if method in WRITES or "{" in path or operation.get("parameters"):
        statuses |= {403, 404}
    if any(each["name"] == "If-Match" for each in operation.get("parameters", [])):
        statuses |= {412}
    return sorted(statuses)
