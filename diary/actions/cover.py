"""Who answers for whom while somebody is away."""

from datetime import datetime
from typing import Any

from django.db import transaction

from alerts.lifecycle.refused import Refused
from diary.actions.clinic import note_change
from diary.models import Clinic, Cover, User


class CoverRefused(Refused):
    """This cover makes no sense; `field` names what is wrong."""


@transaction.atomic
def arrange_cover(
    *,
    clinic: Clinic,
    user: User,
    covers: User | None,
    starts_at: datetime,
    ends_at: datetime | None,
    by: User,
    now: datetime,
) -> Cover:
    """`user` answers for `covers` (or for everyone in the clinic) from `starts_at` until `ends_at`, or further notice.

    With an end it is a holiday: the one who is away hears last, and patients read who answers instead. The same again is
    the same cover. Raises `CoverRefused`.
    """
    if covers is not None and covers.pk == user.pk:
        raise CoverRefused("covers", "Nobody covers for themselves.")
    if ends_at is not None and ends_at <= starts_at:
        raise CoverRefused("ends_at", "Cover ends after it starts.")
    cover, is_new = Cover.objects.get_or_create(
        clinic=clinic, user=user, covers=covers, starts_at=starts_at, ends_at=ends_at
    )
    if is_new:
        note_change(clinic=clinic, by=by, action="cover.arrange", about=user.pk, now=now, detail=_whom(cover))
    return cover


@transaction.atomic
def end_cover(*, cover: Cover, by: User, now: datetime) -> Cover:
    """It ends now. One that has not begun is taken back. Again: nothing happens."""
    if cover.ends_at is not None and cover.ends_at <= now:
        return cover
    note_change(clinic=cover.clinic, by=by, action="cover.end", about=cover.user_id, now=now, detail=_whom(cover))
    if cover.starts_at >= now:
        Cover.objects.filter(pk=cover.pk).delete()
    else:
        cover.ends_at = now
        cover.save(update_fields=["ends_at"])
    return cover


def _whom(cover: Cover) -> dict[str, Any]:
    """Whom it is for, and when; nothing in it is a name."""
    return {
        "covers": str(cover.covers_id) if cover.covers_id else None,
        "starts_at": cover.starts_at.isoformat(),
        "ends_at": cover.ends_at.isoformat() if cover.ends_at else None,
    }
