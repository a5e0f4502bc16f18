"""One delivery on its way out: claim, send, finish. At least once, and a double is recognisable by its id.

The claim commits before the send begins and the send is over before the row says `sent`: whoever dies in between leaves
a claim that runs out, and somebody else sends again.
"""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from alerts import audience, messages
from alerts.actions import circuits
from alerts.actions.changing import ASKING, HELD_BACK, SUPERSEDED
from alerts.actions.contacts import disable_contact_point, secret_of
from alerts.actions.holding import held_until
from alerts.actions.links import sign_link
from alerts.actions.proving import CODES
from alerts.actions.receipts import await_receipt, pass_on
from alerts.actions.returning import BACK, code_back
from alerts.actions.setting_aside import forget, has_database_hung_up, set_aside, waiting
from alerts.channels import CHANNELS, Accepted, DeliveryError, Outgoing
from alerts.lifecycle import EMERGENCY, LEASE, AlertState, DeliveryState, check_transition, retry_at
from alerts.models import Attempt, Delivery

log = logging.getLogger(__name__)

GRACE = timedelta(seconds=2)  # the fast lane's head start on fresh rows
Result = Accepted | DeliveryError


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to send one delivery until the lease ends; `number` counts its attempts."""

    delivery: Delivery
    token: UUID
    number: int
    lane: str


def claim(*, delivery_id: UUID, lane: str, now: datetime) -> Claim | None:
    """Claim one delivery that is due. None when it is not, or somebody else has it, or it must not be sent any more.

    What the world looks like now decides, not what it was when the row was written: see `_reason_against`.
    """
    with transaction.atomic(durable=True):
        row = (
            Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("alert", "contact_point")
            .filter(pk=delivery_id, state=DeliveryState.PENDING, next_attempt_at__lte=now)
            .first()
        )
        if row is None:
            return None
        if reason := _reason_against(row, now):
            _change(row, DeliveryState.SUPPRESSED, reason=reason)
            return None
        if until := held_until(row, now):
            Delivery.objects.filter(pk=row.pk, state=row.state).update(next_attempt_at=until)
            return None
        token, number = uuid4(), row.attempts + 1
        claimed = _change(row, DeliveryState.CLAIMED, claim_token=token, claimed_until=now + LEASE, attempts=number)
        if not claimed:
            return None
        Attempt.objects.create(delivery=row, number=number, lane=lane, started_at=now)
    return Claim(row, token, number, lane)


def _reason_against(row: Delivery, now: datetime) -> str:
    """Why this delivery must not be sent any more; empty when it may."""
    if row.alert is None and row.give_up_at <= now:
        return "too late"
    if not row.contact_point.active:
        return "contact point disabled"
    if row.alert is not None and row.message in ASKING:
        if row.alert.state != AlertState.OPEN:
            return str(row.alert.state)
        if row.alert.round != row.round:
            return SUPERSEDED
        if row.alert.inhibited_by_id is not None:
            return HELD_BACK
    if row.subject is not None and not audience.current().may_be_told(row.recipient_id, row.subject, now):
        return "not entitled"
    return ""


def _change(row: Delivery, state: DeliveryState, **changes: object) -> bool:
    """A conditional UPDATE: False when somebody else changed the row since it was read."""
    check_transition(DeliveryState(row.state), state)
    if state != DeliveryState.CLAIMED:
        changes |= {"claim_token": None, "claimed_until": None}
    same = Delivery.objects.filter(pk=row.pk, state=row.state, claim_token=row.claim_token)
    if not same.update(state=state, **changes):
        return False
    for name, value in {"state": state, **changes}.items():
        setattr(row, name, value)
    return True


def due_to_leave(now: datetime) -> QuerySet[Delivery]:
    """Deliveries that wait and whose moment to be tried has come."""
    return Delivery.objects.filter(state=DeliveryState.PENDING, next_attempt_at__lte=now)


def claims_over(now: datetime) -> QuerySet[Delivery]:
    """Deliveries that somebody claimed and did not finish in time: they are anybody's again."""
    return Delivery.objects.filter(state=DeliveryState.CLAIMED, claimed_until__lt=now)


def claim_due(*, lane: str, now: datetime, limit: int) -> list[Claim]:
    """Claim what is due, most pressing first. A row that cannot be claimed does not hold up the others."""
    grace = GRACE if settings.BROKER_URL else timedelta(0)
    due = (
        due_to_leave(now)
        .exclude(pk__in=waiting("claim", now=now))
        .filter(Q(attempts__gt=0) | Q(next_attempt_at__lte=now - grace))
        .order_by("priority", "next_attempt_at", "id")
        .values_list("pk", flat=True)[: limit * 4]
    )
    claims: list[Claim] = []
    for pk in list(due):
        if len(claims) == limit:
            break
        if taken := _claim_or_set_aside(pk, lane, now):
            claims.append(taken)
    forget(kind="claim", rows=[claimed.delivery.pk for claimed in claims])
    return claims


def _claim_or_set_aside(pk: UUID, lane: str, now: datetime) -> Claim | None:
    try:
        return claim(delivery_id=pk, lane=lane, now=now)
    except Exception as error:
        if not has_database_hung_up(error):
            set_aside(kind="claim", row=pk, error=error, now=now)
        return None


def compose(claimed: Claim, *, now: datetime) -> Outgoing | DeliveryError:
    """What is to be sent, with everything that must be read for it; or why there is nothing. Sending then touches the network only."""
    try:
        return _outgoing(claimed.delivery, now)
    except DeliveryError as error:
        return error
    except Exception as error:
        return DeliveryError(type(error).__name__, is_ours=True)


def send(claimed: Claim, composed: Outgoing | DeliveryError) -> Result:
    """Send it, outside any transaction. Whatever goes wrong is an answer, not an exception: other rows wait."""
    if isinstance(composed, DeliveryError):
        return composed
    try:
        return CHANNELS[claimed.delivery.contact_point.channel](composed)
    except DeliveryError as error:
        return error
    except Exception as error:
        return DeliveryError(type(error).__name__, is_ours=True)


def _outgoing(row: Delivery, now: datetime) -> Outgoing:
    language = messages.language_for(row.message, audience.current().language(row.recipient_id))
    text = messages.text_for(row.message, language)
    link = messages.link_for(row.message, settings.BASE_URL, alert=row.alert_id, subject=row.subject)
    answer = messages.answer_link_for(settings.BASE_URL, sign_link(row))
    code = code_back(row.pk) if row.message == BACK else row.contact_point.code or "" if row.message in CODES else ""
    waiting = now - (row.alert.raised_at if row.alert else row.created_at)
    return Outgoing(
        delivery=row.pk,
        alert=row.alert_id,
        message=row.message,
        level=row.alert.level if row.alert else None,
        created_at=row.created_at,
        now=now,
        address=row.contact_point.address,
        secret=secret_of(row.contact_point, now),
        subject=text.subject,
        body=messages.body_for(row.message, link=link, waiting=waiting, answer=answer, code=code, language=language),
        hint=messages.hint_for(row.message, code=code, language=language),
        link=link,
        language=language,
        expires_at=row.give_up_at,
    )


@transaction.atomic
def finish(claimed: Claim, result: Result, *, now: datetime, chance: Callable[[], float] = random.random) -> bool:
    """Write down how it went. False when the claim has run out and the row belongs to somebody else: only logged."""
    circuits.note_result(claimed.delivery.contact_point, result, now)
    if isinstance(result, Accepted):
        outcome, done = "sent", _finish_sent(claimed, result, now)
    else:
        outcome, done = result.reason[:60], _finish_failed(claimed, result, now, chance())
    Attempt.objects.filter(delivery=claimed.delivery, number=claimed.number).update(
        ended_at=now, outcome=outcome, status=result.status
    )
    row = claimed.delivery
    log.info(
        "delivery %s of alert %s attempt %d by %s: %s", row.pk, row.alert_id, claimed.number, claimed.lane, outcome
    )
    if not done:
        log.warning("delivery %s attempt %d: the claim had run out", claimed.delivery.pk, claimed.number)
    return done


def _finish_sent(claimed: Claim, result: Accepted, now: datetime) -> bool:
    row = claimed.delivery
    if not _change(row, DeliveryState.SENT, sent_at=now, provider_ref=result.reference[:200]):
        return False
    await_receipt(row, now)
    return True


def _finish_failed(claimed: Claim, error: DeliveryError, now: datetime, chance: float) -> bool:
    row = claimed.delivery
    if error.gone:
        disable_contact_point(contact_point_id=row.contact_point_id, reason=error.reason, now=now)
    is_emergency = row.alert is not None and row.alert.level == EMERGENCY
    again = retry_at(claimed.number, now, chance, is_emergency=is_emergency)
    if not is_emergency:
        again = max(again, now + timedelta(seconds=error.wait_seconds))
    if error.permanent or again > row.give_up_at:
        failed = _change(row, DeliveryState.FAILED, reason=error.reason[:60])
        if failed and error.permanent:
            pass_on(row, now=now)
        return failed
    return _change(row, DeliveryState.PENDING, next_attempt_at=again)


def deliver(*, delivery_id: UUID, lane: str, clock: Callable[[], datetime]) -> bool:
    """The whole way of one delivery: claim, send, finish. Whether it was sent by this call."""
    claimed = claim(delivery_id=delivery_id, lane=lane, now=clock())
    if claimed is None:
        return False
    result = send(claimed, compose(claimed, now=clock()))
    finish(claimed, result, now=clock())
    return isinstance(result, Accepted)


def expire_claims(*, now: datetime) -> int:
    """Free what somebody claimed and never finished: they died, or are too late. Due again at once."""
    check_transition(DeliveryState.CLAIMED, DeliveryState.PENDING)
    return claims_over(now).update(
        state=DeliveryState.PENDING, claim_token=None, claimed_until=None, next_attempt_at=now
    )
