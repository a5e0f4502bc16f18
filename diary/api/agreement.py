"""Who agreed to what, and for whom: as the phone asks it, and as the practitioner reads it."""

from datetime import datetime
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from diary.actions.coming_of_age import GRACE
from diary.actions.consents import CONSENT_VERSION, TEXTS, latest_answers
from diary.actions.proxies import Proxy, is_asked_again, is_child, is_too_young_to_agree, proxy_of, relations_for
from diary.api.shapes import Choice, Shape, Text
from diary.api.shown import instant
from diary.models import Clinic, Consent, Patient, Purpose, Relation

DECIDE_FIRST = (
    "This patient is under 18, and Ebb is made for adults. Decide first whether you use it here, and write down why, on the "
    "patient's page."
)


class ProxyShape(Shape):
    name = Text(max_length=200)
    relation = Choice(Relation.values)


class ProxyAnswer(TypedDict):
    """Who answered for the patient, and what they are to them: mother, father, guardian, attorney or representative."""

    name: str
    relation: str


class AgreementAnswer(TypedDict):
    """Whether the patient is under 18, why Ebb is used all the same, whose yes monitoring rests on when it is not the patient's
    own, and what the practitioner should know of it, in sentences."""

    is_child: bool
    child_because: str | None
    proxy: ProxyAnswer | None
    notes: list[str]


def show_consents(patient: Patient, now: datetime) -> list[dict[str, Any]]:
    """Every purpose that the clinic offers with the latest answer; `given` is null before there is one."""
    answers = latest_answers(patient)
    is_monitoring = patient.clinic.profile == Clinic.Profile.MONITORING
    offered = [purpose for purpose in Purpose if is_monitoring or purpose != Purpose.MONITORING]
    return [show_consent(patient, purpose, answers.get(purpose), now) for purpose in offered]


def show_consent(patient: Patient, purpose: Purpose, answer: Consent | None, now: datetime) -> dict[str, Any]:
    """One purpose: its text, the latest answer, and who may give a yes now.

    `proxy`: whose word the answer is, when not the patient's. `asks`: `patient`, or `proxy` where a yes is somebody else's;
    `relations`: what that somebody may be. `again`: the answer does not stand as it is, and is asked anew.
    """
    return {
        "purpose": purpose.value,
        "version": CONSENT_VERSION if answer is None else answer.version,
        "text": TEXTS[purpose],
        "given": None if answer is None else answer.given,
        "at": None if answer is None else instant(answer.answered_at),
        "proxy": show_proxy(proxy_of(answer)),
        "asks": "proxy" if is_too_young_to_agree(patient, now) else "patient",
        "relations": [relation.value for relation in relations_for(patient, now)],
        "again": answer is not None and is_asked_again(patient, answer, now),
    }


def purposes_to_ask(patient: Patient, now: datetime) -> list[str]:
    """What has no answer yet, or none that stands."""
    return [each["purpose"] for each in show_consents(patient, now) if each["given"] is None or each["again"]]


def is_any_asked_again(patient: Patient, now: datetime) -> bool:
    """Whether an answer was given that does not stand as it is."""
    return any(each["again"] for each in show_consents(patient, now))


def show_proxy(proxy: Proxy | None) -> ProxyAnswer | None:
    """Null when the patient answered."""
    return None if proxy is None else {"name": proxy.name, "relation": proxy.relation}


def show_agreement(patient: Patient, now: datetime) -> AgreementAnswer:
    """Who agrees for this patient, for the practitioner; for an adult who agreed in person there is nothing to say."""
    answer = latest_answers(patient).get(Purpose.MONITORING)
    return {
        "is_child": is_child(patient, now),
        "child_because": patient.child_because,
        "proxy": show_proxy(proxy_of(answer)),
        "notes": [*_of_a_child(patient, now), *_of_the_answer(patient, answer, now)],
    }


def _of_a_child(patient: Patient, now: datetime) -> list[str]:
    if not is_child(patient, now):
        return []
    if patient.child_because:
        return [f"Under 18. Why Ebb is used: {patient.child_because}"]
    return [
        "Under 18, and nobody has written down why Ebb is used. Until then no phone is connected and nobody can agree."
    ]


def _of_the_answer(patient: Patient, answer: Consent | None, now: datetime) -> list[str]:
    if answer is None:
        return []
    zone = ZoneInfo(patient.clinic.time_zone)
    day = f"{answer.answered_at.astimezone(zone):%-d %B %Y}"
    notes = []
    if (proxy := proxy_of(answer)) is not None:
        said = "agreed to monitoring" if answer.given else "said no to monitoring"
        notes.append(f"{proxy.name} ({proxy.relation}) {said} for the patient on {day}.")
    elif not answer.given and not answer.by_time:
        notes.append(f"The patient said no to monitoring on {day}.")
    if not answer.given:
        notes.append("Nobody is told of what the patient writes.")
    if answer.by_time:
        notes.append(f"Monitoring ended on {day}: the patient is old enough to answer, and has not. Ask them.")
    elif patient.asked_again_at is not None:
        until = (patient.asked_again_at + GRACE).astimezone(zone)
        notes.append(f"Old enough to answer now, and asked to. Without an answer monitoring ends on {until:%-d %B %Y}.")
    elif proxy is None and is_asked_again(patient, answer, now):
        notes.append("Agreed alone, and is too young to. Ask a parent or guardian to agree on the patient's phone.")
    return notes
