"""What a PUT of an entry is measured against, a web application of its own: a bare view and the least that the REST framework needs.

Neither keeps a diary: they take the same body, write one row by the ORM and answer. `python -m tests.bench.rivals` makes their
tables in DATABASE_URL and prints a token; `gunicorn tests.bench.rivals` serves them, set up as Ebb is.
"""

import json
import os

import dj_database_url
import django
from django.conf import settings

from config.database import postgresql_options

if not settings.configured:
    database = dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=60)
    settings.configure(
        SECRET_KEY="a benchmark",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[],
        USE_TZ=True,
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "rest_framework",
            "rest_framework.authtoken",
        ],
        DATABASES={
            "default": {**database, "CONN_HEALTH_CHECKS": True, "OPTIONS": postgresql_options("outside")},
        },
        REST_FRAMEWORK={
            "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
            "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()

from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils.dateparse import parse_datetime
from rest_framework import serializers
from rest_framework.authentication import TokenAuthentication
from rest_framework.authtoken.models import Token
from rest_framework.generics import CreateAPIView
from rest_framework.permissions import IsAuthenticated


class Score(models.Model):
    """A score with its moment, and no more."""

    recorded_at = models.DateTimeField()
    time_zone = models.CharField(max_length=64)
    nrs_average = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    symptoms = models.JSONField(default=list)
    note = models.TextField(blank=True, default="")

    class Meta:
        app_label = "rivals"


class ScoreSerializer(serializers.ModelSerializer):  # type: ignore[type-arg]
    class Meta:
        model = Score
        fields = ("id", "recorded_at", "time_zone", "nrs_average", "symptoms", "note")


class Scores(CreateAPIView):  # type: ignore[type-arg]
    """The least of the REST framework: who asks by a token, a ModelSerializer, one INSERT."""

    authentication_classes = (TokenAuthentication,)
    permission_classes = (IsAuthenticated,)
    serializer_class = ScoreSerializer
    queryset = Score.objects.all()


def bare(request: HttpRequest) -> JsonResponse:
    """Parse, insert, answer; nothing is checked, and anybody may."""
    body = json.loads(request.body)
    score = Score.objects.create(
        recorded_at=parse_datetime(body["recorded_at"]),
        time_zone=body["time_zone"],
        nrs_average=body["nrs_average"],
        symptoms=body.get("symptoms", []),
        note=body.get("note", ""),
    )
    return JsonResponse({"id": score.pk, **body}, status=201)


urlpatterns = [path("bare", bare), path("drf", Scores.as_view())]
application = get_wsgi_application()


def prepare() -> str:
    """Make the tables; the token of somebody who may write."""
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Score)
    return Token.objects.create(user=User.objects.create_user("maya")).key


if __name__ == "__main__":
    print(prepare())  # noqa: T201
