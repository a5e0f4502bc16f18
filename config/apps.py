"""Registers the checks of this installation and starts Celery with Django, so that tasks find their broker."""

from django.apps import AppConfig

from config import checks  # noqa: F401 - importing registers them
from config.celery import app as celery_app


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"
    celery = celery_app
