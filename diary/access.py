"""Who may see or do what. Querysets end in `_visible_to`; checks raise the sentence the caller sees. Knows no rules, no HTTP."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from alerts.audience import Rungs, Wanted
from alerts.lifecycle import OpeningHours
from alerts.many import OneByOne, among
from alerts.messages import ENGLISH
from alerts.models import Alert
from alerts.prepared import first_of, prepared
from diary.clinical.languages import language_of
from diary.models import (
    AuditEvent,
    Carer,
    CareTeamMember,
    Clinic,
    Course,
    Cover,
    Entry,
    Membership,
    Patient,
    Report,
    Role,
    Session,
    Share,
    User,
)

STAFF_ROLES = (Role.PRACTITIONER, Role.MANAGER)
BREAK_GLASS = "record.break_glass"
GLASS_LASTS = timedelta(minutes=60)
Roles = dict[UUID, set[str]]


class NotAllowed(Exception):
    """This person's role never has this function."""


def roles_of(user: User) -> Roles:
    """The active roles of `user`, by clinic."""
    roles: Roles = {}
    for clinic_id, role in Membership.objects.filter(user=user, ended_at=None).values_list("clinic_id", "role"):
        roles.setdefault(clinic_id, set()).add(role)
    return roles


def is_staff(user: User) -> bool:
    """Whether `user` works at any clinic today."""
    return Membership.objects.filter(user=user, ended_at=None, role__in=STAFF_ROLES).exists()


def patient_of(user: User) -> Patient | None:
    """The patient that `user` is, if they are one."""
    return first_of(_patients_who_are(user.pk))


@prepared
def _patients_who_are(user: UUID) -> QuerySet[Patient]:
    return Patient.objects.select_related("clinic").filter(user=user).order_by("pk")[:1]


def diary_of(user: User) -> Patient | None:
    """The patient whose diary `user` writes: themself, or who asked them to be their carer."""
    cared_for = Q(carers__user=user, carers__revoked_at=None)
    return patient_of(user) or Patient.objects.select_related("clinic", "user").filter(cared_for).first()


def check_writes_diary(user: User) -> Patient:
    """The patient whose diary `user` writes; raise NotAllowed when there is none."""
    patient = diary_of(user)
    if patient is None:
        raise NotAllowed("Only a patient, or a carer they asked, can do this.")
    return patient


def check_is_staff(user: User) -> Roles:
    """The roles of `user`, who works at a clinic. Raises NotAllowed when they do not."""
    roles = roles_of(user)
    if not any(held & set(STAFF_ROLES) for held in roles.values()):
        raise NotAllowed("This is for the staff of a clinic.")
    return roles


def staff_managed_by(user: User) -> QuerySet[User]:
    """Everybody who works at a clinic that `user` manages, themself included; nobody for who manages none."""
    at_work = Membership.objects.filter(clinic__in=clinics_managed_by(user), ended_at=None, role__in=STAFF_ROLES)
    return User.objects.filter(pk__in=at_work.values("user"))


def check_is_manager(user: User) -> None:
    """Raise NotAllowed unless `user` manages a clinic."""
    if not clinics_managed_by(user):
        raise NotAllowed("This is for the managers of a clinic.")


def check_is_patient(user: User) -> Patient:
    """The patient that `user` is; raise NotAllowed when they are none."""
    patient = patient_of(user)
    if patient is None:
        raise NotAllowed("Only a patient can do this, in their own diary.")
    return patient


def clinic_to_work_in(user: User, clinic: UUID | None = None) -> Clinic:
    """The clinic in which `user` adds patients: the one named, else their only or first one. Raises NotAllowed."""
    return _clinic_of(user, clinic, STAFF_ROLES, "You do not work at this clinic.")


class NotAColleague(ValueError):
    """Nobody of this id works at the clinic."""

    field = "user"


def clinic_to_manage(user: User, clinic: UUID | None = None) -> Clinic:
    """The clinic that `user` manages: the one named, else their only or first one. Raises NotAllowed."""
    return _clinic_of(user, clinic, (Role.MANAGER,), "This is for the managers of the clinic.")


def clinic_to_read(user: User, clinic: UUID | None = None) -> Clinic:
    """The clinic whose settings `user` may read: all who belong to it in any role, auditors too. Raises NotAllowed."""
    return _clinic_of(user, clinic, Role.values, "This is for the staff of a clinic.")


def clinic_to_audit(user: User, clinic: UUID | None = None) -> Clinic:
    """The clinic whose figures and changes `user` may read: managers and auditors. Raises NotAllowed."""
    allowed = (Role.MANAGER, Role.AUDITOR)
    return _clinic_of(user, clinic, allowed, "This is for the managers and auditors of the clinic.")


def _clinic_of(user: User, clinic: UUID | None, roles: Iterable[str], otherwise: str) -> Clinic:
    found = Membership.objects.select_related("clinic").filter(user=user, ended_at=None, role__in=list(roles))
    if clinic is not None:
        found = found.filter(clinic=clinic)
    membership = found.order_by("created_at", "id").first()
    if membership is None:
        raise NotAllowed(otherwise)
    return membership.clinic


def manages(user: User, clinic: Clinic) -> bool:
    """Whether `user` is a manager of the clinic today."""
    return Membership.objects.filter(user=user, clinic=clinic, ended_at=None, role=Role.MANAGER).exists()


def clinics_managed_by(user: User) -> list[UUID]:
    """The clinics that `user` manages today."""
    return [clinic for clinic, held in roles_of(user).items() if Role.MANAGER in held]


def colleague(clinic: Clinic, user: UUID) -> User:
    """Who works at the clinic today, by id. Raises NotAColleague."""
    here = Membership.objects.filter(clinic=clinic, user=user, ended_at=None, role__in=STAFF_ROLES)
    membership = here.select_related("user").first()
    if membership is None:
        raise NotAColleague("Nobody with this id works at the clinic.")
    return membership.user


def covers_visible_to(user: User, now: datetime) -> QuerySet[Cover]:
    """Cover that has not ended, at the clinics where `user` works."""
    working_in = [clinic for clinic, held in roles_of(user).items() if held & set(STAFF_ROLES)]
    current = Cover.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), clinic__in=working_in)
    return current.select_related("user", "covers")


def patients_visible_to(
    user: User, now: datetime, roles: Roles | None = None, *, reading: bool = False, a_page: bool = False
) -> QuerySet[Patient]:
    """The patients whose record `user` may open: their own; those of their care teams; those they cover now; a manager's clinic.

    A record that has come to its end is for nobody. `roles`: what they are at this moment, where that was asked already.
    `reading`: also whose record they have broken the glass of, which opens it to be read and for nothing else.
    `a_page`: few of them are wanted, so that each is looked up.
    """
    roles = roles_of(user) if roles is None else roles
    theirs = Q(user=user) | _treated_by(user, now, roles, OneByOne if a_page else Exists)
    if reading:
        theirs |= _opened_by(user, now, roles)
    return Patient.objects.filter(theirs, record_erased_at=None)


def patients_of_colleagues(user: User, roles: Roles | None = None) -> QuerySet[Patient]:
    """Every patient of the clinics where `user` works, whoever treats them: whose record may be opened when it cannot wait."""
    roles = roles_of(user) if roles is None else roles
    working_in = [clinic for clinic, held in roles.items() if held & set(STAFF_ROLES)]
    return Patient.objects.filter(clinic__in=working_in, record_erased_at=None)


def _opened_by(user: User, now: datetime, roles: Roles) -> Q:
    """Whose glass `user` broke within the last hour, at a clinic where they still work."""
    working_in = [clinic for clinic, held in roles.items() if held & set(STAFF_ROLES)]
    broken = AuditEvent.objects.filter(actor=user, action=BREAK_GLASS, at__gt=now - GLASS_LASTS, at__lte=now)
    return Q(pk__in=broken.values("patient"), clinic__in=working_in)


def _treated_by(user: User, now: datetime, roles: Roles, exists: type[Exists] = Exists) -> Q:
    """Whom `user` answers for. What they cover is read first, so that the database looks for one thing only: whether somebody of
    these is on the patient's care team. It need not reckon all that they may see to find one of it.
    """
    working_in = [clinic for clinic, held in roles.items() if held & set(STAFF_ROLES)]
    whole = {clinic for clinic in working_in if Role.MANAGER in roles[clinic]}
    team: dict[UUID, set[UUID]] = {clinic: {user.pk} for clinic in working_in}
    if working_in:
        covering = _standing(now).filter(user=user, clinic__in=working_in)
        for clinic, covered in covering.order_by().values_list("clinic_id", "covers_id"):
            if covered is None:
                whole.add(clinic)
            else:
                team[clinic].add(covered)
    found = Q(clinic__in=whole)
    for clinic, people in team.items():
        if clinic not in whole:
            on_team = CareTeamMember.objects.filter(patient=OuterRef("pk"), until_at=None, user__in=people)
            found |= Q(exists(on_team), clinic=clinic)
    return found


def diaries_visible_to(user: User, now: datetime, *, reading: bool = False) -> QuerySet[Patient]:
    """The patients whose entries and treatments `user` may read: those of `patients_visible_to`, and whom they care for.

    A carer reads no letters, consents, alerts, nor who looked. For who works nowhere, whom they care for is read first: as part of
    the question it would lead PostgreSQL through all patients of all clinics. Staff name a patient or have a clinic.
    """
    roles = roles_of(user)
    theirs = patients_visible_to(user, now, roles, reading=reading)
    cared_for = Carer.objects.filter(user=user, revoked_at=None).values_list("patient", flat=True)
    return theirs | Patient.objects.filter(id__in=cared_for if roles else list(cared_for))


def courses_visible_to(user: User, now: datetime, *, reading: bool = False) -> QuerySet[Course]:
    """The courses of whose diaries `user` may read; `reading`: also where they broke the glass."""
    return Course.objects.filter(patient__in=diaries_visible_to(user, now, reading=reading))


def courses_to_write_of(user: User, now: datetime) -> QuerySet[Course]:
    """The courses that `user` may draft a letter of. A carer reads no letters, so none for them."""
    return Course.objects.filter(patient__in=patients_visible_to(user, now))


def sessions_visible_to(user: User, now: datetime, *, reading: bool = False) -> QuerySet[Session]:
    """The same of sessions that were not taken back."""
    return Session.objects.filter(patient__in=diaries_visible_to(user, now, reading=reading))


def entries_visible_to(user: User, now: datetime, *, reading: bool = False) -> QuerySet[Entry]:
    """The same of entries, deleted ones too."""
    return Entry.objects.filter(patient__in=diaries_visible_to(user, now, reading=reading))


def reports_visible_to(user: User, now: datetime) -> QuerySet[Report]:
    """The letters of the patients whose record `user` may open. A carer reads none."""
    return Report.objects.filter(patient__in=patients_visible_to(user, now))


def shares_visible_to(user: User, now: datetime) -> QuerySet[Share]:
    """The links to those letters."""
    return Share.objects.filter(report__in=reports_visible_to(user, now))


def alerts_visible_to(user: User, now: datetime, roles: Roles | None = None) -> QuerySet[Alert]:
    """The alerts a member of staff may see; none for patients, who read of them on their entries."""
    treated = Patient.objects.filter(_treated_by(user, now, roles_of(user) if roles is None else roles))
    return Alert.objects.filter(subject__in=treated.exclude(user=user).values("id"))


class CareTeamAudience:
    """Answers what `alerts` asks: who is told about a patient, in which order, and may they still be."""

    def rungs(self, subject: UUID, about: UUID | None, now: datetime) -> Rungs:
        """Who treats, then cover, then managers, then everyone. `subject` is a patient, `about` a session.

        Who is away for a while (cover with an end) hears last, with everyone: their cover stands on the first rung.
        """
        return self._rungs([(subject, about)], _clinics_of([subject]), now)[0]

    def around_many(self, wanted: Sequence[Wanted], now: datetime) -> list[tuple[Rungs, OpeningHours]]:
        """The rungs and the hours of many, in six statements."""
        clinics = _clinics_of({who for who, _ in wanted})
        theirs = Clinic.objects.filter(pk__in=set(clinics.values()))
        hours = {each.pk: OpeningHours.from_setting(each.time_zone, each.opening_hours) for each in theirs}
        its_hours = [hours[clinics[who]] if who in clinics else self.hours(who) for who, _ in wanted]
        return list(zip(self._rungs(wanted, clinics, now), its_hours, strict=True))

    def _rungs(self, wanted: Sequence[Wanted], clinics: Mapping[UUID, UUID], now: datetime) -> list[Rungs]:
        people = {clinic: _Clinic([], [], []) for clinic in clinics.values()}
        at_work = Membership.objects.filter(clinic__in=people, ended_at=None, role__in=STAFF_ROLES)
        for clinic, user, role in at_work.order_by("created_at", "id").values_list("clinic_id", "user_id", "role"):
            people[clinic].staff.append(user)
            if role == Role.MANAGER:
                people[clinic].managers.append(user)
        for cover in _standing(now).filter(clinic__in=people):
            people[cover.clinic_id].covers.append(cover)
        teams: dict[UUID, list[UUID]] = {}
        members = CareTeamMember.objects.filter(among("patient", clinics), until_at=None).order_by("since_at", "id")
        for patient, user in members.values_list("patient_id", "user_id"):
            teams.setdefault(patient, []).append(user)
        sessions = Session.objects.filter(among("pk", {about for _, about in wanted if about}))
        recorders = dict(sessions.values_list("pk", "created_by_id"))
        ladders: dict[tuple[UUID, tuple[UUID, ...], UUID | None], Rungs] = {}  # many have the same people round them

        def ladder(who: UUID, about: UUID | None) -> Rungs:
            if who not in clinics:
                return self._drilled(who, about)
            key = (clinics[who], tuple(teams.get(who, ())), recorders.get(about) if about else None)
            if key not in ladders:
                ladders[key] = _ladder(people[key[0]], *key[1:])
            return ladders[key]

        return [ladder(who, about) for who, about in wanted]

    def _drilled(self, clinic: UUID, about: UUID | None) -> Rungs:
        """A drill is about one of the clinic's staff, and tells them alone."""
        here = Membership.objects.filter(clinic=clinic, ended_at=None, role__in=STAFF_ROLES)
        if about is not None:
            here = here.filter(user=about)
        return (_once(here.values_list("user_id", flat=True)),)

    def hours(self, subject: UUID) -> OpeningHours:
        """The opening hours of the patient's clinic, in its own zone."""
        clinic = Clinic.objects.filter(Q(patients=subject) | Q(pk=subject)).distinct().get()
        return OpeningHours.from_setting(clinic.time_zone, clinic.opening_hours)

    def concerned(self, subject: UUID) -> tuple[UUID, ...]:
        """The patient, as a user."""
        return _once(Patient.objects.filter(pk=subject).values_list("user_id", flat=True))

    def returning(self, users: Collection[UUID]) -> set[UUID]:
        """Patients whose diary there is. Staff sign in with a second factor, never by mail; carers are asked anew by the patient."""
        patients = Patient.objects.filter(user__in=users, erased_at=None, record_erased_at=None)
        staff = Membership.objects.filter(user__in=users, ended_at=None)
        return set(patients.values_list("user_id", flat=True)) - set(staff.values_list("user_id", flat=True))

    def language(self, user: UUID) -> str:
        """A patient's, or a carer's, where Ebb speaks it. Staff are written to in English."""
        if Membership.objects.filter(user=user, ended_at=None).exists():
            return ENGLISH
        locale = User.objects.filter(pk=user).values_list("locale", flat=True).first()
        spoken = language_of(locale or ENGLISH)
        return ENGLISH if spoken is None else spoken.code

    def may_be_told(self, user: UUID, subject: UUID, now: datetime) -> bool:
        """Whether `user` still belongs to those who may hear of the patient; the patient always does."""
        if user in self.concerned(subject):
            return True
        return any(user in rung for rung in self.rungs(subject, None, now))


def _clinics_of(patients: Collection[UUID]) -> dict[UUID, UUID]:
    return dict(Patient.objects.filter(among("pk", patients)).values_list("pk", "clinic_id"))


@dataclass(frozen=True, slots=True)
class _Clinic:
    """Who works at a clinic, who manages it, and the cover that stands now; each in order of time."""

    staff: list[UUID]
    managers: list[UUID]
    covers: list[Cover]


def _ladder(here: _Clinic, members: Sequence[UUID], recorder: UUID | None) -> Rungs:
    staff = set(here.staff)
    team = [user for user in members if user in staff]
    treats = [recorder] if recorder in team else team
    covering = [cover for cover in here.covers if cover.covers_id is None or cover.covers_id in team]
    covers = [cover.user_id for cover in covering if cover.user_id in staff]
    if away := away_now(covering, team):
        instead = [cover.user_id for cover in covering if cover.ends_at is not None and cover.user_id in staff]
        treats = [user for user in treats if user not in away] or instead or treats
    return (_once(treats), _once(covers), _once(here.managers), _once([*team, *covers, *here.managers]))


def _standing(now: datetime) -> QuerySet[Cover]:
    """The cover that stands at this moment; the longest-standing first."""
    standing = Cover.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), starts_at__lte=now)
    return standing.order_by("starts_at", "id")


def covers_now(clinic: UUID, team: Sequence[UUID], now: datetime) -> QuerySet[Cover]:
    """Who answers for anybody of `team` at this moment, or for the whole clinic; the longest-standing first."""
    return _standing(now).filter(Q(covers=None) | Q(covers__in=team), clinic=clinic)


def away_now(covering: Iterable[Cover], team: Sequence[UUID]) -> set[UUID]:
    """Who of `team` is away for a while: their cover has an end. Standing cover takes nobody away."""
    dated = [cover for cover in covering if cover.ends_at is not None]
    if any(cover.covers_id is None for cover in dated):
        return set(team) - {cover.user_id for cover in dated}
    return {cover.covers_id for cover in dated if cover.covers_id is not None}


def _once(users: Iterable[UUID | None]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(user for user in users if user is not None))
