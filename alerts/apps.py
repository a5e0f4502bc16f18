"""The Django app of telling people."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "alerts"
