"""What a chart shows, of one session or of a whole course, as plain sentences for those who do not read charts."""

from diary.clinical.band import Band, expected_range
from diary.clinical.history import History, Judgement, Recovery
from diary.clinical.scores import scores_of
from diary.clinical.wording import hours_after, out_of_ten, score_text

_STATE_WORDS = {
    Recovery.WATCHING: "Recovery is being watched",
    Recovery.SETTLED: "The pain has settled",
    Recovery.LASTING: "The pain is lasting",
    Recovery.GP_ADVISED: "The pain is lasting and a GP visit was advised",
    Recovery.SPECIALIST_ADVISED: "The pain is lasting and a specialist was advised",
    Recovery.CLOSED: "The recovery was closed by the practitioner",
}


def sentence(history: History, judgement: Judgement, band: Band) -> str:
    """What the chart shows, as one plain sentence for those who do not read charts."""
    before = judgement.baseline.nrs
    start = "the usual pain is not known" if before is None else f"before the session {score_text(before)}"
    state = _STATE_WORDS[judgement.recovery]
    scores = scores_of(history)
    if not scores:
        return f"{state}: {start}, and there is no score since."
    last = scores[-1]
    expected = band.at(last.hours)
    place = "above" if last.value > expected.p90 else "below" if last.value < expected.p10 else "within"
    return (
        f"{state}: {start}, last score {out_of_ten(last.value)}, {hours_after(last.hours)}, "
        f"{place} the {expected_range(expected)} that is expected."
    )


def course_sentence(start: float | None, now: float | None, days: float, sessions: int, percentile: int | None) -> str:
    """What the chart of a whole course shows. `percentile` is where `now` lies among patients like this one: 100 has most pain."""
    if not sessions:
        return "There is no session yet."
    given = f"{sessions} {'session' if sessions == 1 else 'sessions'} in {_weeks(days)}"
    if start is None:
        return f"{given}: the usual pain before the first one is not known."
    before = f"{given}: before the first one {out_of_ten(start)}"
    if now is None:
        return f"{before}, and there is no calm score of the last week."
    place = (
        "" if percentile is None else f"; of 100 patients like this one, about {100 - percentile} have more pain by now"
    )
    return f"{before}, in the last week {score_text(now)}{place}."


def _weeks(days: float) -> str:
    weeks = max(1, round(days / 7.0))
    return "1 week" if weeks == 1 else f"{weeks} weeks"
