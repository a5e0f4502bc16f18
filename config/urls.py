"""Every URL."""

from allauth.headless.constants import Client
from allauth.headless.mfa.views import ManageTOTPView
from django.urls import include, path, re_path

from config import health, metrics, pages, reporting, setting_up
from diary.api import errors
from diary.api import urls as api
from diary.api.second_factor import drawn

# allauth has more doors than Ebb has screens for: new accounts, other addresses, passwords by mail. They stay shut.
OPEN_DOORS = (
    "browser/v1/(?:config|account/(?:password/change|authenticators(?:/.+)?)"
    "|auth/(?:login|session|sessions|reauthenticate|2fa/(?:re)?authenticate|webauthn/(?:login|(?:re)?authenticate)))"
)
AUTHENTICATOR_APP = "browser/v1/account/authenticators/totp"

urlpatterns = [
    path("api/v1/", include(api)),
    re_path(rf"^_allauth/(?!{OPEN_DOORS}$)", errors.not_found),
    path(f"_allauth/{AUTHENTICATOR_APP}", drawn(ManageTOTPView.as_api_view(client=Client.BROWSER))),
    path("_allauth/", include("allauth.headless.urls")),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", metrics.metrics),
    path(reporting.WHERE.lstrip("/"), reporting.policy_report),
    path("", pages.home),
    path("sign-in", pages.sign_in),
    path("set-up", setting_up.set_up),
    path("a", pages.answer),
    path("again", pages.again),
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
