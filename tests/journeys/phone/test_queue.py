"""A long queue: 500 entries that waited, a sign-out in the middle of them, and one that the server refuses."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.phone.browser import Nora, Phone, log, pair, pair_and_agree
from tests.journeys.phone.test_phone import SENT

pytestmark = pytest.mark.stack

# As many more entries as asked for, made from the one that was just sent, a minute apart; one that the server will refuse.
QUEUE = """async ([count, refused]) => {
  const db = await new Promise((done) => {
    const request = indexedDB.open('ebb');
    request.onsuccess = () => done(request.result);
  });
  const stores = db.transaction(['entries', 'jobs'], 'readwrite');
  const [entries, jobs] = ['entries', 'jobs'].map((name) => stores.objectStore(name));
  const [first] = await new Promise((done) => {
    const request = entries.getAll();
    request.onsuccess = () => done(request.result);
  });
  for (let number = 1; number <= count; number++) {
    const at = new Date(Date.now() - number * 60_000).toISOString();
    const id = crypto.randomUUID();
    const worst = number === refused ? 11 : null;
    const body = { ...first.body, recorded_at: at, nrs_average: number % 11, nrs_worst: worst };
    entries.put({ ...first, id, body, savedAt: at, heardAt: null, answer: null });
    const waits = { trying: null, next: { content: body }, isUrgent: false, attempts: 0, notBefore: 0, isParked: false };
    jobs.put({ ...waits, id, patient: first.patient, order: `1-${at}` });
  }
  await new Promise((done) => { stores.oncomplete = done; });
  db.close();
}"""


@pytest.mark.timeout(240)
def test_500_that_wait_arrive_past_a_sign_out_in_the_middle_and_one_that_is_refused(held: Phone, nora: Nora) -> None:
    held.expect(r"status of 4(01|22)")
    page = pair_and_agree(held, nora)
    log(page, 4)
    expect(page.get_by_text(SENT)).to_be_visible()
    held.context.set_offline(True)
    page.evaluate(QUEUE, [500, 250])
    page.reload()
    expect(page.get_by_text("500 entries are waiting to send")).to_be_visible()
    puts: list[str] = []

    def forget_the_phone(route: Route) -> None:
        if route.request.method == "PUT":
            puts.append(route.request.url)
        if len(puts) <= 200:
            route.continue_()
        else:
            refusal = '{"code": "not_signed_in", "detail": "Sign in."}'
            route.fulfill(status=401, content_type="application/problem+json", body=refusal)

    held.context.route(re.compile("/api/v1/"), forget_the_phone)
    held.context.set_offline(False)
    expect(page.get_by_role("heading", name="Pair this phone again")).to_be_visible(timeout=60_000)
    assert 100 < nora.count() < 300
    held.context.unroute(re.compile("/api/v1/"))
    page.goto(f"{held.base_url}{nora.invite()}")
    pair(page)
    expect(page.get_by_text("1 entry needs you")).to_be_visible(timeout=90_000)
    expect(page.get_by_text(re.compile("waiting to send"))).to_be_hidden(timeout=90_000)
    assert nora.count() == 500
