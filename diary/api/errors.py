"""Turns whatever went wrong into a problem: for the REST framework's views, and for Django outside them."""

import logging
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions, status
from rest_framework.views import set_rollback

from diary.access import NotAllowed
from diary.actions.auditing import place_of
from diary.api.problems import Problem, invalid, problem_response

log = logging.getLogger(__name__)


def exception_handler(exc: Exception, context: dict[str, Any]) -> JsonResponse:
    """Turn whatever a view raised into a problem; anything unforeseen is logged and told without a trace.

    It is no answer of the REST framework: that would be written in the view's own format, such as HTML or YAML.
    """
    problem = _problem_of(exc)
    if problem is None:
        log.error("unforeseen %s in %s\n%s", type(exc).__name__, type(context.get("view")).__name__, place_of(exc))
        problem = Problem(500, "server_error", "Nothing was lost on your side. Please try again in a minute.")
    set_rollback()
    response = problem_response(problem)
    if problem.status == status.HTTP_401_UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="ebb"'
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """Django's handler for an address that does not exist."""
    return problem_response(Problem(404, "not_found", "There is nothing here, or it is not for you."))


def server_error(request: HttpRequest) -> JsonResponse:
    """Django's handler for an error outside the REST framework."""
    return problem_response(
        Problem(500, "server_error", "Nothing was lost on your side. Please try again in a minute.")
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """Django's handler for a request that is malformed before any view sees it."""
    return problem_response(Problem(400, "malformed", "The request could not be read."))


def _problem_of(exc: Exception) -> Problem | None:
    match exc:
        case Problem():
            return exc
        case NotAllowed():
            return Problem(403, "not_allowed", str(exc))
        case exceptions.ParseError():
            return Problem(400, "malformed", "The body is not JSON. Send one JSON object in UTF-8.")
        case exceptions.ValidationError():
            return invalid(exc)
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return Problem(401, "not_signed_in", "Sign in, or send a valid token.")
        case exceptions.PermissionDenied():
            return Problem(403, "not_allowed", str(exc.detail))
        case exceptions.MethodNotAllowed():
            return Problem(405, "method_not_allowed", "See /api/v1/docs for what this address answers.")
        case exceptions.UnsupportedMediaType():
            return Problem(415, "unsupported_media_type", "Send the body as application/json.")
        case exceptions.Throttled():
            return Problem(429, "rate_limited", "Wait a little, then try again.")
        case exceptions.NotFound() | Http404():
            return Problem(404, "not_found", "There is nothing here, or it is not for you.")
        case exceptions.NotAcceptable():
            return Problem(406, "not_acceptable", "Answers are application/json: send that as Accept, or leave it out.")
    return None
