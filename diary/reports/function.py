"""What the patient says of function: PEG, own activity, what of a usual day they could do. First and last, with the 30 % rule."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from diary.clinical.function import Change, Scored, change_of
from diary.reports.facts import Answer, EntryLine, OwnActivity, Peg
from diary.reports.printable import clip
from diary.reports.words import number_text, short_day

LONGEST_NAME = 60


def pegs_of(entries: Iterable[EntryLine]) -> tuple[Peg, ...]:
    """Every PEG that was answered, in the order of the entries."""
    return tuple(Peg(each.id, each.recorded_at, each.day, *each.peg) for each in entries if each.peg is not None)


def activities_of(entries: Sequence[EntryLine], *, include_names: bool) -> tuple[OwnActivity, ...]:
    """How hard the one thing was that the patient named last; where none was ever named, every such score.

    Scores of two things are never compared. The name is the patient's own text, and hidden with the notes.
    """
    told = [
        OwnActivity(each.id, each.recorded_at, each.day, each.activity.strip(), each.activity_nrs)
        for each in entries
        if each.activity_nrs is not None
    ]
    last = next((_key(each) for each in reversed(told) if each.text), "")
    same = [each for each in told if _key(each) == last]
    return tuple(each if include_names else replace(each, text="") for each in same)


def _key(told: OwnActivity) -> str:
    return " ".join(told.text.casefold().split())


def peg_said(told: Sequence[Peg]) -> str:
    """`6.3 (2 Feb), 4 (9 Mar): down 37 %, better (30 % or more)`; empty when it was never answered."""
    return _said([Scored(each.at, each.mean) for each in told], [short_day(each.day) for each in told])


def activity_said(told: Sequence[OwnActivity]) -> str:
    """`“carry shopping”: 8 (2 Feb), 3 (9 Mar): down 62 %, better (30 % or more)`; the name may hold anything."""
    said = _said([Scored(each.at, each.nrs) for each in told], [short_day(each.day) for each in told])
    name = clip(" ".join(told[-1].text.split()), LONGEST_NAME) if told else ""
    return f"“{name}”: {said}" if name else said


def able_said(told: Sequence[Answer]) -> str:
    """What of a usual day the patient could do, first and last."""
    return "; ".join(f"{each.text} ({short_day(each.day)})" for each in told)


def _said(scores: Sequence[Scored], days: Sequence[str]) -> str:
    if not scores:
        return ""
    first = f"{number_text(scores[0].score)} ({days[0]})"
    change = change_of(scores)
    if change is None:
        return first
    return f"{first}, {number_text(change.now.score)} ({days[-1]}): {change_said(change)}"


def change_said(change: Change) -> str:
    """The rule in words: a fall of 30 % or more is better, anything less is said to be less."""
    share = change.share
    if share is None:
        return "no trouble at the start" if change.now.score else "no trouble then or now"
    percent = round(abs(share) * 100)
    if change.is_better:
        return f"down {percent} %, better (30 % or more)"
    if share > 0:
        return f"down {percent} %, less than the 30 % that counts as better"
    return f"up {percent} %" if percent else "no change"
