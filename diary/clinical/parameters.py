"""What was known of a patient, their practice and the literature when a session's prediction was fixed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameters:
    """The numbers that a prediction starts from; kept with the session, so that later learning never redraws its band.

    Level and noise as in `Prior`; `q` of the level remains in the long run, with time constant `days`, unless `drop` (points)
    was learned from the patient's own course. Flare as in `Prediction`. `sessions` and `flares` are how many earlier ones
    of the patient taught it, `practice` the version of the practice's curve (0: none), `version` that of `curves.toml`.
    """

    mean: float
    spread: float
    kappa: float
    shape: float
    rate: float
    q: float
    days: float
    drop: float | None
    pi: float
    height: float
    height_sd: float
    peak: float
    sessions: int
    flares: int
    practice: int
    version: str
