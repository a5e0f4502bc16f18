"""Texts that staff send to patients again and again. Neutral: a phone shows them to whoever holds it."""

import string
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from alerts.lifecycle.refused import Refused
from diary.actions.clinic import note_change
from diary.clinical.neutral import clinical_words_in
from diary.models import Clinic, MessageTemplate, User

PLACEHOLDERS: Final = ("first_name", "clinic", "phone")
MOST = 50
# Their ids are names: nobody's own text has such an id.
BUILT_IN: Final = {
    "call-us": ("Please call us", "Hello {first_name}, please call {clinic} when you can: {phone}."),
    "we-will-call": ("We will call you", "Hello {first_name}, {clinic} will call you today. Our number: {phone}."),
    "tried": ("We tried to reach you", "Hello {first_name}, we tried to reach you. Please call {clinic}: {phone}."),
    "look": ("News in the app", "Hello {first_name}, there is news for you from {clinic}. Please open the app."),
}


class TextRefused(Refused):
    """This text may not be kept; `field` names what is wrong."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What fills a text in."""

    first_name: str
    clinic: str
    phone: str


def check_text(text: str) -> None:
    """Raise TextRefused unless the text has only known placeholders, and no word about anybody's health."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError as error:
        raise TextRefused("text", "A { has no } or a } has no {.") from error
    for _, name, form, conversion in parts:
        if name is not None and (name not in PLACEHOLDERS or form or conversion):
            known = ", ".join(f"{{{each}}}" for each in PLACEHOLDERS)
            raise TextRefused("text", f"We do not know {{{name}}}. There are: {known}.")
    if words := clinical_words_in(text):
        raise TextRefused("text", f"Say nothing about health where others may read it: {', '.join(words)}.")


def fill(text: str, filled: Filled) -> str:
    """A checked text with its placeholders filled in."""
    values = {"first_name": filled.first_name, "clinic": filled.clinic, "phone": filled.phone}
    return "".join(
        literal + (values[name] if name is not None else "") for literal, name, _, _ in string.Formatter().parse(text)
    )


@transaction.atomic
def keep_template(
    *, clinic: Clinic, template_id: UUID, name: str, text: str, by: User, now: datetime
) -> tuple[MessageTemplate, bool]:
    """Add a text under this id, or change it; and whether it is new. Raises TextRefused."""
    clinic = Clinic.objects.select_for_update().get(pk=clinic.pk)
    check_text(text)
    if words := clinical_words_in(name):
        raise TextRefused("name", f"Say nothing about health where others may read it: {', '.join(words)}.")
    own = MessageTemplate.objects.filter(clinic=clinic)
    if own.filter(name=name).exclude(pk=template_id).exists():
        raise TextRefused("name", "There is a text of this name.")
    known = MessageTemplate.objects.filter(pk=template_id).first()
    if known is not None and known.clinic_id != clinic.pk:
        raise TextRefused("name", "Choose another id.")
    if known is None and own.count() >= MOST:
        raise TextRefused("name", f"There are {MOST} texts already. Take one away first.")
    template, is_new = MessageTemplate.objects.update_or_create(
        pk=template_id, defaults={"clinic": clinic, "name": name, "text": text, "changed_at": now, "changed_by": by}
    )
    note_change(clinic=clinic, by=by, action="template.keep", about=template_id, now=now, detail={"name": name})
    return template, is_new


@transaction.atomic
def remove_template(*, template: MessageTemplate, by: User, now: datetime) -> None:
    """The text is offered no more. What was sent with it stays sent."""
    note_change(
        clinic=template.clinic,
        by=by,
        action="template.remove",
        about=template.pk,
        now=now,
        detail={"name": template.name},
    )
    template.delete()
