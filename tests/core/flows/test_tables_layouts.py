"""Tables in the shapes partners send them: what is read, what is skipped, what is asked."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from openhbm.core.flows.mapping import MappingError, parse_mapping
from openhbm.core.flows.observations import Reading
from openhbm.core.flows.sheets import Sheet, sheet_from_text
from openhbm.core.flows.tables import read_table

TODAY = date(2022, 6, 30)


def read(text: str | bytes, mapping: str = "") -> Reading:
    data = text if isinstance(text, bytes) else text.encode()
    return read_table(sheet_from_text(data), parse_mapping(mapping), today=TODAY)


def counts(reading: Reading) -> list[tuple[str | None, str, str, int]]:
    return [(o.post, o.direction, str(o.period), o.persons) for o in reading.totals()]


def codes(reading: Reading) -> list[tuple[str, str]]:
    return [(error.cell, error.code) for error in reading.errors]


def test_long_table_with_post_and_direction_gives_one_count_per_row() -> None:
    reading = read("Date,Post,Direction,Persons\n2022-03-01,Brod,in,12\n2022-03-01,Brod,out,3\n")

    assert counts(reading) == [
        ("Brod", "IN", "2022-03-01", 12),
        ("Brod", "OUT", "2022-03-01", 3),
    ]
    assert reading.errors == ()
    assert reading.understood.post_column == "Post"


def test_wide_table_reads_every_unknown_number_column_as_a_post() -> None:
    reading = read("Day,Brod,Most,Total\n2022-03-01,12,8,20\n2022-03-02,,9,9\n")

    assert counts(reading) == [
        ("Brod", "IN", "2022-03-01", 12),
        ("Most", "IN", "2022-03-01", 8),
        ("Most", "IN", "2022-03-02", 9),
    ]
    assert reading.understood.orientation == "one column per post"
    assert reading.understood.missing == 1


def test_dates_across_give_one_row_per_post() -> None:
    reading = read("Crossing,01/03/2022,02/03/2022,13/03/2022\nBrod,1,2,3\nTotal,1,2,3\n")

    assert counts(reading) == [
        ("Brod", "IN", "2022-03-01", 1),
        ("Brod", "IN", "2022-03-02", 2),
        ("Brod", "IN", "2022-03-13", 3),
    ]
    assert reading.understood.skipped == {"rows that sum others": 1}


def test_impossible_date_heading_is_reported_once_and_its_column_left_out() -> None:
    reading = read("Crossing,2022-02-28,2022-02-30\nBrod,1,2\nMost,3,4\n")

    assert codes(reading) == [("C1", "impossible_date")]
    assert [observation.persons for observation in reading.observations] == [1, 3]


def test_hxl_row_is_recognised_and_its_tags_name_the_columns() -> None:
    text = (
        "Jour du passage,Endroit,Effectif,Dont femmes\n"
        "#date+occurred,#loc+name,#affected,#affected+f\n2022-03-01,Brod,12,7\n"
    )
    reading = read(text)

    assert counts(reading) == [("Brod", "IN", "2022-03-01", 12)]
    assert (reading.understood.heading_row, reading.understood.hxl_row) == (1, 2)


def test_heading_that_starts_with_a_hash_is_no_hxl_row() -> None:
    reading = read("#date,migrants,boats\n2022-03-01,41,1\n2022-03-02,0,0\n")

    assert counts(reading) == [(None, "IN", "2022-03-01", 41), (None, "IN", "2022-03-02", 0)]
    assert reading.understood.hxl_row is None


def test_title_blank_rows_totals_and_footnotes_are_skipped_and_counted() -> None:
    text = (
        "Arrivals by day, provisional\n\nDate,Post,Persons\n2022-03-01,Brod,5\n\n"
        "2022-03-02,Brod,6\nDate,Post,Persons\n2022-03-03,Brod,7\nTotal,,18\n"
        "Source: the border service\n"
    )
    reading = read(text)

    assert [observation.persons for observation in reading.observations] == [5, 6, 7]
    assert reading.errors == ()
    assert reading.understood.skipped == {
        "blank rows": 1,
        "headings repeated": 1,
        "rows that sum others": 1,
        "footnotes": 1,
    }


def test_table_without_heading_is_read_by_its_content() -> None:
    reading = read("2022-03-01;12\n2022-03-02;13\n")

    assert [observation.persons for observation in reading.observations] == [12, 13]
    assert reading.understood.heading_row is None


def test_total_of_other_columns_is_the_head_count() -> None:
    text = "Date,Post,Locals,Visitors,Strangers,Total\n2022-03-01,Brod,1,2,3,6\n"
    reading = read(text + "2022-03-02,Brod,2,2,2,6\n")

    assert [observation.persons for observation in reading.observations] == [6, 6]
    assert any("is the sum of Locals, Visitors, Strangers" in n for n in reading.understood.notes)


def test_columns_for_arrivals_and_departures_give_two_directions() -> None:
    reading = read("Date,Post,Arrivals,Departures\n2022-03-01,Brod,9,4\n")

    assert counts(reading) == [("Brod", "IN", "2022-03-01", 9), ("Brod", "OUT", "2022-03-01", 4)]


def test_counts_split_by_nationality_are_added_up_per_post_and_day() -> None:
    text = "Date,Post,Nationality,Persons\n2022-03-01,Brod,AAA,4\n2022-03-01,Brod,BBB,5\n"
    reading = read(text)

    assert len(reading.observations) == 2
    assert counts(reading) == [("Brod", "IN", "2022-03-01", 9)]


def test_several_possible_head_counts_are_named_and_left_to_the_sender() -> None:
    text = "Date,Post,Men,Women\n2022-03-01,Brod,4,5\n"

    asked, told = read(text), read(text, "persons=Men|Women")

    assert [error.code for error in asked.errors] == ["several_persons"]
    assert "Men, Women" in str(asked.errors[0])
    assert counts(told) == [("Brod", "IN", "2022-03-01", 9)]


def test_running_totals_are_refused_with_their_name() -> None:
    reading = read("Date,Post,Cumulative arrivals\n2022-03-01,Brod,5\n2022-03-02,Brod,9\n")

    assert [error.code for error in reading.errors] == ["only_cumulative"]


def test_epochs_weeks_and_end_columns_become_spans() -> None:
    epochs = read("Period,Post,Persons\n2022-03-06/2022-03-07,Brod,5\n")
    weeks = read("Week ending,Post,Persons\n2022-03-06,Brod,5\n2022-03-13,Brod,6\n")
    ends = read("Start date,End date,Post,Persons\n2022-03-01,2022-03-03,Brod,5\n")

    assert str(epochs.observations[0].period) == "2022-03-06/2022-03-07"
    assert str(weeks.observations[0].period) == "2022-02-28/2022-03-06"
    assert str(ends.observations[0].period) == "2022-03-01/2022-03-03"


def test_hours_are_read_from_a_column_of_their_own_and_from_times() -> None:
    apart = read("Date,Hour,Post,Persons\n2022-03-01,08:00-09:00,Brod,5\n2022-03-01,25,Brod,5\n")
    joined = read("Time,Post,Persons\n2022-03-01 00:00,Brod,1\n2022-03-01 01:00,Brod,5\n")

    assert [str(o.period) for o in apart.observations] == ["2022-03-01 08:00"]
    assert codes(apart) == [("B3", "impossible_hour")]
    assert [o.period.hour for o in joined.observations] == [0, 1]


def test_spreadsheet_dates_midnights_and_numbers_need_no_text() -> None:
    rows = (("Date", "Persons"), (datetime(2022, 3, 1), 5), (date(2022, 3, 2), 6.0), (44623, 7))  # noqa: DTZ001
    reading = read_table(Sheet("s", rows), today=TODAY)

    assert [(str(o.period), o.persons) for o in reading.observations] == [
        ("2022-03-01", 5),
        ("2022-03-02", 6),
        ("2022-03-03", 7),
    ]


def test_months_are_recognised_from_first_days() -> None:
    reading = read("Date,Brod,Most\n2022-01-01,1,2\n2022-02-01,3,4\n2022-03-01,5,6\n")

    assert reading.understood.grain == "month"
    assert str(reading.observations[0].period) == "2022-01-01/2022-01-31"


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (("13/03/2022", "01/04/2022"), ["2022-03-13", "2022-04-01"]),
        (("03/13/2022", "04/01/2022"), ["2022-03-13", "2022-04-01"]),
        (("01-03-2022", "02-03-2022", "03-03-2022"), ["2022-03-01", "2022-03-02", "2022-03-03"]),
        (("05/11/2021", "06/12/2022"), ["2021-05-11", "2022-06-12"]),
    ],
    ids=["day above 12", "month first", "days in a row", "no day in the future"],
)
def test_day_and_month_order_is_settled_over_the_column(
    dates: tuple[str, ...], expected: list[str]
) -> None:
    rows = "\n".join(f"{day},Brod,{n}" for n, day in enumerate(dates, start=5))
    reading = read(f"Date,Post,Persons\n{rows}\n")

    assert [str(o.period) for o in reading.observations] == expected
    assert any(note.startswith("dates: ") for note in reading.understood.notes)


def test_day_and_month_order_that_stays_open_is_asked_for() -> None:
    text = "Date,Post,Persons\n01/03/2022,Brod,5\n04/05/2022,Brod,6\n03/03/2022,Brod,7\n"

    asked, told = read(text), read(text, "dates=m/d/y")

    assert codes(asked) == [("A2", "ambiguous_date"), ("A3", "ambiguous_date")]
    assert [str(o.period) for o in asked.observations] == ["2022-03-03"]
    assert told.errors == ()
    assert [str(o.period) for o in told.observations] == ["2022-01-03", "2022-04-05", "2022-03-03"]


def test_mapping_names_columns_by_heading_letter_or_constant() -> None:
    text = "a;b;c\n2022-03-01;7;note\n"

    reading = read(text, "date=A, persons=b, post:=Lampedusa, direction:=out")

    assert counts(reading) == [("Lampedusa", "OUT", "2022-03-01", 7)]


def test_mapping_to_an_unknown_column_names_the_columns_there_are() -> None:
    reading = read("Date,Persons\n2022-03-01,7\n", "persons=Valore")

    assert [error.code for error in reading.errors] == ["no_column"]
    assert "Date, Persons" in str(reading.errors[0])


@pytest.mark.parametrize("text", ["persons", "colour=red", "dates=y/m/d", "header=x", "ignore:=B"])
def test_mapping_that_makes_no_sense_says_what_may_be_written(text: str) -> None:
    with pytest.raises(MappingError, match="write|take one of"):
        parse_mapping(text)


def test_later_report_revises_an_earlier_one_in_the_same_file() -> None:
    text = (
        "Data,Valore,Data_Report\n2022-03-01,5,2022-03-15\n2022-03-20,0,2022-03-15\n"
        "2022-03-01,8,2022-03-31\n2022-03-20,3,2022-03-31\n"
    )
    reading = read(text)

    assert [(str(o.period), o.persons) for o in reading.observations] == [
        ("2022-03-01", 8),
        ("2022-03-20", 3),
    ]
    assert reading.understood.skipped == {
        "figures published before their own day": 1,
        "figures revised by a later report in the file": 1,
    }


def test_repeated_figure_counts_once_and_a_different_one_is_an_error() -> None:
    text = "Date,Post,Persons\n2022-03-01,Brod,5\n2022-03-01,Brod,5\n2022-03-01,brod,6\n"
    reading = read(text)

    assert [observation.persons for observation in reading.observations] == [5]
    assert codes(reading) == [("C4", "conflict")]
    assert "C2" in reading.errors[0].problem


def test_week_beside_its_days_is_an_error_and_the_days_are_kept() -> None:
    text = "Date,Post,Persons\n2022-03-01/2022-03-07,Brod,9\n2022-03-01,Brod,4\n2022-03-02,Brod,5\n"
    reading = read(text)

    assert codes(reading) == [("C2", "overlap")]
    assert [observation.persons for observation in reading.observations] == [4, 5]


@pytest.mark.parametrize("text", ["", "\n\n", "no table here\n", "a,b\nc,d\n", "\x00\x01"])
def test_file_without_a_table_says_so(text: str) -> None:
    reading = read(text)

    assert reading.observations == ()
    assert len(reading.errors) == 1
    assert reading.errors[0].code in {"no_table", "no_date_column"}
