"""The mail server from one address, such as `smtp+tls://user:password@smtp.example:587`."""

from typing import Any
from urllib.parse import urlsplit

import dj_email_url
from django.core.exceptions import ImproperlyConfigured

# What people write, and how the parser is told: STARTTLS after the greeting, or TLS from the first byte.
WAYS = {
    "smtp": ("smtp", "", None),
    "smtp+tls": ("submission", "", 587),
    "submission": ("submission", "", 587),
    "smtp+ssl": ("smtp", "ssl=true", 465),
    "smtps": ("smtp", "ssl=true", 465),
    "console": ("console", "", None),
    "memory": ("memory", "", None),
    "dummy": ("dummy", "", None),
}


def server_of(url: str) -> dict[str, Any]:
    """Django's EMAIL settings for `url`. Raises ImproperlyConfigured, which names no password."""
    parts = urlsplit(url)
    if parts.scheme not in WAYS:
        known = ", ".join(f"{way}://" for way in WAYS if way.startswith("s"))
        raise ImproperlyConfigured(f"EBB_EMAIL_URL begins with {parts.scheme}://, which is none of: {known}")
    scheme, query, port = WAYS[parts.scheme]
    asked = "&".join(each for each in (parts.query, query) if each)
    found: dict[str, Any] = dj_email_url.parse(parts._replace(scheme=scheme, query=asked).geturl())
    if port is not None and parts.port is None:
        found["EMAIL_PORT"] = port
    return found
