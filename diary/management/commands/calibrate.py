"""How well the bands and the 48-hour rule fit diaries of untreated people: coverage, false alerts, what is missed.

Reads files only: no database is opened, and nothing of a diary is kept.
"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from diary.actions.replay import Diaries, read_diaries
from diary.clinical.calibration import NOMINAL, TAILS, Calibration, calibrate
from diary.clinical.recovery import CURVES
from diary.management.commands.replay import CHRONICITIES
from diary.reports.reliability import Series, draw_reliability

SHOWN = (0.50, 0.80, 0.90, 0.95)
HEADINGS = ("percent that fire", "unchanged", "+1", "+2", "+3", "flare 2.0 at 10 h", "flare 2.5 at 24 h")


class Command(BaseCommand):
    help = (
        "Calibrate on CSV files of diaries (columns subject, day, pain): coverage, tails of W, false alerts, a picture."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="+")
        parser.add_argument("--region", default="low-back", help="body region of all files (default: low-back)")
        parser.add_argument(
            "--chronicity",
            nargs="+",
            default=["chronic"],
            help="acute, subacute, persistent or chronic: one, or one a file",
        )
        parser.add_argument("--plot", type=Path, help="where the picture goes (default: FILE-reliability.svg)")

    def handle(self, *args: Any, **options: Any) -> None:
        files: list[Path] = options["file"]
        kinds = options["chronicity"] * len(files) if len(options["chronicity"]) == 1 else options["chronicity"]
        if len(kinds) != len(files) or not set(kinds) <= set(CHRONICITIES):
            raise CommandError(
                "--chronicity: acute, subacute, persistent or chronic; one for all files, or one for each."
            )
        if options["region"] not in {key.split("/")[0] for key in CURVES}:
            raise CommandError(f"--region: there is no curve for {options['region']}.")
        series = []
        for number, (file, kind) in enumerate(zip(files, kinds, strict=True), start=1):
            diaries = self._read(file)
            self.stderr.write(f"{number} of {len(files)}: {file.name}, {len(diaries)} subjects, {kind} ...")
            try:
                found = calibrate(diaries, region=options["region"], chronicity=kind)
            except ValueError as error:
                raise CommandError(f"{file}: {error}") from error
            self._show(file, kind, found)
            series.append(Series(f"{kind}, {len(diaries)} subjects", tuple(map(float, NOMINAL)), found.observed))
        plot = options["plot"] or files[0].with_name(f"{files[0].stem}-reliability.svg")
        try:
            plot.write_text(draw_reliability(series), encoding="utf-8")
        except OSError as error:
            raise CommandError(f"Cannot write {plot}: {error}") from error
        self.stdout.write(f"picture: {plot}")

    def _read(self, file: Path) -> Diaries:
        try:
            diaries, bad_rows = read_diaries(file.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError) as error:
            raise CommandError(f"Cannot read {file}: {error}") from error
        for bad in bad_rows:
            self.stderr.write(f"line {bad.line}: {bad.reason}; left out")
        return diaries

    def _show(self, file: Path, kind: str, found: Calibration) -> None:
        write = self.stdout.write
        write(f"\n{file.name} ({kind}): {found.sessions} pseudo-sessions, one on each day with a week before it")
        write("coverage   " + "   ".join(f"{share:.0%} band {found.coverage(share):.3f}" for share in SHOWN))
        tails = "   ".join(f"P(W < {tail:g}) {rate:.3f}" for tail, rate in zip(TAILS, found.tails, strict=True))
        write(f"tails of W {tails}   two days running W < .10 {found.twice:.3f}")
        write(
            f"{HEADINGS[0]:<44}"
            + "".join(f"{heading:>19}" if "flare" in heading else f"{heading:>10}" for heading in HEADINGS[1:])
        )
        for rates in found.rates:
            steady = "".join(f"{rate:>10.1f}" for rate in (rates.unchanged, *rates.lasting))
            write(f"{rates.rule:<44}{steady}{rates.ordinary_flare:>19.1f}{rates.slow_flare:>19.1f}")
