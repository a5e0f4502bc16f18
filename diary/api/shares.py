"""Links to agreed reports: made and taken back by the staff or the patient; opened and answered by whoever holds link and code."""

from base64 import b64encode
from datetime import timedelta
from typing import TypedDict
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from diary import access
from diary.actions.auditing import record_access
from diary.actions.sharing import (
    CannotShare,
    Shared,
    ShareRefused,
    answer_share,
    open_share,
    revoke_share,
    share_report,
)
from diary.api.base import EbbView, client_address
from diary.api.limits import check_failures, count_failure
from diary.api.problems import Problem
from diary.api.report_answers import by_whom
from diary.api.reports import CONTENT_TYPES, file_name_of, page_of, shown_reports
from diary.api.shapes import Choice, Instant, Shape, Text
from diary.api.shown import instant
from diary.api.typed import Answer, By
from diary.models import Report, ReportFormat, Share, ShareAnswer, ShareKind
from diary.reports import health_link, picture
from diary.reports.words import day_text

LINK_PATH = "/s#t="
REMEMBERED_FOR = timedelta(days=8)  # longer than any link lasts


class ShareShape(Shape):
    kind = Choice(ShareKind.values, required=False, default=ShareKind.PAGE.value)
    expires_at = Instant(required=False, allow_null=True, default=None)


class OpenShape(Shape):
    token = Text(max_length=100)
    code = Text(max_length=40)


class ReplyShape(OpenShape):
    answer = Choice(ShareAnswer.values)
    text = Text(required=False, allow_blank=True, default="", max_length=400)


class ShareEventAnswer(TypedDict):
    """One look at the letter, or one try; `who` is what a record system called itself, else empty."""

    what: str
    who: str
    at: str


class RepliedAnswer(TypedDict):
    """The GP's one line."""

    answer: str
    text: str
    at: str


class SharedAnswer(TypedDict):
    """A link, without its secrets, and all that happened to it."""

    id: str
    kind: str
    created: By
    expires_at: str
    revoked: By | None
    opens: int
    reply: RepliedAnswer | None
    events: list[ShareEventAnswer]


class NewShareAnswer(TypedDict):
    """A new link. `url` and `code` are shown this once; hand them on by two ways. `qr_svg` is a health link as a picture."""

    id: str
    url: str
    code: str
    qr_svg: str | None
    expires_at: str


class SharesAnswer(TypedDict):
    """The links to one report, newest first."""

    results: list[SharedAnswer]
    next: str | None


class OpenedAnswer(TypedDict):
    """The letter itself, as base64, and a picture of each of its pages (PNG, base64); none of a table."""

    format: str
    file_name: str
    content_type: str
    content: str
    pictures: list[str]
    sent_by: str
    clinic: str
    sent_at: str
    expires_at: str
    reply: RepliedAnswer | None


class Shares(EbbView):
    """The links to a report, with who looked and when; and making one."""

    needs_recent_sign_in = True

    @extend_schema(responses=Answer(SharesAnswer))
    def get(self, request: Request, pk: UUID) -> Response:
        report = self.one(shown_reports(self), pk)
        record_access(by=self.asker, patient=report.patient, action="report.shares", object_id=pk, now=self.now)
        shares = (
            Share.objects.filter(report=report)
            .select_related("created_by", "revoked_by")
            .defer("document")
            .prefetch_related("events")
            .order_by("-pk")
        )
        return Response({"results": [show_share(each) for each in shares], "next": None})

    @extend_schema(request=ShareShape, responses={201: Answer(NewShareAnswer)})
    def post(self, request: Request, pk: UUID) -> Response:
        body = self.body(ShareShape, optional=True)
        report = self.one(shown_reports(self), pk)
        key = health_link.new_key() if body["kind"] == ShareKind.HEALTH_LINK else None
        document = None if key is None else health_link.encrypt(report.content, key)
        try:
            made = share_report(
                report=report, by=self.asker, now=self.now, expires_at=body["expires_at"], document=document
            )
        except CannotShare as error:
            raise Problem(409, "conflict", str(error)) from error
        return Response(show_new(made, key), status=201)


class OneShare(EbbView):
    """Take a link back: it opens no more."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        share = self.one(access.shares_visible_to(self.asker, self.now).select_related("report__patient"), pk)
        revoke_share(share=share, by=self.asker, now=self.now)
        return Response(status=204)


class BearerView(EbbView):
    """For whoever holds a link and its code, and no account. A refusal says nothing of why."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    opened_by_secret = True

    @property
    def browser(self) -> str:
        """The mark of the browser that opened a link first; empty in any other."""
        return str(self.request.COOKIES.get(settings.SHARE_COOKIE_NAME, ""))

    def refuse(self, error: ShareRefused) -> Problem:
        """A 404 that reads the same whatever was wrong, and is counted against the address it came from."""
        count_failure("sharing", client_address(self.request._request))
        return Problem(404, "not_found", str(error))


class OpenByLink(BearerView):
    """The letter behind a link. Only a POST opens it: scanners and previews follow links."""

    @extend_schema(request=OpenShape, responses=Answer(OpenedAnswer))
    def post(self, request: Request) -> Response:
        check_failures("sharing", client_address(request._request))
        body = self.body(OpenShape)
        try:
            opened = open_share(token=body["token"], code=body["code"], browser=self.browser, now=self.now)
        except ShareRefused as error:
            raise self.refuse(error) from error
        response = Response(show_opened(opened.share, opened.content))
        response.set_cookie(
            settings.SHARE_COOKIE_NAME,
            opened.browser,
            max_age=REMEMBERED_FOR,
            secure=settings.IS_HTTPS,
            httponly=True,
            samesite="Strict",
        )
        return response


class ReplyByLink(BearerView):
    """One line back from whoever has read the letter."""

    @extend_schema(request=ReplyShape, responses=Answer(RepliedAnswer))
    def post(self, request: Request) -> Response:
        check_failures("sharing", client_address(request._request))
        body = self.body(ReplyShape)
        if body["answer"] == ShareAnswer.TEXT and not body["text"].strip():
            raise Problem(
                422, "invalid", "Please correct: text.", {"text": ["Write a line, or choose another answer."]}
            )
        try:
            share = answer_share(
                token=body["token"],
                code=body["code"],
                browser=self.browser,
                answer=ShareAnswer(body["answer"]),
                text=body["text"].strip(),
                now=self.now,
            )
        except ShareRefused as error:
            raise self.refuse(error) from error
        return Response(show_reply(share))


def show_new(made: Shared, key: bytes | None) -> NewShareAnswer:
    """A new link, with `key` a health link, whose key is told now and never again."""
    share, page = made.share, f"{settings.BASE_URL}{LINK_PATH}{quote(made.token)}"
    link = None
    if key is not None:
        link = health_link.link_to(
            f"{settings.BASE_URL}/api/v1/shl/{made.token}",
            key,
            expires=int(share.expires_at.timestamp()),
            label=f"Symptom diary summary, {day_text(share.report.created_at.date())}",
        )
    return {
        "id": str(share.pk),
        "url": link or page,
        "code": made.code,
        "qr_svg": None if link is None else health_link.qr_of(link),
        "expires_at": instant(share.expires_at),
    }


def show_share(share: Share) -> SharedAnswer:
    """A link as its makers see it: until when, how often it was opened, and everything that happened to it."""
    events = sorted(share.events.all(), key=lambda event: event.pk)
    return {
        "id": str(share.pk),
        "kind": share.kind,
        "created": {"by": share.created_by.name, "at": instant(share.created_at)},
        "expires_at": instant(share.expires_at),
        "revoked": by_whom(share.revoked_by, share.revoked_at),
        "opens": share.opens,
        "reply": show_reply(share),
        "events": [{"what": event.what, "who": event.who or "", "at": instant(event.at)} for event in events],
    }


def show_reply(share: Share) -> RepliedAnswer | None:
    """What the recipient answered; null while they have not."""
    if share.answered_at is None:
        return None
    return {"answer": share.answer, "text": share.answer_text or "", "at": instant(share.answered_at)}


def show_opened(share: Share, content: bytes) -> OpenedAnswer:
    """What a recipient gets: the document, and pictures of its pages for who cannot open it."""
    report: Report = share.report
    kind = ReportFormat(report.format)
    printed = page_of(content, kind) or b""
    drawn = [b64encode(picture.of_page(printed, number)).decode() for number in range(1, picture.pages_in(printed) + 1)]
    return {
        "format": kind.value,
        "file_name": file_name_of(report),
        "content_type": CONTENT_TYPES[kind],
        "content": b64encode(content).decode(),
        "pictures": drawn,
        "sent_by": report.created_by.name,
        "clinic": report.patient.clinic.name,
        "sent_at": instant(share.created_at),
        "expires_at": instant(share.expires_at),
        "reply": show_reply(share),
    }
