"""Every URL."""

from django.urls import include, path

from config import health, metrics, pages
from diary.api import urls as api

urlpatterns = [
    path("api/v1/", include(api)),
    path("_allauth/", include("allauth.headless.urls")),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", metrics.metrics),
    path("", pages.home),
    path("sign-in", pages.sign_in),
    path("a", pages.answer),
    path("s", pages.letter),
    path("sw.js", pages.worker),
    path("app/manifest.webmanifest", pages.manifest),
    path("app/<path:rest>", pages.patient_app),
    path("app/", pages.patient_app),
    path("app", pages.to_patient_app),
    path("clinic/sw.js", pages.clinic_worker),
    path("clinic/<path:rest>", pages.clinic_app),
    path("clinic/", pages.clinic_app),
]

handler400 = "diary.api.errors.bad_request"
handler404 = "diary.api.errors.not_found"
handler500 = "diary.api.errors.server_error"
