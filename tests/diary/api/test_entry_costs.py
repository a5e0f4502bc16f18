"""What a PUT of an entry asks of the database: so many statements, and no more for a longer diary."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Api, Cast, entry, start_course, treat


@pytest.mark.parametrize("entries", [1, 12])
def test_an_entry_costs_so_many_statements_however_long_the_diary(
    cast: Cast, maya: Api, now: datetime, entries: int
) -> None:
    """Who asks; patient, how she stands, sessions, readings; when to look again; what is kept, noted and judged."""
    treat(start_course(cast.maya, cast.anna, now - timedelta(days=9)), cast.anna, now - timedelta(hours=60))
    for number in range(entries):
        assert maya.log(entry(now - timedelta(hours=40 - number), 3)).status == 201
    with CaptureQueriesContext(connection) as caught:
        assert maya.log(entry(now - timedelta(hours=1), 3)).status == 201
    # SQLite takes entry, version, who looked and judgement one by one; PostgreSQL is told who asks, and that they have gone.
    assert len(caught) == 12
