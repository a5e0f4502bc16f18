"""The pages in a browser: the patient's app, the clinic's workspace, and a few small ones.

The build's pages are read once at start, like the list of its static files: a build made later is served after a restart,
never half of it.
"""

import gzip
import hashlib
import json
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from config.manifest import MANIFESTS
from diary.clinical.languages import LANGUAGES, language_of


@dataclass(frozen=True, slots=True)
class Built:
    """Bytes to serve, plain and compressed, with a tag that changes when they do."""

    content_type: str
    cache_control: str
    plain: bytes
    packed: bytes
    etag: str


def _built(content: bytes, content_type: str, cache_control: str = "no-cache") -> Built:
    # The tag is weak, because the compressed bytes carry the same one.
    tag = f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
    return Built(content_type, cache_control, content, gzip.compress(content, mtime=0), tag)


def _read(name: str) -> bytes:
    return bytes((settings.FRONTEND_DIST / name).read_bytes())


HTML = "text/html; charset=utf-8"
PATIENT_APP = _built(_read("index.html"), HTML)
CLINIC_APP = _built(_read("clinic.html"), HTML, "no-store")
WORKER = _built(_read("sw.js"), "text/javascript; charset=utf-8")
CLINIC_WORKER = _built(_read("clinic-sw.js"), "text/javascript; charset=utf-8")
WEB_MANIFESTS = {code: _built(content, "application/manifest+json") for code, content in MANIFESTS.items()}

ENGLISH = "en"
NAMES = {ENGLISH: "English", **{code: language.name for code, language in LANGUAGES.items()}}
# What `again.html` says, by language: a file each; one that is missing is English.
AGAIN: dict[str, dict[str, str]] = {
    file.stem: json.loads(file.read_text(encoding="utf-8"))
    for file in sorted((settings.BASE_DIR / "frontend" / "pages" / "again").glob("*.json"))
}


@require_safe
def patient_app(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Every address of the patient's app: which screen it is, the app itself reads off the address."""
    return _serve(request, PATIENT_APP)


@require_safe
def to_patient_app(request: HttpRequest) -> HttpResponse:
    """The app's worker looks after what is below `/app/`, so it starts there."""
    return HttpResponseRedirect("/app/")


@require_safe
def clinic_app(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Every address of the clinic's workspace."""
    return _serve(request, CLINIC_APP)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. Its own requests obey the policy that is sent with it."""
    return _serve(request, WORKER)


@require_safe
def clinic_worker(request: HttpRequest) -> HttpResponse:
    """Shows messages to staff. It keeps nothing."""
    return _serve(request, CLINIC_WORKER)


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What makes the app installable, in the language that the page asks for: an installed app keeps its name from here."""
    return _serve(request, WEB_MANIFESTS.get(request.GET.get("lang", ""), WEB_MANIFESTS["en"]))


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What runs here, and where to go."""
    return _page(request, "home.html")


@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """Where a one-time link for staff leads; its secret stands behind `#`, which no server sees."""
    return _page(request, "sign-in.html")


@require_safe
def answer(request: HttpRequest) -> HttpResponse:
    """Where the link in a message leads: one button. The secret stands behind `#`, and opening the page does nothing."""
    return _page(request, "answer.html")


@require_safe
def letter(request: HttpRequest) -> HttpResponse:
    """Where the link to a letter leads: a box for the code. The secret stands behind `#`, and opening the page does nothing."""
    return _page(request, "letter.html")


@require_safe
def again(request: HttpRequest) -> HttpResponse:
    """Where a patient comes back without a phone, in the language that is asked for or that the browser prefers."""
    wanted = [request.GET.get("lang", ""), *_preferred(request)]
    lang = next((code for each in wanted if (code := _spoken(each))), ENGLISH)
    languages = [{"code": code, "name": NAMES[code]} for code in AGAIN]
    return _page(request, "again.html", lang=lang, words=AGAIN[lang], languages=languages)


def _preferred(request: HttpRequest) -> list[str]:
    return [tag for tag, _ in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]


def _spoken(tag: str) -> str:
    """The language of a tag such as `es-MX` that the page speaks; empty when there is none."""
    found = language_of(tag)
    code = found.code if found is not None else ENGLISH if tag.split("-")[0].lower() == ENGLISH else ""
    return code if code in AGAIN else ""


def _serve(request: HttpRequest, file: Built) -> HttpResponse:
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(file.packed if is_packed else file.plain, content_type=file.content_type)
    if is_packed:
        response["Content-Encoding"] = "gzip"
    response["ETag"] = file.etag
    response["Cache-Control"] = file.cache_control
    patch_vary_headers(response, ("Accept-Encoding",))
    return get_conditional_response(request, etag=file.etag, response=response) or response


def _page(request: HttpRequest, name: str, **shown: object) -> HttpResponse:
    response = render(request, name, shown)
    response["Cache-Control"] = "no-store"
    return response
