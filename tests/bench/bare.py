"""The least of Django under gunicorn: a view that answers two words, no database. Ebb's start and memory stand beside it."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(SECRET_KEY="a benchmark", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=[])


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("all well", content_type="text/plain")


urlpatterns = [path("readyz", answer)]
application = get_wsgi_application()
