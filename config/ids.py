"""Ids in addresses are read in either case, as RFC 9562 asks; the routes know the lower one."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

API = "/api/"
UUID = re.compile(r"(?<=/)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=/|$)", re.IGNORECASE)


class LowerCaseIds:
    """Middleware: an id in upper case finds what it names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(API):
            request.path_info = UUID.sub(lambda found: found[0].lower(), request.path_info)
        return self.get_response(request)
