"""Which self-care texts fit, by the time since the session and by what was ticked. Texts and table stand in `catalogue.toml`.

The phone holds the same table and gives the same answer without a network.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from diary.clinical.history import Level, SymptomReport
from diary.clinical.symptoms import SELF_CARE_TABLE, SYMPTOMS


@dataclass(frozen=True, slots=True)
class Card:
    """The card of a time after the session: its code, and the codes of its texts in reading order."""

    code: str
    texts: tuple[str, ...]


def card_at(
    hours: float, reports: Iterable[SymptomReport] = (), *, known: Iterable[str] = (), patches_allowed: bool = False
) -> Card | None:
    """The self-care card `hours` after the session; None before it, after two weeks, and beside an emergency.

    `reports` are all ticks since the session, `known` codes that were there before treatment: what is hot, swollen, numb
    or broken is never warmed either way. Beside an urgent symptom only what its own rows name is left, because
    reassurance must not stand under "get help". Source: clinical reference 1.5 (S004-7), 1.6, 1.7.
    """
    held = tuple(reports)
    counted = {each.code for each in held if each.code in SYMPTOMS and SYMPTOMS[each.code].counts(each)}
    level = max((SYMPTOMS[code].level for code in counted), key=lambda each: each.rank, default=None)
    time = next((row for row in SELF_CARE_TABLE["times"] if row["from_hours"] <= hours < row["until_hours"]), None)
    if time is None or level is Level.EMERGENCY:
        return None
    texts = [text for row in SELF_CARE_TABLE["because_of"] if counted & set(row["any_of"]) for text in row["texts"]]
    if level is not Level.URGENT:
        texts += [*time["texts"], *(SELF_CARE_TABLE["patches"] if patches_allowed else ())]
    barred, instead = _barred({*known, *(each.code for each in held)}), SELF_CARE_TABLE["instead"]
    shown = [instead.get(text) if text in barred else text for text in texts]
    return Card(time["code"], tuple(dict.fromkeys(text for text in shown if text is not None)))


def _barred(codes: set[str]) -> frozenset[str]:
    return frozenset(text for row in SELF_CARE_TABLE["never"] if codes & set(row["any_of"]) for text in row["texts"])
