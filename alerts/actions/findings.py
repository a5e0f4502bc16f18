"""What was found becomes an alert; what is found again, a repeat; what is found no longer, withdrawn."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from alerts import nudge
from alerts.actions.changing import change_state, suppress_pending
from alerts.actions.inhibition import inhibit_softer
from alerts.actions.journal import record
from alerts.actions.rungs import new_delivery, start_round, tell
from alerts.lifecycle import (
    DRILL,
    LEVELS,
    NOT_CLOSED,
    RENOTIFY_AFTER,
    AlertState,
    DeliveryState,
    is_worse,
    key_of,
    rank,
)
from alerts.models import Alert, AlertCause, ContactPoint, Delivery, EventKind
from alerts.prepared import prepared

FOUND = (EventKind.RAISED, EventKind.REPEATED, EventKind.LEVEL_RAISED)


@transaction.atomic(savepoint=False)
def raise_alert(
    *,
    subject: UUID,
    about: UUID | None,
    rule: str,
    code: str | None,
    level: str,
    causes: Collection[UUID],
    detail: dict[str, Any],
    now: datetime,
    once: bool = False,
) -> Alert | None:
    """Open the alert for what was found, or bring the open one up to date. Safe to call again and again.

    An alert that is not closed takes new causes and the latest detail; it notifies anew when the level is worse, or
    when a new cause comes 12 hours or more after the last message. A key that people have resolved fires again only
    for a cause they had not seen, or had seen as less; with `once` never: then the answer is None. What was withdrawn
    may come back.

    Writes in the caller's transaction. Raises ValueError for a level without a ladder.
    """
    rank(level)
    key = key_of(rule, code, subject, about)
    for is_last_try in (False, True):
        alert = Alert.objects.select_for_update().filter(subject=subject, key=key, state__in=NOT_CLOSED).first()
        if alert is not None:
            return _repeat(alert, level=level, causes=causes, detail=detail, now=now)
        resolved = Alert.objects.filter(subject=subject, rule=rule, state=AlertState.RESOLVED)
        if _is_answered(resolved, key=key, code=code, level=level, causes=causes, once=once):
            return None
        alert = Alert(
            subject=subject,
            about=about,
            key=key,
            rule=rule,
            code=code or "",
            level=level,
            raised_at=now,
            next_rung_at=now,
        )
        alert.detail = detail
        try:
            with transaction.atomic():
                return _open(alert, causes, now)
        except IntegrityError:  # somebody else opened the same alert in between: bring theirs up to date
            if is_last_try:
                raise
    raise AssertionError("the last try returns or raises")


def _open(alert: Alert, causes: Iterable[UUID], now: datetime, because: str = "") -> Alert:
    alert.save(force_insert=True)
    AlertCause.objects.bulk_create(AlertCause(alert=alert, cause=cause) for cause in set(causes))
    tell(alert, EventKind.RAISED, due=now, now=now, because=because)
    inhibit_softer(alert, now=now)
    return alert


def _is_answered(
    resolved: QuerySet[Alert], *, key: str, code: str | None, level: str, causes: Collection[UUID], once: bool
) -> bool:
    """Whether people have closed this already: by key when it fires once or has no causes, else every cause, as no less bad."""
    if (once or not causes) and resolved.filter(key=key).exists():
        return True
    wanted = set(causes)
    as_bad = resolved.filter(code=code or "", level__in=[each for each in LEVELS if not is_worse(level, each)])
    seen = AlertCause.objects.filter(alert__in=as_bad, cause__in=wanted)
    return bool(wanted) and wanted == set(seen.values_list("cause", flat=True))


def _repeat(alert: Alert, *, level: str, causes: Collection[UUID], detail: dict[str, Any], now: datetime) -> Alert:
    new = set(causes) - set(alert.causes.values_list("cause", flat=True))
    if new:
        AlertCause.objects.bulk_create(AlertCause(alert=alert, cause=cause) for cause in new)
        alert.occurrences += 1
    if new or alert.detail != detail:
        alert.detail = detail
        alert.save(update_fields=["occurrences", "detail"])
    if new:
        record(alert, EventKind.REPEATED, now=now)
    if is_worse(level, alert.level):
        because = f"{alert.level} to {level}"
        alert.level = level
        start_round(alert, EventKind.LEVEL_RAISED, now=now, because=because)
        inhibit_softer(alert, now=now)
    elif new and alert.notified_at is not None and now - alert.notified_at >= RENOTIFY_AFTER:
        start_round(alert, EventKind.RENOTIFIED, now=now, keep_ladder=alert.state == AlertState.OPEN)
    return alert


class Waiting(NamedTuple):
    """An alert that is not closed: what it is about, by which rule, and its key."""

    about: UUID | None
    rule: str
    key: str


def waiting_of(subject: UUID) -> tuple[Waiting, ...]:
    """Every alert of this subject that is not closed. One statement."""
    return tuple(map(Waiting._make, _waiting(subject)))


def waiting_about(subject: UUID) -> QuerySet[Alert]:
    """The same as rows, for a question of somebody else's."""
    return Alert.objects.filter(subject=subject, state__in=NOT_CLOSED)


@prepared
def _waiting(subject: UUID) -> QuerySet[Alert, tuple[UUID | None, str, str]]:
    return waiting_about(subject).values_list("about", "rule", "key")


@transaction.atomic
def withdraw_unfound(
    *,
    subject: UUID,
    about: UUID | None,
    rules: Collection[str],
    found_keys: Collection[str],
    because: str,
    now: datetime,
) -> list[Alert]:
    """Withdraw the alerts of these rules whose key is no longer found; whoever was told hears so. Returns them.

    An acknowledged one stays, with a note: somebody is acting on it. Never name rules here that only people close.
    """
    unfound = (
        Alert.objects.select_for_update()
        .filter(subject=subject, about=about, rule__in=rules, state__in=NOT_CLOSED)
        .exclude(key__in=found_keys)
        .order_by("pk")
    )
    withdrawn = []
    for alert in unfound:
        if alert.state == AlertState.ACKNOWLEDGED:
            _note_no_longer_found(alert, because, now)
        else:
            _withdraw(alert, because, now)
            withdrawn.append(alert)
    return withdrawn


@transaction.atomic
def end_drill(*, alert_id: UUID, now: datetime) -> Alert | None:
    """A drill that nobody answered is over, without another message; its channels are worth a look. None when closed."""
    alert = (
        Alert.objects.select_for_update(skip_locked=True).filter(pk=alert_id, rule=DRILL, state=AlertState.OPEN).first()
    )
    if alert is not None:
        _withdraw(alert, "Nobody answered the drill.", now)
    return alert


def _note_no_longer_found(alert: Alert, because: str, now: datetime) -> None:
    """Once, until it is found again: judgements come with every entry."""
    last = alert.events.filter(kind__in=(*FOUND, EventKind.NO_LONGER_FOUND)).order_by("seq").last()
    if last is None or last.kind != EventKind.NO_LONGER_FOUND:
        record(alert, EventKind.NO_LONGER_FOUND, now=now, because=because)


def _withdraw(alert: Alert, because: str, now: datetime) -> None:
    change_state(alert, AlertState.WITHDRAWN)
    alert.withdrawn_at = now
    alert.next_rung_at = alert.snoozed_until = alert.inhibited_by = None
    alert.save(update_fields=["state", "withdrawn_at", "next_rung_at", "snoozed_until", "inhibited_by"])
    suppress_pending(alert, "withdrawn")
    record(alert, EventKind.WITHDRAWN, now=now, because=because)
    if alert.rule == DRILL:
        return
    # A claimed message may be on its way: better told twice than left worried.
    told = alert.deliveries.filter(state__in=[DeliveryState.SENT, DeliveryState.CLAIMED]).values("contact_point")
    points = ContactPoint.objects.filter(pk__in=told, active=True).order_by("position", "id")
    notices = [new_delivery(point, alert=alert, message="withdrawn", order=9, now=now) for point in points]
    Delivery.objects.bulk_create(notices)
    nudge.on_commit(notice.pk for notice in notices)


@transaction.atomic
def reopen_as_follow_up(*, alert_id: UUID, now: datetime) -> Alert | None:
    """Ask again about a closed alert whose follow-up is due: a new alert that `follows` it, with its causes.

    When something newer is open under the same key, that one is noted instead. None when it is done already.
    """
    closed = (
        Alert.objects.select_for_update(skip_locked=True)
        .filter(pk=alert_id, state=AlertState.RESOLVED, follow_up_at__lte=now, followed_up_at=None)
        .first()
    )
    if closed is None:
        return None
    closed.followed_up_at = now
    closed.save(update_fields=["followed_up_at"])
    record(closed, EventKind.FOLLOWED_UP, now=now)
    because = f"The follow-up that was agreed when it was closed ({closed.outcome})."
    same = Alert.objects.select_for_update().filter(subject=closed.subject, key=closed.key, state__in=NOT_CLOSED)
    if (newer := same.first()) is not None:
        record(newer, EventKind.NOTED, now=now, because=because)
        return newer
    again = Alert(
        **{name: getattr(closed, name) for name in ("subject", "about", "key", "rule", "code", "level")},
        raised_at=now,
        next_rung_at=now,
        follows=closed,
    )
    again.detail = closed.detail
    return _open(again, closed.causes.values_list("cause", flat=True), now, because)


def keys_held_by(*, subject: UUID, causes: Collection[UUID]) -> list[str]:
    """The keys of the subject's alerts that are not closed and rest on any of these causes."""
    held = Alert.objects.filter(subject=subject, state__in=NOT_CLOSED, causes__cause__in=set(causes))
    return list(held.values_list("key", flat=True).distinct())
