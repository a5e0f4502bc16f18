"""What is asked at intake and what follows from it: flags, contraindications, warnings, what the phone asks first, and the
vocabularies of a session.

Source: clinical reference 1.1-1.5 and 2.5 (last paragraph).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from diary.clinical.points import over_the_lungs, point_code

CONTRAINDICATIONS = {
    "pregnant": "Pregnant: some points and strong stimulation are avoided.",
    "skin-infection": "Infectious skin disorder: no needles through affected skin.",
    "bleeding-risk": "Bleeds easily or takes blood thinners.",
    "seizure-disorder": "Seizure disorder.",
    "pacemaker": "Pacemaker or implanted defibrillator: no electro-acupuncture.",
    "immunosuppressed": "Immune system weakened by illness or medicine.",
    "lymphoedema": "Lymphoedema: no needles in that limb.",
    "heart-valve-disease": "Heart-valve disease: no indwelling needles.",
    "metal-allergy": "Metal allergy.",
    "needle-phobia": "Needle phobia.",
    "cancer-history": "History of cancer.",
    "osteoporosis": "Osteoporosis: gentle manual therapy only.",
}

SENSITIVE = "sensitive"
# What a patient ticks, or what it amounts to, that sets the flag. Source: clinical reference 1.3 (S002-11), 2.5.
SETS_SENSITIVE = frozenset({"woozy-unpleasant", "combo-sensitive"})
OTHER_FLAGS = frozenset(
    {
        "cauda-equina-risk",
        "diabetes",
        "disc-herniation",
        "needle-anxiety",
        "nerve-irritation",
        "sensitive",
        "spinal-stenosis",
        "steroids",
    }
)

FLAGS = frozenset(CONTRAINDICATIONS) | OTHER_FLAGS

MODALITIES = (
    "acupuncture",
    "dry-needling",
    "osteopathy",
    "chiropractic",
    "physio-manual",
    "massage",
    "cupping",
    "moxibustion",
)
NECK_TYPES = ("radiculopathy", "myelopathy", "sympathetic", "mixed", "muscular", "unknown")
COURSE_PATTERNS = ("constant", "peaks-and-troughs", "getting-worse")
# Source: clinical reference 1.5 (S004-1).
TRIGGERS = ("desk-posture", "muscle-strain", "sports-injury", "stress-tension", "sleep-position", "other", "unknown")
POSITIONS = ("prone", "supine", "side", "sitting")
RETENTION_MINUTES = (1, 60)
SCALE_DOWN = "Sensitive to treatment: scale down, with fewer needles or a shorter time."

# The neck checklist, and what the diary calls each: there at intake, these are asked as "new or worse?".
# Source: clinical reference 1.2 (S001-1).
INTAKE_SYMPTOMS: Mapping[str, tuple[str, ...]] = {
    "stiffness": ("stiff",),
    "less-movement": ("stiff",),
    "tightness": ("muscle-ache",),
    "radiating-pain": ("pain-shooting-new",),
    "headache": ("headache-mild", "headache-bad-or-lasting"),
    "dizziness": ("light-headed-brief", "dizzy-lasting"),
    "arm-hand-numbness": ("limb-numb-new",),
}
DIZZINESS = ("dizzy-lasting", "light-headed-brief")
PIN_BONES = ("pain-night-no-rest", "injury-before")
# Source: clinical reference 2.5, last paragraph.
PINNED_BY_FLAG: Mapping[str, tuple[str, ...]] = {
    "pregnant": ("pregnancy-warning",),
    "cancer-history": PIN_BONES,
    "osteoporosis": PIN_BONES,
    "steroids": PIN_BONES,
}
RECENT = timedelta(days=14)

CORD_SIGNS = "Cord signs: needs medical diagnosis before needling."
SPECIALIZED_CARE = "Mixed neck type with dizziness: needs specialized care."
NECK_UNKNOWN = "The type of neck problem is not known: treating without it can make the symptoms worse."
LI4_PREGNANT = "LI4 is not needled in pregnancy."
OVER_LUNGS = "{points} lie over the lungs: needle shallow, and tell the patient that breathlessness or chest pain means help now."
NO_DIAGNOSIS = "No diagnosis is recorded: ask what it is and who said so."
RECENT_ONSET = (
    "The pain began less than two weeks ago. Treatment is for pain that lasts longer than that, or gets in the way of "
    "daily life."
)
ASK_CHANGES = "Ask before you start: has anything changed since the last session?"


class Kind(StrEnum):
    """How a warning is to be read: one that needs a reason to go on, one to act on, one to know."""

    CONTRAINDICATION = "contraindication"
    CAUTION = "caution"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Warning:
    """What the practitioner should know before needling."""

    code: str
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Intake:
    """What is known of a patient and a course before a session.

    `today` is the patient's date; `lately` are symptoms ticked in the last 30 days, `points` those of the session.
    """

    today: date
    flags: tuple[str, ...] = ()
    regions: frozenset[str] = frozenset()
    neck_type: str | None = None
    onset_date: date | None = None
    has_diagnosis: bool = False
    symptoms: frozenset[str] = frozenset()
    lately: frozenset[str] = frozenset()
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the phone asks of this patient: `pinned` codes first, groups and symptoms on every entry.

    `known` codes were there before treatment: a tick of one asks "new or worse?".
    """

    pinned: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    symptoms: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


def contraindications(flags: Iterable[str]) -> list[str]:
    """The flags of `flags` for which a practitioner must give a reason to go on. Source: clinical reference 1.4."""
    return [flag for flag in flags if flag in CONTRAINDICATIONS]


def warnings_of(intake: Intake) -> tuple[Warning, ...]:
    """All that the practitioner should know before this session, the weightiest first.

    Source: clinical reference 1.2 (S001-2 to S001-4), 1.3 (S002-11), 1.4, 1.5 (S004-3, S004-11).
    """
    reasons = [
        Warning(flag, Kind.CONTRAINDICATION, CONTRAINDICATIONS[flag]) for flag in contraindications(intake.flags)
    ]
    cord = [Warning("cord-signs", Kind.CAUTION, CORD_SIGNS)] if intake.neck_type == "myelopathy" else []
    return (*cord, *reasons, *_cautions(intake), *_notices(intake))


def asked_of(flags: Iterable[str], neck_types: Iterable[str | None], symptoms: Iterable[str]) -> Asked:
    """What the phone asks because of flags, neck types and symptoms at intake, of all courses that go on.

    Source: clinical reference 1.2 (S001-1, S001-3), 1.3 (S002-12), 2.5.
    """
    held, necks = tuple(flags), set(neck_types)
    pinned = ["clumsy-unsteady"] if "myelopathy" in necks else []
    pinned += [code for flag in held for code in PINNED_BY_FLAG.get(flag, ())]
    return Asked(
        pinned=tuple(dict.fromkeys(pinned)),
        groups=("pee-poo-private",) if "cauda-equina-risk" in held else (),
        symptoms=DIZZINESS if "sympathetic" in necks else (),
        known=tuple(dict.fromkeys(code for name in symptoms for code in INTAKE_SYMPTOMS.get(name, ()))),
    )


def _cautions(intake: Intake) -> list[Warning]:
    found = []
    if "pregnant" in intake.flags and "LI4" in map(point_code, intake.points):
        found.append(("pregnant-li4", LI4_PREGNANT))
    if intake.neck_type == "mixed" and _is_dizzy(intake):
        found.append(("specialized-care", SPECIALIZED_CARE))
    if SENSITIVE in intake.flags:
        found.append((SENSITIVE, SCALE_DOWN))
    if "neck" in intake.regions and intake.neck_type in (None, "unknown"):
        found.append(("neck-type-unknown", NECK_UNKNOWN))
    lungs = over_the_lungs(intake.points)
    if lungs:
        found.append(("over-the-lungs", OVER_LUNGS.format(points=", ".join(lungs))))
    return [Warning(code, Kind.CAUTION, text) for code, text in found]


def _notices(intake: Intake) -> list[Warning]:
    found = []
    if not intake.has_diagnosis:
        found.append(("no-diagnosis", NO_DIAGNOSIS))
    if intake.onset_date is not None and intake.today - intake.onset_date < RECENT:
        found.append(("recent-onset", RECENT_ONSET))
    return [Warning(code, Kind.NOTICE, text) for code, text in found]


def _is_dizzy(intake: Intake) -> bool:
    return "dizziness" in intake.symptoms or not intake.lately.isdisjoint(DIZZINESS)
