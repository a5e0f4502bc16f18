"""The page `/set-up`: an installation without a clinic gets its first, from whoever has the code that its start printed."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from diary.actions.first_clinic import AlreadySetUp, WrongCode, create_first_clinic, is_set_up
from diary.actions.signing_in import sign_in_url


class FirstClinic(forms.Form):
    """What `./ebb create_clinic` asks, and the code."""

    code = forms.CharField(label="Set-up code", max_length=40)
    clinic = forms.CharField(label="Name of the clinic", max_length=200)
    country = forms.RegexField(r"^[A-Za-z]{2}$", label="Country, for emergency numbers", initial="GB")
    time_zone = forms.CharField(label="Time zone of its opening hours", initial="Europe/London")
    phone = forms.CharField(label="Telephone that patients are given", max_length=40, required=False)
    name = forms.CharField(label="Your name", max_length=200)
    email = forms.EmailField(label="Your e-mail address", max_length=254)

    def clean_time_zone(self) -> str:
        zone = str(self.cleaned_data["time_zone"])
        if zone not in available_timezones():
            raise forms.ValidationError("Write it as Europe/London.")
        return zone

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()


@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """The form, and from it to a one-time sign-in. 404 in the demo and as soon as there is a clinic."""
    if settings.IS_DEMO or is_set_up():
        raise Http404
    form = FirstClinic(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _to_sign_in(form.cleaned_data)
        except WrongCode:
            form.add_error("code", "This is not the code that ./ebb run printed.")
        except AlreadySetUp as error:
            raise Http404 from error
    response = render(request, "set-up.html", {"form": form}, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


def _to_sign_in(said: dict[str, Any]) -> HttpResponse:
    clinic = {name: said[name] for name in ("country", "time_zone", "phone")} | {"name": said["clinic"]}
    user = create_first_clinic(
        code=said["code"], clinic=clinic, email=said["email"], name=said["name"], now=timezone.now()
    )
    response = HttpResponseRedirect(sign_in_url(user))
    response["Cache-Control"] = "no-store"
    return response
