"""Lighthouse on the patient's screens, and on whatever else is behind a sign-in, against an Ebb that runs and holds something."""

import json
import subprocess
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.browsers.engines import HERE, with_node
from tests.journeys.conftest import World
from tests.journeys.people import HOUR, Person, now
from tests.journeys.phone.browser import ARGUMENTS, find_chromium
from tests.processes import UnavailableError

PATHS = {"log": "/app/", "curve": "/app/curve", "diary": "/app/diary"}
FORMS = ("mobile", "desktop")
RUNS = 3
LEAST = 0.98


@dataclass(frozen=True)
class Audit:
    """One screen on a phone or at a desk: the median score of each category, 0 to 1."""

    path: str
    form: str
    medians: Mapping[str, float]


def install() -> None:
    """`npm ci`, once for each lock file. Raises UnavailableError."""
    stamp, want = HERE / "node_modules" / ".ebb-installed", f"{zlib.crc32((HERE / 'package-lock.json').read_bytes())}\n"
    if stamp.is_file() and stamp.read_text() == want:
        return
    print("installing Lighthouse (180 MB, once)", file=sys.stderr, flush=True)  # noqa: T201
    environment = {**with_node(), "PUPPETEER_SKIP_DOWNLOAD": "1"}
    if subprocess.run(
        ["npm", "ci", "--loglevel=error"], cwd=HERE, env=environment, stdout=sys.stderr, check=False
    ).returncode:
        raise UnavailableError("npm could not install Lighthouse and what drives Firefox; the lines above say why")
    stamp.write_text(want)


def audits(world: World, forms: Sequence[str] = FORMS) -> Iterator[Audit]:
    """Every screen in every form, each as soon as it is known. Raises UnavailableError where Lighthouse cannot be had."""
    install()
    nora = world.new_patient()
    nora.treat(now() - 50 * HOUR)
    for hours, nrs in ((60, 3), (26, 5), (1, 4)):
        nora.log(now() - hours * HOUR, nrs)
    yield from audits_of(nora.phone, list(PATHS.values()), forms, world.ebb.base_url)


def audits_of(who: Person, paths: Sequence[str], forms: Sequence[str], base_url: str) -> Iterator[Audit]:
    """These screens as somebody sees them who is signed in by cookie. Raises UnavailableError."""
    install()
    asked = {
        "chromium": find_chromium(),
        "base": base_url,
        "cookie": who.headers["Cookie"],
        "paths": list(paths),
        "forms": list(forms),
        "runs": RUNS,
        "args": ARGUMENTS,
    }
    process = subprocess.Popen(
        ["node", "lighthouse.mjs"], cwd=HERE, env=with_node(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(asked))
    process.stdin.close()
    for line in process.stdout:
        told = json.loads(line)
        given = {name: [score for score in scores if score is not None] for name, scores in told["scores"].items()}
        yield Audit(told["path"], told["form"], {name: median(scores) for name, scores in given.items()})
    assert process.wait() == 0, "Lighthouse ended with an error"
