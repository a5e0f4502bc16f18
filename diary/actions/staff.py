"""Who works at a clinic: asked to join by a link, given roles, and leaving without anybody being left alone."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from alerts import actions as alerts
from alerts.lifecycle.refused import Refused
from diary.access import STAFF_ROLES
from diary.actions.auditing import record_access
from diary.actions.care import join_care_team, welcome_staff
from diary.actions.clinic import note_change
from diary.actions.cover import end_cover
from diary.actions.signing_in import keyed_hash
from diary.models import ApiToken, CareTeamMember, Clinic, Cover, Membership, Patient, Role, StaffInvitation, User

INVITATION_LASTS = timedelta(days=3)
MOST_WAITING = 20
PREFIX = "staff."


class StaffRefused(Refused):
    """This cannot be done to the staff like this; `field` names what is wrong."""


class WouldOrphan(Exception):
    """Patients would have nobody: `patients` says how many, and somebody must be named who takes over."""

    def __init__(self, patients: int) -> None:
        who = "1 patient has" if patients == 1 else f"{patients} patients have"
        super().__init__(f"{who} nobody else. Say who takes over (successor).")
        self.patients = patients


class NotYours(Exception):
    """The link was made for an account that exists: only who is signed in with it may use it."""


@dataclass(frozen=True, slots=True)
class Left:
    """What leaving moved: patients who have a new practitioner, and alerts that are open again or were told anew."""

    patients: int
    alerts: int


@transaction.atomic
def invite_staff(
    *, clinic: Clinic, email: str, name: str, roles: Sequence[str], by: User, now: datetime
) -> tuple[StaffInvitation, str]:
    """A link for one person, once, for three days; and the secret that it carries. An earlier one to the address ends.

    The secret goes to the address alone: whoever opens it has proved that the address is theirs. Raises StaffRefused.
    """
    address = User.objects.normalize_email(email)
    waiting = StaffInvitation.objects.filter(clinic=clinic, used_at=None, revoked_at=None, expires_at__gt=now)
    waiting.filter(email__iexact=address).update(revoked_at=now)
    if waiting.count() >= MOST_WAITING:
        raise StaffRefused("email", f"{MOST_WAITING} links wait to be used. Take some back first.")
    here = Membership.objects.filter(clinic=clinic, user__email__iexact=address, ended_at=None)
    if set(roles) <= set(here.values_list("role", flat=True)):
        raise StaffRefused("email", "Who has this address works here already.")
    secret = PREFIX + secrets.token_urlsafe(32)
    invitation = StaffInvitation.objects.create(
        clinic=clinic,
        email=address,
        name=name,
        roles=sorted(set(roles)),
        token_hash=keyed_hash(secret),
        created_at=now,
        created_by=by,
        expires_at=now + INVITATION_LASTS,
    )
    note_change(
        clinic=clinic, by=by, action="staff.invite", about=invitation.pk, now=now, detail={"roles": invitation.roles}
    )
    return invitation, secret


def send_staff_invitation(*, invitation: StaffInvitation, secret: str, now: datetime) -> bool:
    """E-mail the link; whether the mail server took it. Call it outside of a transaction: a mail server may be slow."""
    link = f"{settings.BASE_URL}/sign-in#t={secret}"
    return alerts.send_invitation(
        invitation_id=invitation.pk, address=invitation.email, link=link, now=now, expires_at=invitation.expires_at
    )


@transaction.atomic
def accept_staff_invitation(*, secret: str, signed_in: User | None, now: datetime) -> User | None:
    """Who joins by this link; None when it was used, taken back, has expired or was never made.

    An account that exists has a password and a second factor that a link must not go around: raises NotYours unless that
    person is signed in.
    """
    invitation = (
        StaffInvitation.objects.select_for_update(of=("self",))
        .select_related("clinic")
        .filter(token_hash=keyed_hash(secret), used_at=None, revoked_at=None, expires_at__gt=now)
        .first()
    )
    if invitation is None:
        return None
    known = User.objects.filter(email__iexact=invitation.email).first()
    if known is not None and (signed_in is None or signed_in.pk != known.pk):
        raise NotYours("You have an account here already. Sign in with it, then open this link again.")
    email = str(known.email) if known is not None else invitation.email
    user = welcome_staff(
        clinic=invitation.clinic, email=email, name=invitation.name, roles=list(invitation.roles), now=now
    )
    invitation.used_at = now
    invitation.save(update_fields=["used_at"])
    detail = {"roles": invitation.roles}
    note_change(clinic=invitation.clinic, by=user, action="staff.join", about=user.pk, now=now, detail=detail)
    return user


@transaction.atomic
def take_back_invitation(*, invitation: StaffInvitation, by: User, now: datetime) -> None:
    """The link works no more. Again: nothing happens."""
    open_ones = StaffInvitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None)
    if open_ones.update(revoked_at=now):
        note_change(clinic=invitation.clinic, by=by, action="staff.uninvite", about=invitation.pk, now=now)


@transaction.atomic
def change_roles(*, clinic: Clinic, user: User, roles: Collection[str], by: User, now: datetime) -> None:
    """Give a member exactly these roles. Raises StaffRefused: the last manager stays one, and nobody is left without a role."""
    clinic = Clinic.objects.select_for_update().get(pk=clinic.pk)
    held = set(_roles_at(clinic, user).values_list("role", flat=True))
    wanted = {Role(role).value for role in roles}
    if not wanted:
        raise StaffRefused("roles", "Choose at least one role. To let somebody go, end their membership.")
    if Role.MANAGER in held - wanted:
        _check_another_manager(clinic, user)
    if not wanted & set(STAFF_ROLES) and (alone := _patients_of_nobody_else(clinic, user)):
        raise StaffRefused("roles", str(WouldOrphan(len(alone))))
    _roles_at(clinic, user).exclude(role__in=wanted).update(ended_at=now)
    for role in sorted(wanted - held):
        Membership.objects.create(clinic=clinic, user=user, role=role)
    if wanted != held:
        detail = {"roles": [sorted(held), sorted(wanted)]}
        note_change(clinic=clinic, by=by, action="staff.roles", about=user.pk, now=now, detail=detail)


@transaction.atomic
def let_go(*, clinic: Clinic, user: User, successor: User | None, by: User, now: datetime) -> Left:
    """`user` leaves the clinic: their patients and what they had taken on go to `successor`, their tokens and cover end.

    Raises WouldOrphan when a patient would have nobody, and StaffRefused for the last manager or a successor who is no colleague.
    """
    clinic = Clinic.objects.select_for_update().get(pk=clinic.pk)
    _check_another_manager(clinic, user)
    if successor is not None:
        _check_successor(clinic, user, successor)
    alone = _patients_of_nobody_else(clinic, user)
    if alone and successor is None:
        raise WouldOrphan(len(alone))
    patients = list(Patient.objects.filter(clinic=clinic, care_team__user=user, care_team__until_at=None))
    for patient in patients if successor else ():
        join_care_team(patient=patient, user=successor, now=now)  # type: ignore[arg-type]  # not None: the line above
    CareTeamMember.objects.filter(user=user, patient__clinic=clinic, until_at=None).update(until_at=now)
    for patient in patients:
        record_access(by=by, patient=patient, action="care_team.change", object_id=user.pk, now=now)
    _roles_at(clinic, user).update(ended_at=now)
    _end_their_cover(clinic, user, by, now)
    ApiToken.objects.filter(user=user, clinic=clinic, revoked_at=None).update(revoked_at=now)
    return _hand_over(clinic, user, successor, patients, by, now)


def _hand_over(
    clinic: Clinic, user: User, successor: User | None, patients: Sequence[Patient], by: User, now: datetime
) -> Left:
    everyone = list(Patient.objects.filter(clinic=clinic).values_list("pk", flat=True))
    theirs = [patient.pk for patient in patients]
    moved = alerts.tell_anew(subjects=theirs, now=now) + alerts.hand_back(user_id=user.pk, subjects=everyone, now=now)
    detail = {"patients": len(patients), "alerts": moved, "successor": str(successor.pk) if successor else None}
    note_change(clinic=clinic, by=by, action="staff.leave", about=user.pk, now=now, detail=detail)
    return Left(len(patients), moved)


def _roles_at(clinic: Clinic, user: User) -> "QuerySet[Membership]":
    return Membership.objects.filter(clinic=clinic, user=user, ended_at=None)


def _check_another_manager(clinic: Clinic, user: User) -> None:
    managers = Membership.objects.filter(clinic=clinic, role=Role.MANAGER, ended_at=None)
    if managers.filter(user=user).exists() and not managers.exclude(user=user).exists():
        raise StaffRefused("user", "This is the last manager. Make somebody else a manager first.")


def _check_successor(clinic: Clinic, user: User, successor: User) -> None:
    at_work = _roles_at(clinic, successor).filter(role__in=STAFF_ROLES).exists()
    if successor.pk == user.pk or not at_work:
        raise StaffRefused("successor", "Choose somebody else who works at the clinic.")


def _patients_of_nobody_else(clinic: Clinic, user: User) -> set[UUID]:
    """Patients whose care team would be empty of people who work here."""
    at_work = Membership.objects.filter(clinic=clinic, ended_at=None, role__in=STAFF_ROLES).exclude(user=user)
    teams = CareTeamMember.objects.filter(patient__clinic=clinic, until_at=None)
    theirs = set(teams.filter(user=user).values_list("patient_id", flat=True))
    return theirs - set(teams.filter(user__in=at_work.values("user")).values_list("patient_id", flat=True))


def _end_their_cover(clinic: Clinic, user: User, by: User, now: datetime) -> None:
    """Nobody covers who has gone, and nobody has to cover for them."""
    for cover in [*Cover.objects.filter(clinic=clinic, user=user), *Cover.objects.filter(clinic=clinic, covers=user)]:
        end_cover(cover=cover, by=by, now=now)
