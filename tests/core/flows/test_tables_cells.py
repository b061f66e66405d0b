"""Single cells: dates, numbers, encodings, and what is said about those that cannot be read."""

from __future__ import annotations

import codecs
from datetime import date

import pytest

from openhbm.core.flows.dates import DateOrder, DateProblem, looks_like_a_date, period_in
from openhbm.core.flows.months import month_named
from openhbm.core.flows.numbers import NumberProblem, NumberStyle, number_style_of, persons_in
from openhbm.core.flows.problems import PROBLEMS, CellError
from openhbm.core.flows.sheets import UnreadableText, cell_name, clean, sheet_from_text
from openhbm.core.flows.tables import read_table

TODAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-02-24", "2022-02-24"),
        ("2022/02/24", "2022-02-24"),
        ("20220224", "2022-02-24"),
        ("24.02.2022", "2022-02-24"),
        ("24/2/22", "2022-02-24"),
        ("24-Feb-22", "2022-02-24"),
        ("Feb 24, 2022", "2022-02-24"),
        ("Mar 24, 2022", "2022-03-24"),
        ("mar 1 mars 2022", "2022-03-01"),
        ("Thursday 24th of February 2022", "2022-02-24"),
        ("24 de febrero de 2022", "2022-02-24"),
        ("24 лютого 2022", "2022-02-24"),
        ("24 lutego 2022", "2022-02-24"),
        ("٢٤/٠٢/٢٠٢٢", "2022-02-24"),
        ("2022-02-24T08:00:00Z", "2022-02-24 08:00"),
        ("24/02/2022 8:00 pm", "2022-02-24 20:00"),
        ("2022-02", "2022-02-01/2022-02-28"),
        ("February 2022", "2022-02-01/2022-02-28"),
        ("2022-W09", "2022-02-28/2022-03-06"),
        ("1-7 March 2022", "2022-03-01/2022-03-07"),
        ("24 Feb 2022 to 2 Mar 2022", "2022-02-24/2022-03-02"),
        ("44616", "2022-02-24"),
    ],
)
def test_date_in_any_usual_style_is_read(text: str, expected: str) -> None:
    assert str(period_in(text, DateOrder.DAY_FIRST, TODAY)) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2025-02-30", "impossible_date"),
        ("2024-04-31", "impossible_date"),
        ("32/13/2022", "impossible_date"),
        ("02/24/2022", "other_order"),
        ("2026-01-02", "future_date"),
        ("1899-12-31", "too_old"),
        ("24 Feb", "year_missing"),
        ("2022-03-02/2022-03-01", "backwards_span"),
        ("2020-01-01/2022-03-01", "long_span"),
        ("2022-02-24 08:30", "not_on_the_hour"),
        ("yesterday", "unreadable_date"),
        ("", "unreadable_date"),
    ],
)
def test_date_that_is_none_is_named_by_its_fault(text: str, code: str) -> None:
    with pytest.raises(DateProblem) as caught:
        period_in(text, DateOrder.DAY_FIRST, TODAY)

    assert caught.value.code == code


def test_numbers_with_a_point_are_not_taken_for_dates() -> None:
    texts = ("7061.0", "37.75", "12345", "18191.0", "1.234")

    assert [text for text in texts if looks_like_a_date(text)] == []


def test_month_names_need_enough_letters_to_be_one_month() -> None:
    assert month_named("März") == 3
    assert month_named("listopada") == 11
    assert month_named("ju") is None
    assert month_named("brod") is None


@pytest.mark.parametrize(
    "text",
    ["1234", "1,234", "1.234", "1 234", "1\u00a0234", "1\u202f234", "1’234", "1234.0", "+1234"],
)
def test_number_with_any_thousands_separator_is_read(text: str) -> None:
    assert persons_in(text) == 1234


def test_number_follows_the_decimal_mark_its_column_shows() -> None:
    style = number_style_of(["376,0", "1.234", "12,5"])

    assert style == NumberStyle(decimal=",", thousands=".")
    assert persons_in("1.234", style) == 1234
    with pytest.raises(NumberProblem, match="fraction"):
        persons_in("1,234", style)


@pytest.mark.parametrize("text", ["", " ", "-", "n/a", "NaN", "..", "no data", None, float("nan")])
def test_missing_value_is_none_and_not_zero(text: str | float | None) -> None:
    assert persons_in(text) is None


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("[VALORE]", "not_a_number"),
        ("twelve", "not_a_number"),
        ("12 persons", "not_a_number"),
        ("1.2.3", "not_a_number"),
        ("1,23,4", "not_a_number"),
        (True, "not_a_number"),
        ("-5", "negative"),
        ("(5)", "negative"),
        ("−5", "negative"),
        (-1, "negative"),
        ("12.5", "fraction"),
        (12.5, "fraction"),
        ("99999999999999999999", "too_large"),
        (float("inf"), "too_large"),
        ("1.2E+05", "scientific"),
        ("#REF!", "spreadsheet_error"),
        (date(2022, 1, 2), "date_for_number"),
    ],
)
def test_number_that_is_no_head_count_is_named_by_its_fault(cell: object, code: str) -> None:
    with pytest.raises(NumberProblem) as caught:
        persons_in(cell)  # type: ignore[arg-type]

    assert caught.value.code == code


@pytest.mark.parametrize(
    "encoded",
    [
        "Data;Пункт;Осіб\n2022-03-01;Краковець;1 234\n".encode(),
        codecs.BOM_UTF8 + "Data;Пункт;Осіб\n2022-03-01;Краковець;1 234\n".encode(),
        "Data;Пункт;Осіб\r\n2022-03-01;Краковець;1 234\r\n".encode("utf-16"),
        "Data;Пункт;Осіб\n2022-03-01;Краковець;1 234\n".encode("utf-16-le"),
        "Data\tПункт\tОсіб\n2022-03-01\tКраковець\t1 234\n".encode("utf-16-be"),
        "Data|Пункт|Осіб\n2022-03-01|Краковець|1\u00a0234\n".encode(),
    ],
    ids=["utf-8", "mark", "utf-16", "utf-16-le", "tab", "bar"],
)
def test_encoding_and_delimiter_are_found_out(encoded: bytes) -> None:
    (found,) = read_table(sheet_from_text(encoded), today=TODAY).observations

    assert (found.post, found.persons, found.cell) == ("Краковець", 1234, "C2")


def test_bytes_of_a_program_are_refused_and_not_shown_as_a_table() -> None:
    program = b"\x7fELF\x02\x01\x01" + b"\x00" * 9 + bytes(range(256)) * 4 + b"," * 50

    with pytest.raises(UnreadableText, match="byte 8 is zero; save the file as CSV"):
        sheet_from_text(program)


def test_text_that_is_not_unicode_is_read_as_latin() -> None:
    sheet = sheet_from_text("Date,Poste,Arrivées\n2022-03-01,Forêt,5\n".encode("latin-1"))

    assert sheet.facts["encoding"] == "cp1252"
    assert sheet.rows[1][1] == "Forêt"


def test_quote_that_is_never_closed_costs_one_row_only() -> None:
    text = 'Date,Post,Persons\n2022-03-01,"Brod,5\n2022-03-02,Most,6\n2022-03-03,Most,7\n'

    reading = read_table(sheet_from_text(text.encode()), today=TODAY)

    assert [observation.persons for observation in reading.observations][-2:] == [6, 7]
    assert "quotes" in reading.understood.facts


def test_cell_names_follow_the_spreadsheet() -> None:
    assert [cell_name(6, 1), cell_name(0, 25), cell_name(0, 26), cell_name(9, 701)] == [
        "B7",
        "Z1",
        "AA1",
        "ZZ10",
    ]


def test_cleaning_takes_invisible_characters_away() -> None:
    assert clean(" \u200bBrod\u00a0\x00") == "Brod"
    assert clean("\ufeff \t") is None


def test_every_problem_says_what_to_do() -> None:
    details = {"order": "o", "other": "1", "first": "A1", "why": "w", "name": "n", "names": "m"}

    for code in PROBLEMS:
        text = str(CellError(code, "B7", "x", details))
        assert text.startswith("B7: 'x' ")
        assert "; " in text
