"""What can be wrong with a cell or a table, and what the sender does about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from openhbm.core.flows.numbers import MOST_PERSONS

# code → (what is wrong, what to do); names in braces are filled from ``details``.
PROBLEMS: Mapping[str, tuple[str, str]] = {
    "unreadable_date": ("is not a date", "write the day as YYYY-MM-DD"),
    "impossible_date": ("is a day that does not exist", "correct the day or the month"),
    "other_order": (
        "does not fit the rest of the column, which is written {order}",
        "write this date like the others",
    ),
    "ambiguous_date": (
        "may be day/month or month/day, and no other date in the column settles it",
        "say which with --map dates=d/m/y or --map dates=m/d/y",
    ),
    "year_missing": ("is a day without a year", "write the day as YYYY-MM-DD"),
    "missing_date": ("holds no date", "fill in the date, or delete the row"),
    "backwards_span": ("ends before it starts", "swap the two days"),
    "long_span": ("covers more than a year", "give counts for shorter periods"),
    "not_on_the_hour": (
        "is a time within an hour",
        "give counts per day or per whole hour",
    ),
    "impossible_hour": ("is not an hour of the day", "write the hour as a number from 0 to 23"),
    "impossible_days": ("is not a number of days from 1 to 366", "correct the number of days"),
    "future_date": ("lies in the future", "correct the date; forecasts are not arrivals"),
    "too_old": ("lies before 1900", "correct the year"),
    "not_a_number": ("is not a number of persons", "write digits only, or leave the cell empty"),
    "negative": ("is negative", "write the number of persons who crossed, 0 or more"),
    "fraction": ("is not a whole number of persons", "write a whole number"),
    "too_large": (
        f"is more than {MOST_PERSONS:,} persons in one cell",
        "correct the number; check for a running total or two numbers run together",
    ),
    "scientific": (
        "has lost its last digits in a spreadsheet",
        "write the whole number out, for example 120000",
    ),
    "spreadsheet_error": ("is an error value of the spreadsheet", "repair the formula"),
    "date_for_number": (
        "is a date where a number of persons belongs",
        "format the cell as a number and type the count again",
    ),
    "missing_post": ("names no border post", "fill in the post of this row"),
    "unknown_direction": ("is not a direction", "write IN or OUT"),
    "conflict": (
        "differs from {other} in {first}, for the same post and time",
        "keep the right one of the two, or add a column with the date of the report",
    ),
    "overlap": (
        "covers days that other rows of the same post count separately",
        "leave out either the sum or its parts",
    ),
    "no_table": (
        "no table was found: {why}",
        "send a table with one heading row and a date column",
    ),
    "no_column": (
        "no column is called {name}",
        "take one of: {names}",
    ),
    "no_date_column": ("no column of dates was found", "name it with --map date=… ({names})"),
    "no_persons_column": (
        "no column of head counts was found",
        "name it with --map persons=… ({names})",
    ),
    "only_cumulative": (
        "only running totals were found: {names}",
        "send the counts per day, or insist with --map persons=…",
    ),
    "several_dates": (
        "several columns hold dates: {names}",
        "say which is the day of crossing with --map date=…",
    ),
    "several_persons": (
        "several columns may be the head count: {names}",
        "say which with --map persons=…; several that add up: --map persons=A|B",
    ),
    "several_posts": (
        "several columns may be the border post: {names}",
        "say which with --map post=…",
    ),
    "unreadable_file": ("{why}", "save the table as CSV (UTF-8) or XLSX and send it again"),
}


@dataclass(frozen=True, slots=True)
class CellError:
    """One thing wrong: where (``B7``, or empty for the whole table), what, and what to do."""

    code: str
    cell: str = ""
    value: str = ""
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def problem(self) -> str:
        text = PROBLEMS[self.code][0].format(**self.details)
        if not self.cell:
            return text
        return f"{self.value!r} {text}" if self.value else f"the empty cell {text}"

    @property
    def remedy(self) -> str:
        return PROBLEMS[self.code][1].format(**self.details)

    def __str__(self) -> str:
        place = f"{self.cell}: " if self.cell else ""
        return f"{place}{self.problem}; {self.remedy}"


def shown(cell: object) -> str:
    """A cell's value as it is quoted in a message: short, and without line breaks."""
    text = "" if cell is None else " ".join(str(cell).split())
    return text if len(text) <= 60 else f"{text[:57]}…"
