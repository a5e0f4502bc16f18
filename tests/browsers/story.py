"""The smoke test for any engine: log, open again while the server is away, log, and see that everything arrives once."""

import json
from typing import Any

from tests.browsers.engines import Engine
from tests.journeys.conftest import World
from tests.journeys.people import wait_for
from tests.journeys.phone.between import between
from tests.journeys.phone.browser import BORN, new_nora

PATIENCE = 60.0
FIND = """const seen = (what) => [...document.querySelectorAll(what)];
const named = (what, text) => seen(what).find((each) => each.textContent.trim().startsWith(text));
"""
# Preact listens for `input`; the value is set as typing sets it.
TYPE = """const type = (label, text) => {
  const box = named('label', label).control;
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(box, text);
  box.dispatchEvent(new Event('input', { bubbles: true }));
};
"""


def until(engine: Engine, condition: str, what: str) -> None:
    def holds() -> Any:
        return engine.run(f"{FIND} return Boolean({condition});")

    assert wait_for(holds, PATIENCE, every=0.2), f"{what}: {engine.run('return document.body.innerText')[:600]}"


def press(engine: Engine, name: str) -> None:
    button = f"named('button', {json.dumps(name)})"
    until(engine, button, f"no button {name}")
    engine.run(f"{FIND} {button}.click();")


def log(engine: Engine, nrs: int) -> None:
    until(engine, f"document.querySelector('#score-{nrs}')", "no question")
    engine.run(f"document.querySelector('#score-{nrs}').click();")
    press(engine, f"Save {nrs}")
    until(engine, "named('h1, h2', 'Saved on this phone')", "not saved")


def smoke(engine: Engine, world: World) -> None:
    """Raises AssertionError with what the page shows instead."""
    nora = new_nora(world)
    with between(world) as proxy:
        engine.go(f"{proxy.base_url}{nora.link}")
        until(engine, "named('label', 'Year')", "no pairing")
        for label, number in (("Day", BORN.day), ("Month", BORN.month), ("Year", BORN.year)):
            engine.run(f"{FIND}{TYPE} type({json.dumps(label)}, '{number}');")
        press(engine, "Start")
        until(engine, "named('label', 'I know that nobody watches')", "no consent")
        engine.run(f"{FIND} named('label', 'I know that nobody watches').click();")
        press(engine, "I agree")
        log(engine, 5)
        assert len(nora.wait_for_rows(1, PATIENCE)) == 1, "the first entry does not arrive"
        until(engine, "navigator.serviceWorker.controller", "no worker in charge")

        proxy.is_away = True
        engine.go(f"{proxy.base_url}/app/")
        log(engine, 6)
        assert len(nora.rows()) == 1
        proxy.is_away = False
        rows = nora.wait_for_rows(2, PATIENCE)
        assert sorted((row["nrs_average"], row["revision"]) for row in rows) == [(5, 1), (6, 1)]
