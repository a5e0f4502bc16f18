"""How Ebb connects to PostgreSQL: the same for the web, the workers and the benchmarks."""

from typing import Any

# A statement that comes back is parsed and planned once for each connection. One that is asked twice will be asked again.
PREPARED_AFTER = 2
# What a look-up in an index costs beside reading on: as on a disk without a moving head. With PostgreSQL's own 4, from a clinic of
# 5,000 on it reads all patients to learn whose fifty rows are, and again for each table (docs/adr/0046).
SETTINGS = {"random_page_cost": "1.1"}


def postgresql_options(wall: str, given: dict[str, Any] | None = None) -> dict[str, Any]:
    """Django's OPTIONS for a process on this side of the wall (`diary/wall.py`), beside those `given` by DATABASE_URL."""
    given = given or {}
    spoken = " ".join(f"-c {name}={value}" for name, value in {"ebb.wall": wall, **SETTINGS}.items())
    return {
        "server_side_binding": True,
        "prepare_threshold": PREPARED_AFTER,
        **given,
        "options": f"{given.get('options', '')} {spoken}".strip(),
    }
