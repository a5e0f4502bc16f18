"""Diaries that nobody wrote: levels that walk, days that scatter, a generator with a seed. Free of any licence."""

import numpy as np


def synthetic_diaries(
    subjects: int = 6, days: int = 56, *, seed: int = 20260101
) -> dict[str, list[tuple[float, float]]]:
    """(day, pain) by subject, about one in ten days missing. Noise and drift are those of clinical reference 3.2."""
    random = np.random.default_rng(seed)
    diaries = {}
    for number in range(subjects):
        noise = 0.9 * np.exp(0.45 * random.standard_normal())
        level = 5.5 + 1.5 * random.standard_normal()
        walk = np.cumsum(0.2 * random.standard_normal(days))
        scores = np.clip(np.round(2 * (level + walk + noise * random.standard_normal(days))) / 2, 0, 10)
        kept = random.random(days) > 0.1
        diaries[f"S{number + 1:02}"] = [(float(day) + 0.5, float(scores[day])) for day in range(days) if kept[day]]
    return diaries


def as_csv(diaries: dict[str, list[tuple[float, float]]]) -> str:
    rows = [f"{subject},{day},{pain}" for subject, scores in diaries.items() for day, pain in scores]
    return "\n".join(["subject,day,pain", *rows, ""])
