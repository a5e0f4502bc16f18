"""Every route of /api/v1, in the order of docs/api.md."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from diary.api import alerts, care, contacts, entries, patient, reports, sign_in
from diary.api.docs import DocsPage

urlpatterns = [
    path("pair", patient.Pair.as_view()),
    path("sign-in", sign_in.SignIn.as_view()),
    path("sign-out", patient.SignOut.as_view()),
    path("me", patient.Me.as_view()),
    path("consents", patient.Consents.as_view()),
    path("consents/<str:purpose>", patient.ConsentAnswer.as_view()),
    path("catalogue", patient.Catalogue.as_view()),
    path("entries", entries.Entries.as_view()),
    path("entries/<uuid:pk>", entries.OneEntry.as_view()),
    path("entries/<uuid:pk>/revisions", entries.EntryRevisions.as_view()),
    path("patients", care.Patients.as_view()),
    path("patients/<uuid:pk>", care.OnePatient.as_view()),
    path("patients/<uuid:pk>/invitation", care.Invite.as_view()),
    path("patients/<uuid:pk>/timeline", alerts.Timeline.as_view()),
    path("courses", care.Courses.as_view()),
    path("courses/<uuid:pk>", care.OneCourse.as_view()),
    path("courses/<uuid:pk>/curve", care.CourseCurve.as_view()),
    path("sessions", care.Sessions.as_view()),
    path("sessions/<uuid:pk>", care.OneSession.as_view()),
    path("sessions/<uuid:pk>/curve", care.SessionCurve.as_view()),
    path("worklist", alerts.Worklist.as_view()),
    path("alerts", alerts.Alerts.as_view()),
    path("alerts/<uuid:pk>", alerts.OneAlert.as_view()),
    path("alerts/<uuid:pk>/acknowledge", alerts.Acknowledge.as_view()),
    path("alerts/<uuid:pk>/resolve", alerts.Resolve.as_view()),
    path("alerts/<uuid:pk>/notes", alerts.AlertNotes.as_view()),
    path("contact-points", contacts.ContactPoints.as_view()),
    path("contact-points/<uuid:pk>", contacts.OneContactPoint.as_view()),
    path("push-subscriptions", contacts.PushSubscriptions.as_view()),
    path("push-subscriptions/<uuid:pk>", contacts.OnePushSubscription.as_view()),
    path("push-receipts", contacts.PushReceipts.as_view()),
    path("webhooks", contacts.Webhooks.as_view()),
    path("webhooks/<uuid:pk>", contacts.OneWebhook.as_view()),
    path("webhooks/<uuid:pk>/rotate", contacts.RotateWebhook.as_view()),
    path("unreached", contacts.Unreached.as_view()),
    path("reports", reports.Reports.as_view()),
    path("reports/<uuid:pk>", reports.OneReport.as_view()),
    path("reports/<uuid:pk>/content", reports.ReportContent.as_view()),
    path("reports/<uuid:pk>/picture", reports.ReportPicture.as_view()),
    path("reports/<uuid:pk>/agree", reports.Agree.as_view()),
    path("reports/<uuid:pk>/decline", reports.Decline.as_view()),
    path("reports/<uuid:pk>/without-notes", reports.WithoutNotes.as_view()),
    path("schema/", SpectacularAPIView.as_view(permission_classes=[], authentication_classes=[]), name="schema"),
    path("docs/", DocsPage.as_view()),
]
