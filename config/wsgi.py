"""The web application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["EBB_WALL"] = "outside"  # who serves the web sees no patient until a request has said who asks

application = get_wsgi_application()
# Every URL is read here, in gunicorn's master: its workers share the memory, and nobody's first request waits for it.
get_resolver().url_patterns  # noqa: B018
