"""The `Summary` itself as JSON: what every other format draws, for programs. Text in it is data and nothing else."""

from diary.reports.facts import Summary, as_json


def render(summary: Summary) -> bytes:
    """All facts of the summary, names as in `facts.py`, instants RFC 3339, in UTF-8."""
    return as_json(summary)
