"""One look at a state of a screen in every way somebody may meet it: light, dark, on a small screen, with large or spaced text.

A walk through all states is what costs time, so each state is looked at in every way while we are there.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.processes import UnavailableError
from tests.services import without

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Without fetching each style sheet again for a rule about turned screens, and without a path to every element.
FAST = {"preload": False, "selectors": False, "iframes": False}
RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"]  # all that darkness changes
NARROW = {"width": 320, "height": 640}
ENLARGED = {"width": 320, "height": 256}  # what is left of 1280 by 1024 at 400 %

# Text is made larger the way a phone's setting does it: through the root, in a style sheet that the policy allows.
LARGER = """(percent) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`html { font-size: ${percent}% !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""
AS_IT_IS = "() => { document.adoptedStyleSheets = []; }"
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
STICKING_OUT = """() => [...document.querySelectorAll('body *')]
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
  .map((each) => each.outerHTML.slice(0, 80))
  .slice(-4)"""
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
  .map((control) => control.closest('label.choice, label.nrs-step') ?? control)
  .filter((control) => control.checkVisibility() && !control.matches('.skip'))
  .map((control) => [control.textContent.trim().slice(0, 40), control.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (box.height < 43.5 || box.width < 40))
  .map(([name, box]) => `${name}: ${Math.round(box.width)} x ${Math.round(box.height)}`)"""
# Of a long screen, half way down: the share of its height that the bars at both ends stand on.
BARS = """() => {
  const height = innerHeight, whole = document.documentElement.scrollHeight;
  scrollTo(0, (whole - height) / 2);
  const seen = ({ top, bottom }) => Math.max(0, Math.min(bottom, height) - Math.max(top, 0));
  const covered = [...document.querySelectorAll('.top, .tabs')].reduce((sum, bar) => sum + seen(bar.getBoundingClientRect()), 0);
  scrollTo(0, 0);
  return whole > 3 * height ? covered / height : 0;
}"""
MOST_OF_A_SCREEN = 0.25
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"


@dataclass
class Eye:
    """Looks at states, and keeps what is `wrong` by the name of the state and the way it was looked at."""

    axe: str
    wrong: dict[str, Any] = field(default_factory=dict)

    def look(self, page: Page, name: str) -> None:
        """Accessible in light and dark as it stands; no wider than a small screen, whatever the text; nothing too small."""
        # From the top: what a bar covers half way down is a matter of scrolling, and changes with every click before.
        page.evaluate("() => scrollTo(0, 0)")
        self._note(name, "light", self.faults(page, RULES, kind="tag"))
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        page.evaluate(DRAWN)
        self._note(name, "dark", self.faults(page, RULES_OF_COLOUR, kind="rule"))
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        size = page.viewport_size
        assert size is not None
        page.set_viewport_size(NARROW)
        page.evaluate(DRAWN)
        for way, change, argument in (("as it is", AS_IT_IS, None), ("225 %", LARGER, 225), ("spaced", SPACED, None)):
            page.evaluate(change, argument)
            if (too_wide := page.evaluate(OVERFLOW)) > 0:
                self._note(name, way, f"{too_wide} px too wide: {page.evaluate(STICKING_OUT)}")
        page.evaluate(AS_IT_IS)
        self._note(name, "targets", page.evaluate(SMALL_TARGETS))
        for turned in (NARROW, ENLARGED):
            page.set_viewport_size(turned)
            page.evaluate(DRAWN)
            if (covered := page.evaluate(BARS)) > MOST_OF_A_SCREEN:
                self._note(name, f"bars, {turned['height']} px", round(covered, 2))
        page.set_viewport_size(size)
        page.evaluate(DRAWN)

    def check(self, page: Page) -> None:
        """Assert at once that this state is accessible and fits as it stands."""
        assert self.faults(page, RULES, kind="tag") == []
        assert page.evaluate(OVERFLOW) <= 0

    def faults(self, page: Page, rules: list[str], *, kind: str) -> list[str]:
        """What axe finds wrong, as `rule: element`."""
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(self.axe)
        found: dict[str, Any] = page.evaluate(
            "([only, how]) => axe.run(document, { runOnly: only, resultTypes: ['violations'], ...how })",
            [{"type": kind, "values": rules}, FAST],
        )
        return [f"{fault['id']}: {node['html'][:120]}" for fault in found["violations"] for node in fault["nodes"]]

    def _note(self, name: str, way: str, wrong: object) -> None:
        if wrong:
            self.wrong[f"{name}, {way}"] = wrong


@pytest.fixture
def eye() -> Eye:
    """An eye with axe-core from the frontend's development packages; without it the journeys that need it say so."""
    file = Path(__file__).resolve().parents[3] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
    if not file.is_file():
        without(UnavailableError("axe-core is not installed (npm ci in frontend/)"))
    return Eye(file.read_text())
