"""The door of this room, and the only writes. Keyword-only, atomic; who did it (`by`) and when (`now`) are given.

The diary calls `raise_alert`, `withdraw_unfound`, `notify`; people's answers come through `acknowledge`, `snooze`,
`resolve`, `add_note`; workers and sweepers call `deliver` and `sweep`.
"""

from alerts.actions.answers import AlreadyAnswered, SnoozeRefused, acknowledge, add_note, resolve, snooze
from alerts.actions.contacts import add_contact_point, disable_contact_point
from alerts.actions.deliveries import claim, claim_due, deliver, finish, send
from alerts.actions.findings import keys_held_by, raise_alert, withdraw_unfound
from alerts.actions.notices import notify
from alerts.actions.sweeping import sweep
from alerts.lifecycle import key_of

__all__ = [
    "AlreadyAnswered",
    "SnoozeRefused",
    "acknowledge",
    "add_contact_point",
    "add_note",
    "claim",
    "claim_due",
    "deliver",
    "disable_contact_point",
    "finish",
    "key_of",
    "keys_held_by",
    "notify",
    "raise_alert",
    "resolve",
    "send",
    "snooze",
    "sweep",
    "withdraw_unfound",
]
