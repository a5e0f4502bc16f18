"""Who may say yes for a patient: themself from an age on; before it, and for who cannot, somebody who answers for them.

A proxy is no carer: a carer writes in the diary and agrees to nothing. See docs/adr/0060-who-agrees-for-somebody-else.md.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from diary.models import Consent, Patient, Purpose, Relation
from diary.models.histories import age_at

# Source: docs/intended-use.md, "adults"; Family Law Reform Act 1969, section 1.
ADULT_AT = 18
# A parent's word ends with childhood. An attorney's or a court's does not rest on age.
BY_AGE = (Relation.MOTHER, Relation.FATHER, Relation.GUARDIAN)
FOR_A_CHILD = (*BY_AGE, Relation.REPRESENTATIVE)
FOR_AN_ADULT = (Relation.ATTORNEY, Relation.REPRESENTATIVE)

NEEDS_PROXY = "A child cannot agree alone. Ask a parent or guardian to agree, with their name."
WRONG_PROXY = "Somebody of this age is not answered for so. Choose again who you are to them."
UNDECIDED = "Your clinic has not decided yet that it uses Ebb for somebody under 18. Ask your clinic."


class NotForOneself(ValueError):
    """The patient is too young to agree alone."""


class NotTheirProxy(ValueError):
    """Nobody of this relation answers for a patient of this age."""


class Undecided(ValueError):
    """The patient is under 18, and the clinic has not said why it uses Ebb for them."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """Who answers for the patient: their name, and what they are to them."""

    name: str
    relation: str


def age_of(patient: Patient, moment: datetime) -> int:
    """Completed years, by the calendar where the patient is."""
    return age_at(patient.birth_date, moment.astimezone(ZoneInfo(patient.time_zone)))


def is_child(patient: Patient, now: datetime) -> bool:
    """Whether the patient is under 18: Ebb is made for adults."""
    return age_of(patient, now) < ADULT_AT


def is_too_young_to_agree(patient: Patient, moment: datetime) -> bool:
    """Whether a yes is somebody else's to give, by the age that the clinic has set."""
    return age_of(patient, moment) < patient.clinic.consent_age


def relations_for(patient: Patient, now: datetime) -> tuple[Relation, ...]:
    """Who may answer for a patient of this age."""
    return FOR_A_CHILD if is_too_young_to_agree(patient, now) else FOR_AN_ADULT


def check_decided(patient: Patient, now: datetime) -> None:
    """Raise Undecided for a child whom nobody has decided to use Ebb for."""
    if is_child(patient, now) and not patient.child_because:
        raise Undecided(UNDECIDED)


def check_may_agree(patient: Patient, purpose: str, proxy: Proxy | None, now: datetime) -> None:
    """Whether a yes may come so. Raises NotForOneself, NotTheirProxy, Undecided. A no may come from either, always."""
    if proxy is None and is_too_young_to_agree(patient, now):
        raise NotForOneself(NEEDS_PROXY)
    if proxy is not None and proxy.relation not in relations_for(patient, now):
        raise NotTheirProxy(WRONG_PROXY)
    if purpose == Purpose.MONITORING:
        check_decided(patient, now)


def proxy_of(answer: Consent | None) -> Proxy | None:
    """Whose word an answer is; None when it is the patient's own, or nobody's."""
    if answer is None or answer.proxy_name is None or answer.proxy_relation is None:
        return None
    return Proxy(answer.proxy_name, answer.proxy_relation)


def has_outgrown(patient: Patient, answer: Consent, now: datetime) -> bool:
    """Whether a yes was given for a child who is old enough by now to answer in person."""
    if not answer.given or answer.proxy_relation is None or is_too_young_to_agree(patient, now):
        return False
    return answer.proxy_relation in BY_AGE or is_too_young_to_agree(patient, answer.answered_at)


def is_asked_again(patient: Patient, answer: Consent, now: datetime) -> bool:
    """Whether the latest answer to a purpose does not stand as it is: outgrown, ended by time, or a child's own."""
    alone = answer.given and answer.proxy_relation is None and is_too_young_to_agree(patient, now)
    return alone or answer.by_time or has_outgrown(patient, answer, now)
