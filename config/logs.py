"""What the logs say of an error: its kind and where it arose. Never its words, which may quote a diary or a row of the database."""

import json
import logging
import re
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

# Our messages name a row as its kind and its id: `delivery 0190... attempt 1`.
NAMED = re.compile(r"\b(alert|delivery|session|patient|entry) ([0-9a-f]{8}-[0-9a-f-]{27})\b")
OF_CELERY = "celery.app.trace"


_request: ContextVar[str] = ContextVar("request", default="")


class RequestIds:
    """Middleware: each request has an id, in what is logged during it and in its answer. One that is sent along is not believed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = uuid4().hex
        mark = _request.set(name)
        try:
            response = self.get_response(request)
        finally:
            _request.reset(mark)
        response.headers["X-Request-Id"] = name
        return response


class WithRequest(logging.Filter):
    """Notes on each record during which request it was made; empty outside of any."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _request.get()
        return True


class Line(logging.Formatter):
    """One line with its request at the end, and of an exception the kinds and places of itself and of what caused it."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - as logging calls it
        request = getattr(record, "request_id", "")
        return f"{super().formatMessage(record)} {request}".rstrip()

    def formatException(  # noqa: N802 - as logging calls it
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        told: list[str] = []
        error = ei[1]
        while error is not None and len(told) < 5:
            frames = traceback.extract_tb(error.__traceback__)
            places = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
            told.append("\n".join([type(error).__name__, *places]))
            error = error.__cause__ or error.__context__
        return "\nwhile handling ".join(told)


class Json(Line):
    """The same as one JSON object in a line, with the request and the rows it speaks of as fields of their own."""

    def format(self, record: logging.LogRecord) -> str:
        said = record.getMessage()
        found = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "said": said,
            **{f"{kind}_id": row for kind, row in NAMED.findall(said)},
        }
        if request := getattr(record, "request_id", ""):
            found["request_id"] = request
        if record.exc_info:
            found["error"] = self.formatException(record.exc_info)
        return json.dumps(found, ensure_ascii=False)


class WithoutWords(logging.Filter):
    """Celery writes an error's words and its traceback into the message itself: the kind stays, the rest goes."""

    def filter(self, record: logging.LogRecord) -> bool:
        data: Any = record.args
        if record.name == OF_CELERY and isinstance(data, dict) and "exc" in data:
            kind = str(data["exc"]).partition("(")[0]
            record.args = {**data, "exc": kind, "traceback": "", "args": "", "kwargs": "", "return_value": ""}
        return True
