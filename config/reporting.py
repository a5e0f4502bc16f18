"""What browsers say of our own policy: on a page something was stopped that does not belong there. A line in the log, no more.

Of a report only two words are kept: which rule, and where the stopped thing came from, without its path. Addresses of our own
pages name rows, and what was stopped may be anything: neither is written down.
"""

import json
import logging
import re
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

log = logging.getLogger(__name__)

WHERE = "/policy-reports"
LONGEST = 16 * 1024
MOST_OF_ONE = 20
ONCE_IN = 60  # seconds; of one rule, so that nobody fills the log
RULE = re.compile(r"[a-z-]{1,40}")
WORD = re.compile(r"[a-z][a-z-]{1,30}")
HOST = re.compile(r"[a-z0-9.:\[\]-]{1,100}")


@csrf_exempt
@require_POST
def policy_report(request: HttpRequest) -> HttpResponse:
    """Take reports in either of the two shapes that browsers send. Always 204: who sends rubbish learns nothing."""
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) <= LONGEST:
        for rule, blocked in reports_in(request.body):
            if cache.add(f"policy-report:{rule}", 1, ONCE_IN):
                log.warning("a browser stopped something on a page: %s, from %s", rule, blocked)
    return HttpResponse(status=204)


def reports_in(body: bytes) -> list[tuple[str, str]]:
    """The rule and the source of each report that can be read."""
    try:
        told = json.loads(body)
    except ValueError:
        return []
    several = told if isinstance(told, list) else [told]
    found = [_read(each) for each in several[:MOST_OF_ONE] if isinstance(each, dict)]
    return [each for each in found if each is not None]


def _read(report: dict[str, Any]) -> tuple[str, str] | None:
    said = report.get("csp-report", report.get("body"))
    if not isinstance(said, dict):
        return None
    rule = str(said.get("effective-directive") or said.get("effectiveDirective") or "")
    if not RULE.fullmatch(rule):
        return None
    return rule, _source(str(said.get("blocked-uri") or said.get("blockedURL") or ""))


def _source(blocked: str) -> str:
    if WORD.fullmatch(blocked):  # inline, eval, data
        return blocked
    try:
        host = urlsplit(blocked).netloc.lower()
    except ValueError:
        return "somewhere"
    return host if HOST.fullmatch(host) else "somewhere"
