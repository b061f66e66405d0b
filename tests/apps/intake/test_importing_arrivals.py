"""Files of counts become tallies once, however often they come and whatever stands beside them."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.crossings.actions import count_arrivals
from openhbm.apps.crossings.models import Tally
from openhbm.apps.crossings.queries import arrivals_by_day
from openhbm.apps.intake.importing import import_arrivals, read_to_import_arrivals
from openhbm.apps.intake.models import ImportBatch
from openhbm.apps.intake.reporting import ImportReport
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.models import Entry
from openhbm.apps.places.models import Post

AT = datetime(2026, 1, 1, tzinfo=UTC)
DATA = Path(__file__).parents[4] / "shared" / "data"
pytestmark = pytest.mark.django_db

FILES = (
    ("ukraine_2022_daily_arrivals/country_arrivals_derived.csv", "", "POL"),
    ("italy_sea_arrivals_daily/sbarchi-per-giorno.csv", "post:=Lampedusa", "ITA"),
    ("uk_small_boats/daily_small_boats.csv", "post:=Dover", "GBR"),
    ("greece_border_screening_2020/eva_border_tests_2day_by_entry_country.csv", "", "GRC"),
    ("hong_kong_control_points/daily_passenger_traffic_2021_2022.csv", "", "HKG"),
    ("somalia_prmn_displacement/arrivals_monthly_region_2010_2018.csv", "ignore=c23", "SOM"),
)


def imported(by: User, text: str | bytes, **options: object) -> ImportReport:
    data = text if isinstance(text, bytes) else text.encode()
    return import_arrivals(by=by, file_name="counts.csv", data=data, at=AT, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "mapping", "country"), FILES, ids=[f[0][:8] for f in FILES])
def test_real_file_imported_twice_changes_nothing_the_second_time(
    administrator: User, name: str, mapping: str, country: str
) -> None:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the data set {name} is not beside the repository")
    if country == "HKG" and connection.vendor != "sqlite":
        pytest.skip("as large as all others together, and nothing of it is new to a database")
    given = {"file_name": path.name, "data": path.read_bytes(), "mapping": mapping, "at": AT}

    first = import_arrivals(by=administrator, create_posts=country, **given)
    entries, tallies = Entry.objects.count(), Tally.objects.count()
    second = import_arrivals(by=administrator, create_posts=country, **given)

    assert first.accepted == tallies > 50
    assert first.persons == sum(Tally.objects.values_list("persons", flat=True))
    assert (second.accepted, second.revised, second.unchanged) == (0, 0, tallies)
    assert second.changed_nothing and second.batch_id is None
    assert "Nothing was changed." in list(second.lines())
    assert (Entry.objects.count(), Tally.objects.count()) == (entries, tallies)
    assert [str(error) for error in second.errors] == [str(error) for error in first.errors]


def test_counts_arrive_at_the_post_and_day_of_the_row(administrator: User, post: Post) -> None:
    report = imported(
        administrator, "Date,Post,Persons\n2022-03-01,PL-TEST,12\n2022-03-02,Тестова,5\n"
    )

    series = arrivals_by_day(
        administrator, [post], from_on=date(2022, 3, 1), to_on=date(2022, 3, 2)
    )[post.id]
    assert list(series.counts) == [12, 5]
    assert (report.accepted, report.rejected, report.persons) == (2, 0, 17)


def test_thirty_damaged_rows_are_listed_by_cell_and_the_good_rows_kept(
    administrator: User, post: Post
) -> None:
    damaged = [
        *("2022-02-30,Testowa,5", "2022-13-01,Testowa,5", "32/01/2022,Testowa,5"),
        *("yesterday,Testowa,5", ",Testowa,5", "2027-01-01,Testowa,5", "1822-03-01,Testowa,5"),
        *("3 March,Testowa,5", "2022-03-05/2022-03-01,Testowa,5", "2022-03-01 08:30,Testowa,5"),
        *("2022-04-01,Testowa,[VALORE]", "2022-04-02,Testowa,twelve", "2022-04-03,Testowa,-5"),
        *("2022-04-04,Testowa,5.5", "2022-04-05,Testowa,99999999999", "2022-04-06,Testowa,#REF!"),
        *("2022-04-07,Testowa,1.2E+05", "2022-04-08,Testowa,(12)", "2022-04-09,Testowa,12 persons"),
        *("2022-04-10,Testowa,True", "2022-04-11,Testowa,<5", "2022-04-12,Testowa,2022-04-12"),
        *("2022-04-13,,5", "2022-04-14,n/a,5", "2022-04-15,Atlantis,5", "2022-04-16,Tesstowa,5"),
        *("2022-03-01,Testowa,999", "2022-04-17,Testowa,5000000", "2022-04-18,Testowa,∞"),
        "2022-03-01/2022-03-02,Testowa,9",
    ]
    good = [f"2022-03-{day:02},Testowa,{day}" for day in range(1, 31)]
    mixed = [row for pair in zip(good, damaged, strict=True) for row in pair]

    report = imported(administrator, "\n".join(["Date,Post,Persons", *mixed, ""]))

    assert report.rejected == 30
    # Row 3, 5, 7 … of the sheet are damaged; each is named once, at the cell that is wrong.
    assert [int(error.cell[1:]) for error in report.errors] == list(range(3, 63, 2))
    assert {error.cell[0] for error in report.errors} == {"A", "B", "C"}
    assert all(error.problem and error.remedy for error in report.errors)
    assert (report.accepted, report.persons) == (30, sum(range(1, 31)))
    assert Tally.objects.count() == 30


def test_changed_figure_replaces_the_old_one(administrator: User, post: Post) -> None:
    imported(administrator, "Date,Post,Persons\n2022-03-01,Testowa,12\n2022-03-02,Testowa,7\n")

    report = imported(
        administrator, "Date,Post,Persons\n2022-03-01,Testowa,15\n2022-03-02,Testowa,7\n"
    )

    assert (report.accepted, report.revised, report.unchanged) == (0, 1, 1)
    assert sorted(Tally.objects.filter(superseded_by=None).values_list("persons", flat=True)) == [
        7,
        15,
    ]


def test_same_figures_in_another_file_and_layout_are_not_counted_again(
    administrator: User, post: Post
) -> None:
    imported(administrator, "Date,Post,Persons\n2022-03-01,Testowa,12\n2022-03-02,Testowa,7\n")

    report = imported(administrator, "Post;01/03/2022;02/03/2022;13/03/2022\nPL-TEST;12;7;4\n")

    assert (report.accepted, report.unchanged) == (1, 2)


def test_month_over_days_that_are_counted_is_refused(administrator: User, post: Post) -> None:
    imported(administrator, "Date,Post,Persons\n2022-03-01,Testowa,12\n")

    report = imported(
        administrator, "Month,Post,Persons\n2022-03,Testowa,300\n2022-04,Testowa,10\n"
    )

    assert [(error.cell, error.code) for error in report.errors] == [("C2", "counted_otherwise")]
    assert report.accepted == 1


def test_time_also_counted_at_the_line_is_pointed_out(administrator: User, post: Post) -> None:
    count_arrivals(by=administrator, post=post, persons=3, at=datetime(2022, 3, 1, 9, tzinfo=UTC))

    report = imported(administrator, "Date,Post,Persons\n2022-03-01,Testowa,12\n")

    assert report.accepted == 1
    assert "counted at the line" in report.notes[0]


def test_trial_tells_the_same_and_writes_nothing(administrator: User, post: Post) -> None:
    text = "Date,Post,Persons\n2022-03-01,Testowa,12\n2022-03-01,Nowa,5\n2022-03-02,Nowa,x\n"
    entries = Entry.objects.count()

    trial = imported(administrator, text, dry_run=True, create_posts="POL")

    assert (Entry.objects.count(), Tally.objects.count(), Post.objects.count()) == (entries, 0, 1)
    real = imported(administrator, text, create_posts="POL")
    assert (trial.accepted, trial.persons, trial.posts_created) == (2, 17, ["POL-NOWA"])
    assert (real.accepted, real.persons, real.posts_created) == (2, 17, ["POL-NOWA"])
    assert [str(e) for e in trial.errors] == [str(e) for e in real.errors]
    assert any("nothing was stored" in line for line in trial.lines())


def test_unknown_post_is_refused_with_the_nearest_names(administrator: User, post: Post) -> None:
    report = imported(administrator, "Date,Post,Persons\n2022-03-01,Testova,12\n")

    assert [(error.cell, error.code) for error in report.errors] == [("C2", "unknown_post")]
    assert "Testowa (PL-TEST)" in report.errors[0].remedy


def test_table_without_a_post_asks_for_it_once(administrator: User) -> None:
    report = imported(administrator, "Date,Persons\n2022-03-01,12\n2022-03-02,13\n")

    assert [error.code for error in report.errors] == ["no_post"]
    assert "post:=CODE" in report.errors[0].remedy


def test_import_is_remembered_with_what_was_understood(administrator: User, post: Post) -> None:
    report = imported(administrator, "Date,Post,Persons\n2022-03-01,Testowa,12\nx,Testowa,1\n")

    batch = ImportBatch.objects.get()
    assert batch.id == report.batch_id
    assert (batch.accepted, batch.rejected, batch.made_by_id) == (1, 1, administrator.id)
    assert batch.understood["persons_columns"] == ["Persons"]
    assert batch.errors[0]["cell"] == "A3"
    assert Tally.objects.get().batch_id == batch.id


def test_workbook_is_read_like_text(administrator: User, post: Post) -> None:
    book = Workbook()
    book.active.title = "Empty"
    sheet = book.create_sheet("Counts")
    sheet.append(["Border service"])
    sheet.append(["Date", "Post", "Persons"])
    sheet.append([datetime(2022, 3, 1), "Testowa", 12])  # noqa: DTZ001
    sheet.append([date(2022, 3, 2), "Testowa", "1 205"])
    sheet.append([None, "Total", 1217])
    packed = io.BytesIO()
    book.save(packed)

    report = imported(administrator, packed.getvalue())

    assert (report.accepted, report.persons, report.rejected) == (2, 1217, 0)
    assert report.understood["facts"]["sheet"] == "Counts"


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (lambda: b"", "empty"),
        (lambda: b"PK\x03\x04 but no workbook", "damaged"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel"),
        (bomb, "unpacks to far more"),
        (lambda: b"x" * (33 * 1024 * 1024), "more than the 32 MB"),
    ],
    ids=["empty", "damaged", "xls", "bomb", "large"],
)
def test_file_that_cannot_be_used_is_refused_as_a_whole(
    administrator: User, data: object, says: str
) -> None:
    with pytest.raises(ActionError, match=says) as caught:
        imported(administrator, data())  # type: ignore[operator]

    assert caught.value.field == "file"
    assert caught.value.remedy


def test_mapping_that_makes_no_sense_is_refused(administrator: User) -> None:
    with pytest.raises(ActionError) as caught:
        imported(administrator, "Date,Persons\n2022-03-01,1\n", mapping="persons")

    assert caught.value.field == "mapping"


def test_user_who_may_not_write_counts_imports_nothing(user_with, post: Post) -> None:
    with pytest.raises(NotPermitted):
        imported(user_with("data_protection_officer"), "Date,Post,Persons\n2022-03-01,Testowa,1\n")


def test_twelve_thousand_rows_take_few_queries(administrator: User) -> None:
    days = [date(2015, 1, 1) + timedelta(days=n) for n in range(1_200)]
    out = io.StringIO()
    csv.writer(out).writerows(
        [["Date", *(f"Przejście {n}" for n in range(10))]]
        + [[day.isoformat(), *range(10)] for day in days]
    )

    with CaptureQueriesContext(connection) as queries:
        report = imported(administrator, out.getvalue(), create_posts="POL")

    assert report.accepted == 12_000
    assert len(queries) < 400


def test_file_is_read_before_anything_is_locked_or_written(administrator: User, post: Post) -> None:
    data = b"date,post,persons\n2025-03-01,PL-TEST,5\n"
    with CaptureQueriesContext(connection) as asked:
        store = read_to_import_arrivals(by=administrator, file_name="a.csv", data=data, at=AT)
    assert all(query["sql"].startswith("SELECT") for query in asked.captured_queries)
    assert not Tally.objects.exists()

    assert store().accepted == 1
    assert Tally.objects.get().persons == 5
