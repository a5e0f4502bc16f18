"""What every view of the API shares: the moment of the request, who asks, the body, a page of a list."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from ipaddress import ip_address, ip_network
from typing import Any, TypeVar, cast
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diary import wall
from diary.access import NotAllowed
from diary.actions.tokens import note_token_used
from diary.api.authentication import SAFE_METHODS
from diary.api.problems import Problem
from diary.api.shapes import Instant, Shape
from diary.api.step_up import check_recent_sign_in
from diary.models import ApiToken, Clinic, Device, Patient, User

M = TypeVar("M", bound=Model)

PAGE_SIZE = 50
LARGEST_PAGE = 200


class EbbView(APIView):
    """An API view: `self.now` is the moment of the request, `self.asker` who asks. Answers about people are never stored.

    A service token may ask only a view that names its `service_scope`; the view then works for `self.clinic_of_token`.
    Here alone PostgreSQL is told whom its rows are for (`diary/wall.py`); `opened_by_secret`: the view finds out by itself.
    """

    now: datetime
    checks_size_itself = False
    service_scope: str | None = None
    opened_by_secret = False
    needs_recent_sign_in = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = super().dispatch(request, *args, **kwargs)
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = wall.streamed(
                    self.asker.pk, cast(Iterable[bytes], response.streaming_content)
                )
            return response
        finally:
            wall.leave()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.now = timezone.now()
        super().initial(request, *args, **kwargs)
        token = service_token(request)
        if token is not None:
            if self.service_scope not in token.scopes:
                raise NotAllowed("This token was not made for that.")
            note_token_used(token=token, now=self.now)
        self._stand_before_the_wall(token)
        if (
            self.needs_recent_sign_in and not self.is_reading and request.method != "DELETE"
        ):  # taking back is always let
            check_recent_sign_in(request, self.now)
        if not self.checks_size_itself and int(request.META.get("CONTENT_LENGTH") or 0) > settings.MAX_BODY_BYTES:
            raise Problem(413, "too_large", "The body is larger than 64 KB. Send less at a time.")

    def _stand_before_the_wall(self, token: ApiToken | None) -> None:
        if token is not None and token.clinic_id is not None:
            wall.serve_clinic(token.clinic_id)
        elif self.opened_by_secret:
            wall.serve_secret()
        elif isinstance(self.request.user, User):
            wall.serve_person(self.request.user.pk)
        else:
            wall.serve_nobody()

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        final.headers.setdefault("Cache-Control", "no-store")
        return final

    @property
    def is_reading(self) -> bool:
        """Whether the request changes nothing."""
        return self.request.method in SAFE_METHODS

    @property
    def asker(self) -> User:
        """Who is signed in."""
        user = self.request.user
        if not isinstance(user, User):
            raise Problem(401, "not_signed_in", "Sign in, or send a valid token.")
        return user

    @property
    def clinic_of_token(self) -> Clinic | None:
        """The clinic that a service token works for; None when a person asks."""
        token = service_token(self.request)
        return None if token is None else token.clinic

    def is_staff_to(self, patient: Patient) -> bool:
        """Whether the asker reads what is written for staff: not the patient, nor by a phone, which is a patient's or a carer's."""
        return patient.user_id != self.asker.pk and not isinstance(self.request.auth, Device)

    def body(
        self, shape: type[Shape], *, partial: bool = False, optional: bool = False, **known: Any
    ) -> dict[str, Any]:
        """The body in the given shape. Raises a 422 that names what is wrong; an `optional` body may be empty.

        The shape finds `now` and what else is `known` in its context.
        """
        try:
            data = self.request.data
        except RecursionError as error:
            raise Problem(400, "malformed", "The body is nested too deeply.") from error
        if optional and not data:
            data = {}
        checked = shape(data=data, partial=partial, context={"now": self.now, **known})
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)

    def one(self, queryset: QuerySet[M], pk: UUID) -> M:
        """The row with this id among those the asker may see, else 404."""
        found = queryset.filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def page(
        self, queryset: QuerySet[M], show: Callable[[M], Mapping[str, Any]], order: tuple[str, ...] = ("-pk",)
    ) -> tuple[Response, list[M]]:
        """One page of a list, newest first, and the rows on it."""
        rows, following = self.rows_of_page(queryset, *order)
        return Response({"results": [show(row) for row in rows], "next": following}), rows

    def rows_of_page(self, queryset: QuerySet[M], *order: str) -> tuple[list[M], str | None]:
        """The rows of the page that `?cursor=` asks for, and the cursor of the next page.

        The cursor holds the place of the last row, not a number of rows: what is added or answered in between moves nothing
        off the list unseen. `order` must tell any two rows apart.
        """
        size, salt = self._page_size(), f"{queryset.model.__name__}:{','.join(order)}"
        rows = queryset.order_by(*order)
        if cursor := self.request.query_params.get("cursor"):
            try:
                rows = rows.filter(_after(order, signing.loads(cursor, salt=salt)))
            except signing.BadSignature as error:
                raise Problem(
                    422, "invalid", "Please correct: cursor.", {"cursor": ["Send what `next` said."]}
                ) from error
        found = list(rows[: size + 1])
        if len(found) <= size:
            return found, None
        last = [getattr(found[size - 1], name.removeprefix("-")) for name in order]
        place = [value if isinstance(value, int) else str(value) for value in last]
        return found[:size], signing.dumps(place, salt=salt)

    def _page_size(self) -> int:
        text = self.request.query_params.get("limit", str(PAGE_SIZE))
        if not (text.isascii() and text.isdecimal()) or not 1 <= int(text) <= LARGEST_PAGE:
            raise Problem(
                422, "invalid", "Please correct: limit.", {"limit": [f"Send a whole number from 1 to {LARGEST_PAGE}."]}
            )
        return int(text)


def service_token(request: Request) -> ApiToken | None:
    """The service token by which somebody asks; None for people, also by their personal token."""
    return request.auth if isinstance(request.auth, ApiToken) and request.auth.clinic_id else None


def _after(order: tuple[str, ...], place: list[Any]) -> Q:
    """Rows behind `place` in this order."""
    behind, same = Q(), Q()
    for name, value in zip(order, place, strict=True):
        column, side = name.removeprefix("-"), "lt" if name.startswith("-") else "gt"
        behind |= same & Q(**{f"{column}__{side}": value})
        same &= Q(**{column: value})
    return behind


def parse_uuid(text: str, name: str) -> UUID:
    """A UUID from a query, or a 422 that names it."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Problem(422, "invalid", f"Please correct: {name}.", {name: ["Send a UUID."]}) from error


def moment_in_query(request: Request, name: str) -> datetime | None:
    """A moment from a query, if there is one, or a 422 that names it."""
    text = request.query_params.get(name)
    if not text:
        return None
    day, letter, clock = text.partition("T")
    try:
        # An offset such as +01:00 arrives with a blank when the client did not escape its plus sign.
        moment: datetime = Instant().run_validation(f"{day}{letter}{clock.replace(' ', '+')}")
    except ValidationError as error:
        sentences = [str(detail) for detail in error.detail]
        raise Problem(422, "invalid", f"Please correct: {name}.", {name: sentences}) from error
    return moment


def address_of(request: HttpRequest) -> str:
    """Where a request came from: what the outermost of our own reverse proxies saw, which no caller can make up."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    seen = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",")]
    if not settings.PROXIES or len(seen) < settings.PROXIES:
        return direct
    try:
        return str(ip_address(seen[-settings.PROXIES]))
    except ValueError:
        return direct


def client_address(request: HttpRequest) -> str:
    """The same, for counting failures only: of IPv6 the network, since whoever has one address has 2^64."""
    address = address_of(request)
    return str(ip_network(f"{address}/64", strict=False)) if ":" in address else address
