"""The door of this room, and the only writes. Keyword-only, atomic; who did it (`by`) and when (`now`) are given.

The diary calls `raise_alert`, `withdraw_unfound`, `notify`; people's answers come through `acknowledge`, `snooze`,
`resolve`, `add_note`; workers and sweepers call `deliver` and `sweep`.
"""

from alerts.actions.answers import AlreadyAnswered, SnoozeRefused, acknowledge, add_note, resolve, snooze
from alerts.actions.contacts import (
    add_contact_point,
    disable_contact_point,
    disable_contact_points_of,
    forget_addresses,
    rotate_secret,
)
from alerts.actions.deliveries import claim, claim_due, compose, deliver, finish, send
from alerts.actions.findings import Waiting, keys_held_by, raise_alert, waiting_about, waiting_of, withdraw_unfound
from alerts.actions.forgetting import NotClosed, forget_alerts
from alerts.actions.handing_over import hand_back, tell_anew
from alerts.actions.inviting import send_invitation
from alerts.actions.links import LinkRefused, acknowledge_by_link
from alerts.actions.notices import DIARY, notices_on_their_way, notify, remind, take_back
from alerts.actions.opening import Found, Plain, keys_waiting, open_many, what_becomes_of
from alerts.actions.proving import (
    CODE,
    CODES_COUNTED_FOR,
    VERIFY,
    CodeGuessed,
    CodeRefused,
    LastContactPoint,
    TooManyCodes,
    ask_for_code,
    end_quiet_hours,
    prove_contact_point,
    remove_contact_point,
    set_hours,
    set_quiet_hours,
)
from alerts.actions.receipts import Trouble, has_ended, note_receipt, troubles_of
from alerts.actions.returning import ReturnGuessed, ask_to_return, prove_return
from alerts.actions.setting_aside import forget, has_database_hung_up, set_aside
from alerts.actions.stepping_back import bring_back, bring_messages_back, shorten_claims
from alerts.actions.sweeping import sweep
from alerts.actions.trusting import trust_clock
from alerts.lifecycle import key_of

__all__ = [
    "CODE",
    "CODES_COUNTED_FOR",
    "DIARY",
    "VERIFY",
    "AlreadyAnswered",
    "CodeGuessed",
    "CodeRefused",
    "Found",
    "LastContactPoint",
    "LinkRefused",
    "NotClosed",
    "Plain",
    "ReturnGuessed",
    "SnoozeRefused",
    "TooManyCodes",
    "Trouble",
    "Waiting",
    "acknowledge",
    "acknowledge_by_link",
    "add_contact_point",
    "add_note",
    "ask_for_code",
    "ask_to_return",
    "bring_back",
    "bring_messages_back",
    "claim",
    "claim_due",
    "compose",
    "deliver",
    "disable_contact_point",
    "disable_contact_points_of",
    "end_quiet_hours",
    "finish",
    "forget",
    "forget_addresses",
    "forget_alerts",
    "hand_back",
    "has_database_hung_up",
    "has_ended",
    "key_of",
    "keys_held_by",
    "keys_waiting",
    "note_receipt",
    "notices_on_their_way",
    "notify",
    "open_many",
    "prove_contact_point",
    "prove_return",
    "raise_alert",
    "remind",
    "remove_contact_point",
    "resolve",
    "rotate_secret",
    "send",
    "send_invitation",
    "set_aside",
    "set_hours",
    "set_quiet_hours",
    "shorten_claims",
    "snooze",
    "sweep",
    "take_back",
    "tell_anew",
    "troubles_of",
    "trust_clock",
    "waiting_about",
    "waiting_of",
    "what_becomes_of",
    "withdraw_unfound",
]
