"""What a record system asks a SMART Health Link: the manifest against a passcode, and the encrypted file. Any site may ask.

The path holds a secret that opens nothing by itself: the file is encrypted, its key stands in the link alone, and the passcode
came another way. A GET or HEAD of the link does nothing.
"""

from typing import Any, NotRequired, TypedDict

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from diary.actions.sharing import ShareRefused, WrongPasscode, file_of_link, open_health_link
from diary.api.base import EbbView, client_address
from diary.api.limits import check_failures, count_failure
from diary.api.problems import Problem
from diary.api.shapes import Shape, Text, Whole
from diary.api.typed import Answer
from diary.reports.health_link import FHIR

TICKET = "health-link"
TICKET_SECONDS = 600
FROM_ANYWHERE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "content-type",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


class ManifestShape(Shape):
    recipient = Text(max_length=200)
    passcode = Text(required=False, allow_blank=True, default="", max_length=40)
    embeddedLengthMax = Whole(required=False, allow_null=True, default=None, min_value=0)  # noqa: N815  # the specification's name

    def to_internal_value(self, data: Any) -> Any:
        """A record system may send what later versions of the specification know; that is no typo."""
        known = {name: value for name, value in data.items() if name in self.fields} if isinstance(data, dict) else data
        return super().to_internal_value(known)


class ManifestFileAnswer(TypedDict):
    """One encrypted file: inside the answer, or at an address that works for some minutes."""

    contentType: str
    embedded: NotRequired[str]
    location: NotRequired[str]


class ManifestAnswer(TypedDict):
    """The files behind a link."""

    files: list[ManifestFileAnswer]


class ForAnySite(EbbView):
    """For whoever holds the link, and no account, from any site."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    opened_by_secret = True

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        for name, value in FROM_ANYWHERE.items():
            final.headers[name] = value
        return final

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """A browser of another site asks before it sends."""
        return Response(status=204)


class HealthLinkManifest(ForAnySite):
    """The files behind a link, against the passcode. Each look is noted for the patient, with the name that was given."""

    @extend_schema(request=ManifestShape, responses=Answer(ManifestAnswer))
    def post(self, request: Request, token: str) -> Response:
        check_failures("sharing", client_address(request._request))
        body = self.body(ManifestShape)
        try:
            opened = open_health_link(token=token, code=body["passcode"], who=body["recipient"], now=self.now)
        except WrongPasscode as error:
            count_failure("sharing", client_address(request._request))
            left = {"remainingAttempts": error.left}
            raise Problem(401, "wrong_passcode", "This is not the passcode of this link.", extra=left) from error
        except ShareRefused as error:
            count_failure("sharing", client_address(request._request))
            raise Problem(404, "not_found", str(error)) from error
        most = body["embeddedLengthMax"]
        if most is None or len(opened.content) <= most:
            return Response({"files": [{"contentType": FHIR, "embedded": opened.content.decode()}]})
        ticket = signing.dumps(str(opened.share.pk), salt=TICKET)
        location = f"{settings.BASE_URL}/api/v1/shl/{token}/file/{ticket}"
        return Response({"files": [{"contentType": FHIR, "location": location}]})


class HealthLinkFile(ForAnySite):
    """The encrypted file, at the address that a manifest named some minutes ago."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Whoever asks for `application/jose` gets it."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(responses={(200, "application/jose"): OpenApiTypes.STR})
    def get(self, request: Request, token: str, ticket: str) -> HttpResponse:
        check_failures("sharing", client_address(request._request))
        try:
            share = signing.loads(ticket, salt=TICKET, max_age=TICKET_SECONDS)
            content = file_of_link(token=token, share=share, now=self.now)
        except (signing.BadSignature, ShareRefused) as error:
            count_failure("sharing", client_address(request._request))
            raise Problem(404, "not_found", str(ShareRefused())) from error
        return HttpResponse(content, content_type="application/jose")
