"""The Summary says what the rows hold: each number can be traced, and what was not asked is never a no."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from diary.actions.entries import delete_entry
from diary.clinical.rules import RULES_VERSION
from diary.models import Entry
from diary.reports.facts import Summary
from tests.cast import Cast, agree, start_course, treat
from tests.diary.care import DAY, HOUR, log
from tests.diary.reports.conftest import NOW, Story


def domains_asked(summary: Summary) -> dict[str, tuple[int, date]]:
    return {domain: (asked.days, asked.last) for asked in summary.asked for domain in asked.domains}


def test_it_names_who_it_is_about_who_asks_and_what(story: Story):
    summary = story.summary()

    assert (summary.patient.name, summary.patient.birth_date, summary.patient.age) == (
        "Maya Lindqvist",
        date(1958, 3, 14),
        68,
    )
    assert (summary.ask.clinic, summary.ask.clinic_phone, summary.ask.practitioner) == (
        "Harbour",
        "+44 1632 960001",
        "Anna",
    )
    assert (summary.ask.request, summary.ask.recipient) == ("Please advise.", "Dr Okafor")
    assert (summary.course.region, summary.course.given_sessions) == ("low-back", 2)
    assert summary.rules_version == RULES_VERSION


def test_each_number_follows_from_the_entries(story: Story):
    numbers = story.summary().numbers

    assert (numbers.start.nrs, numbers.start.quality) == (3, "good")
    assert (numbers.worst, numbers.worst_on) == (7, date(2026, 3, 1))
    assert numbers.average == pytest.approx((3 + 3 + 3 + 5 + 3 + 6 + 6 + 7) / 8)
    assert (numbers.days_scored, numbers.days_logged) == (8, 8)
    assert numbers.days_possible == 27  # 22 February, a week before the first session, to 20 March
    assert (numbers.now, numbers.now_days) == (None, 0), "the last seven days hold no score"
    assert numbers.trend is None


def test_the_average_counts_days_not_entries(story: Story):
    for hour in range(5):
        log(story.cast.maya, datetime(2026, 3, 15, 8 + hour, tzinfo=UTC), 10)

    numbers = story.summary().numbers
    assert numbers.average == pytest.approx((36 + 10) / 9)
    assert (numbers.now, numbers.now_days) == (10, 1)


def test_the_trend_is_said_only_with_enough_days_at_both_ends(story: Story):
    for days in (1, 2):
        log(story.cast.maya, NOW - days * DAY, 7)
    assert story.summary().numbers.trend is None

    log(story.cast.maya, NOW - 3 * DAY, 7)
    trend = story.summary().numbers.trend
    assert trend is not None
    assert (trend.change, trend.weeks, trend.noise) == (4, 3, 2.5)
    assert trend.is_beyond_noise


def test_a_red_flag_is_present_with_its_dates_and_never_among_what_was_not_reported(story: Story):
    log(story.cast.maya, datetime(2026, 3, 13, 9, tzinfo=UTC), 6, "saddle-numb")
    summary = story.summary()

    [flag] = summary.red_flags
    assert (flag.code, flag.level, flag.first, flag.last, flag.days) == (
        *("saddle-numb", "emergency"),
        *(date(2026, 3, 11), date(2026, 3, 13), 2),
    )
    assert "saddle feeling" not in domains_asked(summary)
    assert "saddle feeling" not in summary.not_asked


def test_asked_means_that_an_entry_answered_the_list_on_that_day(story: Story):
    """3 March: none of these. 10 March: stiff. 11 March: saddle-numb. The other entries are scores alone."""
    summary = story.summary()

    assert domains_asked(summary)["bladder"] == (3, date(2026, 3, 11))


def test_what_the_list_did_not_hold_counts_as_not_asked(story: Story):
    """Fainting is asked for three days after a session; swallowing and drop attacks only for the neck and head."""
    log(story.cast.maya, datetime(2026, 3, 18, 9, tzinfo=UTC), 3, none_of_these=True)
    summary = story.summary()

    assert domains_asked(summary)["bladder"] == (4, date(2026, 3, 18))
    assert domains_asked(summary)["fainting or racing heart"] == (2, date(2026, 3, 10))
    assert {"drop attacks", "swallowing", "hot swollen joint"} <= set(summary.not_asked)


def test_a_diary_of_scores_alone_was_asked_nothing(cast: Cast):
    course = start_course(cast.maya, cast.anna, NOW - 9 * DAY)
    log(cast.maya, NOW - DAY, 3)
    summary = Story(cast, course, ()).summary()  # type: ignore[arg-type]

    assert (summary.red_flags, summary.asked) == ((), ())
    assert "bladder" in summary.not_asked


def test_a_red_flag_of_another_complaint_is_told_as_well(story: Story):
    knee = start_course(story.cast.maya, story.cast.anna, NOW - 9 * DAY, region="knee")
    log(story.cast.maya, NOW - 2 * DAY, 2, "chest-pain", course=knee.pk)
    summary = story.summary()

    flag = next(flag for flag in summary.red_flags if flag.code == "chest-pain")
    assert flag.source == "other_complaint"
    assert NOW - 2 * DAY not in [entry.recorded_at for entry in summary.entries]
    assert "chest pain or breathing" not in domains_asked(summary)


def test_a_no_about_another_complaint_is_no_answer_here(story: Story):
    before = domains_asked(story.summary())
    knee = start_course(story.cast.maya, story.cast.anna, NOW - 9 * DAY, region="knee")
    log(story.cast.maya, NOW - 2 * DAY, 2, none_of_these=True, course=knee.pk)

    assert domains_asked(story.summary()) == before


def test_a_red_flag_whose_entry_was_deleted_is_told_from_its_alert(story: Story):
    entry = Entry.objects.get(recorded_at=story.sessions[1].ended_at + 80 * HOUR)
    delete_entry(patient=story.cast.maya, entry_id=entry.pk, if_match=1, by=story.cast.maya.user, now=NOW)
    summary = story.summary()

    [flag] = summary.red_flags
    assert (flag.code, flag.source) == ("saddle-numb", "alert")
    assert "saddle feeling" not in domains_asked(summary)


def test_it_says_what_was_told_to_the_clinic_and_what_people_did(story: Story):
    lasting, flag = story.summary().alerts

    assert (lasting.rule, lasting.acknowledged_by, lasting.outcome) == ("forty_eight_hours", "Anna", "referred_gp")
    assert lasting.because.startswith("6 out of 10 at 52 hours; before the session 3")
    assert (flag.rule, flag.code, flag.state, flag.acknowledged_by) == ("red_flag", "combo-ces", "open", None)


def test_it_says_when_nobody_is_told(story: Story):
    assert story.summary().is_monitored

    agree(story.cast.maya, NOW, given=False)
    assert not story.summary().is_monitored


def test_the_staffs_own_notes_stay_with_the_staff(story: Story):
    assert "staff only" not in repr(story.summary())


def test_without_notes_every_note_is_left_out(story: Story):
    assert [note.text for note in story.summary().notes] == ["Hard to sit.", "Slept well."]

    hidden = story.summary(include_notes=False)
    assert hidden.notes == ()
    assert "Hard to sit" not in repr(hidden)
    assert "Slept well" not in repr(hidden)


def test_medicines_and_function_are_as_the_patient_reported_them(story: Story):
    summary = story.summary()

    [medicine] = summary.medicines
    assert (medicine.text, medicine.days, medicine.last) == ("Ibuprofen 400 mg", 4, date(2026, 3, 9))
    assert [(each.text, each.day) for each in summary.function] == [
        ("some", date(2026, 3, 1)),
        ("hardly anything", date(2026, 3, 11)),
    ]


def test_missing_days_are_gaps_and_the_last_one_is_open(story: Story):
    gaps = story.summary().gaps

    assert [(gap.since.day, gap.until.day, gap.is_open) for gap in gaps] == [
        (27, 1, False),
        (3, 9, False),
        (11, 20, True),
    ]


def test_each_session_has_its_band_until_the_next_one(story: Story):
    first, second = story.summary().bands

    assert (first.session, first.hours[0], first.hours[-1]) == (1, 0, 168)
    assert (second.session, second.since) == (2, story.sessions[1].ended_at)
    assert all(low <= middle <= high for low, middle, high in zip(second.p10, second.p50, second.p90, strict=True))


def test_a_period_shows_only_what_lies_inside_it(story: Story):
    since, until = datetime(2026, 3, 9, tzinfo=UTC), datetime(2026, 3, 10, 20, tzinfo=UTC)
    summary = story.summary(since=since, until=until)

    assert [entry.nrs_average for entry in summary.entries] == [6, 6]
    assert (summary.sessions, summary.red_flags) == ((), ())
    assert [alert.rule for alert in summary.alerts] == ["forty_eight_hours"]
    assert summary.numbers.days_possible == 2
    assert summary.bands[0].hours[0] == 14, "the band of the session before reaches into the period"
    assert summary.numbers.start.nrs == 3, "the start is that of the course"


def test_nothing_after_now_is_looked_at(story: Story):
    summary = story.summary(until=NOW + 9 * DAY)

    assert summary.until == NOW


def test_a_longer_diary_costs_no_more_statements(story: Story):
    with CaptureQueriesContext(
        connection,
    ) as few:
        story.summary()
    for days in range(12, 20):
        log(story.cast.maya, datetime(2026, 3, days, 7, tzinfo=UTC), 4, "fever")
    treat(story.course, story.cast.anna, datetime(2026, 3, 15, 10, tzinfo=UTC))
    with CaptureQueriesContext(connection) as many:
        story.summary()

    assert len(many) == len(few) <= 9


def test_the_reference_changes_with_the_content_and_with_nothing_else(story: Story):
    assert story.summary().reference == story.summary().reference
    assert story.summary().reference != story.summary(request="Something else.").reference
