"""Who answers for whom while somebody is away."""

from datetime import datetime

from diary.models import Clinic, Cover, User


def arrange_cover(
    *, clinic: Clinic, user: User, covers: User | None, starts_at: datetime, ends_at: datetime | None
) -> Cover:
    """`user` answers for `covers` (or for everyone in the clinic) from `starts_at` until `ends_at`, or further notice."""
    return Cover.objects.create(clinic=clinic, user=user, covers=covers, starts_at=starts_at, ends_at=ends_at)
