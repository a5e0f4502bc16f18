"""Celery: the fast lane and the clockwork. Losing any of it costs seconds, never an alert: the rows are the queue.

Settings and their reasons: docs/adr/0003-rows-are-the-queue.md.
"""

import os

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

from config import brokers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

SWEEP_SECONDS = 15.0
DRILL_SECONDS = 1800.0
# What may wait has a queue of its own, which a worker asks when the first one is empty: nothing stands before a red flag.
AT_ONCE, LATER = "alerts", "later"
MAY_WAIT = (
    "relearn",
    "relearn_clinic",
    "erase",
    "end_records",
    "ask_who_came_of_age",
    "anchor_audit",
    "make_coming_months",
    "remind",
    "fetch_appointments",
    "replay",
    "drill",
)
FETCH_SECONDS = 300.0

app = Celery("ebb", include=["config.tracing"] if settings.TRACES else [])
app.conf.update(
    broker_url=settings.BROKER_URL or "memory://",
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_connection_timeout=1,
    broker_transport_options={
        "visibility_timeout": 120,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "health_check_interval": 10,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        "queue_order_strategy": "priority",  # of the queues as the worker names them
        **brokers.transport_options(settings.BROKER_ADDRESS),
    },
    broker_heartbeat=10,  # RabbitMQ's: whoever is silent for twice as long is gone
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_time_limit=60,  # below the visibility timeout, or a slow task would run twice
    task_soft_time_limit=45,
    task_serializer="json",
    accept_content=["json"],
    task_default_queue=AT_ONCE,
    task_routes={f"diary.tasks.{name}": {"queue": LATER} for name in MAY_WAIT},
    **brokers.queue_settings(settings.BROKER_ADDRESS, (AT_ONCE, LATER)),
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    timezone="UTC",
    beat_scheduler="config.leading:LeadingScheduler",
    beat_schedule={
        "look again": {
            "task": "diary.tasks.look_again",
            "schedule": SWEEP_SECONDS,
            "options": {"expires": SWEEP_SECONDS},
        },
        # At night in Europe; a night that is missed is made up for by the next one.
        "relearn": {"task": "diary.tasks.relearn", "schedule": crontab(hour="2", minute="17")},
        "erase": {"task": "diary.tasks.erase", "schedule": crontab(hour="3", minute="17")},
        "end records": {"task": "diary.tasks.end_records", "schedule": crontab(hour="3", minute="47")},
        "came of age": {"task": "diary.tasks.ask_who_came_of_age", "schedule": crontab(hour="4", minute="7")},
        "anchor": {"task": "diary.tasks.anchor_audit", "schedule": crontab(minute="7")},
        "months": {"task": "diary.tasks.make_coming_months", "schedule": crontab(minute="37")},
        "remind": {"task": "diary.tasks.remind", "schedule": SWEEP_SECONDS, "options": {"expires": SWEEP_SECONDS}},
        "appointments": {"task": "diary.tasks.fetch_appointments", "schedule": FETCH_SECONDS},
        "replay": {"task": "diary.tasks.replay", "schedule": SWEEP_SECONDS, "options": {"expires": SWEEP_SECONDS}},
        "drill": {"task": "diary.tasks.drill", "schedule": DRILL_SECONDS, "options": {"expires": DRILL_SECONDS}},
        "sweep": {"task": "alerts.tasks.sweep", "schedule": SWEEP_SECONDS, "options": {"expires": SWEEP_SECONDS}},
    },
)
app.autodiscover_tasks()
