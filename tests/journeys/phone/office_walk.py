"""Through the office's screens and every state of them; whoever walks is called with the name of each."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Route

from tests.journeys.phone.clinic_walk import Walk

SHARE = {"of": 12, "events": 3, "share": 0.25, "low": 0.055, "high": 0.572}
STEPS = [
    {"hours": 26.0, "share": 0.7, "low": 0.4, "high": 0.9, "at_risk": 12},
    {"hours": 52.0, "share": 0.4, "low": 0.1, "high": 0.7, "at_risk": 8},
    {"hours": 130.0, "share": 0.2, "low": 0.03, "high": 0.5, "at_risk": 4},
]
AUDIT: dict[str, Any] = {
    "from": "",
    "to": "",
    "patients": 9,
    "sessions": 12,
    "not_counted": 2,
    "completion": SHARE,
    "settling": {"steps": STEPS, "median": 52.0, "followed": 12, "settled": 9},
    "flares": [{"modality": "acupuncture", **SHARE}, {"modality": "all", **dict.fromkeys(SHARE)}],
    "adverse_events": [{"modality": "acupuncture", **SHARE}],
    "responders": {"courses": 10, "missing": 4, "known": SHARE, "worst": 0.3, "best": 0.7},
    "precision": [{"rule": "red_flag", "fired": 9, "actioned": 6, "precision": 0.667, "minutes_to_answer": 12.5}],
    "minutes_to_answer": [{"level": "urgent", "minutes": 12.5}],
}
LOST = {"patient": {"id": "01a1ffb8-7405-7dfd-baa9-ef8e3926bcc7", "name": "Maya"}, "session": "s", "rule": "five_days"}
REPLAY: dict[str, Any] = {
    "id": "01a1ffb8-7405-7dfd-baa9-ef8e3926bcc7",
    "was": "standard",
    "becomes": "quiet",
    "since": "2026-01-01T00:00:00Z",
    "until": "2026-04-01T00:00:00Z",
    "sessions": 40,
    "done": 12,
    "finished_at": None,
    "rules": [],
    "gained": [],
    "lost": [],
}
RULE = {"rule": "forty_eight_hours", "before": 9, "after": 6, "gained": 0, "lost": 3, "lost_actioned": 2}
WHY = {"because": "5 out of 10 at 50 hours; before the session 3.", "at": "2026-03-01T00:00:00Z", "actioned": True}
DONE = {**REPLAY, "done": 40, "finished_at": "2026-04-01T00:00:01Z", "rules": [RULE], "lost": [{**LOST, **WHY}]}
TOO_FEW = {"completion": dict.fromkeys(SHARE), "settling": None, "flares": [], "adverse_events": [], "precision": []}


def office(walk: Walk) -> None:
    """Anna, who manages the demo's clinic, through all of it."""
    page = walk.page
    walk.go("office")
    walk.look("office")
    members(walk)
    walk.go("office/cover")
    walk.press("Arrange it")
    walk.look("cover, with errors")
    walk.go("office/hours")
    page.get_by_label("Tue", exact=True).fill("soon")
    page.get_by_label("Country, two letters").fill("Britain")
    walk.press("Save")
    walk.look("hours and numbers, with errors")
    preset(walk)
    walk.go("office/changes")
    walk.look("changes")
    walk.go("office/templates")
    walk.press("Keep the text")
    walk.look("templates, with errors")
    walk.go("office/sessions")
    walk.press("Keep the template")
    walk.look("templates of sessions, with errors")
    walk.go("office/connections")
    page.get_by_label("What it is for").fill("Wall display")
    page.get_by_label(re.compile("^Read how many alerts wait")).check()
    walk.press("Make the token")
    page.get_by_text("Shown once.").wait_for()
    walk.look("connections, with a secret")
    bring_in(walk)
    audit(walk)


def members(walk: Walk) -> None:
    page = walk.page
    walk.go("office/members")
    page.get_by_role("button", name="Change Anna Berg").click()
    page.get_by_role("button", name="Anna Berg leaves").click()
    page.get_by_text("This is the last manager.").wait_for()
    walk.press("Send the link")
    walk.look("members, one open, with errors")


def preset(walk: Walk) -> None:
    page, answers = walk.page, [REPLAY]

    def answer(route: Route) -> None:
        route.fulfill(status=202 if route.request.method == "POST" else 200, json=answers[-1])

    with walk.answered("preset/replay", answer):
        walk.go("office/preset")
        walk.press("Look at the last 90 days")
        page.get_by_text("Judging again: 12 of 40").wait_for()
        walk.look("preset, looking")
        answers.append(DONE)
        page.get_by_text(re.compile("^Alerts that would not have come")).click()
        walk.press("Switch to Quiet")
        page.get_by_text("Say why.").first.wait_for()
        walk.look("preset, looked at, without a reason")


def bring_in(walk: Walk) -> None:
    page = walk.page
    walk.go("office/import")
    walk.press("Look at it first")
    walk.look("import, with errors")
    rows = "starts_at,name,birth_date\n2031-05-04 09:00,Nora Canary,1957-04-12\nsoon,Nora Canary,1957-04-12\n"
    page.get_by_label("CSV or iCal file").set_input_files(
        {"name": "rows.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    walk.press("Look at it first")
    page.get_by_role("heading", name=re.compile("left out")).wait_for()
    walk.look("import, looked at")


def always(figures: dict[str, Any]) -> Callable[[Route], None]:
    return lambda route: route.fulfill(json=figures)


def audit(walk: Walk) -> None:
    page = walk.page
    for name, figures in (("audit", AUDIT), ("audit, too few", {**AUDIT, **TOO_FEW})):
        with walk.answered("clinic/audit", always(figures)):
            walk.go("office/audit")
            page.get_by_role("heading", name="Alerts that led to something").wait_for()
            if figures is AUDIT:
                page.get_by_text("In words").click()
            walk.look(name)
