"""What every reviewable item carries, and the field types that items share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from openhbm.content.languages import in_language

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def _iso_day(value: object) -> object:
    """Refuse what pydantic would read as seconds since 1970, such as ``20220224``."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError(f"{value!r} is not a day, write it as YYYY-MM-DD")
    return value


def _with_english(text: dict[str, str]) -> dict[str, str]:
    for language in text:
        if not _LANGUAGE.fullmatch(language):
            raise ValueError(f"{language!r} is not a language code, write e.g. en, ar or uk")
    if not text.get("en", "").strip():
        raise ValueError("the English text is missing, add a line `en: …`")
    return text


Day = Annotated[date, BeforeValidator(_iso_day)]
"""A calendar day written as YYYY-MM-DD and in no other way."""

Text = Annotated[dict[str, str], AfterValidator(_with_english)]
"""The same words in several languages, language code → text; English is always there."""


def _in_english(value: object) -> object:
    return {"en": value} if isinstance(value, str) else value


Sentence = Annotated[Text, BeforeValidator(_in_english)]
"""A text; written without a language it is English."""

ItemId = Annotated[str, StringConstraints(pattern=r"^\S+$")]
Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Part(BaseModel):
    """A piece inside an item: unchangeable, no unknown fields, no infinite or undefined numbers."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, validate_by_name=True
    )


class Item(Part):
    """One reviewable piece of the model: who says so, when it was last read, whether it is checked.

    ``verified`` is true only after the source itself was read, not a summary of it.
    """

    id: ItemId
    source: Filled
    reviewed_on: Day
    verified: bool


class DatedValue(Part):
    """A value that holds from a day on, until the next one of its list."""

    from_on: Day = Field(alias="from")
    value: Filled
    source: str = ""


class Dated(Item):
    """An item whose value changes over time; old values stay so that old records stay explained."""

    values: tuple[DatedValue, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _runs_forward(self) -> Dated:
        days = [value.from_on for value in self.values]
        if days != sorted(set(days)):
            raise ValueError("values must stand in order of `from`, each day once, oldest first")
        return self

    def value_on(self, day: date) -> str:
        """The value in force on ``day``; raises ValueError when none is in force yet."""
        in_force = [value for value in self.values if value.from_on <= day]
        if not in_force:
            raise ValueError(
                f"{self.id} has no value before {self.values[0].from_on}; asked for {day}"
            )
        return in_force[-1].value

    def number_on(self, day: date) -> float:
        """The value in force on ``day`` as a number, in the unit the item states."""
        return float(self.value_on(day))


def text_in(text: Mapping[str, str], language: str) -> str:
    """The text in ``language``, else in its parent (``pt`` for ``pt-br``), else in English."""
    return in_language(text, language)
