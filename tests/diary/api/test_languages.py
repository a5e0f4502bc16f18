"""A patient who chose another language reads advice in it, with the English kept beside."""

from datetime import datetime, timedelta

import pytest

from tests.cast import Api, Cast, entry, start_course, treat

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("locale", "language", "title"),
    [
        ("es-MX", "es", "Busque ayuda ahora."),
        ("zh-CN", "zh-Hans", "现在就求助。"),
    ],
)
def test_advice_is_answered_in_the_patients_language_beside_the_english(
    cast: Cast, maya: Api, now: datetime, locale: str, language: str, title: str
):
    course = start_course(cast.maya, cast.anna, now - 10 * DAY)
    treat(course, cast.anna, now - 50 * HOUR, now=now)
    assert maya.patch("me", {"locale": locale}).status == 200

    answer = maya.log(entry(now - HOUR, 5, symptoms=[{"code": "chest-pain", "new": True}]))

    block = answer.json["advice"][0]
    said = block["said"]
    assert block["title"] == "Get help now."
    assert (said["language"], said["reviewed"], said["title"]) == (language, False, title)
    assert len(said["lines"]) == len(block["lines"])
    assert any("999" in line for line in said["lines"])
    assert not any("{" in line or line in block["lines"] for line in said["lines"])


@pytest.mark.parametrize("locale", ["en-GB", "fr", "zh-TW"])
def test_a_language_that_ebb_does_not_speak_is_answered_in_english_alone(
    cast: Cast, maya: Api, now: datetime, locale: str
):
    assert maya.patch("me", {"locale": locale}).status == 200
    answer = maya.log(entry(now - HOUR, 5, symptoms=[{"code": "fever", "new": True}]))
    assert [block["said"] for block in answer.json["advice"]] == [None]
