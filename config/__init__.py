"""Wiring only: settings, URLs, Celery, health. Nothing imports it, save for Django and Celery themselves."""
