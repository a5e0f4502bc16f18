"""What the logs say of an error: its kind and where it arose. Never its words, which may quote a diary or a row of the database."""

import logging
import traceback
from types import TracebackType
from typing import Any

OF_CELERY = "celery.app.trace"


class Line(logging.Formatter):
    """One line, and of an exception the kinds and places of itself and of what caused it."""

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


class WithoutWords(logging.Filter):
    """Celery writes an error's words and its traceback into the message itself: the kind stays, the rest goes."""

    def filter(self, record: logging.LogRecord) -> bool:
        data: Any = record.args
        if record.name == OF_CELERY and isinstance(data, dict) and "exc" in data:
            kind = str(data["exc"]).partition("(")[0]
            record.args = {**data, "exc": kind, "traceback": "", "args": "", "kwargs": "", "return_value": ""}
        return True
