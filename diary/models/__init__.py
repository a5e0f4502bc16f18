"""The tables. Constraints live here and in the database; rules do not."""

from diary.models.care import Carer, CareTeamMember, Chronicity, Course, Patient, Session, Sex
from diary.models.curves import PracticeCurve
from diary.models.entries import Assessment, Clock, Entry, EntryRevision, RefusedEntry
from diary.models.office import (
    Appointment,
    ClinicChange,
    ClinikoAccount,
    CoursePlan,
    ExternalPatient,
    MessageTemplate,
    PresetReplay,
    SessionTemplate,
    StaffInvitation,
)
from diary.models.people import Clinic, Cover, Membership, Role, User
from diary.models.progress import AdverseEvent, Easing, FlagChange, Review
from diary.models.reminders import Reminder, ReminderState
from diary.models.reports import Report, ReportFormat, ReportState
from diary.models.shares import Share, ShareAnswer, ShareEvent, ShareKind
from diary.models.trust import (
    ApiToken,
    AuditAnchor,
    AuditEvent,
    Consent,
    Device,
    Invitation,
    Passkey,
    Purpose,
    Relation,
)

__all__ = [
    "AdverseEvent",
    "ApiToken",
    "Appointment",
    "Assessment",
    "AuditAnchor",
    "AuditEvent",
    "CareTeamMember",
    "Carer",
    "Chronicity",
    "Clinic",
    "ClinicChange",
    "ClinikoAccount",
    "Clock",
    "Consent",
    "Course",
    "CoursePlan",
    "Cover",
    "Device",
    "Easing",
    "Entry",
    "EntryRevision",
    "ExternalPatient",
    "FlagChange",
    "Invitation",
    "Membership",
    "MessageTemplate",
    "Passkey",
    "Patient",
    "PracticeCurve",
    "PresetReplay",
    "Purpose",
    "RefusedEntry",
    "Relation",
    "Reminder",
    "ReminderState",
    "Report",
    "ReportFormat",
    "ReportState",
    "Review",
    "Role",
    "Session",
    "SessionTemplate",
    "Sex",
    "Share",
    "ShareAnswer",
    "ShareEvent",
    "ShareKind",
    "StaffInvitation",
    "User",
]
