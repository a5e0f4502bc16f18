"""How the judgement of an entry or a session came about, clause by clause; it reads only, and prints no names."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from diary.clinical.explaining import explain
from diary.clinical.history import History
from diary.models import Entry, Session
from diary.models.histories import reading_of
from diary.reports.curve import history_of_session


class Command(BaseCommand):
    help = "Explain the judgement of the ENTRY or SESSION with this id, as things stand now or stood AT a moment."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", help="the id of an entry or a session")
        parser.add_argument("--at", help="as it stood at this moment, such as 2026-03-29T14:05+00:00")

    def handle(self, *args: Any, **options: Any) -> None:
        for line in explain(history_of_any(options["id"]), moment_of(options["at"])):
            self.stdout.write(line)


def history_of_any(text: str) -> History:
    """The history of the session with this id, or of the session that the entry with this id belongs to."""
    try:
        pk = UUID(text)
    except ValueError as error:
        raise CommandError(f"{text!r} is no id. Ids look like 01a20043-c450-74ba-806d-2400b90fc2cd.") from error
    sessions = Session.objects.select_related("patient__clinic", "course")
    session = sessions.filter(pk=pk).first()
    if session is not None:
        return history_of_session(session)
    entry = Entry.objects.select_related("patient__clinic").filter(pk=pk).first()
    if entry is None:
        raise CommandError(f"There is no entry and no session with the id {pk}.")
    if entry.session_id is None:
        return History(None, (reading_of(entry),), floor=entry.patient.clinic.floor)
    return history_of_session(sessions.get(pk=entry.session_id))


def moment_of(text: str | None) -> datetime:
    """The moment that was asked for, or now."""
    if text is None:
        return timezone.now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text!r} is no moment. Write it as 2026-03-29T14:05+00:00.") from error
    if moment.utcoffset() is None:
        raise CommandError(f"{text!r} names no time zone. Write it as 2026-03-29T14:05+00:00.")
    return moment
