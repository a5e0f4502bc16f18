"""What every view of the API shares: the moment of the request, who asks, the body, a page of a list."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diary.api.problems import Problem
from diary.api.shapes import Shape
from diary.models import User

M = TypeVar("M", bound=Model)

PAGE_SIZE = 50
LARGEST_PAGE = 200


class EbbView(APIView):
    """An API view: `self.now` is the moment of the request, `self.asker` who asks. Answers about people are never stored."""

    now: datetime
    checks_size_itself = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.now = timezone.now()
        super().initial(request, *args, **kwargs)
        if not self.checks_size_itself and int(request.META.get("CONTENT_LENGTH") or 0) > settings.MAX_BODY_BYTES:
            raise Problem(413, "too_large", "The body is larger than 64 KB. Send less at a time.")

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        final.headers.setdefault("Cache-Control", "no-store")
        return final

    @property
    def asker(self) -> User:
        """Who is signed in."""
        user = self.request.user
        if not isinstance(user, User):
            raise Problem(401, "not_signed_in", "Sign in, or send a valid token.")
        return user

    def body(self, shape: type[Shape], *, partial: bool = False, optional: bool = False) -> dict[str, Any]:
        """The body in the given shape. Raises a 422 that names what is wrong; an `optional` body may be empty."""
        data = self.request.data
        if optional and not data:
            data = {}
        checked = shape(data=data, partial=partial, context={"now": self.now})
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)

    def one(self, queryset: QuerySet[M], pk: UUID) -> M:
        """The row with this id among those the asker may see, else 404."""
        found = queryset.filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def page(self, queryset: QuerySet[M], show: Callable[[M], dict[str, Any]]) -> tuple[Response, list[M]]:
        """One page of a list, newest first, and the rows on it. `?cursor=` goes on from where `next` said."""
        size = self._page_size()
        rows = queryset.order_by("-pk")
        cursor = self.request.query_params.get("cursor")
        if cursor:
            rows = rows.filter(pk__lt=parse_uuid(cursor, "cursor"))
        found = list(rows[: size + 1])
        more = found[size:]
        found = found[:size]
        return Response({"results": [show(row) for row in found], "next": str(found[-1].pk) if more else None}), found

    def _page_size(self) -> int:
        text = self.request.query_params.get("limit", str(PAGE_SIZE))
        if not text.isdigit() or not 1 <= int(text) <= LARGEST_PAGE:
            raise Problem(
                422, "invalid", "Please correct: limit.", {"limit": [f"Send a whole number from 1 to {LARGEST_PAGE}."]}
            )
        return int(text)


def parse_uuid(text: str, name: str) -> UUID:
    """A UUID from a query, or a 422 that names it."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Problem(422, "invalid", f"Please correct: {name}.", {name: ["Send a UUID."]}) from error


def client_address(request: HttpRequest) -> str:
    """Where a request came from, for counting failures only."""
    return str(request.META.get("REMOTE_ADDR", ""))
