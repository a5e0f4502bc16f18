"""The API's schema, and its reading page from our own files only."""

from functools import cache
from threading import Lock
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

# Swagger UI sets style attributes on its elements and draws icons from data: addresses; scripts stay our own files.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class WaysToSignIn(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Tells the schema how to sign in: a token, a paired phone's cookie, or a sign-in of staff."""

    target_class = "diary.api.authentication.EbbAuthentication"
    name = ["token", "phone", "staff"]  # noqa: RUF012 - as the library declares it

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, str]]:
        return [
            {"type": "http", "scheme": "bearer"},
            {"type": "apiKey", "in": "cookie", "name": settings.DEVICE_COOKIE_NAME},
            {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME},
        ]


_ONE_AT_A_TIME = Lock()


class MadeOnce(SchemaGenerator):
    """The same for whoever asks. Two that make it at once stumble over each other; and each time costs a second and its memory."""

    def get_schema(self, request: Request | None = None, public: bool = False) -> dict[str, Any]:
        with _ONE_AT_A_TIME:
            return _schema()


@cache
def _schema() -> dict[str, Any]:
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return made


class Schema(SpectacularAPIView):
    """The OpenAPI description, for anybody: it says nothing of anybody."""

    permission_classes = ()
    authentication_classes = ()
    generator_class = MadeOnce


class DocsPage(SpectacularSwaggerSplitView):
    """Swagger UI without anything from elsewhere."""

    permission_classes = ()
    authentication_classes = ()

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
        response["Content-Security-Policy"] = POLICY
        return response
