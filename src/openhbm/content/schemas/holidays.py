"""Public holidays of a country, for forecasts of arrivals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from openhbm.content.items import Item

_LEAP_YEAR = 2000


def _a_day_of_the_year(text: str) -> str:
    try:
        date.fromisoformat(f"{_LEAP_YEAR}-{text}")
    except ValueError:
        raise ValueError(f"{text!r} is no day of the year, write month-day such as 05-03") from None
    return text


class Holidays(Item):
    """Holidays of one country (ISO 3166-1 alpha-3): ``every_year`` as month-day, ``on`` once."""

    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    every_year: tuple[Annotated[str, AfterValidator(_a_day_of_the_year)], ...] = ()
    on: tuple[date, ...] = ()

    def between(self, first: date, last: date) -> Iterator[date]:
        """The holidays from ``first`` to ``last``."""
        yield from (day for day in self.on if first <= day <= last)
        for year in range(first.year, last.year + 1):
            for text in self.every_year:
                month, day = map(int, text.split("-"))
                # 29 February is no day of most years.
                if (month, day) == (2, 29) and (year % 4 or (not year % 100 and year % 400)):
                    continue
                if first <= date(year, month, day) <= last:
                    yield date(year, month, day)
