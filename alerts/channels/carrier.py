"""The one place that imports Apprise."""

import apprise

from alerts.channels import services


def carry(url: str, title: str, body: str) -> bool:
    """Send one message by one Apprise URL; whether the service took it."""
    carrier = apprise.Apprise()
    return bool(carrier.add(url) and carrier.notify(body=body, title=title))


services.use_carrier(carry)
