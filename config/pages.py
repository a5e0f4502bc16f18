"""The first doors in a browser: what this is, a one-time sign-in link, and pairing a phone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What runs here, and where to go."""
    return _page(request, "home.html")


@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """Where a one-time link for staff leads; its secret stands behind `#`, which no server sees."""
    return _page(request, "sign-in.html")


@require_safe
def pair(request: HttpRequest) -> HttpResponse:
    """Where an invitation leads a patient."""
    return _page(request, "pair.html")


@require_safe
def clinic(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Where the links in messages to staff lead: what is open, and a button to answer."""
    return _page(request, "clinic.html")


def _page(request: HttpRequest, name: str) -> HttpResponse:
    response = render(request, name)
    response["Cache-Control"] = "no-store"
    return response
