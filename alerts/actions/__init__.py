"""The door of this room, and the only writes. Keyword-only, atomic; who did it (`by`) and when (`now`) are given.

The diary calls `raise_alert`, `withdraw_unfound`, `notify`; people's answers come through `acknowledge`, `snooze`,
`resolve`, `add_note`; workers and sweepers call `deliver` and `sweep`.
"""

from alerts.actions.answers import AlreadyAnswered, SnoozeRefused, acknowledge, add_note, resolve, snooze
from alerts.actions.contacts import (
    add_contact_point,
    disable_contact_point,
    disable_contact_points_of,
    rotate_secret,
)
from alerts.actions.deliveries import claim, claim_due, deliver, finish, send
from alerts.actions.findings import keys_held_by, raise_alert, withdraw_unfound
from alerts.actions.notices import DIARY, notify, remind, take_back
from alerts.actions.receipts import Trouble, note_receipt, troubles_of
from alerts.actions.sweeping import sweep
from alerts.lifecycle import key_of

__all__ = [
    "DIARY",
    "AlreadyAnswered",
    "SnoozeRefused",
    "Trouble",
    "acknowledge",
    "add_contact_point",
    "add_note",
    "claim",
    "claim_due",
    "deliver",
    "disable_contact_point",
    "disable_contact_points_of",
    "finish",
    "key_of",
    "keys_held_by",
    "note_receipt",
    "notify",
    "raise_alert",
    "remind",
    "resolve",
    "rotate_secret",
    "send",
    "snooze",
    "sweep",
    "take_back",
    "troubles_of",
    "withdraw_unfound",
]
