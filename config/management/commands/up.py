"""Start everything on this machine: what `./ebb run` does."""

import io
import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, connections

from alerts.fields import UnsealError
from config import proof, stack
from config.supervisor import Program, Supervisor
from diary.actions.first_clinic import is_set_up, set_up_url

READY_WITHIN_SECONDS = 90.0
BROKER_READY_WITHIN_SECONDS = 10.0
WORKER_GRACE_SECONDS = 15.0
MANAGE = settings.BASE_DIR / "manage.py"
NEVER_SERVED = [
    "*.map",
    "redoc",
    "rest_framework",
    "*es-bundle*",
]  # of our dependencies
NO_BROKER = """
  NO VALKEY OR REDIS COULD BE FOUND ON THIS MACHINE. The sweeper alone delivers alerts: within seconds, not at once.
  Install valkey or redis, or set REDIS_URL.
"""


class Command(BaseCommand):
    help = "Start everything on this machine and stop it on Ctrl-C. --once does the main job as a proof, then stops."
    requires_system_checks = []  # noqa: RUF012 - they run below, when the databases they ask are there

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do the main job over HTTP as a proof, then stop")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        try:
            if once:
                proof.in_a_stack_of_its_own(self.step)
            else:
                self.up()
        except (stack.StackError, proof.ProofError, CommandError) as error:
            sys.exit(f"ebb: {error}")
        except KeyboardInterrupt:
            sys.exit(130)

    # --- up ---

    def up(self) -> None:
        began = time.monotonic()
        var: Path = settings.VAR
        without = stack.left_out(settings.WITHOUT)
        os.umask(0o077)
        stack.make_folder(var)
        with stack.take_lock(var):
            stack.check_port_is_free(settings.BIND, settings.PORT)
            self.prepare()
            sign_in_lines = self.demo()
            connections.close_all()
            supervisor = Supervisor(var, self.say)
            supervisor.take_signals()
            try:
                self.start(supervisor, var, without)
                if self.is_ready(supervisor):
                    self.welcome(var, sign_in_lines, time.monotonic() - began)
                supervisor.watch()
            finally:
                self.say("stopping")
                supervisor.stop()
            self.say("stopped")

    def prepare(self) -> None:
        if settings.REDIS_URL and not stack.broker_answers(settings.REDIS_URL):
            raise stack.StackError(
                f"no answer from REDIS_URL ({stack.place_of(settings.REDIS_URL)}). Start that server, or unset it."
            )
        with self.step(f"database: {database_words()}"):
            try:
                call_command("migrate", interactive=False, verbosity=0)
                if not settings.REDIS_URL:
                    call_command("createcachetable", verbosity=0)
            except DatabaseError as error:
                raise stack.StackError(f"the database does not answer or refuses: {str(error).strip()}") from error
        with self.step("static files"):
            call_command("collectstatic", interactive=False, clear=True, ignore_patterns=NEVER_SERVED, verbosity=0)
        warnings = io.StringIO()
        with self.step("settings"):
            tags = [Tags.security, Tags.database]  # whether every URL and model is sound the tests ask
            call_command("check", tags=tags, databases=["default"], stdout=io.StringIO(), stderr=warnings)
        if warnings.getvalue():
            self.stdout.write(warnings.getvalue())

    def demo(self) -> str:
        if not settings.IS_DEMO:
            return "" if is_set_up() else f"  There is no clinic yet. Make it here, once: {set_up_url()}\n"
        lines = io.StringIO()
        with self.step("demo clinic"):
            try:
                call_command("demo", stdout=lines)
            except UnsealError as error:
                raise stack.StackError(f"this data folder's secrets are not those of its database. {error}") from error
        return lines.getvalue()

    def start(self, supervisor: Supervisor, var: Path, without: set[str]) -> None:
        redis_url = self.broker_url(supervisor, var, without)
        environment = {"REDIS_URL": redis_url}
        programs = [
            Program("worker", stack.worker_command(), environment, WORKER_GRACE_SECONDS),
            Program("beat", stack.beat_command(var), environment),
            Program("sweeper", stack.sweeper_command(MANAGE), environment),
            Program("web", stack.web_command(var, settings.BIND, settings.PORT), environment),
        ]
        if not redis_url:
            programs = [program for program in programs if program.name in ("sweeper", "web")]
        for program in programs:
            if program.name not in without and not supervisor.stopping:
                supervisor.start(program)

    def broker_url(self, supervisor: Supervisor, var: Path, without: set[str]) -> str:
        """The broker to use: the one of `REDIS_URL`, else our own, which is started; empty when there is none."""
        if settings.REDIS_URL or "broker" in without:
            return str(settings.REDIS_URL)
        broker = stack.embedded_broker(var)
        if broker is None:
            self.stdout.write(NO_BROKER)
            return ""
        with self.step(f"broker: {broker.binary.name}"):
            supervisor.start(Program("broker", broker.command(), is_server=True))
            answers = supervisor.wait_for(lambda: stack.broker_answers(broker.url), BROKER_READY_WITHIN_SECONDS)
            if not (answers or supervisor.stopping):
                raise stack.StackError(f"the broker does not start. {var / 'log' / 'broker.log'} says why.")
        return broker.url

    def is_ready(self, supervisor: Supervisor) -> bool:
        said = ""

        def ask() -> bool:
            nonlocal said
            ready, said = stack.readiness(settings.BIND, settings.PORT, settings.BASE_URL)
            return ready

        with self.step("web server, worker, beat, sweeper"):
            if supervisor.wait_for(ask, READY_WITHIN_SECONDS) or supervisor.stopping:
                return not supervisor.stopping
        raise stack.StackError(
            f"not ready after {READY_WITHIN_SECONDS:.0f} s: {said.strip()} See {settings.VAR / 'log'}"
        )

    def welcome(self, var: Path, sign_in_lines: str, seconds: float) -> None:
        mail = settings.EMAIL_FILE_PATH if settings.EMAIL_FILE_PATH else f"leave through {settings.EMAIL_HOST}"
        self.stdout.write(f"\nEbb is ready after {seconds:.1f} s: {settings.BASE_URL}\n\n")
        if sign_in_lines:
            self.stdout.write(sign_in_lines + "\n")
        self.stdout.write(f"  E-mails   {mail}\n  Logs      {var / 'log'}\n")
        self.stdout.write("  Ctrl-C stops everything; what was entered stays.\n")
        self.stdout.flush()

    # --- telling ---

    def say(self, line: str) -> None:
        with suppress(OSError):  # a terminal that is gone must not keep us from stopping in order
            self.stdout.write(f"ebb: {line}")
            self.stdout.flush()

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Print what is being done, then a tick and how long it took, or that it failed."""
        began = time.monotonic()
        self.stdout.write(f"  {what:<48}", ending="")
        self.stdout.flush()
        try:
            yield
        except BaseException:
            self.stdout.write(" failed")
            raise
        self.stdout.write(f" ✓ {time.monotonic() - began:5.1f} s")
        self.stdout.flush()


def database_words() -> str:
    """Which database this is, for the screen: never its password."""
    where = settings.DATABASES["default"]
    if connection.vendor == "sqlite":
        return f"SQLite, {where['NAME']}"
    return f"{connection.display_name}, {where['NAME']} on {where['HOST'] or 'this machine'}"
