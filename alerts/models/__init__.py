"""The tables of telling people. Constraints live here and in the database; when to write what, in `alerts.actions`.

`subject`, `about` and causes are opaque ids (to the diary: a patient, a session, entries); `detail` is opaque too.
"""

from alerts.models.alert import LEVEL_CHOICES, Alert, AlertCause, AlertQuerySet
from alerts.models.circuit import Circuit
from alerts.models.contact import REACHES, Channel, ContactPoint, QuietHours
from alerts.models.delivery import Attempt, Delivery
from alerts.models.event import AlertEvent, AppendOnly, EventKind
from alerts.models.sweep import SetAside, SweepBeat
from alerts.models.way_back import WayBack

__all__ = [
    "LEVEL_CHOICES",
    "REACHES",
    "Alert",
    "AlertCause",
    "AlertEvent",
    "AlertQuerySet",
    "AppendOnly",
    "Attempt",
    "Channel",
    "Circuit",
    "ContactPoint",
    "Delivery",
    "EventKind",
    "QuietHours",
    "SetAside",
    "SweepBeat",
    "WayBack",
]
