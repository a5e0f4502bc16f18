"""Reads what it can of a body that cannot be an entry: its symptoms, so that a red flag survives every mistake around it."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from diary.clinical.history import SymptomReport
from diary.clinical.symptoms import SYMPTOMS

_CODE = re.compile(r"[a-z]+(?:-[a-z]+)*")


def read_reports(raw: str) -> tuple[list[SymptomReport], datetime | None]:
    """The known symptom codes anywhere in `raw`, and its `recorded_at` if that can be read. Never raises."""
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        # Words that cannot be parsed are taken at their worst: a false alarm costs a call, a lost one may cost far more.
        return [SymptomReport(code) for code in dict.fromkeys(_CODE.findall(raw)) if code in SYMPTOMS], None
    reports = {report.code: report for report in _reports_in(data, 0)}
    return list(reports.values()), _moment_in(data)


def _reports_in(value: Any, depth: int) -> Iterator[SymptomReport]:
    if depth > 20:
        return
    if isinstance(value, dict):
        code = value.get("code")
        if isinstance(code, str) and code in SYMPTOMS:
            yield SymptomReport(code, new=value.get("new") is not False)
        for name, child in value.items():
            if name == "code":
                continue
            yield from _reports_in(child, depth + 1)
    elif isinstance(value, list):
        for child in value:
            yield from _reports_in(child, depth + 1)
    elif isinstance(value, str) and value in SYMPTOMS:
        yield SymptomReport(value)


def _moment_in(data: Any) -> datetime | None:
    text = data.get("recorded_at") if isinstance(data, dict) else None
    try:
        moment = parse_datetime(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.utcoffset() is not None else None
