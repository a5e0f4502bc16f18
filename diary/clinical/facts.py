"""What every rule reads of one history, worked out once: the baseline, and the scores since the session."""

from datetime import datetime
from functools import cached_property
from uuid import UUID

from diary.clinical.baseline import baseline_of
from diary.clinical.expected import predict
from diary.clinical.history import HOUR, Baseline, BaselineQuality, History
from diary.clinical.prediction import Prediction
from diary.clinical.scores import Deciding, Scale, Score, deciding_in_window, scores_beyond, scores_of, uncorrected
from diary.clinical.wording import score_text

_QUALITY_WORDS = {
    BaselineQuality.SINGLE: " (one score only)",
    BaselineQuality.CARRIED: " (carried from an earlier session)",
}


class Facts:
    """A history as far as it is known, with its baseline and its scores in order of time."""

    def __init__(self, history: History) -> None:
        self.history = history

    @cached_property
    def baseline(self) -> Baseline:
        """The pain before the session, 0-10. Source: clinical reference 3.6.2."""
        return baseline_of(self.history)

    @cached_property
    def pain(self) -> tuple[Score, ...]:
        """Pain since the session, up to the next one and its check-in."""
        return scores_of(self.history)

    @cached_property
    def standing(self) -> tuple[Score, ...]:
        """Pain since the session, without the scores that another one corrects."""
        return uncorrected(self.pain)

    @cached_property
    def stiffness(self) -> tuple[Score, ...]:
        """Each stiffness since the session, 0-10, oldest first."""
        return scores_of(self.history, Scale.STIFFNESS)

    @cached_property
    def all_pain(self) -> tuple[Score, ...]:
        """Pain since the session, beyond the next ones too: a recovery that lasts goes on while treatment does."""
        return (*self.pain, *scores_beyond(self.history))

    @cached_property
    def all_standing(self) -> tuple[Score, ...]:
        """The same without the scores that another one corrects."""
        return self.standing if len(self.all_pain) == len(self.pain) else uncorrected(self.all_pain)

    @cached_property
    def prediction(self) -> Prediction:
        """What was expected after the session."""
        return predict(self.history, self.baseline)

    @cached_property
    def in_window(self) -> tuple[Deciding | None, Deciding | None]:
        """What decides the 48-hour rule on pain and on stiffness: each scale by its own first score of the window."""
        return (
            deciding_in_window(self.history, self.pain, self.baseline.nrs),
            deciding_in_window(self.history, self.stiffness, self.baseline.stiffness),
        )

    def has_reached(self, hours: float, now: datetime) -> bool:
        """Whether so many hours have passed since the session at `now`; never without a session."""
        session = self.history.session
        return session is not None and now >= session.ended_at + hours * HOUR

    @property
    def before_text(self) -> str:
        """The baseline as findings say it."""
        return before_text(self.baseline.nrs, self.baseline.quality)


def before_text(nrs: float | None, quality: BaselineQuality) -> str:
    """A baseline as findings say it."""
    if nrs is None:
        return "no baseline"
    return f"before the session {score_text(nrs)}{_QUALITY_WORDS.get(quality, '')}"


def entries_of(*scores: Score | None) -> tuple[UUID, ...]:
    """The entries of these scores, each once; a score taken at check-in has none."""
    return tuple(dict.fromkeys(score.entry for score in scores if score is not None and score.entry is not None))
