"""Traces for OpenTelemetry, where an operator collects them (`EBB_TRACES`): a span for each request, each task, and each statement.

A span says which route, task or table it was, how it ended and how long it took. No id of an address, no value of a statement, no
word of anybody's: names alone are said, and those are ours. Where to send them, and how many: OpenTelemetry's own variables
(docs/operations.md). This module is read only where traces are wanted.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any

from celery.signals import task_postrun, task_prerun
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest, HttpResponse
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer

from config.version import VERSION

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
TABLE = re.compile(r'\b(?:FROM|INTO|UPDATE)\s+"?(\w+)')


@cache
def provider() -> TracerProvider:
    """Made when a process traces for the first time: it sends from a thread, which no copy of a process takes along."""
    ours = Resource({"service.name": "ebb", "service.version": VERSION})
    made = TracerProvider(resource=ours.merge(OTELResourceDetector().detect()))  # what the operator says goes first
    made.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return made


def tracer() -> Tracer:
    """What makes this process's spans."""
    return provider().get_tracer("ebb")


class Traces:
    """Middleware: a span for each request, by its route. A trace that somebody sends along is not gone on with."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        method = request.method if request.method in METHODS else "_OTHER"
        with traced(f"{method}", SpanKind.SERVER) as span:
            response = self.get_response(request)
            route = f"/{request.resolver_match.route}" if request.resolver_match else "unknown"
            span.update_name(f"{method} {route}")
            span.set_attribute("http.request.method", f"{method}")
            span.set_attribute("http.route", route)
            span.set_attribute("http.response.status_code", response.status_code)
            span.set_attribute("ebb.request", response.headers.get("X-Request-Id", ""))
            if response.status_code >= 500:
                span.set_status(Status(StatusCode.ERROR))
        return response


@contextmanager
def traced(name: str, kind: SpanKind) -> Iterator[Span]:
    """A span that begins a trace of its own, with one below it for each statement of this thread."""
    with (
        tracer().start_as_current_span(name, Context(), kind, record_exception=False) as span,
        connections[DEFAULT_DB_ALIAS].execute_wrapper(_statement),
    ):
        yield span


def _statement(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    operation = sql.split(maxsplit=1)[0] if sql.strip() else "?"
    table = TABLE.search(sql)
    about = table[1] if table else ""
    with tracer().start_as_current_span(
        f"{operation} {about}".strip(), kind=SpanKind.CLIENT, record_exception=False
    ) as span:
        span.set_attribute("db.system.name", context["connection"].vendor)
        span.set_attribute("db.operation.name", operation)
        span.set_attribute("db.collection.name", about)
        return execute(sql, params, many, context)


@task_prerun.connect
def _begin(task: Any, **_: Any) -> None:
    stack = ExitStack()
    task.request.ebb_span = stack.enter_context(traced(task.name, SpanKind.CONSUMER)), stack


@task_postrun.connect
def _end(task: Any, state: str | None = None, **_: Any) -> None:
    span, stack = getattr(task.request, "ebb_span", (None, None))
    if span is None or stack is None:
        return
    if state == "FAILURE":
        span.set_status(Status(StatusCode.ERROR))
    stack.close()
