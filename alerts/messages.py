"""The fixed texts that leave the house. Neutral: no name, clinic, symptom, score or treatment, whatever happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Text:
    """One message: `{waiting}` in the body becomes how long the alert has waited, `{link}` where to look, `{answer}` where
    to acknowledge, `{code}` what proves that a contact point is its owner's.

    `subject` and `hint` stand on lock screens.
    """

    subject: str
    body: str
    path: str
    hint: str = "Open Ebb to read it."


ANSWER = "\nTo say at once that you know and will act:\n\n{answer}\n"
ANSWER_PATH = "/a#t="

TEXTS: Mapping[str, Text] = {
    "alert": Text(
        "Ebb: something needs your attention",
        "Something in Ebb needs your attention. Please sign in to read and answer it:\n\n{link}\n" + ANSWER,
        "/clinic/alerts/{alert}",
    ),
    "reminder": Text(
        "Ebb: something still needs your attention",
        "Something in Ebb has waited {waiting} for an answer. Please sign in to read and answer it:\n\n{link}\n"
        + ANSWER,
        "/clinic/alerts/{alert}",
    ),
    "withdrawn": Text(
        "Ebb: an earlier message no longer needs you",
        "What Ebb told you about earlier has been withdrawn after newer information. Nothing is asked of you. "
        "The details are here:\n\n{link}\n",
        "/clinic/alerts/{alert}",
    ),
    "drill": Text(
        "Ebb: a drill, nothing has happened",
        "Only a drill. Nothing has happened: Ebb tries whether it reaches you. Please say so:\n\n{answer}\n\n"
        "Ebb is here:\n\n{link}\n",
        "/clinic/",
        "Only a drill. Nothing has happened.",
    ),
    "unseen": Text(
        "Ebb: nobody has read it yet",
        "Nobody has read your message in Ebb yet. If you are worried, do not wait for an answer. Open Ebb to see "
        "what to do now:\n\n{link}\n",
        "/app/",
    ),
    "verify": Text(
        "Ebb: your code",
        "Somebody, probably you, wants to be told here if something in Ebb needs them. The code is:\n\n{code}\n\n"
        "Type it into Ebb within an hour. If it was not you, do nothing:\n\n{link}\n",
        "/clinic/",
        "The code is {code}.",
    ),
    "monitoring_stopped": Text(
        "Ebb: something has changed",
        "Somebody has changed what Ebb may do for them. Please sign in to read what that means:\n\n{link}\n",
        "/clinic/",
    ),
    "diary": Text(
        "Ebb: a reminder",
        "You asked Ebb to remind you. It takes a few seconds:\n\n{link}\n\n"
        "To pause or stop these messages, open Settings there.\n",
        "/app/",
        "It takes a few seconds.",
    ),
    "letter": Text("Ebb: news for you", "There is news for you in Ebb:\n\n{link}\n", "/app/letters"),
    "notice": Text("Ebb: news for you", "There is news for you in Ebb. Please sign in:\n\n{link}\n", "/clinic/"),
}


def text_for(message: str) -> Text:
    """The text called `message`. Raises KeyError for one that does not exist."""
    return TEXTS[message]


def link_for(message: str, base_url: str, alert: UUID | None) -> str:
    return base_url + text_for(message).path.format(alert=alert)


def answer_link_for(base_url: str, signed: str) -> str:
    """The page that acknowledges; the secret stands behind `#`, so that it reaches no log and no scanner's request."""
    return f"{base_url}{ANSWER_PATH}{signed}"


def body_for(message: str, *, link: str, waiting: timedelta, answer: str, code: str = "") -> str:
    return text_for(message).body.format(link=link, waiting=in_words(waiting), answer=answer, code=code)


def hint_for(message: str, *, code: str = "") -> str:
    return text_for(message).hint.format(code=code)


def in_words(duration: timedelta) -> str:
    """A duration as people say it, rounded down: 5 minutes, 1 hour, 3 days."""
    for unit, name in ((DAY, "day"), (HOUR, "hour")):
        if duration >= unit:
            return _counted(duration // unit, name)
    return _counted(max(1, duration // timedelta(minutes=1)), "minute")


def _counted(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"
