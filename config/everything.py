# ruff: noqa: F401 - importing is the purpose
"""All that the programs of a small Ebb read and make at their start: importing this does it, once for all of them.

It asks no database and no broker anything: what is made here are tables in memory, which else each program makes for itself.
"""

import celery.apps.beat
import celery.apps.worker
import celery.bin.beat
import celery.bin.celery
import celery.bin.worker
import celery.concurrency.prefork
import celery.worker.consumer
import gunicorn.app.wsgiapp
import gunicorn.arbiter
import gunicorn.workers.gthread
import kombu.transport.redis
from django.apps import apps

import alerts.tasks
import config.leading
import config.urls
import diary.management.commands.sweep
import diary.tasks
from config.celery import app

app.loader.import_default_modules()
app.finalize()
for model in apps.get_models():
    str(model._default_manager.all().query)  # makes what Django keeps of each model from its first statement on
