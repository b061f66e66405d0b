"""Names of months and eras in the calendars that dates are shown in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, model_validator

from openhbm.content.items import Filled, Item, Text

_MONTHS = {"gregorian": 12, "ethiopian": 13, "solar_hijri": 12, "hijri": 12}
_PARTS = ("{day}", "{month}", "{year}")


def _with_every_part(form: Text) -> Text:
    for language, words in form.items():
        for part in _PARTS:
            if words.count(part) != 1:
                raise ValueError(f"the form in {language!r} needs {part} once, it is {words!r}")
    return form


class CalendarNames(Item):
    """One calendar: its name, its months, the order of a date's parts and what marks its years."""

    id: Literal["gregorian", "ethiopian", "solar_hijri", "hijri"]
    name: Text
    months: dict[str, tuple[Filled, ...]]
    form: Annotated[Text, AfterValidator(_with_every_part)]
    era: Text | None = None

    @model_validator(mode="after")
    def _names_every_month(self) -> CalendarNames:
        if "en" not in self.months:
            raise ValueError("the English months are missing, add a line `en: […]`")
        for language, names in self.months.items():
            if len(names) != _MONTHS[self.id]:
                raise ValueError(
                    f"{len(names)} months in {language!r}, {self.id} has {_MONTHS[self.id]}"
                )
        return self
