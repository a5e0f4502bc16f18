"""The text a GP reads first: each sentence follows from the entries it names, and a person's words replace it as they are."""

from dataclasses import replace

from diary.clinical.intake import FLAGS
from diary.reports import pdf, sbar
from diary.reports.facts import Said
from diary.reports.fhir import document
from tests.diary.reports.build import ASK, BEGIN, DAY, MAYA, line, summary_of
from tests.diary.reports.conftest import Story
from tests.diary.reports.test_pdf import empty, text_of, typical

WRITTEN = Said("She cannot sit.", "", "It got worse; I found no weakness.", "Please see her this week.")


def test_each_sentence_names_the_entries_its_number_rests_on(story: Story):
    summary = story.summary()
    scored = {entry.id: entry for entry in summary.entries}
    by_start = {each.text.split(" ")[0]: each for each in sbar.draft(summary).assessment}

    before = [scored[pk].nrs_average for pk in by_start["Before"].entries]
    assert (by_start["Before"].text[:20], before) == ("Before treatment 3 o", [3, 3, 3])
    worst = [scored[pk] for pk in by_start["Worst"].entries]
    assert by_start["Worst"].text == "Worst 7 on 1 Mar 2026."
    assert [(entry.nrs_worst, entry.nrs_average) for entry in worst] == [(7, 5), (None, 7)]
    assert set(by_start["Average"].entries) == set(scored)


def test_every_number_of_every_sentence_is_that_of_its_entries():
    summary = typical()
    scored = {entry.id: entry.score for entry in summary.entries}
    average = next(each for each in sbar.draft(summary).assessment if each.text.startswith("Average"))
    values = [scored[pk] for pk in average.entries]

    assert average.text == f"Average {round(sum(values) / len(values), 1):g} of {len(values)} days."


def test_the_last_score_stands_beside_the_median_of_a_week_and_neither_is_called_now():
    entries = [line(day, BEGIN + day * DAY, 7.0 if day == 9 else 3.0) for day in range(10)]
    summary = summary_of(entries)
    text = sbar.draft(summary).said.assessment
    page = text_of(pdf.render(summary))

    assert "Last 7 days 3 (median of 7 days with a score). Last score 7, 11 Feb 2026." in text
    assert "Last 7 days" in page
    assert "Now" not in page + text


def test_an_emergency_stands_in_the_first_part():
    texts = [each.text for each in sbar.draft(typical()).situation]

    assert texts[1].startswith("Red flag reported, last on 8 Mar 2026: “Numb or tingly between my legs")


def test_nothing_known_is_said_to_be_unknown_and_never_zero():
    said = sbar.draft(empty()).said

    assert said.situation == "Age 68, pain: low back. No session in this period."
    assert said.assessment == (
        "Pain before treatment not known: no score before session 1. No red flag was asked about in this period."
    )
    assert said.recommendation == ""


def test_a_change_within_the_noise_says_so():
    entries = [line(day, BEGIN + day * DAY, 3.0 if day < 20 else 4.0) for day in range(40)]
    text = sbar.draft(summary_of(entries)).said.assessment

    assert "Up 1 in 5 weeks: less than day-to-day noise of 2.5." in text


def test_what_a_person_wrote_is_sent_as_it_was_written():
    summary = replace(typical(), ask=replace(ASK, said=WRITTEN))
    page = text_of(pdf.render(summary))
    history = document.bundle_of(summary, b"")["entry"][0]["resource"]["section"][1]["text"]["div"]

    for text in (WRITTEN.situation, WRITTEN.assessment, WRITTEN.recommendation, "Written by the practitioner."):
        assert text in page
        assert text in history
    assert "Before treatment 3 of 10" not in page
    assert "Background:" not in page


def test_the_priority_the_phone_and_the_language_stand_on_the_page():
    ask = replace(ASK, priority="urgent")
    summary = replace(typical(), ask=ask, patient=replace(MAYA, phone="+44 1632 960002", language="es"))
    page = text_of(pdf.render(summary))

    assert "URGENT: same day" in page
    assert "phone +44 1632 960002, reads es" in page


def test_the_draft_never_names_a_cause_or_a_forecast():
    text = " ".join(
        vars_of(sbar.draft(replace(typical(), patient=replace(MAYA, flags=tuple(sorted(FLAGS))))).said)
    ).lower()

    assert not [word for word in ("caused", "because of", "due to", "will ", "healing", "nice ") if word in text]


def vars_of(said: Said) -> list[str]:
    return [getattr(said, part) for part in sbar.PARTS]
