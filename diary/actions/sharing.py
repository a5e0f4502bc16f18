"""Showing an agreed letter by a link: made, opened with its code, answered in one line, taken back.

Two secrets: the token stands behind `#` in the link, so that no log and no scanner sees it; the code goes another way, by
voice. Whatever is wrong, whoever tries learns the same one sentence; what it was stands in the link's own log.
"""

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from alerts import actions as alerts
from diary.actions.auditing import record_access
from diary.actions.guessing import note_guessing
from diary.actions.reports import is_taken_back
from diary.actions.signing_in import keyed_hash, plain_code
from diary.models import Report, ReportFormat, ReportState, Share, ShareAnswer, ShareEvent, ShareKind, User

LASTS = timedelta(days=7)
MOST_OPENS = 3
MOST_FETCHES = 20  # a record system asks more often than a person opens
MOST_WRONG_CODES = 5
MOST_LINKS = 10
CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that look or sound alike on paper
CODE_LENGTH = 6


class ShareRefused(Exception):
    """This link does not open, or not with this code; why is not said."""

    def __init__(self) -> None:
        super().__init__(
            "This link cannot be opened with this code. Look at the code again, or ask whoever gave it to you for a new one."
        )


class WrongPasscode(ShareRefused):
    """The link is one of ours, and the passcode is not its own. `left` tries remain: the specification has this said."""

    def __init__(self, left: int) -> None:
        super().__init__()
        self.left = left


class CannotShare(ValueError):
    """This report cannot be shown by a link now. The text says why and what to do."""


class Shared(NamedTuple):
    """A new link and its two secrets, which are not kept."""

    share: Share
    token: str
    code: str


class Opened(NamedTuple):
    """What the link shows, and the secret by which the browser that opened it is known again."""

    share: Share
    content: bytes
    browser: str


@transaction.atomic
def share_report(
    *, report: Report, by: User, now: datetime, expires_at: datetime | None = None, document: bytes | None = None
) -> Shared:
    """Make a link to an agreed report, for seven days at most. Raises CannotShare.

    With `document`, the report's FHIR document as its key-holder can read it, it is a health link for record systems.
    """
    report = Report.objects.select_for_update(of=("self",)).select_related("patient").get(pk=report.pk)
    until = expires_at or now + LASTS
    if report.state != ReportState.AGREED:
        raise CannotShare("The patient has not agreed to this page yet.")
    if is_taken_back(report):
        raise CannotShare("The patient has taken back the consent to share since agreeing to this page.")
    if not now < until <= now + LASTS:
        raise CannotShare("A link lasts seven days at most.")
    if document is not None and report.format != ReportFormat.FHIR:
        raise CannotShare("Only a document for records systems (FHIR) goes by a health link.")
    if Share.objects.filter(report=report, revoked_at=None, expires_at__gt=now).count() >= MOST_LINKS:
        raise CannotShare(f"There are {MOST_LINKS} open links to this page. Take one back first.")
    token = secrets.token_urlsafe(32)
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    share = Share(report=report, token_hash=keyed_hash(token), created_at=now, created_by=by, expires_at=until)
    share.kind, share.document = (ShareKind.PAGE if document is None else ShareKind.HEALTH_LINK), document
    share.code_hash = _hash_of_code(share, code)
    share.save(force_insert=True)
    record_access(by=by, patient=report.patient, action="report.share", object_id=report.pk, now=now)
    return Shared(share, token, code)


@transaction.atomic
def revoke_share(*, share: Share, by: User, now: datetime) -> None:
    """The link opens no more. Again: nothing happens, the first moment stays."""
    if Share.objects.filter(pk=share.pk, revoked_at=None).update(revoked_at=now, revoked_by=by):
        record_access(by=by, patient=share.report.patient, action="report.unshare", object_id=share.report_id, now=now)


def open_share(*, token: str, code: str, browser: str, now: datetime) -> Opened:
    """The letter, for whoever holds link and code, in the `browser` that opened it first. Raises ShareRefused."""
    with transaction.atomic():
        share, wrong = _try(token, code, browser, now)
        if share is not None and not wrong and share.opens >= MOST_OPENS:
            wrong = ShareEvent.What.USED_UP
        if share is not None and not wrong:
            known = browser if share.browser_hash else secrets.token_urlsafe(32)
            share.browser_hash = keyed_hash(known)
            share.opens += 1
            share.save(update_fields=["browser_hash", "opens"])
            content: bytes = share.report.content
            opened = Opened(share, content, known)
            record_access(
                by=None, patient=share.report.patient, action="report.open", object_id=share.report_id, now=now
            )
        if share is not None:
            _note(share, wrong or ShareEvent.What.OPENED, now)
    if share is None or wrong:
        raise ShareRefused
    return opened


def open_health_link(*, token: str, code: str, who: str, now: datetime) -> Opened:
    """The encrypted document, for whoever holds link and passcode and says `who` they are. Raises WrongPasscode, ShareRefused."""
    with transaction.atomic():
        share, wrong = _try(token, code, "", now, kind=ShareKind.HEALTH_LINK)
        if share is not None and not wrong and share.opens >= MOST_FETCHES:
            wrong = ShareEvent.What.USED_UP
        if share is not None and not wrong:
            share.opens += 1
            share.save(update_fields=["opens"])
            opened = Opened(share, share.document, "")
            record_access(
                by=None, patient=share.report.patient, action="report.open", object_id=share.report_id, now=now
            )
        if share is not None:
            _note(share, wrong or ShareEvent.What.OPENED, now, who=who)
    if share is not None and wrong == ShareEvent.What.WRONG_CODE:
        raise WrongPasscode(MOST_WRONG_CODES - share.wrong_codes)
    if share is None or wrong:
        raise ShareRefused
    return opened


def file_of_link(*, token: str, share: str, now: datetime) -> bytes:
    """The encrypted document of a health link that was opened a moment ago. Raises ShareRefused."""
    found = Share.objects.select_related("report").filter(
        pk=share, token_hash=keyed_hash(token), kind=ShareKind.HEALTH_LINK, revoked_at=None, expires_at__gt=now
    )
    one = found.first()
    if one is None or is_taken_back(one.report):
        raise ShareRefused
    content: bytes = one.document
    return content


def answer_share(*, token: str, code: str, browser: str, answer: ShareAnswer, text: str, now: datetime) -> Share:
    """The GP's one line; the last one counts. The patient and who made the link are told that there is one. Raises ShareRefused."""
    with transaction.atomic():
        share, wrong = _try(token, code, browser, now)
        if share is not None and not wrong and not share.opens:
            wrong = ShareEvent.What.OTHER_BROWSER
        if share is not None:
            _note(share, wrong or ShareEvent.What.ANSWERED, now)
        if share is not None and not wrong:
            share.answer, share.answer_text, share.answered_at = answer, text, now
            share.save(update_fields=["answer", "answer_text", "answered_at"])
            _tell(share, now)
    if share is None or wrong:
        raise ShareRefused
    return share


def _tell(share: Share, now: datetime) -> None:
    patient = share.report.patient
    staff = {share.created_by_id, share.report.created_by_id} - {patient.user_id}
    alerts.notify(user_ids=list(staff), message="notice", subject=patient.pk, now=now)
    alerts.notify(user_ids=[patient.user_id], message="letter", subject=patient.pk, now=now)


def _try(
    token: str, code: str, browser: str, now: datetime, *, kind: ShareKind = ShareKind.PAGE
) -> tuple[Share | None, str]:
    """The link of this token, held until the transaction ends, and what is wrong with opening it: nothing, or one word."""
    share = (
        Share.objects.select_for_update(of=("self",))
        .select_related("report__patient__clinic", "report__created_by")
        .filter(token_hash=keyed_hash(token), kind=kind)
        .first()
    )
    if share is None:
        return None, ""
    what = ShareEvent.What
    if share.revoked_at is not None:
        return share, what.REVOKED
    if share.expires_at <= now:
        return share, what.TOO_LATE
    if share.wrong_codes >= MOST_WRONG_CODES:
        return share, what.USED_UP
    if not secrets.compare_digest(share.code_hash, _hash_of_code(share, code)):
        share.wrong_codes += 1
        share.save(update_fields=["wrong_codes"])
        if share.wrong_codes >= MOST_WRONG_CODES:
            note_guessing(what="link", clinic=share.report.patient.clinic, about=share.pk, now=now)
        return share, what.WRONG_CODE
    if is_taken_back(share.report):
        return share, what.TAKEN_BACK
    if share.browser_hash and not secrets.compare_digest(share.browser_hash, keyed_hash(browser)):
        return share, what.OTHER_BROWSER
    return share, ""


def _hash_of_code(share: Share, code: str) -> str:
    return keyed_hash(f"share:{share.pk}:{plain_code(code)}")


def _note(share: Share, what: str, now: datetime, who: str | None = None) -> None:
    ShareEvent.objects.create(share=share, at=now, what=what, who=who)
