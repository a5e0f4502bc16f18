"""What is asked at intake and what follows from it: flags, contraindications, and the vocabularies of a session.

Source: clinical reference 1.1-1.5 (S000-2, S002-10, S003-4, S003-5) and 2.5.
"""

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
POSITIONS = ("prone", "supine", "side", "sitting")
RETENTION_MINUTES = (1, 60)
SCALE_DOWN = "Sensitive to treatment: scale down, with fewer needles or a shorter time."


def contraindications(flags: list[str]) -> list[str]:
    """The flags of `flags` for which a practitioner must give a reason to go on. Source: clinical reference 1.4."""
    return [flag for flag in flags if flag in CONTRAINDICATIONS]
