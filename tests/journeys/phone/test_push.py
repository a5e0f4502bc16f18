"""A message to a closed phone, the whole way: sealed by the server, opened with the browser's keys, shown, tapped, confirmed."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page
from pytest_httpserver import HTTPServer

from alerts.fields import uuid7
from tests.alerts.browsers import Browser
from tests.journeys.conftest import World
from tests.journeys.people import now, wait_for
from tests.journeys.phone.browser import Nora, Phone, pair_and_agree, phone
from tests.journeys.phone.test_two_people import AT_A_DESK

pytestmark = [pytest.mark.stack, pytest.mark.timeout(120)]

SHOWN = """() => navigator.serviceWorker.getRegistration('/app/')
    .then((worker) => worker.getNotifications())
    .then((all) => all.map(({ title, body, tag, data }) => ({ title, body, tag, data })))"""

# Answers how many are left. Before anything that takes long: this browser takes a message away by itself after 25 seconds.
TAP = """async () => {
  const [notification] = await self.registration.getNotifications();
  self.dispatchEvent(new NotificationEvent('notificationclick', { notification }));
  return (await self.registration.getNotifications()).length;
}"""


@pytest.fixture
def push_service() -> Iterator[HTTPServer]:
    """A push service on this machine, which takes everything."""
    with HTTPServer(host="127.0.0.1") as server:
        server.expect_request("/nora", method="POST").respond_with_data(status=201)
        yield server


def registration_of(held: Phone, page: Page) -> tuple[Any, str]:
    """A way to speak to the browser itself, and its name for our worker."""
    session = held.context.new_cdp_session(page)
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda update: found.extend(each["registrationId"] for each in update["registrations"]),
    )
    session.send("ServiceWorker.enable")
    wait_for(lambda: page.wait_for_timeout(100) or found, 10)
    return session, found[0]


def zone_at_noon() -> str:
    """A zone where it is about noon now: reminders leave by day only."""
    ahead = 12 - now().hour
    return f"Etc/GMT{-ahead:+d}"  # the sign of these names is the other way round


def call(page: Page, held: Phone, method: str, path: str, body: Any) -> None:
    answer = page.request.fetch(
        f"{held.base_url}/api/v1/{path}",
        method=method,
        data=json.dumps(body),
        headers={"X-Ebb": "1", "Content-Type": "application/json"},
    )
    assert answer.ok, answer.text()


def confirmed(nora: Nora) -> str:
    """How many pushes phones have confirmed, as the database has it."""
    code = "from alerts.models import Delivery; print(Delivery.objects.exclude(received_at=None).count())"
    return nora.world.ebb.manage("shell", "-v", "0", "-c", code).strip()


def test_a_reminder_is_sealed_opened_shown_confirmed_and_tapped(
    held: Phone, nora: Nora, push_service: HTTPServer
) -> None:
    held.context.grant_permissions(["notifications"], origin=held.base_url)
    page = pair_and_agree(held, nora)
    session, registration = registration_of(held, page)
    browser = Browser()
    subscription = {"endpoint": push_service.url_for("/nora"), "keys": browser.keys}
    call(page, held, "PATCH", "me", {"time_zone": zone_at_noon()})
    call(page, held, "PUT", f"push-subscriptions/{uuid7()}", subscription)
    nora.treat(hours_ago=49.05)
    call(page, held, "PUT", "consents/reminders", {"given": True, "version": "2026-1"})
    wait_for(lambda: push_service.log, 20)

    message = browser.open(push_service.log[0][0].data)
    told = message["notification"]
    assert (told["title"], told["body"]) == ("Ebb: a reminder", "It takes a few seconds.")
    assert confirmed(nora) == "0"
    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": held.base_url, "registrationId": registration, "data": json.dumps(message)},
    )
    wait_for(lambda: page.wait_for_timeout(100) or page.evaluate(SHOWN), 10)
    [shown] = page.evaluate(SHOWN)
    assert shown == {
        "title": "Ebb: a reminder",
        "body": "It takes a few seconds.",
        "tag": "ebb",
        "data": {"navigate": f"{held.base_url}/app/"},
    }
    [worker] = held.context.service_workers
    assert worker.evaluate(TAP) == 0
    assert wait_for(lambda: confirmed(nora) == "1", 20, every=0.5)


def test_a_push_that_nobody_can_read_is_shown_all_the_same(held: Phone, nora: Nora) -> None:
    """A push that shows nothing costs the subscription."""
    held.context.grant_permissions(["notifications"], origin=held.base_url)
    page = pair_and_agree(held, nora)
    session, registration = registration_of(held, page)
    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": held.base_url, "registrationId": registration, "data": "not json"},
    )
    wait_for(lambda: page.wait_for_timeout(100) or page.evaluate(SHOWN), 10)
    assert [shown["title"] for shown in page.evaluate(SHOWN)] == ["Ebb: news for you"]


def test_staff_are_told_on_a_browser_that_is_signed_out(
    browser: Chromium, world: World, push_service: HTTPServer
) -> None:
    """The clinic's own worker: it shows the message, says that it came, and keeps nothing of the clinic."""
    with phone(browser, world, **AT_A_DESK) as held:
        held.expect("does not support the Push API in incognito mode")
        held.context.grant_permissions(["notifications"], origin=held.base_url)
        page = held.open(
            world.ebb.manage("sign_in_link", "anna@demo.example").splitlines()[-1].removeprefix(held.base_url)
        )
        page.get_by_role("heading", name="Worklist").wait_for()
        page.get_by_role("link", name="How you are told").click()
        page.get_by_role(
            "button", name="Tell me on this device"
        ).click()  # the worker comes first, then the subscription
        session, registration = registration_of(held, page)
        message = {"notification": {"title": "Ebb: an alert", "body": "Open Ebb.", "navigate": "/clinic/", "tag": "a"}}
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("heading", name="Sign in").wait_for()
        session.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": held.base_url, "registrationId": registration, "data": json.dumps(message)},
        )
        shown = SHOWN.replace("/app/", "/clinic/")
        wait_for(lambda: page.wait_for_timeout(100) or page.evaluate(shown), 10)
        assert [each["title"] for each in page.evaluate(shown)] == ["Ebb: an alert"]
        assert page.evaluate("() => caches.keys()") == []
