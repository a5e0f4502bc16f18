"""What a line of the log holds: the request, the rows it speaks of, the kind of an error, and no word of it."""

import json
import logging
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from config.logs import Json, RequestIds, WithRequest

ALERT, DELIVERY = "0190a000-0000-7000-8000-000000000001", "0190a000-0000-7000-8000-000000000002"


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """What a logger of ours says, as JSON."""
    lines: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    keeper = Keeper()
    keeper.setFormatter(Json())
    keeper.addFilter(WithRequest())
    log = logging.getLogger("tests.logs")
    log.addHandler(keeper)
    yield lines
    log.removeHandler(keeper)


def view(request: HttpRequest) -> HttpResponse:
    logging.getLogger("tests.logs").warning("delivery %s of alert %s attempt 1", DELIVERY, ALERT)
    return HttpResponse()


def test_as_json_a_line_names_its_request_and_the_rows_it_speaks_of(logged: list[str]) -> None:
    answer = RequestIds(view)(HttpRequest())
    (line,) = map(json.loads, logged)
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert (line["delivery_id"], line["alert_id"]) == (DELIVERY, ALERT)
    assert (line["level"], line["logger"]) == ("WARNING", "tests.logs")
    assert line["at"].endswith("+00:00")


def test_outside_of_a_request_there_is_none(logged: list[str]) -> None:
    RequestIds(view)(HttpRequest())
    view(HttpRequest())
    assert "request_id" not in json.loads(logged[1])


def test_of_an_error_its_kind_and_place_and_never_its_words(logged: list[str]) -> None:
    try:
        raise ValueError("6 out of 10\nand a second line")
    except ValueError:
        logging.getLogger("tests.logs").exception("a sweep failed")
    (text,) = logged
    assert "\n" not in text
    assert json.loads(text)["error"].startswith("ValueError\n")
    assert "6 out of 10" not in text


def test_every_answer_has_an_id_of_its_own_and_believes_none() -> None:
    given = [Client().get("/app/", headers={"X-Request-Id": "mine"}).headers["X-Request-Id"] for _ in range(2)]
    assert len({*given, "mine"}) == 3
