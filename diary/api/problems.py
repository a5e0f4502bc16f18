"""One error shape over HTTP: RFC 9457 problem details with a stable `code` and a sentence that says what to do."""

from typing import Any

from django.http import JsonResponse
from rest_framework import exceptions

CONTENT_TYPE = "application/problem+json"
TITLES = {
    "malformed": "The body cannot be read",
    "invalid": "Some values are not valid",
    "unknown_field": "There is a field we do not know",
    "not_signed_in": "Please sign in",
    "signed_out": "This phone was signed out",
    "not_allowed": "This is not for your role",
    "second_factor_needed": "A second factor first",
    "locked": "Nobody was here for a while",
    "sign_in_again": "Is it still you?",
    "cross_site": "This request came from another site",
    "not_found": "Not found",
    "method_not_allowed": "This address does not answer that method",
    "not_acceptable": "There is no such format",
    "unsupported_media_type": "Send JSON",
    "conflict": "This was done before, differently",
    "gone": "This has ended",
    "precondition_failed": "This was changed since",
    "too_large": "The body is too large",
    "rate_limited": "Too many tries",
    "consent_required": "The patient has not agreed to this",
    "proxy_needed": "Somebody else has to agree",
    "child_undecided": "The clinic has to decide first",
    "invitation_invalid": "This invitation is not valid",
    "link_refused": "This link opens nothing",
    "wrong_passcode": "The passcode does not match",
    "wrong_birth_date": "The birth date does not match",
    "server_error": "Something went wrong on our side",
}


class Problem(Exception):
    """An error answer: `errors` names the fields, `extra` adds members such as the server's copy of an entry, `retry_after` says
    after how many seconds to try again."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        errors: dict[str, list[str]] | None = None,
        extra: dict[str, Any] | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = errors
        self.extra = extra or {}
        self.retry_after = retry_after


def problem_body(problem: Problem) -> dict[str, Any]:
    """The JSON members of a problem."""
    body: dict[str, Any] = {
        "type": f"https://datatracker.ietf.org/doc/html/rfc9457#{problem.code}",
        "title": TITLES.get(problem.code, "Not possible"),
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
    }
    if problem.errors:
        body["errors"] = problem.errors
    return {**body, **problem.extra}


def problem_response(problem: Problem) -> JsonResponse:
    """A problem as an answer; nobody may keep it."""
    headers = {"Cache-Control": "no-store"}
    if problem.retry_after is not None:
        headers["Retry-After"] = str(problem.retry_after)
    return JsonResponse(problem_body(problem), status=problem.status, content_type=CONTENT_TYPE, headers=headers)


def invalid(error: exceptions.ValidationError) -> Problem:
    """A 422 that names every field; `unknown_field` when a field that we do not know is among them."""
    errors: dict[str, list[str]] = {}
    unknown = _gather(error.detail, "", errors)
    code = "unknown_field" if unknown else "invalid"
    named = ", ".join(sorted(name for name in errors if name)) or "the body"
    return Problem(422, code, f"Please correct: {named}.", errors)


def _gather(detail: Any, path: str, errors: dict[str, list[str]]) -> bool:
    """Flatten the framework's nested details into dotted names; returns whether an unknown field was met."""
    children: list[tuple[str, Any]] = []
    if isinstance(detail, dict):
        children = [(f"{path}.{name}" if path else str(name), value) for name, value in detail.items()]
    elif isinstance(detail, list) and any(isinstance(item, dict | list) for item in detail):
        children = [(f"{path}.{index}", item) for index, item in enumerate(detail) if item]
    if children:
        found = [_gather(value, name, errors) for name, value in children]
        return any(found)
    messages = detail if isinstance(detail, list) else [detail]
    key = path.removesuffix("non_field_errors").removesuffix(".")
    errors.setdefault(key, []).extend(str(message) for message in messages)
    return any(getattr(message, "code", "") == "unknown_field" for message in messages)
