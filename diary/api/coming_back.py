"""Coming back without a phone: a code to one's own e-mail address. The same answer for every address, whoever it belongs to."""

from typing import TypedDict

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from alerts import actions as alerts
from diary.actions.coming_back import let_back_in
from diary.actions.signing_in import Invited, pairing_url
from diary.api.base import EbbView, client_address
from diary.api.limits import check_failures, count_failure
from diary.api.problems import Problem
from diary.api.shapes import Shape, Text
from diary.api.shown import instant
from diary.api.typed import Answer, Page

LONGEST_ADDRESS = 320
LONGEST_SECRET = 100


class AddressShape(Shape):
    address = Text(max_length=LONGEST_ADDRESS)


class AskedAnswer(TypedDict):
    """What the browser keeps until the code is typed, and until when that works. A code was sent if the address is somebody's."""

    ask: str
    expires_at: str


class BackShape(Shape):
    ask = Text(max_length=LONGEST_SECRET)
    code = Text(max_length=20)


class DoorAnswer(TypedDict):
    """One diary of whose address it is: its clinic, the first letter of the name, and the link that pairs this browser with it, once,
    within a quarter of an hour, and asks for the birth date."""

    clinic: str
    initial: str
    url: str


class AskToReturn(EbbView):
    """Send a code to this address, if somebody has proved that it is theirs."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(request=AddressShape, responses={202: Answer(AskedAnswer)})
    def post(self, request: Request) -> Response:
        address = self.body(AddressShape)["address"]
        count_knock(request)
        asked, secret = alerts.ask_to_return(address=address, now=self.now)
        shown: AskedAnswer = {"ask": secret, "expires_at": instant(asked.expires_at)}
        return Response(shown, status=202)


class ReturnByCode(EbbView):
    """The code that arrived, in the browser that asked for it. The third wrong one ends it."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    opened_by_secret = True

    @extend_schema(request=BackShape, responses=Answer(Page[DoorAnswer]))
    def post(self, request: Request) -> Response:
        body = self.body(BackShape)
        count_knock(request)
        try:
            doors = let_back_in(secret=body["ask"], code=body["code"], now=self.now)
        except alerts.CodeRefused as error:
            raise Problem(422, "invalid", str(error), {"code": [str(error)]}) from error
        shown: Page[DoorAnswer] = {"results": [show_door(each) for each in doors], "next": None}
        return Response(shown)


def count_knock(request: Request) -> None:
    """Each knock counts against where it comes from, whatever it brings."""
    address = client_address(request._request)
    check_failures("returning", address)
    count_failure("returning", address)


def show_door(invited: Invited) -> DoorAnswer:
    """The way into a diary whose code was right: a fresh pairing link, and enough to know whose it is."""
    patient = invited.invitation.patient
    return {"clinic": patient.clinic.name, "initial": patient.name[:1], "url": pairing_url(invited.token)}
