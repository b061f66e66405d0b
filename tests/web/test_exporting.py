"""Lists as files: every row, stable columns, nothing a spreadsheet would run, nothing hidden."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from openhbm.apps.accounts.queries import history_of
from openhbm.apps.capacity.actions import draw_plan, set_staffing, set_stock
from openhbm.apps.crossings.actions import preregister_group
from openhbm.apps.people.actions import register_person
from openhbm.apps.people.details import GroupDetails, NationalityDetails, PersonDetails
from openhbm.web.exporting.cells import cell_of
from openhbm.web.exporting.every_table import TABLES
from openhbm.web.exporting.xlsx_file import xlsx_parts
from tests.web.files import body, rows_at, rows_of

REFERENCE = {
    "services": ("protector", "Child care corner"),
    "findings": ("protector", "rule"),
    "measures": ("officer", "adopted_on"),
    "opened-records": ("protector", "opened_by"),
    "admin-users": ("administrator", "username"),
    "admin-posts": ("administrator", "PL-TEST"),
    "admin-content": ("administrator", "verified"),
    "devices": ("administrator", "enrolled_by"),
}
LISTS = ("arrivals", "groups", "persons", "crossings", "referrals", "alerts", "sitreps")
DOCUMENTATION = [
    Path(__file__).parents[2] / "docs" / name for name in ("exports.md", "exports-figures.md")
]


@pytest.fixture
def registered(clerk, post):
    """Register so many invented persons at the post."""

    def register(count: int, **details):
        return [
            register_person(
                by=clerk,
                post=post,
                details=PersonDetails(
                    name=f"Example {n:03}", nationalities=(NationalityDetails("UKR"),), **details
                ),
            )
            for n in range(count)
        ]

    return register


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_every_list_answers_as_a_file_with_its_rows(
    family, alert, protector, signed_in, name, form
):
    answer = signed_in(protector).get(reverse(name), {"format": form})

    data = body(answer)
    assert answer.status_code == 200
    assert re.fullmatch(
        rf'attachment; filename="[a-z]+-\d{{4}}-\d\d-\d\d\.{form}"',
        answer.headers["Content-Disposition"],
    )
    assert data.startswith(b"\xef\xbb\xbf" if form == "csv" else b"PK")


@pytest.mark.parametrize("name", REFERENCE)
def test_list_that_is_not_of_people_answers_as_a_file_too(request, family, alert, signed_in, name):
    reader, held = REFERENCE[name]
    client = signed_in(request.getfixturevalue(reader))

    page = client.get(reverse(name)).content.decode()
    data = body(client.get(reverse(name), {"format": "csv"})).decode()

    assert "format=csv" in page or data.count("\n") == 1
    assert held in data


def test_measures_file_holds_those_in_force_and_over(measure, officer, signed_in):
    rows = rows_of(signed_in(officer).get(reverse("measures"), {"format": "csv"}))

    assert [row["id"] for row in rows] == [str(measure.id)]


def test_journal_leaves_as_a_file_without_any_value(family, user_with, signed_in):
    auditor = user_with("auditor")

    rows = rows_of(signed_in(auditor).get(reverse("whole-journal"), {"format": "csv"}))

    assert {"person_registered", "post_opened"} <= {row["type"] for row in rows}
    assert set(rows[0]) == {"id", "sequence", "at", "type", "actor"}


def test_file_holds_every_row_in_the_order_and_filter_of_the_page(registered, clerk, signed_in):
    registered(60)

    answer = signed_in(clerk).get(
        reverse("persons"), {"format": "csv", "sort": "-name", "q": "Example 0", "page": "2"}
    )

    names = [row["name"] for row in rows_of(answer)]
    assert names == [f"Example {n:03}" for n in reversed(range(60))]


def test_workbook_holds_the_same_table_as_the_csv_file(family, protector, signed_in):
    client = signed_in(protector)

    table = rows_of(client.get(reverse("persons"), {"format": "csv"}))
    book = load_workbook(
        io.BytesIO(body(client.get(reverse("persons"), {"format": "xlsx"}))), read_only=True
    )

    heading, *rows = book["persons"].iter_rows(values_only=True)
    assert [dict(zip(heading, map(text, row), strict=True)) for row in rows] == table
    assert {row["name"] for row in table} == {"Олена Коваль", "Danylo Koval"}


def text(value) -> str:
    return "" if value is None else str(value)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\uff1d"])
def test_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(start):
    assert cell_of(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (-3, -3),
        (2.5, 2.5),
        (None, ""),
        (True, "true"),
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 9, 30, tzinfo=UTC), "2026-03-01T09:30:00Z"),
        (["UKR", "MDA"], "UKR; MDA"),
        (["=1", "2"], "'=1; 2"),
    ],
)
def test_cell_of_each_kind_of_value_is_plain(value, cell):
    assert cell_of(value) == cell


def test_name_that_looks_like_a_formula_leaves_guarded(clerk, post, signed_in):
    register_person(by=clerk, post=post, details=PersonDetails(name="=cmd|' /C calc'!A0"))

    row = rows_of(signed_in(clerk).get(reverse("persons"), {"format": "csv"}))[0]

    assert row["name"] == "'=cmd|' /C calc'!A0"


def test_workbook_keeps_text_that_xml_cannot_hold_readable():
    data = b"".join(xlsx_parts([["a\x00<b>&\ud800", 7]], 'A & "B"'))

    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    assert (sheet["A1"].value, sheet["B1"].value) == ("a\ufffd<b>&\ufffd", 7)
    assert sheet.title == 'A & "B"'


def test_columns_that_the_reader_may_not_read_are_absent(family, analyst, protector, signed_in):
    seen = {
        user.username: body(signed_in(user).get(reverse("groups"), {"format": "csv"}))
        .decode("utf-8-sig")
        .splitlines()
        for user in (analyst, protector)
    }

    assert "label" in seen["protector"][0].split(",")
    assert "label" not in seen["analyst"][0].split(",")
    assert len(seen["analyst"]) == 1


def test_referrals_leave_as_if_there_were_none_for_whoever_may_not_read_them(
    family, officer, signed_in
):
    data = body(signed_in(officer).get(reverse("referrals"), {"format": "csv"})).decode()

    assert "Child care corner" not in data
    assert "needs" not in data


def test_members_of_a_group_leave_as_a_file(family, clerk, signed_in):
    client, group = signed_in(clerk), family.group.id

    members = rows_at(client, reverse("group", args=[group]))
    again = rows_at(client, reverse("household-registered", args=[group]))

    assert [row["person"] for row in members] == [family.mother.number, family.child.number]
    assert members[0]["birth"] == "1988-03"
    assert again == members


def test_who_came_with_a_count_leaves_as_a_file(family, officer, signed_in):
    rows = rows_at(signed_in(officer), reverse("tally", args=[family.tally.id]))

    assert family.mother.number in {row["person"] for row in rows}


def test_referrals_of_one_person_leave_for_those_only_who_read_them(
    family, protector, officer, signed_in
):
    url = reverse("person", args=[family.mother.id])

    (row,) = rows_at(signed_in(protector), url)
    officers = body(signed_in(officer).get(url, {"format": "csv"})).decode()

    assert row["id"] == str(family.referral.id)
    assert str(family.referral.id) not in officers
    assert officers.count("\n") == 1


def test_figures_of_posts_and_what_they_lack_leave_as_files(
    alert, administrator, protector, post, signed_in
):
    set_staffing(by=administrator, post=post, function="staff", on_duty=1)
    set_stock(by=administrator, post=post, item="water", quantity=1)
    draw_plan(by=administrator, post=post, for_on=timezone.localdate() + timedelta(days=1))
    client, url = signed_in(protector), reverse("situation")

    (situation,) = rows_at(client, url)
    staff, stock = rows_at(client, url, "staff-gaps"), rows_at(client, url, "stock-gaps")
    needs = rows_at(client, reverse("post", args=["PL-TEST"]))

    assert (situation["code"], situation["level"]) == ("PL-TEST", str(alert.level))
    short = {row["item"] for row in needs if float(row["gap"]) > 0}
    assert {row["item"] for row in staff + stock} == short


def test_groups_that_wait_leave_from_the_desk(clerk, post, signed_in):
    group = preregister_group(by=clerk, post=post, details=GroupDetails(label="Koval", size=2))

    (row,) = rows_at(signed_in(clerk), reverse("desk"))

    assert row["id"] == str(group.id)


def test_what_search_found_leaves_as_a_file_for_those_only_who_may_see_it(
    family, clerk, protector, analyst, signed_in
):
    url, case = reverse("search"), str(family.referral.id)

    people = rows_at(signed_in(clerk), url, "persons", q="Koval")
    groups = rows_at(signed_in(clerk), url, "groups", q="Koval")
    cases = rows_at(signed_in(protector), url, "referrals", q=case)
    hidden = signed_in(analyst).get(url, {"q": "Koval", "format": "csv", "table": "persons"})

    assert {row["id"] for row in people} == {str(family.child.id)}
    assert [row["id"] for row in groups] == [str(family.group.id)]
    assert [row["id"] for row in cases] == [case]
    assert rows_of(hidden) == []


def test_table_that_the_page_does_not_have_is_the_page_itself(family, clerk, signed_in):
    answer = signed_in(clerk).get(reverse("persons"), {"format": "csv", "table": "users"})

    assert "text/html" in answer.headers["Content-Type"]


def test_export_is_journalled_as_a_read_of_each_row(family, protector, signed_in):
    body(signed_in(protector).get(reverse("persons"), {"format": "csv"}))

    reads = [
        line
        for line in history_of(
            protector, record=f"people.person:{family.mother.id}", with_reads=True
        )
        if line.purpose == "export"
    ]
    assert [line.actor_id for line in reads] == [protector.id]


def test_statements_do_not_grow_with_the_rows(registered, clerk, signed_in):
    client = signed_in(clerk)

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            body(client.get(reverse("persons"), {"format": "xlsx"}))
        return len(captured)

    registered(3)
    few = statements()
    registered(40)

    assert statements() <= few


def test_unknown_format_is_the_page_itself(family, protector, signed_in):
    answer = signed_in(protector).get(reverse("persons"), {"format": "exe"})

    assert "text/html" in answer.headers["Content-Type"]


def test_documentation_names_every_column():
    lines = [
        f"| `{column.id}` | {column.compartment.value} | {column.meaning} |"
        for table in TABLES
        for column in table.columns
    ]
    headings = [f"## {table.name}" for table in TABLES]

    written = [line for page in DOCUMENTATION for line in page.read_text().splitlines()]
    assert [line for line in written if line.startswith("| `")] == lines
    assert [line for line in written if line.startswith("## ")] == headings
