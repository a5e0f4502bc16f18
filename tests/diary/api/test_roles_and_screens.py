"""Who gets to see which of the practitioner's screens. A truth table: a row for each screen, with all that it asks the server for.

A screen shows what its requests bring, so a cell holds the worst answer among them, about Maya. Anna treats her; Ben covers for
Anna; Mia manages the clinic; Eva left it yesterday; Zoe works elsewhere: lists answer her, and hold nothing of Maya.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from tests.cast import Api, Cast, make_cast
from tests.diary.care import Care, make_care, once_worked_here
from tests.house.source import ROOT

pytestmark = pytest.mark.django_db

CLINIC = ROOT / "frontend" / "src" / "clinic"
# Asked for by a button, about something that was just made; the access matrix has them.
ASKED_LATER = {"reports/{id}/shares", "clinic/preset/replay/{id}"}
TABLE = """
screen               stranger maya anna ben mia eva zoe  asks for
worklist                  401  403  200 200 200 403 200  worklist worklist/open cover
alert                     401  403  200 200 200 404 404  alerts/{alert} patients/{patient} patients/{patient}/timeline
    sessions/{session} sessions/{session}/curve entries/{entry} catalogue message-templates
patients                  401  403  200 200 200 403 200  patients
new-patient               401  200  200 200 200 200 200  me
patient                   401  403  200 200 200 404 404  patients/{patient} patients/{patient}/timeline
    sessions/{session}/curve courses/{course}/curve courses/{course}/review patients/{patient}/adverse-events
course                    401  403  200 200 200 404 404  patients/{patient} courses courses/{course} course-plans
invitation                401  403  200 200 200 403 404  patients/{patient}
session                   401  403  200 200 200 403 404  patients/{patient} courses sessions
    courses/{course}/warnings session-templates
letter                    401  403  200 200 200 403 404  patients/{patient} courses sessions reports
told                      401  403  200 200 200 403 200  contact-points quiet-hours push-subscriptions
unreached                 401  403  200 200 200 403 200  unreached
office                    401  200  200 200 200 200 200  me
office/members            401  403  200 200 200 403 200  clinic/members
office/cover              401  403  200 200 200 403 200  cover clinic/members
office/hours              401  403  200 200 200 403 200  clinic
office/preset             401  403  403 403 200 403 403  clinic clinic/changes
office/changes            401  403  403 403 200 403 403  clinic/changes
office/templates          401  403  200 200 200 403 200  message-templates course-plans
office/sessions           401  403  200 200 200 403 200  session-templates
office/import             401  403  200 200 200 403 200  patients
office/audit              401  403  403 403 200 403 403  clinic/audit
office/security           401  403  200 200 200 403 200  worklist
office/connections        401  403  403 403 200 403 403  webhooks clinic/tokens clinic/cliniko
sign-in                   401  200  200 200 200 200 200  me
not-found                 401  200  200 200 200 200 200  me
"""


@dataclass(frozen=True)
class Row:
    """What each role is answered by the requests of a screen."""

    screen: str
    expected: dict[str, int]
    requests: tuple[str, ...]

    def __str__(self) -> str:
        return self.screen


def read_table() -> tuple[Row, ...]:
    header, *lines = TABLE.strip().replace("\n ", "").splitlines()
    roles = header.split()[1:-2]
    rows = []
    for line in lines:
        screen, *cells = line.split()
        statuses = dict(zip(roles, map(int, cells), strict=False))
        rows.append(Row(screen, statuses, tuple(cells[len(roles) :])))
    return tuple(rows)


ROWS = read_table()


@dataclass(frozen=True)
class World:
    """Maya's record and everybody who may stand before a screen."""

    cast: Cast
    care: Care
    people: dict[str, Api]


@pytest.fixture(scope="module")
def house(built_once: datetime) -> World:
    now, cast = built_once, make_cast(built_once)
    care = make_care(cast, now)
    staff = {name: getattr(cast, name) for name in ("anna", "ben", "mia", "zoe")} | {"eva": once_worked_here(cast, now)}
    people = {name: Api(user, by="token") for name, user in staff.items()}
    return World(cast, care, people | {"stranger": Api(), "maya": Api(cast.maya.user, by="device")})


@pytest.fixture
def world(house: World, db: None) -> World:
    """As it was built, whatever the tests before did to it."""
    return replace(house, people={name: api.again() for name, api in house.people.items()})


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_role_gets_the_screens_that_are_theirs_and_of_maya_only_if_she_is(row: Row, world: World):
    care, maya = world.care, world.cast.maya
    ids = {"patient": maya, "course": care.course, "session": care.session, "alert": care.fever, "entry": care.feverish}
    paths = [path.format(**{name: thing.pk for name, thing in ids.items()}) for path in row.requests]
    got = {}
    for role in row.expected:
        answers = [world.people[role].get(path) for path in paths]
        got[role] = max(answer.status for answer in answers)
        if role not in ("maya", "anna", "ben", "mia"):
            told = "".join(answer.response.content.decode() for answer in answers)
            assert not [secret for secret in (maya.name, str(maya.pk), str(care.fever.pk)) if secret in told], role
    assert got == row.expected


def test_every_screen_has_its_row():
    routes = (CLINIC / "routes.ts").read_text()
    kinds = re.search(r"export type Route =(.*?);\n\n", routes, re.DOTALL)
    pages = re.search(r"const PAGES = \{(.*?)\n\}", (CLINIC / "office" / "index.tsx").read_text(), re.DOTALL)
    assert kinds
    assert pages
    screens = {name for names in re.findall(r"screen: ([^;]+)", kinds[1]) for name in re.findall(r"'([\w-]+)'", names)}
    offices = {f"office/{name}" for name in re.findall(r"^  (\w+): \{", pages[1], re.MULTILINE)}
    assert {row.screen for row in ROWS} == screens | offices
    assert len(ROWS) == len(screens | offices)


def test_every_request_of_the_screens_stands_in_a_row():
    asked = set()
    for file in (CLINIC / "api.ts", CLINIC / "office" / "api.ts"):
        for _, path in re.findall(r"\bask<[^(]+>\(\s*([`'])((?:(?!\1).)+)\1\)", file.read_text()):
            asked.add(re.sub(r"\$\{.+?\}", "{id}", path.split("?")[0]))
    known = {re.sub(r"\{\w+\}", "{id}", path) for row in ROWS for path in row.requests}
    assert {"alerts/{id}", "clinic", "patients/{id}/timeline"} < asked
    assert asked - known - ASKED_LATER == set()
