"""For every test of the suite: nothing clinical leaves by any channel, whatever the story was."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.mail.message import EmailMessage

from alerts.actions import deliveries
from tests.leaving import leaks_of, told_in

OF_THE_DATABASE = {"db", "transactional_db"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--of-the-database", action="store_true", help="only tests that ask a database something")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a second database the rest would say the same again."""
    if config.getoption("--of-the-database"):
        config.hook.pytest_deselected(items=[item for item in items if not asks_a_database(item)])
        items[:] = [item for item in items if asks_a_database(item)]


def asks_a_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db") or OF_THE_DATABASE & set(getattr(item, "fixturenames", ())))


@pytest.fixture(autouse=True)
def nothing_clinical_leaves(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Reads over the shoulder of whoever sends: alerts and notices by any channel, and every e-mail of any other part."""
    leaks: list[str] = []
    make, send = deliveries._outgoing, EmailMessage.send

    def outgoing(*args: Any, **kwargs: Any) -> Any:
        message = make(*args, **kwargs)
        leaks.extend(leaks_of(message))
        return message

    def send_mail(mail: EmailMessage, *args: Any, **kwargs: Any) -> int:
        leaks.extend(told_in(f"{mail.subject}\n{mail.body}"))
        return send(mail, *args, **kwargs)

    monkeypatch.setattr(deliveries, "_outgoing", outgoing)
    monkeypatch.setattr(EmailMessage, "send", send_mail)
    yield leaks
    assert not leaks, leaks
