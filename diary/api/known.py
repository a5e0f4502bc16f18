"""What the phone is given so that it judges symptoms as the server does, without a network."""

from datetime import datetime
from typing import Any

from diary.models import Patient, Session
from diary.models.surroundings import as_treatment, known_of


def show_known(patient: Patient, now: datetime) -> dict[str, Any]:
    """What it cannot know from its own diary: flags and neck types, age, the newest baseline, when the 48-hour rule is open."""
    known = known_of(patient, now)
    return {
        "flags": list(known.flags),
        "age": known.age,
        "baseline": known.baseline,
        "lasting": [[since.isoformat(), until and until.isoformat()] for since, until in known.lasting],
    }


def show_treatment(session: Session) -> dict[str, bool]:
    """Whether needles were used, and whether one may have come near a lung."""
    treatment = as_treatment(session)
    return {"needled": treatment.needled, "chest_wall_needled": treatment.chest_wall_needled}
