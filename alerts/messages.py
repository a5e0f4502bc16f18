"""The fixed texts that leave the house. Neutral: no name, clinic, symptom, score or treatment, whatever happened.

Staff are written to in English. What patients get stands in `languages/` too, one file a language; what is missing there, or a
language that has no file, is English.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

ENGLISH: Final = "en"
FOLDER: Final = Path(__file__).with_name("languages")
BESIDE: Final = "\n-- \nEnglish:\n\n"  # what an unread translation is followed by
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Text:
    """One message: `{waiting}` in the body becomes how long the alert has waited, `{link}` where to look, `{answer}` where
    to acknowledge, `{code}` what proves that a contact point is its owner's. `{alert}` and `{subject}` in the path become the ids of
    the alert, and of whom it is about.

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
    "code": Text(
        "Ebb: your code",
        "Somebody, probably you, wants Ebb's messages to come here. The code is:\n\n{code}\n\n"
        "Type it into Ebb within an hour. If it was not you, do nothing:\n\n{link}\n",
        "/app/reminders",
        "The code is {code}.",
    ),
    "return": Text(
        "Ebb: your code",
        "Somebody, probably you, wants to open Ebb on a phone or browser that is not signed in. The code is:"
        "\n\n{code}\n\nType it within ten minutes, on the page that asked for it. Give it to nobody. If it was not "
        "you, do nothing. The page is:\n\n{link}\n",
        "/again",
        "The code is {code}.",
    ),
    "phone": Text(
        "Ebb: a phone was added",
        "A phone or browser was signed in as you, with a code sent by e-mail or with a passkey. Was it you? Then all "
        "is well.\n\nIf not: open Ebb, Settings, and sign that phone out there, or call and ask for help.\n\n"
        "{link}\n",
        "/app/settings",
        "Was it you? If not, open Ebb.",
    ),
    "passkey": Text(
        "Ebb: a passkey was made",
        "A passkey was made that opens Ebb as you. Was it you? Then all is well.\n\nIf not: open Ebb, Settings, and take "
        "it off there, or call and ask for help.\n\n{link}\n",
        "/app/passkeys",
        "Was it you? If not, open Ebb.",
    ),
    "address": Text(
        "Ebb: an address was added",
        "Ebb now writes to another address or number of yours too. Was it you? Then all is well.\n\nIf not: open Ebb, "
        "Settings, and remove it there, or call and ask for help.\n\n{link}\n",
        "/app/reminders",
        "Was it you? If not, open Ebb.",
    ),
    "monitoring_stopped": Text(
        "Ebb: something has changed",
        "Somebody has changed what Ebb may do for them. Please sign in to read what that means:\n\n{link}\n",
        "/clinic/patients/{subject}",
    ),
    "team_changed": Text(
        "Ebb: something has changed",
        "Something that concerns all who work with you has changed in Ebb. Please sign in to read it:\n\n{link}\n",
        "/clinic/",
    ),
    "nobody_told": Text(
        "Ebb: something has changed",
        "What you write in Ebb is no longer told to anybody. You can go on writing. If you are worried, do not wait for an "
        "answer: call. Open Ebb to read what that means for you:\n\n{link}\n",
        "/app/",
    ),
    "asked_again": Text(
        "Ebb: a question for you",
        "Until now another person has answered for you in Ebb. Now the answer is yours. Please open Ebb and say what it may do:"
        "\n\n{link}\n",
        "/app/consent",
    ),
    "diary": Text(
        "Ebb: a reminder",
        "You asked Ebb to remind you. It takes a few seconds:\n\n{link}\n\n"
        "To pause or stop these messages, open Settings there.\n",
        "/app/",
        "It takes a few seconds.",
    ),
    "letter": Text("Ebb: news for you", "There is news for you in Ebb:\n\n{link}\n", "/app/letters"),
    "invitation": Text(
        "Ebb: you are asked to join",
        "Somebody who works with Ebb asks you to join them. The link is yours alone, and works once, within three days:"
        "\n\n{link}\n\nIf you do not know them, do nothing.\n",
        "/clinic/sign-in",
    ),
    "notice": Text(
        "Ebb: news for you",
        "There is news for you in Ebb. Please sign in:\n\n{link}\n",
        "/clinic/patients/{subject}",
    ),
}


def _read(file: Path) -> Mapping[str, Text]:
    """The texts of one language. Until somebody has read them, the English stands below the translation of an e-mail."""
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    is_reviewed = data.pop("reviewed")
    return {
        message: replace(
            TEXTS[message],
            subject=said["subject"],
            hint=said["hint"],
            body=said["body"].lstrip() + ("" if is_reviewed else BESIDE + TEXTS[message].body),
        )
        for message, said in data.items()
    }


TRANSLATED: Final[Mapping[str, Mapping[str, Text]]] = {file.stem: _read(file) for file in sorted(FOLDER.glob("*.toml"))}


def text_for(message: str, language: str = ENGLISH) -> Text:
    """The text called `message`, in a language if it has it, else in English. Raises KeyError for one that does not exist."""
    return TRANSLATED.get(language, {}).get(message) or TEXTS[message]


def language_for(message: str, language: str) -> str:
    """The language that the text really is in, when `language` is asked for."""
    return language if message in TRANSLATED.get(language, {}) else ENGLISH


def link_for(message: str, base_url: str, *, alert: UUID | None, subject: UUID | None) -> str:
    """Where to read what a message is about. Its ids open nothing to who is not signed in, and may not read that record."""
    return base_url + TEXTS[message].path.format(alert=alert, subject=subject or "")


def answer_link_for(base_url: str, signed: str) -> str:
    """The page that acknowledges; the secret stands behind `#`, so that it reaches no log and no scanner's request."""
    return f"{base_url}{ANSWER_PATH}{signed}"


def body_for(
    message: str, *, link: str, waiting: timedelta, answer: str, code: str = "", language: str = ENGLISH
) -> str:
    """The text of a message in full: what it is about is not in it, only where to look and how long it has waited."""
    body = text_for(message, language).body
    return body.format(link=link, waiting=in_words(waiting), answer=answer, code=code)


def hint_for(message: str, *, code: str = "", language: str = ENGLISH) -> str:
    """The line below the title on a lock screen, in the reader's language."""
    return text_for(message, language).hint.format(code=code)


def in_words(duration: timedelta) -> str:
    """A duration as people say it, rounded down: 5 minutes, 1 hour, 3 days."""
    for unit, name in ((DAY, "day"), (HOUR, "hour")):
        if duration >= unit:
            return _counted(duration // unit, name)
    return _counted(max(1, duration // timedelta(minutes=1)), "minute")


def _counted(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"
