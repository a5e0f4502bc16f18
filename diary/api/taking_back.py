"""A patient, or who answers for them, rings the clinic: a consent is taken back for them. Only a no; a yes is theirs to give."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from diary.actions.consents import take_back_for
from diary.actions.proxies import Proxy
from diary.api.agreement import AgreementAnswer, ProxyShape, show_agreement
from diary.api.care import StaffView, patient_or_404
from diary.api.problems import Problem
from diary.api.shapes import Shape
from diary.api.typed import Answer
from diary.models import Purpose


class TakeBackShape(Shape):
    proxy = ProxyShape(required=False, allow_null=True)


class TakeBack(StaffView):
    """Take a consent back in the name of who rang: the patient, or the proxy that is named."""

    @extend_schema(request=TakeBackShape, responses=Answer(AgreementAnswer))
    def post(self, request: Request, pk: UUID, purpose: str) -> Response:
        patient = patient_or_404(self, pk)
        if purpose not in Purpose.values:
            raise Problem(404, "not_found", f"There is no such purpose. There are: {', '.join(Purpose.values)}.")
        said = self.body(TakeBackShape, optional=True).get("proxy")
        proxy = None if said is None else Proxy(**said)
        take_back_for(patient=patient, purpose=purpose, proxy=proxy, by=self.asker, now=self.now)
        return Response(show_agreement(patient, self.now))
