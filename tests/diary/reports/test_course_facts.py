"""What intake and review add to the page: a diagnosis or that there is none, and how the course was judged."""

from dataclasses import replace

from diary.actions.care import update_course
from diary.actions.progress import complete_review
from diary.reports.complaint import course_said, diagnosis_said
from tests.cast import Cast
from tests.diary.care import HOUR, log
from tests.diary.reports.build import COURSE, summary_of
from tests.diary.reports.conftest import NOW, Story


def test_without_a_diagnosis_the_page_says_so(story: Story):
    assert story.summary().course.diagnosis == ""


def test_a_diagnosis_stands_with_who_made_it(cast: Cast, story: Story):
    changes = {"diagnosis": "Lumbar disc herniation", "diagnosed_by": "Dr Okafor"}
    update_course(course=story.course, by=cast.anna, now=NOW, changes=changes)
    course = story.summary().course
    assert (course.diagnosis, course.diagnosed_by, course.review) == ("Lumbar disc herniation", "Dr Okafor", "")


def test_the_last_review_stands_in_words_and_one_without_a_result_says_nothing(cast: Cast, story: Story):
    complete_review(course=story.course, plan="continue", by=cast.anna, now=NOW)
    assert story.summary().course.review == ""

    log(cast.maya, NOW - HOUR, 3, now=NOW)
    complete_review(course=story.course, plan="continue", by=cast.anna, now=NOW)
    told = "no change beyond day-to-day noise, at the review after session 2"
    assert story.summary().course.review == told


def test_the_words_of_the_page():
    known = replace(
        COURSE, diagnosis="Disc herniation", diagnosed_by="Dr Okafor", review="worse, at the review after session 4"
    )
    assert diagnosis_said(COURSE) == "No diagnosis on record."
    assert diagnosis_said(known) == "Diagnosis on record: Disc herniation (Dr Okafor)."
    told = course_said(replace(summary_of([]), course=known))
    assert told.endswith("6 sessions of 8 planned. Course so far: worse, at the review after session 4.")
