"""What one more entry, one claim of the sweep, one timeline and one worklist cost while a group of clinics grows: CPU of
one answer, ours and PostgreSQL's together, medians, and the last beside the first. A patient's diary and a clinic stay as large as
they were; only the others become more. docs/scale.md has the picture.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from statistics import median

from django.db import transaction

from diary.actions.looking import claim_due
from diary.models import Patient
from tests.bench.bench_sweep import _say
from tests.bench.bench_workspace import one
from tests.bench.database import migrated
from tests.bench.group import ENTRIES_OF_EACH, SESSIONS_OF_EACH, Group
from tests.bench.page import Row, at_most
from tests.bench.picture import PICTURES, draw
from tests.cast import Api, entry, undone

SIZES = (1_250, 10_000, 40_000)  # patients
CALLS = 15
FLAT = 1.5
Curves = dict[str, list[tuple[int, float]]]


def measure() -> list[Row]:
    with migrated(durable=False):
        return list(_measure())


def _measure() -> Iterator[Row]:
    group = Group(datetime.now(UTC), patients=SIZES[-1])
    curves: Curves = {}
    for size in SIZES:
        group.grow(size)
        add_to(curves, group)
    yield from rows_of(curves)
    (PICTURES / "growth.svg").write_text(draw(curves), encoding="utf-8")


def add_to(curves: Curves, group: Group) -> None:
    """Measure what is asked again and again, beside so many entries."""
    entries = group.patients * ENTRIES_OF_EACH
    for what, ask in asked(group).items():
        ask()
        ask()
        figure = median(one(ask) for _ in range(CALLS))
        _say(f"{what}, beside {entries:,} entries: {figure:.1f} ms")
        curves.setdefault(what, []).append((entries, figure))


def asked(group: Group) -> dict[str, Callable[[], object]]:
    patient = Patient.objects.get(pk=group.of_harbour)
    anna = Api(group.cast.anna, by="token", now=group.now)
    own = Api(patient.user, by="token", now=group.now)

    def look() -> None:
        with transaction.atomic():
            claim_due(now=group.now, limit=50)

    def put() -> None:
        with undone():  # her diary does not grow with the others'
            assert own.log(entry(group.now, 4)).status == 201

    return {
        "PUT of an entry, without its commit": put,
        "50 sessions that are due, claimed": look,
        "timeline of a patient": lambda: anna.get(f"patients/{patient.pk}/timeline"),
        "worklist of a clinic": lambda: anna.get("worklist?limit=50"),
    }


def rows_of(curves: Curves) -> Iterator[Row]:
    for what, points in curves.items():
        for entries, figure in points:
            sessions = entries // ENTRIES_OF_EACH * SESSIONS_OF_EACH
            yield Row(f"{what}, beside {sessions:,} sessions", f"{figure:.1f} ms CPU")
        yield at_most("  the last beside the first", points[-1][1] / points[0][1], FLAT, "{:.2f} times")
