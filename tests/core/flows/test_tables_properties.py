"""Any series written in any style is read back; any junk gives errors and nothing worse."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import hypothesis.strategies as st
from hypothesis import given

from openhbm.core.flows.mapping import ColumnMap, parse_mapping
from openhbm.core.flows.sheets import Sheet, UnreadableText, sheet_from_text
from openhbm.core.flows.tables import read_table

TODAY = date(2026, 1, 1)
MONTHS = "January February March April May June July August September October November December"

DATE_STYLES = {
    "iso": lambda day: day.isoformat(),
    "d/m/y": lambda day: f"{day:%d/%m/%Y}",
    "m/d/y": lambda day: f"{day:%m/%d/%Y}",
    "d.m.y": lambda day: f"{day.day}.{day.month}.{day.year}",
    "words": lambda day: f"{day.day} {MONTHS.split()[day.month - 1]} {day.year}",
    "US words": lambda day: f"{MONTHS.split()[day.month - 1][:3]} {day.day}, {day.year}",
    "compact": lambda day: f"{day:%Y%m%d}",
    "serial": lambda day: str((day - date(1899, 12, 30)).days),
}
NUMBER_STYLES = {
    "plain": lambda count: str(count),
    "comma": lambda count: f"{count:,}",
    "point": lambda count: f"{count:,}".replace(",", "."),
    "space": lambda count: f"{count:,}".replace(",", " "),
    "no-break space": lambda count: f"{count:,}".replace(",", "\u00a0"),
    "apostrophe": lambda count: f"{count:,}".replace(",", "’"),
    "float": lambda count: f"{count}.0",
}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16")
POSTS = ("Brod", "Most na reci", "Краковець", "Île d'Or")

series = st.lists(st.none() | st.integers(0, 999_999), min_size=14, max_size=40).filter(
    lambda counts: sum(count is not None for count in counts) > len(counts) / 2
)


def written(rows: list[list[str]], delimiter: str, encoding: str, has_blanks: bool) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    for number, row in enumerate(rows):
        writer.writerow(row)
        if has_blanks and number % 5 == 4:
            writer.writerow([])
    return out.getvalue().encode(encoding)


@given(
    counts=series,
    start=st.dates(date(2015, 1, 1), date(2024, 1, 1)),
    shape=st.sampled_from(["long", "posts across", "dates across"]),
    day_style=st.sampled_from(sorted(DATE_STYLES)),
    number_style=st.sampled_from(sorted(NUMBER_STYLES)),
    encoding=st.sampled_from(ENCODINGS),
    delimiter=st.sampled_from(";\t|,"),
    has_blanks=st.booleans(),
)
def test_series_written_in_any_style_is_read_back(
    counts: list[int | None],
    start: date,
    shape: str,
    day_style: str,
    number_style: str,
    encoding: str,
    delimiter: str,
    has_blanks: bool,
) -> None:
    if shape == "dates across" and day_style == "serial":
        day_style = "iso"
    days = [start + timedelta(days=number) for number in range(len(counts))]
    shown_days = [DATE_STYLES[day_style](day) for day in days]
    shown = ["" if count is None else NUMBER_STYLES[number_style](count) for count in counts]
    post, other = POSTS[0], POSTS[2]
    if shape == "long":
        rows = [["Date", "Post", "Persons"]]
        rows += [[day, post, count] for day, count in zip(shown_days, shown, strict=True)]
    elif shape == "posts across":
        rows = [["Date", post, other]]
        rows += [[day, count, "7"] for day, count in zip(shown_days, shown, strict=True)]
    else:
        rows = [["Post", *shown_days], [post, *shown], [other, *["7"] * len(days)]]

    reading = read_table(
        sheet_from_text(written(rows, delimiter, encoding, has_blanks)), today=TODAY
    )

    assert reading.errors == ()
    assert {o.period.first_on: o.persons for o in reading.observations if o.post == post} == {
        day: count for day, count in zip(days, counts, strict=True) if count is not None
    }


TOKENS = (
    *("Date", "Post", "Persons", "Total", "Arrivals", "Departures", "#date", "#affected", "IN"),
    *("2022-03-01", "01/02/2022", "2025-02-30", "44616", "2022-W09", "Mar-22", "20220301"),
    *("2022-03-01/2022-03-02", "12", "1,234", "-3", "[VALORE]", "#REF!"),
)
cells = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.sampled_from(TOKENS),
)


@given(rows=st.lists(st.lists(cells, max_size=6), max_size=12))
def test_junk_cells_give_reported_errors_only(rows: list[list[object]]) -> None:
    reading = read_table(Sheet("junk", rows), today=TODAY)  # type: ignore[arg-type]

    for error in reading.errors:
        assert error.remedy
    for observation in reading.observations:
        assert observation.persons >= 0
        assert observation.period.first_on <= TODAY


@given(data=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode()))
def test_junk_bytes_give_reported_errors_only(data: bytes) -> None:
    try:
        sheet = sheet_from_text(data)
    except UnreadableText as problem:
        assert "save the file" in str(problem)
        return

    reading = read_table(sheet, ColumnMap(), today=TODAY)

    assert reading.observations or reading.errors


@given(
    rows=st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=8),
    mapping=st.sampled_from(
        ["date=A,persons=B,post=C", "date=A,end=C,persons=B", "date=C,hour=A,persons=B|A",
         "layout=wide", "date:=2022-03-01,persons=B,post:=Brod", "date=A,days=B,persons=C"]
    ),
)  # fmt: skip
def test_junk_under_a_mapping_gives_reported_errors_only(
    rows: list[list[object]], mapping: str
) -> None:
    table = [["a", "b", "c"], *rows, ["2022-03-01", "5", "x"]]
    reading = read_table(Sheet("junk", table), parse_mapping(mapping), today=TODAY)  # type: ignore[arg-type]

    assert reading.observations or reading.errors or reading.understood.missing >= 0
    assert all(error.remedy for error in reading.errors)
