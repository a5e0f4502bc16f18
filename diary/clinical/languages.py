"""What a patient reads in another language: a translation of each English text, from `languages/`, one file a language.

The English text is the key, so that a translation is never of an older wording: a text without one is shown in English.
Until a clinician has read a language (`reviewed`), the phone shows the English advice beside it.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from diary.clinical.history import Level
from diary.clinical.intake import MODALITIES
from diary.clinical.symptoms import CATALOGUE, LIMIT_LINE, REGIONS, SYMPTOMS, Advice, limit_line

FOLDER: Final = Path(__file__).with_name("languages")
OTHER_SCRIPTS: Final = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")
DAYS: Final = ("1 day", "{n} days")


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its tag, its own name, and the translation of each English text. `dates` are names of days and months."""

    code: str
    name: str
    reviewed: bool
    texts: Mapping[str, str]
    dates: Mapping[str, Any]

    def said(self, english: str) -> str:
        """The translation of a text, or the text where there is none."""
        return self.texts.get(english, english)

    def days(self, count: int) -> str:
        """How many days, as a person says it."""
        return self.said(DAYS[0]) if count == 1 else self.said(DAYS[1]).format(n=count)

    def date(self, moment: datetime) -> str:
        """The weekday and date of a moment in its own zone."""
        names: Mapping[str, Any] = self.dates
        return str(names["date"]).format(
            weekday=names["weekdays"][moment.weekday()], day=moment.day, month=names["months"][moment.month - 1]
        )

    def advice(self, advice: Advice) -> Advice:
        """The same advice in this language, its placeholders still open."""
        return replace(advice, title=self.said(advice.title), lines=tuple(self._line(line) for line in advice.lines))

    def _line(self, english: str) -> str:
        code = _LIMIT_LINES.get(english)
        if code is None:
            return self.said(english)
        symptom = SYMPTOMS[code]
        return self.said(LIMIT_LINE).format(wording=self.said(symptom.wording), limit=self.days(symptom.ask_for_days))


_LIMIT_LINES: Final = {limit_line(each): each.code for each in SYMPTOMS.values() if each.level is Level.EXPECTED}


def _read(file: Path) -> Language:
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return Language(
        file.stem, data["name"], data["reviewed"], MappingProxyType(data["texts"]), MappingProxyType(data["dates"])
    )


LANGUAGES: Final[Mapping[str, Language]] = MappingProxyType(
    {language.code: language for language in map(_read, sorted(FOLDER.glob("*.toml")))}
)


def language_of(locale: str) -> Language | None:
    """The language of a tag such as `es-MX`, or None: then English is spoken. Traditional Chinese is not Simplified Chinese."""
    tag = locale.casefold()
    if tag.startswith(OTHER_SCRIPTS):
        return None
    main = tag.split("-")[0]
    return next((each for code, each in LANGUAGES.items() if code.casefold().split("-")[0] == main), None)


def texts_to_translate() -> tuple[str, ...]:
    """Every English text of the catalogue that a patient reads, in the order of the catalogue."""
    found = [CATALOGUE["question"], CATALOGUE["closing_line"]]
    found += [each["title"] for key in ("levels", "groups") for each in CATALOGUE[key]]
    found += [each["wording"] for key in ("symptoms", "extra_check_boxes") for each in CATALOGUE[key]]
    found += [each["advice"] for key in ("symptoms", "combinations") for each in CATALOGUE[key]]
    for block in CATALOGUE["advice"]:
        found += [block["title"], *block["lines"], block.get("item_line", "")]
    found += [*CATALOGUE["self_care"].values(), CATALOGUE["self_care_table"]["footer"], *DAYS]
    found += _where_to_call(CATALOGUE["emergency_numbers"].values())
    found += [code.replace("-", " ") for code in (*REGIONS, *MODALITIES)]
    return tuple(dict.fromkeys(text for text in found if text))


def _where_to_call(countries: Iterable[Mapping[str, str]]) -> list[str]:
    return [text for country in countries for name, text in country.items() if name != "emergency_number"]


def for_the_phone() -> dict[str, Any]:
    """All languages as plain data; the phone's app is built with it."""
    return {
        code: {"name": language.name, "reviewed": language.reviewed, "texts": dict(language.texts)}
        for code, language in LANGUAGES.items()
    }
