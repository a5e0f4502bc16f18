"""What a chart shows, as one plain sentence for those who do not read charts."""

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
