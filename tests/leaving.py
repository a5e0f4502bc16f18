"""What may never leave the house in a message: the catalogue's words in every language, and what is known of the people in the
tests. Chinese has no spaces: there, every two letters that stand side by side in the catalogue count as a word.
"""

import json
import re
from collections.abc import Iterator
from functools import cache

from alerts.channels import Outgoing, push, webhook
from diary.clinical.intake import MODALITIES
from diary.clinical.languages import LANGUAGES
from diary.clinical.symptoms import CATALOGUE, REGIONS

SHORTEST = 4  # letters: shorter words are in every sentence
# Ordinary words that the catalogue's sentences and our neutral texts share.
ORDINARY = frozenset(
    [
        *(
            "about",
            "after",
            "changed",
            "hours",
            "minutes",
            "needs",
            "something",
            "still",
            "stop",
            "stopped",
            "that",
            "them",
            "your",
        ),
        *("antes", "está", "hacer", "minutos", "nada", "para"),
        *("没有", "一小", "么都", "什么", "自己", "都不", "那里", "分钟"),
    ]
)
ALONE = frozenset("痛疼症麻肿血尿针灸")  # Chinese letters that say something by themselves
# A link, or what a machine wrote: sixteen signs or more in one piece, three of them digits.
OPAQUE = re.compile(r"https?://\S+|(?=(?:[A-Za-z_-]*[0-9]){3})[\w-]{16,}", re.ASCII)
PEOPLE = frozenset(
    [
        *("maya", "lindqvist", "walter", "nora", "canary", "wilhelmina", "harbour", "hill", "erin", "hugo", "otto"),
        *("acupuncture", "needling", "osteopathy", "physiotherapy", "massage", "treatment", "pain", "score", "symptom"),
        *("síntoma", "tratamiento", "clínica", "puntuación", "症状", "治疗", "诊所", "分数", *ALONE),
    ]
)


WORD = re.compile(rf"[^\W\d_]{{{SHORTEST},}}")
PAIR = re.compile(r"(?=([\u4e00-\u9fff]{2}))")


def words_of(text: str) -> set[str]:
    """The longer words of a text with spaces, and of Chinese every pair of letters and those that say enough alone."""
    spaced = re.sub(r"[\u4e00-\u9fff]", " ", text.lower())
    return set(WORD.findall(spaced)) | set(PAIR.findall(text)) | (ALONE & set(text))


@cache
def forbidden() -> frozenset[str]:
    """The words of the catalogue's questions, groups, combinations and regions, in every language, and of the tests' people."""
    rows = [row for name in ("symptoms", "extra_check_boxes", "combinations", "groups") for row in CATALOGUE[name]]
    said = [row.get(name, "") for row in rows for name in ("code", "wording", "title")]
    named = [code.replace("-", " ") for code in (*REGIONS, *MODALITIES)]
    spoken = [words_of(language.said(each)) for language in LANGUAGES.values() for each in (*said, *named)]
    return frozenset(words_of(" ".join([*said, *REGIONS])).union(*spoken) | PEOPLE) - ORDINARY


def told_in(text: str) -> list[str]:
    """The forbidden words of a text, without its links and ids: a random one holds "face" between two digits now and then."""
    return sorted(words_of(OPAQUE.sub(" ", text)) & forbidden())


def texts_of(message: Outgoing) -> Iterator[tuple[str, str]]:
    """Everything that one message may show, by any channel, with the channel's name."""
    yield "e-mail", f"{message.subject}\n{message.body}"
    yield "sms", message.subject
    shown = json.loads(push.payload(message))["notification"]
    yield "push", "\n".join(str(shown[name]) for name in ("title", "body", "tag", "data"))
    yield "service", f"{message.subject}\n{message.hint}"
    yield "webhook", re.sub(r'"level":"[a-z]+"', "", webhook.payload(message).decode())  # the level, by design
    yield "link", re.sub(r"https?://[^/]*/(clinic|app)/", "", message.link)


def leaks_of(message: Outgoing) -> list[str]:
    return [f"{channel}: {', '.join(words)}" for channel, text in texts_of(message) if (words := told_in(text))]
