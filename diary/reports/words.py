"""The words of a report: plain, neutral, and the same on every page. It says "after", never what caused what."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from diary.clinical.history import Recovery

RECORDS_ONLY = "This clinic only keeps the diary: nothing is judged, and nobody is told of anything."
MODALITIES: Final = {
    "acupuncture": "acupuncture",
    "dry-needling": "dry needling",
    "osteopathy": "osteopathy",
    "chiropractic": "chiropractic",
    "physio-manual": "physiotherapy (manual)",
    "massage": "massage",
    "cupping": "cupping",
    "moxibustion": "moxibustion",
}
CHRONICITIES: Final = {
    "acute": "acute (under 6 weeks)",
    "subacute": "subacute (6 to 12 weeks)",
    "persistent": "persistent (3 to 12 months)",
    "chronic": "chronic (over 12 months)",
}
BASELINES: Final = {
    "good": "median of at least 3 days before session 1",
    "fair": "median of 1 or 2 days before session 1",
    "single": "one score, taken just before session 1",
    "carried": "carried from an earlier session",
    "none": "not known: no score before session 1",
}
RECOVERIES: Final = {
    Recovery.WATCHING: "being watched",
    Recovery.SETTLED: "settled",
    Recovery.LASTING: "pain lasted",
    Recovery.GP_ADVISED: "pain lasted; GP advised",
    Recovery.SPECIALIST_ADVISED: "pain lasted; specialist advised",
    Recovery.CLOSED: "closed by the practitioner",
}
RULES: Final = {
    "red_flag": "Red flag",
    "symptom": "Symptom",
    "forty_eight_hours": "Pain past 48 hours",
    "late_report": "Pain past 96 hours, reported late",
    "flare_then_silence": "Flare, then no entry",
    "relapse": "Relief that did not last",
    "review_due": "Review of the course due",
    "heavy_flare": "Severe flare",
    "five_days": "Pain past 5 days",
    "two_weeks": "Pain past 2 weeks",
    "worsening_after_alert": "Worse after an alert",
}
OUTCOMES: Final = {
    "advised": "advice given",
    "short_visit": "short visit offered",
    "referred_gp": "referred to the GP",
    "referred_specialist": "referred to a specialist",
    "sent_to_emergency": "sent to emergency care",
    "expected_no_action": "judged as expected, no action",
    "logged_in_error": "logged in error",
    "could_not_reach": "patient could not be reached",
}
PRIORITIES: Final = {
    "emergency": "EMERGENCY: sent to A&E",
    "urgent": "URGENT: same day",
    "soon": "Soon",
    "routine": "Routine",
    "information": "For information",
}
# What a GP may be asked to do, as a list to tick (clinical reference 5.2.10).
TASKS: Final = {
    "examination": "examination",
    "bloods": "blood tests",
    "imaging": "opinion on imaging",
    "neurology": "neurology",
    "orthopaedics": "orthopaedics",
    "rheumatology": "rheumatology",
    "medication": "review of medicines",
    "advice": "advice only",
}
CHANGES: Final = {
    "much_better": "much better",
    "better": "better",
    "same": "the same",
    "worse": "worse",
    "much_worse": "much worse",
}
FUNCTIONS: Final = {"all": "all", "most": "most", "some": "some", "hardly_anything": "hardly anything"}
FLAGS: Final = {
    "pregnant": "pregnancy",
    "skin-infection": "skin infection",
    "bleeding-risk": "bleeding risk or blood thinners",
    "seizure-disorder": "seizure disorder",
    "pacemaker": "pacemaker or defibrillator",
    "immunosuppressed": "immunosuppression",
    "lymphoedema": "lymphoedema",
    "heart-valve-disease": "heart-valve disease",
    "metal-allergy": "metal allergy",
    "needle-phobia": "needle phobia",
    "cancer-history": "history of cancer",
    "osteoporosis": "osteoporosis",
    "cauda-equina-risk": "at risk of cauda equina syndrome",
    "diabetes": "diabetes",
    "disc-herniation": "disc herniation",
    "needle-anxiety": "anxious about needles",
    "nerve-irritation": "nerve irritation",
    "sensitive": "sensitive to treatment",
    "spinal-stenosis": "spinal stenosis",
    "steroids": "takes steroids",
}

# What the red flags ask about, in the words of a GP (clinical reference 5.2.5). Each emergency and urgent symptom stands once.
DOMAINS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("bladder", ("bladder-cannot-pee", "bladder-leak")),
    ("bowel", ("bowel-no-control",)),
    ("saddle feeling", ("saddle-numb",)),
    ("sexual feeling", ("sexual-feeling-change",)),
    ("both legs", ("both-legs-nerve",)),
    ("walking and balance", ("cannot-stand-walk", "clumsy-unsteady")),
    ("drop attacks", ("drop-attack",)),
    ("limb weakness or numbness", ("limb-cannot-move", "limb-weak-new", "limb-numb-new")),
    ("chest pain or breathing", ("short-of-breath", "chest-pain")),
    ("coughing blood", ("coughing-blood",)),
    ("face, speech or one side", ("face-droop", "speech-trouble", "one-side-weak-numb")),
    ("vision", ("sight-change",)),
    ("swallowing", ("swallow-trouble",)),
    ("bad headache", ("worst-headache", "headache-bad-or-lasting")),
    ("new kind of neck pain", ("neck-pain-unlike-any",)),
    ("seizure or confusion", ("seizure", "confused-very-sleepy")),
    ("lasting dizziness", ("dizzy-lasting",)),
    ("fainting or racing heart", ("fainted", "heart-racing")),
    ("allergy", ("throat-face-swelling", "hives-whole-body")),
    ("bleeding", ("bleeding-wont-stop",)),
    ("pregnancy warning signs", ("pregnancy-warning",)),
    ("thoughts of self-harm", ("thoughts-of-self-harm",)),
    ("fever", ("fever",)),
    ("infection where treated", ("site-redness-spreading", "site-pus", "site-hot-swollen")),
    ("burn or blister", ("burn-blister",)),
    ("hot swollen joint", ("joint-hot-swollen",)),
    ("needle left in", ("needle-left-in",)),
    ("severe new pain", ("pain-severe-new",)),
    ("night pain", ("pain-night-no-rest",)),
    ("spreading pain", ("pain-spreading",)),
    ("change of back shape", ("back-lump-shape",)),
    ("bad tummy pain", ("tummy-pain-bad",)),
    ("calf swelling", ("calf-swollen",)),
    ("weight loss", ("weight-loss",)),
    ("recent injury", ("injury-before",)),
)


def region_text(code: str) -> str:
    """`low-back` as a person says it."""
    return {"other": "another place", "wrist-hand": "wrist or hand"}.get(code, code.replace("-", " "))


def day_text(day: date) -> str:
    """14 Mar 2026."""
    return f"{day.day} {day:%b %Y}"


def short_day(day: date) -> str:
    """14 Mar."""
    return f"{day.day} {day:%b}"


def days_text(since: date, until: date) -> str:
    """3 Feb to 14 Mar 2026; a year is said twice only when there are two."""
    if since == until:
        return day_text(since)
    first = short_day(since) if since.year == until.year else day_text(since)
    return f"{first} to {day_text(until)}"


def moment_text(moment: datetime, zone: ZoneInfo) -> str:
    """14 Mar 2026 09:12, on the clocks of `zone`."""
    local = moment.astimezone(zone)
    return f"{day_text(local.date())} {local:%H:%M}"


def count_text(count: int, one: str, many: str = "") -> str:
    """1 day, 2 days."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def number_text(value: float | None, unknown: str = "not known") -> str:
    """A score or mean with at most one decimal: 6, 6.5."""
    return unknown if value is None else f"{round(value, 1):g}"
