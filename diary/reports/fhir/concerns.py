"""Red flags as Flags, what else Ebb told the clinic as DetectedIssues with what people did about it, and what is asked."""

from zoneinfo import ZoneInfo

from diary.reports import words
from diary.reports.facts import AlertLine, RedFlag, Summary
from diary.reports.fhir.codes import concept, own_concept, symptom_concept
from diary.reports.fhir.observations import Observed
from diary.reports.fhir.parts import Entry, identified, instant, made, reference_to, text, url_of
from diary.reports.fhir.people import People

FLAG_DETAIL = "http://hl7.org/fhir/StructureDefinition/flag-detail"
SEVERITIES = {"emergency": "high", "urgent": "high", "practitioner": "moderate", "expected": "low"}
PRIORITIES = {"emergency": "stat", "urgent": "urgent", "soon": "asap", "routine": "routine"}
CLOSED = ("resolved", "withdrawn")


def flags_of(summary: Summary, people: People, observed: Observed) -> tuple[Entry, ...]:
    """Each red flag, active until a person has closed every alert about it."""
    return tuple(_flag(flag, summary, people, observed) for flag in summary.red_flags)


def _flag(flag: RedFlag, summary: Summary, people: People, observed: Observed) -> Entry:
    about = [alert for alert in summary.alerts if alert.rule == "red_flag" and alert.code == flag.code]
    is_closed = bool(about) and all(alert.state in CLOSED for alert in about)
    details = [
        observed.of_tick[key].reference for pk in flag.entries if (key := (str(pk), flag.code)) in observed.of_tick
    ]
    period = {"start": flag.first.isoformat()}
    return made(
        "Flag",
        (summary.course.id, flag.code),
        extension=[{"url": FLAG_DETAIL, "valueReference": detail} for detail in details],
        status="inactive" if is_closed else "active",
        category=[concept("safety"), own_concept(f"level-{flag.level}", flag.level)],
        code=symptom_concept(flag.code),
        subject=people.patient.reference,
        period={**period, "end": flag.last.isoformat()} if is_closed else period,
        author=people.device.reference,
    )


def issues_of(summary: Summary, people: People, observed: Observed) -> tuple[Entry, ...]:
    """Each alert that is no red flag: what it rests on, and who answered it how."""
    return tuple(_issue(alert, summary, people, observed) for alert in summary.alerts if alert.rule != "red_flag")


def _issue(alert: AlertLine, summary: Summary, people: People, observed: Observed) -> Entry:
    zone = ZoneInfo(summary.patient.time_zone)
    held = {entry.url: entry.reference for pk in alert.readings for entry in observed.of_entry.get(str(pk), ())}
    return made(
        "DetectedIssue",
        (alert.id,),
        identifier=identified(alert.id),
        status="final",
        code=own_concept(alert.rule, words.RULES.get(alert.rule, alert.rule.replace("_", " "))),
        severity=SEVERITIES.get(alert.level, "moderate"),
        patient=people.patient.reference,
        identifiedDateTime=instant(alert.raised_at, zone),
        author=people.device.reference,
        implicated=list(held.values()),
        detail=text(alert.because),
        mitigation=_mitigation(alert, zone),
    )


def _mitigation(alert: AlertLine, zone: ZoneInfo) -> list[dict[str, object]]:
    if alert.resolved_at is None:
        return []
    done: dict[str, object] = {
        "action": own_concept(f"outcome-{alert.outcome}", words.OUTCOMES.get(alert.outcome, alert.outcome)),
        "date": instant(alert.resolved_at, zone),
    }
    name = text(alert.resolved_by or "")
    return [{**done, "author": {"display": name}} if name else done]


def request_of(summary: Summary, people: People) -> tuple[Entry, ...]:
    """What the GP is asked to do; nothing when the page is for information."""
    ticked = [own_concept(f"task-{task}", words.TASKS[task]) for task in summary.ask.tasks]
    asked = text(summary.ask.request) or ", ".join(each["text"] for each in ticked)
    if not asked:
        return ()
    recipient = text(summary.ask.recipient)
    return (
        made(
            "ServiceRequest",
            (summary.reference,),
            status="active",
            intent="proposal",
            priority=PRIORITIES.get(summary.ask.priority),
            code={"text": asked},
            orderDetail=ticked,
            subject=people.patient.reference,
            authoredOn=instant(summary.generated_at, ZoneInfo(summary.patient.time_zone)),
            requester=people.patient.reference if summary.ask.by_patient else people.role.reference,
            performer=[{"display": recipient}] if recipient else [],
            reasonReference=[reference_to(url_of("Condition", summary.course.id), "Condition")],
        ),
    )
