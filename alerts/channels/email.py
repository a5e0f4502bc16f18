"""E-mail, by SMTP or by a provider's own interface (django-anymail), as the settings say."""

import smtplib
import socket
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from alerts.channels.deadline import hung_up_after
from alerts.channels.outgoing import Accepted, DeliveryError, Outgoing

SECONDS = 8.0  # for the whole conversation; each step has `EMAIL_TIMEOUT`
CAN_BE_PUT_RIGHT = (401, 402, 403, 408, 425, 429)
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def send(message: Outgoing) -> Accepted:
    """Send one e-mail. Its Message-ID is the same on each attempt, so that a double is recognisable."""
    message_id = f"<{message.delivery}@{urlsplit(settings.BASE_URL).hostname}>"
    server = get_connection()
    email = EmailMessage(
        subject=message.subject,
        body=message.body,
        to=[message.address],
        headers={**HEADERS, "Message-ID": message_id, "Content-Language": message.language},
        connection=server,
    )
    try:
        with hung_up_after(SECONDS, lambda: _socket_of(server)) as is_late:
            server.open()
            if is_late.is_set():
                raise TimeoutError("the greeting took too long")
            email.send()
    except smtplib.SMTPRecipientsRefused as error:
        status = max((code for code, _ in error.recipients.values()), default=0)
        raise DeliveryError("recipient refused", permanent=status >= 500, status=status) from error
    except AnymailRecipientsRefused as error:
        raise DeliveryError("recipient refused", permanent=True) from error
    except AnymailAPIError as error:
        # 4xx means that this message will not pass, except "too many" and "not allowed", which people can put right.
        answered: int = error.status_code or 0
        is_refused = 400 <= answered < 500 and answered not in CAN_BE_PUT_RIGHT
        raise DeliveryError("mail provider refused", permanent=is_refused, status=answered or None) from error
    except AnymailError as error:
        raise DeliveryError(f"mail provider: {type(error).__name__}") from error
    except smtplib.SMTPDataError as error:
        raise DeliveryError("message refused", permanent=error.smtp_code >= 500, status=error.smtp_code) from error
    except smtplib.SMTPResponseException as error:
        raise DeliveryError("mail server refused", status=error.smtp_code) from error
    except (smtplib.SMTPException, OSError) as error:
        raise DeliveryError(f"mail server: {type(error).__name__}") from error
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.close()
    return Accepted(reference=message_id)


def _socket_of(server: Any) -> socket.socket | None:
    """The socket of Django's SMTP back end; others (files, memory) have none."""
    return getattr(getattr(server, "connection", None), "sock", None)
