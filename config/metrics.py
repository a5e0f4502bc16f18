"""`/metrics` for Prometheus: figures about the running whole, computed when asked, so that every web worker says the same.

Open to this machine only, or to whoever knows `EBB_METRICS_TOKEN`. Nothing in it is about a person.
"""

from collections.abc import Iterable
from datetime import datetime
from hmac import compare_digest
from ipaddress import ip_address

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from alerts.watch import Figures, figures
from config import backup
from diary import wall
from diary.models import Session

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_VIA")


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, or 404 for whoever may not have them: a reverse proxy's visitors look like this machine, but for their headers."""
    if not (_is_from_here(request) or _knows_the_token(request)):
        raise Http404
    registry = CollectorRegistry()
    registry.register(Now(timezone.now()))
    return HttpResponse(
        generate_latest(registry), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
    )


def _is_from_here(request: HttpRequest) -> bool:
    if any(name in request.META for name in FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _knows_the_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.METRICS_TOKEN) and compare_digest(given.encode(), settings.METRICS_TOKEN.encode())


class Now(Collector):
    """The figures of one moment."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterable[Metric]:
        with wall.inside():
            found = figures(self.now)
            many, age = late_sessions(self.now)
        yield gauge("ebb_look_again_due", "Sessions whose moment to be judged again has come", many)
        yield gauge("ebb_look_again_oldest_seconds", "How late the oldest of them is", age)
        if (made := backup.last_made()) is not None:
            yield gauge("ebb_backup_age_seconds", "Since this machine made a backup", (self.now - made).total_seconds())
        yield from _of_alerts(found)


def late_sessions(now: datetime) -> tuple[int, float]:
    """Sessions that should have been judged again by now, and how many seconds late the oldest is."""
    late = Session.objects.filter(look_again_at__lte=now).order_by("look_again_at")
    oldest, many = late.values_list("look_again_at", flat=True).first(), late.count()
    return many, 0.0 if oldest is None else (now - oldest).total_seconds()


def _of_alerts(found: Figures) -> Iterable[Metric]:
    lanes = GaugeMetricFamily("ebb_sweep_age_seconds", "Since a sweep of this lane last went well", labels=["lane"])
    for lane, age in sorted(found.lane_ages.items()):
        lanes.add_metric([lane], age)
    yield lanes
    alerts = GaugeMetricFamily("ebb_alerts", "Alerts that are not closed", labels=["level", "state"])
    for (level, state), number in sorted(found.alerts.items()):
        alerts.add_metric([level, state], number)
    yield alerts
    aside = GaugeMetricFamily("ebb_set_aside", "Rows that could not be handled: manage.py set_aside", labels=["kind"])
    for kind, number in sorted(found.set_aside.items()):
        aside.add_metric([kind], number)
    yield aside
    yield gauge("ebb_alerts_held_back", "Softer alerts that wait for a red flag to be closed", found.held_back)
    yield gauge("ebb_rungs_overdue", "Open alerts whose next rung is over a minute late", found.overdue_rungs)
    yield gauge("ebb_deliveries_pending", "Messages that have not left", found.pending)
    yield gauge("ebb_deliveries_claimed", "Messages that are being sent", found.claimed)
    yield gauge("ebb_delivery_oldest_due_seconds", "How late the oldest message that is due is", found.oldest_due_age)
    yield gauge("ebb_clock_off_seconds", "How far the wall clock stepped, while it is not believed", found.clock_off_by)
    if found.drill.age is not None:
        yield gauge("ebb_drill_age_seconds", "Since people were last asked to answer a drill", found.drill.age)
    yield gauge("ebb_drill_asked", "People who were asked in the last drill", found.drill.asked)
    yield gauge("ebb_drill_answered", "Those of them who answered", found.drill.answered)
    yield gauge("ebb_healthy", "1 while somebody sweeps and nothing due is left lying", int(found.is_healthy))


def gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    """One figure without labels, as Prometheus reads it; `text` is its help line."""
    return GaugeMetricFamily(name, text, value=value)
