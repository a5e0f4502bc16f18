"""Start everything on this machine and stop it on Ctrl-C: what `./ebb run` does, as `python -m config.up`.

It reads Ebb once; the programs begin as copies of it (docs/adr/0061-programs-are-copies.md). The tables are looked after by another
copy, which ends: this process asks no database anything.
"""

import argparse
import gc
import io
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import django
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from config import brokers, forking, proof, secrets, stack
from config.steps import step, tell
from config.supervisor import Program, Supervisor

READY_WITHIN_SECONDS = 90.0
BROKER_READY_WITHIN_SECONDS = 10.0
WORKER_GRACE_SECONDS = 15.0
NO_BROKER = """
  NO VALKEY OR REDIS COULD BE FOUND ON THIS MACHINE. The sweeper alone delivers alerts: within seconds, not at once.
  Install valkey or redis, or set REDIS_URL.
"""


def main(words: list[str]) -> None:
    """`--once`: do the main job over HTTP as a proof, then stop."""
    parser = argparse.ArgumentParser(prog="./ebb run", description="Start everything on this machine.")
    parser.add_argument("--once", action="store_true", help="do the main job over HTTP as a proof, then stop")
    is_proof = parser.parse_args(words).once
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.umask(0o077)
    secrets.make()
    secrets.from_files()
    try:
        if is_proof:
            proof.in_a_stack_of_its_own(step)
        else:
            up()
    except (stack.StackError, proof.ProofError, CommandError) as error:
        sys.exit(f"ebb: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def up() -> None:
    """Everything on this machine, until it is told to stop. Raises StackError with a sentence for whoever started it."""
    began = time.monotonic()
    gc.disable()  # until all is read: `forking.read_once` says why
    var = secrets.var_folder()
    without = stack.left_out(os.environ.get("EBB_WITHOUT", ""))
    stack.make_folder(var)
    with stack.take_lock(var):
        broker = broker_of_our_own(var, without)
        stack.check_port_is_free(settings.BIND, settings.PORT)
        if broker is None:
            check_others_answer({"REDIS_URL": settings.REDIS_URL, "EBB_BROKER_URL": settings.BROKER_ADDRESS})
        supervisor = Supervisor(var, say)
        supervisor.take_signals()
        try:
            if broker is not None:
                supervisor.start(Program("broker", broker.command(), is_server=True))
            ways_in = prepare_and_read(supervisor)
            start(supervisor, var, without, broker)
            if is_ready(supervisor):
                welcome(var, ways_in, time.monotonic() - began)
            supervisor.watch()
        finally:
            say("stopping")
            supervisor.stop()
        say("stopped")


def broker_of_our_own(var: Path, without: set[str]) -> stack.Broker | None:
    """The broker to start, unless there is one; the settings are told where it will be, before anybody reads them."""
    if os.environ.get("REDIS_URL") or os.environ.get("EBB_BROKER_URL") or "broker" in without:
        return None
    broker = stack.embedded_broker(var)
    if broker is None:
        tell(NO_BROKER)
        return None
    os.environ["REDIS_URL"] = broker.url
    return broker


def check_others_answer(addresses: Mapping[str, str]) -> None:
    """Raise StackError for the first server that is named by a variable and says nothing."""
    for name, address in addresses.items():
        if address and not brokers.answers(address):
            raise stack.StackError(
                f"no answer from {name} ({brokers.place_of(address)}). Start that server, or unset it."
            )


def prepare_and_read(supervisor: Supervisor) -> str:
    """Bring the data folder to this version in a copy, and read Ebb in the meantime. Answers how to sign in."""
    django.setup()
    ours, theirs = multiprocessing.Pipe(duplex=False)

    def prepare() -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # of the terminal: we are told by our parent
        lines = io.StringIO()
        try:
            call_command("prepare", stdout=lines)
        except CommandError as error:
            sys.exit(f"ebb: {error}")
        theirs.send(lines.getvalue())

    preparing = forking.Copy(prepare)
    if are_copies():
        forking.read_once("config.everything")
    gc.enable()
    supervisor.wait_for(lambda: preparing.poll() is not None, float("inf"))
    if supervisor.stopping:
        preparing.terminate()
    elif code := preparing.wait():
        sys.exit(code)  # it has said why
    return str(ours.recv()) if ours.poll() else ""


def are_copies() -> bool:
    """Where PostgreSQL stands, each program reads its own settings: those of the web server differ (`config/wsgi.py`)."""
    return forking.can_copy() and connection.vendor == "sqlite"


def start(supervisor: Supervisor, var: Path, without: set[str], broker: stack.Broker | None) -> None:
    """The broker, then every program that is not left out. Raises StackError when the broker does not answer in time."""
    if broker is not None:
        with step(f"broker: {broker.binary.name}"):
            answers = supervisor.wait_for(lambda: brokers.answers(broker.url), BROKER_READY_WITHIN_SECONDS)
            if not (answers or supervisor.stopping):
                raise stack.StackError(f"the broker does not start. {var / 'log' / 'broker.log'} says why.")
    is_copy = are_copies()
    programs = [
        Program("sweeper", stack.sweeper_command(), is_copy=is_copy),
        Program("web", stack.web_command(var, settings.BIND, settings.PORT), is_copy=is_copy),
    ]
    if settings.BROKER_ADDRESS:
        programs += [
            Program("worker", stack.worker_command(), WORKER_GRACE_SECONDS, is_copy=is_copy),
            Program("beat", stack.beat_command(var), is_copy=is_copy),
        ]
    for program in programs:
        if program.name not in without and not supervisor.stopping:
            supervisor.start(program)


def is_ready(supervisor: Supervisor) -> bool:
    """Wait until the web server and a sweep answer; False when it was told to stop meanwhile. Raises StackError when they
    do not in time.
    """
    said = ""

    def ask() -> bool:
        nonlocal said
        ready, said = stack.readiness(settings.BIND, settings.PORT, settings.BASE_URL)
        return ready

    with step("web server, worker, beat, sweeper"):
        if supervisor.wait_for(ask, READY_WITHIN_SECONDS) or supervisor.stopping:
            return not supervisor.stopping
    raise stack.StackError(f"not ready after {READY_WITHIN_SECONDS:.0f} s: {said.strip()} See {settings.VAR / 'log'}")


def welcome(var: Path, ways_in: str, seconds: float) -> None:
    """Where Ebb is, the ways into its demo, and where its mails and logs lie."""
    mail = settings.EMAIL_FILE_PATH if settings.EMAIL_FILE_PATH else f"leave through {settings.EMAIL_HOST}"
    tell(f"\nEbb is ready after {seconds:.1f} s: {settings.BASE_URL}\n")
    if ways_in:
        tell(ways_in)
    tell(f"  E-mails   {mail}\n  Logs      {var / 'log'}")
    tell("  Ctrl-C stops everything; what was entered stays.")


def say(line: str) -> None:
    """A line of the supervisor's, marked as ours."""
    tell(f"ebb: {line}")


if __name__ == "__main__":
    main(sys.argv[1:])
