"""The sweeper: does every second, without any broker, what Celery beat triggers more rarely. Either alone is enough."""

import logging
import signal
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from alerts import actions as alerts
from alerts import clocks
from alerts.heartbeat import Heartbeat
from alerts.watch import figures
from diary.actions import looking
from diary.actions.reminders import remind_due

log = logging.getLogger(__name__)

LANE = "sweeper"


class Command(BaseCommand):
    help = "Judge what time has made due, and send, retry and escalate alerts, every second until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="sweep once and stop")
        parser.add_argument("--seconds", type=float, default=1.0, help="pause between sweeps (default: 1)")

    def handle(self, *args: Any, **options: Any) -> None:
        self.is_stopping = self.is_behind = False
        self.heartbeat = Heartbeat(settings.HEARTBEAT_URL)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self.is_stopping:
            self._sweep()
            if options["once"]:
                return
            if not self.is_behind:
                time.sleep(options["seconds"])

    def _sweep(self) -> None:
        self.is_behind = False
        # One part failing must not keep the other from running: a rule that cannot be judged does not hold up messages.
        for part in (self._look_again, self._remind, self._tell, self._beat):
            try:
                part()
            except DatabaseError:
                log.exception("the database refused a sweep; trying again")
                close_old_connections()
            except Exception:
                log.exception("a sweep failed; trying again")

    def _look_again(self) -> None:
        # As many as it takes in one go: more may wait. What is to be sent goes first, and then it goes on without a pause.
        now = alerts.trust_clock(lane=LANE, tick=clocks.tick()).at
        self.is_behind = looking.look_again(now=now, limit=looking.LIMIT) >= looking.LIMIT

    def _remind(self) -> None:
        remind_due(now=timezone.now())

    def _tell(self) -> None:
        alerts.sweep(clock=timezone.now, lane=LANE, trusted=alerts.trust_clock(lane=LANE, tick=clocks.tick()))

    def _beat(self) -> None:
        if settings.HEARTBEAT_URL:
            now = timezone.now()
            self.heartbeat.beat(is_healthy=figures(now).is_healthy, now=now)

    def _stop(self, *_: object) -> None:
        self.is_stopping = True
