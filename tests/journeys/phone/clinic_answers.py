"""What the walk through the clinic's screens has the server answer, where a state is hard to bring about."""

from alerts.fields import uuid7

PLACES = [{"code": "low-back", "side": None}, {"code": "knee", "side": "both"}]
OUT_OF_REACH = [
    {
        "person": {"id": "1", "name": "Nora Canary", "role": "patient"},
        "patient": str(uuid7()),
        "reasons": [{"reason": "gone", "channel": "push", "since": "2026-03-01T12:00:00Z"}],
        "reached_by": ["email"],
    },
    {
        "person": {"id": "2", "name": "Clara Voss", "role": "staff"},
        "patient": None,
        "reasons": [{"reason": "no_channel", "channel": None, "since": None}],
        "reached_by": [],
    },
]
LAST_WAY = {"code": "conflict", "detail": "This is the last way to reach you. Add another one first."}
SECOND_FACTOR = {"status": 401, "data": {"flows": [{"id": "mfa_authenticate", "is_pending": True}]}, "meta": {}}
