"""Traces: a span for each request, task and statement, which names routes and tables and nothing of anybody's."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from pytest_httpserver import HTTPServer

from alerts.tasks import sweep
from config import tracing
from tests.cast import Api, Cast, entry, make_cast

CANARY = "zinnober-canary"


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    """What is traced, kept here instead of being sent."""
    kept, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    monkeypatch.setattr(tracing, "provider", lambda: provider)
    return kept


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast(datetime.now(UTC))


@pytest.fixture
def maya(cast: Cast, settings: Any) -> Api:
    settings.MIDDLEWARE = [settings.MIDDLEWARE[0], "config.tracing.Traces", *settings.MIDDLEWARE[1:]]
    return Api(cast.maya.user, by="device")


def roots(spans: InMemorySpanExporter) -> list[ReadableSpan]:
    return [span for span in spans.get_finished_spans() if span.parent is None]


def words(spans: InMemorySpanExporter) -> Iterator[str]:
    """All that a span says."""
    for span in spans.get_finished_spans():
        yield span.name
        yield from (f"{name}={value}" for name, value in (span.attributes or {}).items())
        yield from (f"{event.name} {dict(event.attributes or {})}" for event in span.events)
        yield str(span.status.description)


def test_a_request_is_named_by_its_route_and_says_nothing_of_anybody(
    maya: Api, cast: Cast, spans: InMemorySpanExporter
) -> None:
    name = uuid4()
    said = {**entry(datetime.now(UTC) - timedelta(hours=1), 7), "note": CANARY}
    answer = maya.put(f"entries/{name}", said)
    assert answer.status == 201
    assert maya.get(f"entries?patient={cast.maya.pk}&word={CANARY}").status == 200
    put, listed = roots(spans)
    assert (put.name, listed.name) == ("PUT /api/v1/entries/<uuid:pk>", "GET /api/v1/entries")
    assert put.kind is SpanKind.SERVER
    assert put.attributes is not None
    assert put.attributes["http.response.status_code"] == 201
    assert put.attributes["ebb.request"] == answer.headers["X-Request-Id"]
    below = {span.name for span in spans.get_finished_spans() if span.parent is not None}
    assert any(span.endswith("diary_entry") for span in below)
    told = "\n".join(words(spans))
    for secret in (CANARY, str(name), str(cast.maya.pk), name.hex, cast.maya.pk.hex, cast.maya.name, maya.cookie):
        assert secret not in told


def test_what_nobody_serves_is_one_name_whatever_was_asked(maya: Api, spans: InMemorySpanExporter) -> None:
    assert maya.get(f"/{CANARY}/nowhere").status == 404
    (span,) = roots(spans)
    assert CANARY not in "\n".join(words(spans))
    assert span.attributes is not None
    assert span.attributes["http.response.status_code"] == 404


def test_a_trace_that_is_sent_along_is_not_gone_on_with(cast: Cast, maya: Api, spans: InMemorySpanExporter) -> None:
    maya.get("me", headers={"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"})
    (span,) = roots(spans)
    assert format(span.context.trace_id, "032x") != "0af7651916cd43dd8448eb211c80319c"


def test_a_task_is_a_trace_of_its_own_with_its_statements(cast: Cast, spans: InMemorySpanExporter) -> None:
    sweep.apply()
    (task,) = roots(spans)
    assert (task.name, task.kind) == ("alerts.tasks.sweep", SpanKind.CONSUMER)
    assert any(span.parent is not None for span in spans.get_finished_spans())
    assert task.status.status_code is StatusCode.UNSET


def test_a_task_that_fails_is_told_without_its_words(
    cast: Cast, spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError(CANARY)

    monkeypatch.setattr(sweep, "run", fail)
    sweep.apply()
    (task,) = roots(spans)
    assert task.status.status_code is StatusCode.ERROR
    assert CANARY not in "\n".join(words(spans))


def test_spans_reach_a_collector(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    httpserver.expect_request("/v1/traces", method="POST").respond_with_data("")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", httpserver.url_for("/").rstrip("/"))
    provider = tracing.provider.__wrapped__()
    monkeypatch.setattr(tracing, "provider", lambda: provider)
    with tracing.traced("GET /somewhere", SpanKind.SERVER):
        pass
    provider.shutdown()
    httpserver.check_assertions()
    (request, _), *_ = httpserver.log
    assert b"GET /somewhere" in request.data


@pytest.mark.parametrize("wanted", [False, True])
def test_it_is_read_only_where_it_is_wanted(wanted: bool) -> None:
    """The packages that send are not even there for who installed `requirements/core.txt` alone."""
    look = (
        "import sys, config.wsgi, config.celery; config.celery.app.loader.import_default_modules();"
        "from django.conf import settings;"
        "print('config.tracing' in sys.modules, settings.MIDDLEWARE[1] == 'config.tracing.Traces')"
    )
    environment = {**os.environ, "EBB_TRACES": str(int(wanted)), "EBB_VAR": str(settings.VAR)}
    said = subprocess.run([sys.executable, "-c", look], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.split() == [str(wanted), str(wanted)]


def test_who_wants_it_without_having_installed_it_is_told_what_to_do() -> None:
    look = (
        "import importlib.util as util; find = util.find_spec;"
        "util.find_spec = lambda name, package=None: None if name == 'opentelemetry' else find(name, package);"
        "import config.settings"
    )
    environment = {**os.environ, "EBB_TRACES": "1", "EBB_VAR": str(settings.VAR)}
    done = subprocess.run([sys.executable, "-c", look], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "requirements/tracing.txt" in done.stderr.splitlines()[-1]
