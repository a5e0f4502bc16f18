"""Values that travel as PostgreSQL keeps them are the same values on the other side."""

from datetime import UTC, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.arrays import array_of
from alerts.many import among
from diary.models import Session

pytestmark = pytest.mark.django_db

# PostgreSQL keeps no zero byte, and UTF-8 no half of a pair.
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
MOMENTS = st.datetimes(timezones=st.just(UTC))
SPANS = st.timedeltas(timedelta(days=-99_999), timedelta(days=99_999))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "uuid": st.uuids(),
    "text": TEXTS,
    "varchar": TEXTS,
    "timestamp with time zone": MOMENTS,
    "interval": SPANS,
}


def come_back(kind: str, values: list[Any], shown: str = "each") -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {shown} FROM unnest(%s::{kind}[]) WITH ORDINALITY AS own (each, place) ORDER BY place",  # noqa: S608
            [array_of(kind, values)],
        )
        return [value for (value,) in cursor.fetchall()]


@pytest.mark.parametrize("kind", VALUES)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_each_kind_of_value_comes_back_in_order_and_null_where_it_was_none(kind: str, data: st.DataObject) -> None:
    values = data.draw(st.lists(VALUES[kind] | st.none() if data.draw(st.booleans()) else VALUES[kind]))
    assert come_back(kind, values) == values


def test_documents_come_back(db: None) -> None:
    documents = ['{"a": "\\"so\\" \\\\ \U0001f642"}', None, "[1.5, null]", "null"]
    assert come_back("jsonb", documents, "each::text") == documents


def test_a_value_of_another_kind_is_refused() -> None:
    with pytest.raises((TypeError, AttributeError)):
        array_of("uuid", [UUID(int=1), "2"])


def test_a_statement_with_an_array_is_shown_as_it_could_be_written() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert not Session.objects.filter(among("pk", [UUID(int=1)])).exists()
        assert come_back("jsonb", ['{"a": "it\'s"}'], "each::text") == ['{"a": "it\'s"}']
    found = []
    for each in asked:
        assert "bytea" not in each["sql"]
        with connection.cursor() as cursor:
            cursor.execute(each["sql"].replace("%", "%%"))
            found.append(cursor.fetchall())
    assert found == [[], [('{"a": "it\'s"}',)]]
