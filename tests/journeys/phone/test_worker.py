"""The service worker: it opens the app without a network, sends when no page is open, updates after a tap, keeps no answer."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import World
from tests.journeys.people import wait_for
from tests.journeys.phone.between import between
from tests.journeys.phone.browser import Nora, Phone, log, pair_and_agree

pytestmark = [pytest.mark.stack, pytest.mark.timeout(120)]


def test_the_app_opens_without_a_network_on_every_screen(held: Phone, nora: Nora) -> None:
    page = pair_and_agree(held, nora)
    held.context.set_offline(True)
    for path, heading in (
        ("", "How bad has your pain been"),
        ("diary", "Diary"),
        ("curve", "My curve"),
        ("settings", "Settings"),
        ("help", "Something is wrong"),
        ("doctor", "Show this to the doctor"),
    ):
        page.goto(f"{held.base_url}/app/{path}")
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()


def test_it_sends_what_waits_when_no_page_is_open(held: Phone, nora: Nora, world: World) -> None:
    with between(world) as proxy:
        held.base_url = proxy.base_url
        page = pair_and_agree(held, nora)
        session = held.context.new_cdp_session(page)
        registrations: list[str] = []
        session.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda update: registrations.extend(each["registrationId"] for each in update["registrations"]),
        )
        session.send("ServiceWorker.enable")
        wait_for(lambda: page.wait_for_timeout(50) or registrations, seconds=10)
        # The server is away, not the phone: what the browser does of itself when a page closes finds nobody either.
        proxy.is_away = True
        log(page, 5)
        page.goto("about:blank")
        assert nora.rows() == []
        proxy.is_away = False
        event = {"origin": held.base_url, "registrationId": registrations[0], "tag": "outbox", "lastChance": False}

        def dispatched() -> bool:
            # Like the browser, again: the worker may still wait after a try that failed.
            session.send("ServiceWorker.dispatchSyncEvent", event)
            return bool(nora.wait_for_rows(1, seconds=2))

        assert wait_for(dispatched, seconds=60)
        [row] = nora.rows()
        assert (row["nrs_average"], row["revision"]) == (5, 1)


def test_an_update_waits_for_a_tap_and_keeps_what_was_begun(held: Phone, nora: Nora, world: World) -> None:
    with between(world) as proxy:
        held.base_url = proxy.base_url
        page = pair_and_agree(held, nora)
        page.locator("label.nrs-7").click()
        proxy.is_released = True
        page.evaluate("() => navigator.serviceWorker.getRegistration('/app/').then((worker) => worker.update())")
        expect(page.get_by_text("A new version is ready.")).to_be_visible()
        proxy.has_old_files = False
        page.reload()  # whoever does not update goes on with the files of the old version, which the phone has kept
        page.get_by_role("link", name="My curve").click()
        expect(page.get_by_role("heading", name="My curve")).to_be_visible()
        page.get_by_role("link", name="Today").click()
        expect(page.get_by_role("button", name="Save 7")).to_be_visible()
        proxy.has_old_files = True
        with page.expect_navigation():
            page.get_by_role("button", name="Update now").click()
        expect(page.get_by_role("button", name="Save 7")).to_be_visible()
        expect(page.get_by_text("A new version is ready.")).to_be_hidden()


def test_a_server_that_is_away_while_the_phone_has_bars(held: Phone, nora: Nora, world: World) -> None:
    with between(world) as proxy:
        held.base_url = proxy.base_url
        page = pair_and_agree(held, nora)
        proxy.is_away = True
        page.reload()
        log(page, 4)
        expect(page.get_by_text("You are offline. You can still log.")).to_be_visible()
        assert page.evaluate("() => navigator.onLine")
        assert nora.rows() == []
        proxy.is_away = False
        [row] = nora.wait_for_rows(1, seconds=40)
        assert (row["nrs_average"], row["revision"]) == (4, 1)
        expect(page.get_by_text("You are offline. You can still log.")).to_be_hidden()


def test_no_answer_of_the_api_is_kept_by_the_worker(held: Phone, nora: Nora) -> None:
    page = pair_and_agree(held, nora)
    log(page, 6)
    kept = page.evaluate(
        """async () => {
          const urls = [];
          for (const name of await caches.keys())
            for (const request of await (await caches.open(name)).keys()) urls.push(new URL(request.url).pathname);
          return urls;
        }"""
    )
    assert "/app/" in kept
    assert not [path for path in kept if not path.startswith(("/app/", "/app-static/"))]
    assert not [path for path in kept if "clinic" in path]
