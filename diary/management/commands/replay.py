"""Replay real diaries through the same action the API uses, with time moved along, and count what the rules say.

In a temporary database unless `--keep`; nobody has a contact point in it, so nobody is told.
"""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from diary.actions.replay import Diaries, Replayed, read_diaries, replay_diaries
from diary.models import Clinic

CHRONICITIES = ("acute", "subacute", "persistent", "chronic")


class Command(BaseCommand):
    help = "Replay a CSV of diaries (columns subject, day, pain): a session every seventh day from day 7, then a table of alerts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--keep", action="store_true", help="write into this installation's database")
        parser.add_argument("--preset", default="standard", choices=Clinic.Preset.values, help="of the 48-hour rule")
        parser.add_argument(
            "--rules-diff",
            nargs=2,
            metavar=("A", "B"),
            choices=Clinic.Preset.values,
            help="replay under two presets; list the alerts that B gains and loses",
        )
        parser.add_argument(
            "--chronicity", default="chronic", choices=CHRONICITIES, help="of every subject's pain (default: chronic)"
        )
        parser.add_argument("--subjects", type=int, default=None, help="only the first so many subjects")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = options["file"].read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"Cannot read {options['file']}: {error}") from error
        try:
            diaries, bad_rows = read_diaries(text)
        except ValueError as error:
            raise CommandError(str(error)) from error
        for bad in bad_rows:
            self.stderr.write(f"line {bad.line}: {bad.reason}; left out")
        if options["subjects"]:
            diaries = dict(list(diaries.items())[: options["subjects"]])
        if options["keep"]:
            self._replay(diaries, options)
            return
        with tempfile.TemporaryDirectory(prefix="ebb-replay-") as folder:
            use_temporary_database(Path(folder))
            call_command("migrate", verbosity=0)
            self._replay(diaries, options)
            connections["default"].close()

    def _replay(self, diaries: Diaries, options: dict[str, Any]) -> None:
        presets = options["rules_diff"] or [options["preset"]]
        replayed = []
        for preset in presets:
            self.stdout.write(f"preset {preset}, {options['chronicity']} pain")
            with no_warnings_of_alerts():
                replayed.append(
                    replay_diaries(diaries, report=self._progress, preset=preset, chronicity=options["chronicity"])
                )
            self._show(replayed[-1])
        if options["rules_diff"]:
            self._show_difference(presets, *replayed)

    def _show_difference(self, presets: list[str], one: Replayed, other: Replayed) -> None:
        gained, lost = sorted(other.found.keys() - one.found.keys()), sorted(one.found.keys() - other.found.keys())
        self.stdout.write(f"from {presets[0]} to {presets[1]}: {len(gained)} gained, {len(lost)} lost")
        rules = sorted({rule for *_, rule in (*gained, *lost)})
        for name in rules:
            more, fewer = (sum(rule == name for *_, rule in keys) for keys in (gained, lost))
            self.stdout.write(f"  {name}: {more} gained, {fewer} lost")
        if set(rules) - {"forty_eight_hours"}:
            self.stdout.write("  (a pain that was found to last is carried into the next baseline: other rules follow)")
        for word, keys, found in (("gained", gained, other.found), ("lost", lost, one.found)):
            for key in keys:
                subject, number, rule = key
                self.stdout.write(f"{word:<7} {subject}, session {number}, {rule}: {found[key]}")

    def _progress(self, done: int, of: int, ratings: int) -> None:
        self.stderr.write(f"\r{done} of {of} subjects, {ratings} ratings", ending="\n" if done == of else "")
        self.stderr.flush()

    def _show(self, replayed: Replayed) -> None:
        share = 100 * replayed.lasting / replayed.judged if replayed.judged else 0.0
        rows = [
            ("subjects", replayed.subjects),
            ("ratings stored", replayed.ratings),
            ("sessions recorded", replayed.sessions),
            ("sessions judged (with a reading in the window)", replayed.judged),
            *((f"alerts: {rule}", count) for rule, count in sorted(replayed.alerts.items())),
            ("48-hour alerts, percent of judged sessions", f"{share:.1f} %"),
        ]
        width = max(len(name) for name, _ in rows)
        for name, value in rows:
            self.stdout.write(f"{name:<{width}}  {value!s:>8}")


@contextmanager
def no_warnings_of_alerts() -> Iterator[None]:
    """Nobody can be reached in a replay, and on purpose: a warning for each alert would bury what is counted."""
    log = logging.getLogger("alerts")
    usual = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(usual)


def use_temporary_database(folder: Path) -> None:
    """Point Django's only connection at a new SQLite file; the installation's own database is not opened."""
    connections["default"].close()
    connections.settings["default"] = {
        **connections.settings["default"],
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(folder / "replay.sqlite3"),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;"},
    }
    del connections["default"]
