"""Letters that are shown by a link: to whoever holds it and knows its code, for some days, and each look is noted."""

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models import F, Q

from alerts.fields import SealedTextField, privacy, uuid7
from diary.models.people import User
from diary.models.reports import Report, SealedBytesField


class ShareKind(models.TextChoices):
    """A page that a person opens, or a SMART Health Link that a record system asks."""

    PAGE = "page"
    HEALTH_LINK = "health_link"


class ShareAnswer(models.TextChoices):
    """What a GP says in one line."""

    SEEN = "seen"
    WILL_SEE = "will_see"
    NO_ACTION = "no_action"
    TEXT = "text"


class Share(models.Model):
    """One link to one agreed report. Of its secrets only keyed hashes are kept; the browser that opened it first keeps it.

    `document` is what a health link hands out: encrypted with a key that stands in the link and nowhere else.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="shares")
    kind = models.CharField(max_length=12, choices=ShareKind, default=ShareKind.PAGE)
    document = SealedBytesField(null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64)
    browser_hash = models.CharField(max_length=64, blank=True, default="")
    opens = models.PositiveSmallIntegerField(default=0)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    answer = models.CharField(max_length=12, choices=ShareAnswer, blank=True, default="")
    answer_text = SealedTextField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(
        clinical="answer answer_text document",
        operational="id report kind token_hash code_hash browser_hash opens wrong_codes created_at created_by expires_at "
        "revoked_at revoked_by answered_at",
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="share_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="share_revoked_by_somebody_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | Q(answer__in=ShareAnswer.values, answered_at__isnull=False),
                name="share_answered_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(kind=ShareKind.PAGE.value, document=None)
                | Q(kind=ShareKind.HEALTH_LINK.value, document__isnull=False),
                name="share_of_a_known_kind",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ShareEvent(models.Model):
    """Somebody used the link, or tried to; the patient reads this. `who` is what a record system called itself. Append-only."""

    class What(models.TextChoices):
        OPENED = "opened"
        ANSWERED = "answered"
        WRONG_CODE = "wrong_code"
        OTHER_BROWSER = "other_browser"
        TOO_LATE = "too_late"
        REVOKED = "revoked"
        USED_UP = "used_up"
        TAKEN_BACK = "taken_back"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    share = models.ForeignKey(Share, models.PROTECT, related_name="events")
    at = models.DateTimeField()
    what = models.CharField(max_length=13, choices=What)
    who = SealedTextField(null=True, blank=True)

    privacy = privacy(identifying="who", operational="id share at what")

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("what happened to a link is only added to")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("what happened to a link is only added to")
