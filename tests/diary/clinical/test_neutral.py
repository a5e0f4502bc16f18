"""The word list that keeps texts to patients neutral: a catalogue that grows is held back, everyday sentences are not."""

import pytest

from diary.clinical.neutral import clinical_words, clinical_words_in
from diary.clinical.symptoms import CATALOGUE


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Please call us about your numbness and your Acupuncture.", ["acupuncture", "numbness"]),
        ("How is the pain? PAIN, pain.", ["pain"]),
        ("Hello {first_name}, please call {clinic} when you can: {phone}.", []),
        ("We will be in after four, at the back of the clinic. Stand by the left side.", []),
        ("", []),
    ],
)
def test_what_says_something_about_health_is_found(text: str, found: list[str]) -> None:
    assert clinical_words_in(text) == found


def test_nearly_every_symptom_gives_itself_away() -> None:
    silent = [row["code"] for row in CATALOGUE["symptoms"] if not clinical_words_in(row["code"])]
    assert len(silent) < len(CATALOGUE["symptoms"]) / 10, silent
    assert "red" not in clinical_words()
