"""Who the document is about, who made it, what was done, and what was agreed: everything beside what the patient recorded."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from diary.reports import words
from diary.reports.agreed import ConsentLine
from diary.reports.facts import SessionLine, Summary
from diary.reports.fhir.codes import CODES, coding, concept, concept_if_known, own_concept
from diary.reports.fhir.parts import Entry, identified, instant, made, reference_to, text, url_of

GENDERS = {"female": "female", "male": "male", "other": "other"}
OFFERED = "The patient is shown exactly this document and decides whether it is shared."


@dataclass(frozen=True, slots=True)
class People:
    """The patient, the clinic, who treats (where that is known) and in which role, and Ebb itself."""

    patient: Entry
    clinic: Entry
    practitioner: Entry | None
    role: Entry
    device: Entry

    @property
    def all(self) -> tuple[Entry, ...]:
        """Those that are known, in the order of the document."""
        known = (self.patient, self.practitioner, self.role, self.clinic, self.device)
        return tuple(entry for entry in known if entry is not None)


@dataclass(frozen=True, slots=True)
class File:
    """A file inside the document, such as the printed page."""

    name: str
    content_type: str
    content: bytes
    title: str
    code: dict[str, Any]


def people_of(summary: Summary) -> People:
    """Everybody the document names."""
    clinic = _clinic(summary)
    practitioner = _practitioner(summary)
    role = made(
        "PractitionerRole",
        (summary.ask.clinic_id, summary.ask.practitioner_id),
        active=True,
        practitioner=None if practitioner is None else practitioner.reference,
        organization=clinic.reference,
    )
    device = made(
        "Device",
        ("ebb", summary.rules_version),
        status="active",
        deviceName=[{"name": "Ebb", "type": "user-friendly-name"}],
        version=[{"type": {"text": "rules"}, "value": summary.rules_version}],
    )
    return People(_patient(summary, clinic), clinic, practitioner, role, device)


def _clinic(summary: Summary) -> Entry:
    phone = text(summary.ask.clinic_phone)
    return made(
        "Organization",
        (summary.ask.clinic_id,),
        identifier=identified(summary.ask.clinic_id),
        name=text(summary.ask.clinic),
        telecom=[{"system": "phone", "value": phone, "use": "work"}] if phone else [],
    )


def _practitioner(summary: Summary) -> Entry | None:
    if summary.ask.practitioner_id is None:
        return None
    name = text(summary.ask.practitioner)
    pk = summary.ask.practitioner_id
    return made("Practitioner", (pk,), identifier=identified(pk), name=[{"text": name}] if name else [])


def _patient(summary: Summary, clinic: Entry) -> Entry:
    person = summary.patient
    name, phone = text(person.name), text(person.phone)
    return made(
        "Patient",
        (person.id,),
        identifier=identified(person.id),
        active=True,
        name=[{"use": "official", "text": name}] if name else [],
        telecom=[{"system": "phone", "value": phone}] if phone else [],
        gender=GENDERS.get(person.sex or "", "unknown"),
        birthDate=person.birth_date.isoformat(),
        communication=[
            {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": person.language}]}, "preferred": True}
        ],
        managingOrganization=clinic.reference,
    )


def conditions_of(summary: Summary, people: People) -> tuple[Entry, ...]:
    """The complaint as the patient told it, then the flags of intake; none of them confirmed by anybody here."""
    course = summary.course
    sites = [
        concept_if_known(f"{code}-site", words.region_text(code))
        for code in dict.fromkeys((course.region, *course.regions))
    ]
    complaint = made(
        "Condition",
        (course.id,),
        identifier=identified(course.id),
        clinicalStatus=concept("active"),
        verificationStatus=concept("unconfirmed"),
        category=[concept("problem-list-item")],
        code=concept_if_known(f"{course.region}-pain", f"Pain: {words.region_text(course.region)}"),
        bodySite=sites,
        subject=people.patient.reference,
        onsetDateTime=None if course.onset_date is None else course.onset_date.isoformat(),
        asserter=people.patient.reference,
        note=[{"text": words.CHRONICITIES.get(course.chronicity, course.chronicity)}],
    )
    return (complaint, *(_flagged(summary, people, flag) for flag in summary.patient.flags))


def _flagged(summary: Summary, people: People, flag: str) -> Entry:
    """Something asked at intake. Its own code goes first: SNOMED CT has a near one for few of them."""
    code = own_concept(flag, words.FLAGS.get(flag, flag))
    if flag in CODES:
        code["coding"].append(coding(flag))
    return made(
        "Condition",
        (summary.patient.id, flag),
        clinicalStatus=concept("active"),
        verificationStatus=concept("unconfirmed"),
        category=[concept("problem-list-item")],
        code=code,
        subject=people.patient.reference,
    )


def procedures_of(summary: Summary, people: People) -> tuple[Entry, ...]:
    """Each session; its end is what the 48 hours count from. Of one that was taken back, only that it was entered in error."""
    zone = ZoneInfo(summary.patient.time_zone)
    given = (_procedure(each, summary, people, zone) for each in summary.sessions)
    in_error = (
        made(
            "Procedure",
            (pk,),
            identifier=identified(pk),
            status="entered-in-error",
            subject=people.patient.reference,
        )
        for pk in summary.taken_back
    )
    return (*given, *in_error)


def _procedure(session: SessionLine, summary: Summary, people: People, zone: ZoneInfo) -> Entry:
    said = words.MODALITIES.get(session.modality, session.modality)
    doses = (
        f"{words.count_text(session.needles, 'needle')}" if session.needles else "",
        f"{session.retention_minutes} min" if session.retention_minutes else "",
        f"position: {session.position}" if session.position else "",
        f"points: {', '.join(session.points)}" if session.points else "",
        f"pain just before: {words.number_text(session.nrs_before)}/10" if session.nrs_before is not None else "",
    )
    dose = text("; ".join(filter(None, doses)))
    return made(
        "Procedure",
        (session.id,),
        identifier=identified(session.id),
        status="completed",
        code=concept_if_known(session.modality, said),
        subject=people.patient.reference,
        performedPeriod={"start": instant(session.started_at, zone), "end": instant(session.ended_at, zone)},
        performer=[{"actor": people.role.reference}],
        reasonReference=[reference_to(url_of("Condition", summary.course.id), "Condition")],
        bodySite=[concept_if_known(f"{code}-site", words.region_text(code)) for code in session.regions],
        outcome={"text": words.RECOVERIES.get(session.recovery, session.recovery)},  # type: ignore[call-overload]
        note=[{"text": dose}] if dose else [],
    )


def medicines_of(summary: Summary, people: People) -> tuple[Entry, ...]:
    """What the patient says they took, as typed. Whether they still take it nobody asked."""
    statements = []
    for each in summary.medicines:
        if typed := text(each.text):
            statements.append(
                made(
                    "MedicationStatement",
                    (summary.course.id, typed),
                    status="unknown",
                    medicationCodeableConcept={"text": typed},
                    subject=people.patient.reference,
                    dateAsserted=each.last.isoformat(),
                    informationSource=people.patient.reference,
                    note=[{"text": f"Reported on {words.count_text(each.days, 'day')}. Not verified."}],
                )
            )
    return tuple({entry.url: entry for entry in statements}.values())


def consents_of(summary: Summary, people: People) -> tuple[Entry, ...]:
    """The offer to share this document, which the patient has not answered while it is drafted, and their standing answers."""
    zone = ZoneInfo(summary.patient.time_zone)
    offered = made(
        "Consent",
        (summary.reference, "this-document"),
        status="proposed",
        scope=concept("patient-privacy"),
        category=[concept("information-disclosure")],
        patient=people.patient.reference,
        dateTime=instant(summary.generated_at, zone),
        organization=[people.clinic.reference],
        policyRule={"text": OFFERED},
    )
    standing = [
        made(
            "Consent",
            (each.id,),
            identifier=identified(each.id),
            status="active" if each.given else "inactive" if each.by_time else "rejected",
            scope=concept("patient-privacy"),
            category=[own_concept(f"consent-{each.purpose}", each.purpose)],
            patient=people.patient.reference,
            dateTime=instant(each.at, zone),
            performer=_performer_of(each, people),
            organization=[people.clinic.reference],
            policyRule={"text": text(f"Ebb, consent to {each.purpose}, text of version {each.version}")},
        )
        for each in summary.consents
    ]
    return (offered, *standing)


def proxies_of(summary: Summary, people: People) -> tuple[Entry, ...]:
    """Whoever answered for the patient, once each."""
    proxies = [_proxy(each, people) for each in summary.consents if text(each.proxy_name)]
    return tuple({entry.url: entry for entry in proxies}.values())


def _proxy(answer: ConsentLine, people: People) -> Entry:
    name = text(answer.proxy_name)
    return made(
        "RelatedPerson",
        (people.patient.url, name, answer.proxy_relation),
        patient=people.patient.reference,
        relationship=[{"text": answer.proxy_relation}],
        name=[{"text": name}],
    )


def _performer_of(answer: ConsentLine, people: People) -> list[dict[str, str]]:
    """Who said it. Of a yes that was over nobody said that it is."""
    if answer.by_time:
        return []
    return [(_proxy(answer, people) if text(answer.proxy_name) else people.patient).reference]


def provenance_of(
    summary: Summary, people: People, composition: dict[str, str], said: tuple[Entry, ...]
) -> tuple[Entry, ...]:
    """Who put the document together, and from whom what it says comes."""
    recorded = instant(summary.generated_at, ZoneInfo(summary.patient.time_zone))
    author = people.patient if summary.ask.by_patient else people.role
    document = made(
        "Provenance",
        (summary.reference, "document"),
        target=[composition],
        recorded=recorded,
        agent=[
            {"type": concept("author"), "who": author.reference, "onBehalfOf": people.clinic.reference},
            {"type": concept("assembler"), "who": people.device.reference},
        ],
    )
    if not said:
        return (document,)
    patient = made(
        "Provenance",
        (summary.reference, "observations"),
        target=[entry.reference for entry in said],
        recorded=recorded,
        agent=[{"type": concept("informant"), "who": people.patient.reference}],
    )
    return document, patient


def file_of(file: File, summary: Summary, people: People) -> tuple[Entry, Entry]:
    """What the file is, and its bytes."""
    data = b64encode(file.content).decode()
    binary = made("Binary", (summary.reference, file.name), contentType=file.content_type, data=data)
    title = text(file.title)
    attached = {"contentType": file.content_type, "language": "en-GB", "url": binary.url, "title": title}
    reference = made(
        "DocumentReference",
        (summary.reference, file.name),
        status="current",
        type=file.code,
        subject=people.patient.reference,
        date=instant(summary.generated_at, ZoneInfo(summary.patient.time_zone)),
        author=[people.role.reference],
        custodian=people.clinic.reference,
        description=title,
        content=[{"attachment": attached}],
    )
    return reference, binary
