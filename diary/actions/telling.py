"""Who of a clinic hears of what happens to a patient beside alerts."""

from uuid import UUID

from diary.models import CareTeamMember, Membership, Patient, Role


def team_and_managers(patient: Patient) -> list[UUID]:
    """Who looks after the patient, then who manages their clinic; each once."""
    team = CareTeamMember.objects.filter(patient=patient, until_at=None).values_list("user_id", flat=True)
    managers = Membership.objects.filter(clinic=patient.clinic_id, role=Role.MANAGER, ended_at=None)
    return list(dict.fromkeys([*team, *managers.values_list("user_id", flat=True)]))
