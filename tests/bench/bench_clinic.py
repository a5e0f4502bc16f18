"""The practitioner's worklist and a patient's page as Lighthouse judges them, in Chromium against Ebb as it runs: Anna of the demo, a
patient with a month of scores, four sessions and open alerts. Scores are medians of three, on a phone and at a desk as Lighthouse
imagines them; where Lighthouse cannot be had, the row says so. Script is what a first visit to the worklist loads.
"""

import gzip
import re
from collections.abc import Iterator
from datetime import timedelta

from tests.bench.page import Row, at_least, at_most
from tests.browsers.lighthouse import FORMS, RUNS, audits_of
from tests.house.source import ROOT
from tests.journeys.people import HOUR, Patient, Person, anna_of, new_patient, now, wait_for
from tests.processes import UnavailableError
from tests.services import Ebb, ebb

START_SECONDS = 300.0
LEAST = {"performance": 95.0, "accessibility": 100.0}
MOST_SCRIPT_KB = 60.0
DIST = ROOT / "frontend" / "dist"
DAY = 24 * HOUR


def measure() -> list[Row]:
    with ebb(wait_seconds=START_SECONDS) as running:
        return [*scores(running), script()]


def scores(running: Ebb) -> Iterator[Row]:
    nora = month_of(new_patient(running, anna_of(running)))
    paths = {"/clinic/": "worklist", f"/clinic/patients/{nora.id}": "patient"}
    try:
        for audit in audits_of(at_desk(running), list(paths), FORMS, running.base_url):
            for category, least in LEAST.items():
                what = f"Lighthouse, {paths[audit.path]}, {audit.form}, {category}: median of {RUNS}"
                yield at_least(what, 100 * audit.medians[category], least, "{:.0f}")
    except UnavailableError as error:
        yield Row("Lighthouse", f"not measured: {error}")


def at_desk(running: Ebb) -> Person:
    """Anna, signed in by a one-time link as in a browser."""
    link = running.manage("sign_in_link", "anna@demo.example").splitlines()[-1]
    anna = Person(running, {"X-Ebb": "1"})
    anna.post("sign-in", {"token": link.partition("#t=")[2]})
    return anna


def month_of(nora: Patient) -> Patient:
    """Four visits, and scores around each; the last pain lasts, and takes her breath."""
    begin = now() - timedelta(days=24)
    for day in (5, 4, 3, 2, 1):
        nora.log(begin - day * DAY, 5)
    for ended in (begin, begin + 7 * DAY, begin + 14 * DAY, now() - 52 * HOUR):
        nora.treat(ended, needles=8, retention_minutes=20, points=["BL23"], nrs_before=4)
        for hours, nrs in ((6, 6), (26, 5), (50, 7)):
            nora.log(ended + hours * HOUR, nrs)
    nora.log(now() - HOUR, 6, "short-of-breath")
    assert wait_for(lambda: nora.alerts(state="open"), 20)
    return nora


def script() -> Row:
    named = set(re.findall(r'"/app-static/(assets/[\w.-]+\.js)"', (DIST / "clinic.html").read_text()))
    size = sum(len(gzip.compress((DIST / file).read_bytes(), 9)) for file in named)
    return at_most("script of a first visit, compressed", size / 1000, MOST_SCRIPT_KB, "{:.1f} KB")
