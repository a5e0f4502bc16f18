"""Parts of the state machines: what people, machines and patients may do in any order, and what must hold all the while."""

import os

from hypothesis import HealthCheck, settings


def settings_for(*, short: int) -> settings:
    """As many examples as EBB_STATE_EXAMPLES says, new ones each time; else a short run of `short`, the same each time."""
    asked = os.environ.get("EBB_STATE_EXAMPLES")
    return settings(
        max_examples=int(asked or short),
        derandomize=not asked,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
