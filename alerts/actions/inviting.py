"""One e-mail to an address that is nobody's contact point yet: the link with which somebody joins a clinic's staff."""

from datetime import datetime, timedelta
from uuid import UUID

from alerts.channels import email
from alerts.channels.outgoing import DeliveryError, Outgoing
from alerts.messages import body_for, hint_for, text_for

NO_TIME = timedelta(0)


def send_invitation(*, invitation_id: UUID, address: str, link: str, now: datetime, expires_at: datetime) -> bool:
    """Send the link now; whether the mail server took it. The link is not written down anywhere on the way."""
    text = text_for("invitation")
    message = Outgoing(
        delivery=invitation_id,
        alert=None,
        message="invitation",
        level=None,
        created_at=now,
        now=now,
        address=address,
        secret="",
        subject=text.subject,
        body=body_for("invitation", link=link, waiting=NO_TIME, answer=""),
        hint=hint_for("invitation"),
        link=link,
        expires_at=expires_at,
    )
    try:
        email.send(message)
    except DeliveryError:
        return False
    return True
