"""Plain notices: something to know, nothing to answer."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from alerts import nudge
from alerts.actions.rungs import contact_points_of
from alerts.lifecycle import LEVELS, NOTICE_GIVES_UP_AFTER
from alerts.messages import text_for
from alerts.models import Delivery

PRIORITY = len(LEVELS) * 10  # after every alert


@transaction.atomic
def notify(*, user_ids: Collection[UUID], message: str, subject: UUID | None, now: datetime) -> list[Delivery]:
    """Send a fixed text (`alerts.messages`) to each of these people, by every channel they have.

    `subject` is whom it is about: who may no longer be told of them gets nothing. Raises KeyError for an unknown text.
    """
    text_for(message)
    points = contact_points_of(user_ids)
    deliveries = [
        Delivery(
            subject=subject,
            message=message,
            recipient_id=user,
            contact_point=point,
            priority=PRIORITY,
            created_at=now,
            next_attempt_at=now,
            give_up_at=now + NOTICE_GIVES_UP_AFTER,
        )
        for user in dict.fromkeys(user_ids)
        for point in points.get(user, [])
    ]
    Delivery.objects.bulk_create(deliveries)
    nudge.on_commit(delivery.pk for delivery in deliveries)
    return deliveries
