"""Ask the OSV database for known weaknesses of everything in the lock files; says so when it cannot be asked."""

import json
from argparse import ArgumentParser
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.core.management.base import BaseCommand, CommandError

from config.locked import Part, locked_parts

SERVICE = "https://api.osv.dev/v1/querybatch"
ECOSYSTEMS = {"pypi": "PyPI", "npm": "npm"}
AT_ONCE = 500
CANNOT_ASK = 2


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--url", default=SERVICE, help="another service that answers as OSV does")

    def handle(self, *args: Any, **options: Any) -> None:
        parts = locked_parts()
        try:
            weak = [
                found
                for start in range(0, len(parts), AT_ONCE)
                for found in ask(options["url"], parts[start:][:AT_ONCE])
            ]
        except (URLError, OSError, ValueError, KeyError) as error:
            raise CommandError(
                f"Nothing was audited: {options['url']} could not be asked ({type(error).__name__}). Run this where the network "
                "allows it, or hand `./ebb sbom` to a scanner of your own.",
                returncode=CANNOT_ASK,
            ) from error
        for part, ids in weak:
            self.stdout.write(
                f"{part.kind} {part.name} {part.version}{'' if part.is_shipped else ' (not shipped)'}: {', '.join(ids)}"
            )
        self.stdout.write(f"{len(parts)} parts asked about, {len(weak)} with known weaknesses.")
        if weak:
            raise CommandError("Look each up at https://osv.dev, then `./ebb lock --upgrade`.")


def ask(url: str, parts: list[Part]) -> list[tuple[Part, list[str]]]:
    """Those of `parts` of which the service knows weaknesses, with their ids. Raises OSError, ValueError, KeyError."""
    asked = [
        {"package": {"name": part.name, "ecosystem": ECOSYSTEMS[part.kind]}, "version": part.version} for part in parts
    ]
    request = Request(url, json.dumps({"queries": asked}).encode(), {"Content-Type": "application/json"})  # noqa: S310
    with urlopen(request, timeout=30) as answer:  # noqa: S310 - the operator's own choice
        results = json.load(answer)["results"]
    if len(results) != len(parts):
        raise ValueError("the service answered about other parts")
    told = (
        (part, sorted(each["id"] for each in result.get("vulns", [])))
        for part, result in zip(parts, results, strict=True)
    )
    return [(part, ids) for part, ids in told if ids]
