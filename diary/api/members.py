"""Who works at a clinic: read by all who do, changed by its managers."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.validators import EmailValidator
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from diary import access
from diary.actions.staff import (
    StaffRefused,
    WouldOrphan,
    change_roles,
    invite_staff,
    let_go,
    send_staff_invitation,
    take_back_invitation,
)
from diary.api.base import EbbView
from diary.api.office import named_clinic
from diary.api.problems import Problem
from diary.api.shapes import Choice, Shape, Text
from diary.api.shown import instant
from diary.models import CareTeamMember, Clinic, Membership, Role, StaffInvitation, User


class RolesShape(Shape):
    roles = serializers.ListField(child=Choice(Role.values), min_length=1, max_length=len(Role.values))


class NewMemberShape(RolesShape):
    email = Text(max_length=254, validators=[EmailValidator()])
    name = Text(max_length=200)


class LeaveShape(Shape):
    successor = serializers.UUIDField(required=False, allow_null=True, default=None)


class Members(EbbView):
    """Who works at the clinic, and who was asked to. Managers ask: the link goes to the address alone."""

    needs_recent_sign_in = True

    @extend_schema(responses=dict)
    def get(self, request: Request) -> Response:
        clinic = access.clinic_to_read(self.asker, named_clinic(request))
        is_manager = access.manages(self.asker, clinic)
        invited = StaffInvitation.objects.filter(
            clinic=clinic, used_at=None, revoked_at=None, expires_at__gt=self.now
        ).order_by("created_at")
        return Response(
            {
                "results": show_members(clinic, with_addresses=is_manager),
                "invited": [show_invitation(each) for each in invited] if is_manager else [],
                "next": None,
            }
        )

    @extend_schema(request=NewMemberShape, responses={201: dict})
    def post(self, request: Request) -> Response:
        clinic = access.clinic_to_manage(self.asker, named_clinic(request))
        body = self.body(NewMemberShape)
        try:
            invitation, secret = invite_staff(clinic=clinic, by=self.asker, now=self.now, **body)
        except StaffRefused as error:
            raise refused(error) from error
        emailed = send_staff_invitation(invitation=invitation, secret=secret, now=self.now)
        return Response({**show_invitation(invitation), "emailed": emailed}, status=201)


class MemberView(EbbView):
    """A view about one member of the clinic that the asker manages."""

    def member(self, request: Request, pk: UUID) -> tuple[Clinic, User]:
        """The clinic, and who works there by this id; else 403 or 404."""
        clinic = access.clinic_to_manage(self.asker, named_clinic(request))
        at_work = Membership.objects.filter(clinic=clinic, ended_at=None).values("user")
        return clinic, self.one(User.objects.filter(pk__in=at_work), pk)


class OneMember(MemberView):
    """One member's roles."""

    needs_recent_sign_in = True

    @extend_schema(request=RolesShape, responses=dict)
    def patch(self, request: Request, pk: UUID) -> Response:
        clinic, user = self.member(request, pk)
        try:
            change_roles(clinic=clinic, user=user, by=self.asker, now=self.now, **self.body(RolesShape))
        except StaffRefused as error:
            raise refused(error) from error
        return Response(show_members(clinic, with_addresses=True, only=user)[0])


class EndMember(MemberView):
    """Somebody leaves. Their patients and open alerts go to a successor; nobody is left without anybody."""

    needs_recent_sign_in = True

    @extend_schema(request=LeaveShape, responses=dict)
    def post(self, request: Request, pk: UUID) -> Response:
        body = self.body(LeaveShape, optional=True)
        clinic, user = self.member(request, pk)
        successor = User.objects.filter(pk=body["successor"]).first() if body["successor"] else None
        if body["successor"] and successor is None:
            raise refused(StaffRefused("successor", "Choose somebody else who works at the clinic."))
        try:
            left = let_go(clinic=clinic, user=user, successor=successor, by=self.asker, now=self.now)
        except StaffRefused as error:
            raise refused(error) from error
        except WouldOrphan as error:
            sentence = {"successor": [str(error)]}
            raise Problem(409, "conflict", str(error), sentence, {"patients": error.patients}) from error
        return Response({"patients": left.patients, "alerts": left.alerts})


class OneInvitation(EbbView):
    """Take back a link that was not used."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        access.check_is_manager(self.asker)
        mine = StaffInvitation.objects.filter(clinic__in=access.clinics_managed_by(self.asker))
        take_back_invitation(invitation=self.one(mine, pk), by=self.asker, now=self.now)
        return Response(status=204)


def refused(error: StaffRefused) -> Problem:
    """A 422 that names the field."""
    return Problem(422, "invalid", str(error), {error.field: [str(error)]})


def show_members(clinic: Clinic, *, with_addresses: bool, only: User | None = None) -> list[dict[str, Any]]:
    """Everybody who works at the clinic, longest first, with their roles and how many patients are theirs. Two queries."""
    memberships = Membership.objects.filter(clinic=clinic, ended_at=None).select_related("user")
    if only is not None:
        memberships = memberships.filter(user=only)
    people: dict[UUID, tuple[User, list[str]]] = {}
    for each in memberships.order_by("created_at", "id"):
        people.setdefault(each.user_id, (each.user, []))[1].append(each.role)
    patients = patients_of(clinic, people)
    return [
        {
            "id": str(pk),
            "name": user.name,
            "email": user.email if with_addresses else None,
            "roles": sorted(roles),
            "patients": patients.get(pk, 0),
        }
        for pk, (user, roles) in people.items()
    ]


def patients_of(clinic: Clinic, people: Iterable[UUID]) -> dict[UUID, int]:
    """How many patients of the clinic each of these people looks after."""
    counts: dict[UUID, int] = {}
    teams = CareTeamMember.objects.filter(patient__clinic=clinic, until_at=None, user__in=list(people))
    for user in teams.values_list("user_id", flat=True):
        counts[user] = counts.get(user, 0) + 1
    return counts


def show_invitation(invitation: StaffInvitation) -> dict[str, Any]:
    """An invitation to staff that nobody has taken yet; its secret is in the mail alone."""
    return {
        "id": str(invitation.pk),
        "email": invitation.email,
        "name": invitation.name,
        "roles": invitation.roles,
        "expires_at": instant(invitation.expires_at),
    }
