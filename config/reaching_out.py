"""What `doctor` asks of others: the mail server, the broker and its workers, and the address that people type."""

import smtplib
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from celery import Celery
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from kombu.exceptions import OperationalError

from config import brokers
from config.checks import FILE_BACKEND
from config.doctor import BROKEN, LOOK, OK, Line, Part

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
SECONDS = 5
CERTIFICATE_DAYS = 14
TEST_SUBJECT = "A test of Ebb's e-mail"
TEST_BODY = "A test by whoever runs Ebb. No answer is awaited."


def mail(now: datetime) -> Iterator[Line]:
    """Whether the mail server takes our name and password. Nothing is sent."""
    if settings.EMAIL_BACKEND == FILE_BACKEND:
        state = OK if settings.IS_DEMO else BROKEN
        yield Line(
            state, "e-mail", f"into files, {settings.EMAIL_FILE_PATH}", "" if state == OK else "set EBB_EMAIL_URL"
        )
        return
    if settings.EMAIL_BACKEND != SMTP_BACKEND:
        yield Line(LOOK, "e-mail", "by a provider, which only a letter can test", "./ebb doctor --send ADDRESS")
        return
    try:
        server = get_connection()
        server.open()
        server.close()
    except (OSError, smtplib.SMTPException) as error:
        where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
        yield Line(BROKEN, "e-mail", f"{where}: {type(error).__name__}", "correct EBB_EMAIL_URL, or start that server")
    else:
        yield Line(OK, "e-mail", f"{settings.EMAIL_HOST} takes us; --send ADDRESS sends a test")


def sending(address: str) -> Part:
    """A part that sends one test letter: a fixed text, about nobody."""

    def test_letter(now: datetime) -> Iterator[Line]:
        try:
            EmailMessage(TEST_SUBJECT, TEST_BODY, to=[address]).send()
        except Exception as error:  # whatever the provider's library raises
            yield Line(BROKEN, "test letter", f"was refused: {type(error).__name__}", "see the provider's own log")
        else:
            yield Line(OK, "test letter", f"handed over for {address}; look whether it arrives")

    return test_letter


def broker_url() -> str:
    """Where our broker listens: what is set, or the socket that `./ebb run` makes. Empty when there is none."""
    if settings.BROKER_ADDRESS:
        return str(settings.BROKER_ADDRESS)
    place = settings.VAR / "run" / "broker.sock"
    return f"unix://{place}" if place.exists() else ""


def broker(now: datetime) -> Iterator[Line]:
    """Whether it answers, and the workers that listen to it; without one everything works, later."""
    url = broker_url()
    if not url or not brokers.answers(url):
        found = f"{brokers.place_of(url)} does not answer" if url else "none is running"
        yield Line(LOOK, "broker", found, "alerts leave within seconds, not at once, until it is there")
        return
    yield Line(OK, "broker", brokers.place_of(url))
    yield workers(url)


def workers(url: str) -> Line:
    """Who answers on that broker."""
    app = Celery(broker=brokers.kombu_url(url), set_as_current=False)
    app.conf.broker_transport_options = brokers.transport_options(url)
    try:
        answers = app.control.ping(timeout=2.0)
    except (OSError, OperationalError):
        answers = []
    finally:
        app.close()
    if not answers:
        return Line(LOOK, "worker", "none answers", "start one; the sweeper sends meanwhile")
    return Line(OK, "worker", f"{len(answers)} answer")


def address(now: datetime) -> Iterator[Line]:
    """What people type must lead here, by a certificate that browsers take."""
    url = urlsplit(settings.BASE_URL)
    if url.scheme != "https" and not settings.IS_DEMO:
        yield Line(BROKEN, "address", f"{settings.BASE_URL} is not https", "put a reverse proxy before it: deploy/")
    try:
        with urllib.request.urlopen(f"{settings.BASE_URL}/readyz", timeout=SECONDS):  # noqa: S310 - the operator's own
            yield Line(OK, "address", f"{settings.BASE_URL} leads here, and is ready")
    except urllib.error.HTTPError as error:
        yield Line(BROKEN, "address", f"{settings.BASE_URL} answers {error.code}", "./ebb run; the reverse proxy's log")
    except OSError as error:
        reason = getattr(error, "reason", error)
        yield Line(
            BROKEN,
            "address",
            f"{settings.BASE_URL} cannot be opened: {reason}",
            "give this verb the PORT and EBB_BASE_URL of ./ebb run; then DNS, certificate, firewall",
        )
        return
    if url.scheme == "https":
        yield certificate(url.hostname or "", url.port or 443, now)


def certificate(host: str, port: int, now: datetime) -> Line:
    """Until when the certificate at this address holds; broken where it does not hold already."""
    try:
        with (
            socket.create_connection((host, port), SECONDS) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as safe,
        ):
            found = safe.getpeercert() or {}
    except OSError as error:
        return Line(BROKEN, "certificate", str(error), "renew it")
    return until(ssl.cert_time_to_seconds(str(found["notAfter"])), now)


def until(ends: float, now: datetime) -> Line:
    """How long a certificate lasts, from the second it ends at."""
    days = (ends - now.timestamp()) / 86400
    if days < CERTIFICATE_DAYS:
        return Line(
            BROKEN if days < 2 else LOOK, "certificate", f"ends in {days:,.0f} days", "see why it was not renewed"
        )
    return Line(OK, "certificate", f"for {days:,.0f} more days")


OUTSIDE: tuple[Part, ...] = (mail, broker, address)
