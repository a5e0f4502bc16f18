"""The drawing of the states, made from the table that the code obeys. `manage.py alert_states` writes it down."""

from enum import StrEnum

from alerts.lifecycle.states import TRANSITIONS, AlertState, DeliveryState

HEAD = """# States of alerts and deliveries

Made by `manage.py alert_states > docs/alert-states.md` from `alerts/lifecycle/states.py`; a test compares the two. There is no
other way from one state to another.
"""


def diagram_of(states: type[StrEnum]) -> str:
    """The states as a Mermaid state diagram: begins with the first, ends where nothing follows."""
    lines = ["stateDiagram-v2", f"    [*] --> {next(iter(states))}"]
    for state in states:
        lines += [f"    {state} --> {new}: {why}" for new, why in TRANSITIONS[state].items()]
        if not TRANSITIONS[state]:
            lines.append(f"    {state} --> [*]")
    return "\n".join(lines)


def document() -> str:
    """The page of docs, whole."""
    parts = [HEAD]
    for title, states in (("An alert", AlertState), ("A delivery", DeliveryState)):
        parts.append(f"## {title}\n\n```mermaid\n{diagram_of(states)}\n```\n")
    return "\n".join(parts)
