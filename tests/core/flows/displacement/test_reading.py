"""Instances: real ones are read whole, damaged ones say file, line and remedy."""

import time
from datetime import date, timedelta

import numpy as np
import pytest
from tests.core.flows.displacement.crises import SMALL, shared, small

from openhbm.core.flows.displacement.faults import MOST_SUGGESTED, InstanceError
from openhbm.core.flows.displacement.network import network_of
from openhbm.core.flows.displacement.places import ClosureKind, Kind
from openhbm.core.flows.displacement.reading import read_instance
from openhbm.core.flows.displacement.reading_reports import sum_of
from openhbm.core.flows.displacement.reports import Report, StockReports
from openhbm.core.flows.displacement.rows import MOST_FAULTS
from openhbm.core.flows.displacement.settings import MoveSettings

HEAD = SMALL["input_csv/locations.csv"].splitlines()[0] + "\n"


def fault_in(files: dict[str, str]) -> str:
    with pytest.raises(InstanceError) as caught:
        read_instance(files)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "days", "places", "links", "camps"),
    [
        ("burundi2015", 396, 30, 41, 5),
        ("mali2012", 300, 23, 35, 7),
        ("nigeria2016", 1885, 40, 62, 3),
        ("tigray2020", 300, 55, 63, 4),
    ],
)
def test_instance_of_a_real_crisis_is_read_whole(
    name: str, days: int, places: int, links: int, camps: int
) -> None:
    instance = shared(name)

    assert (instance.days, len(instance.places), len(instance.links)) == (days, places, links)
    assert len(instance.destinations) == camps == len(instance.reports.names)


def test_instance_of_a_small_crisis_is_what_the_tables_say() -> None:
    instance = read_instance(small(closures="camp,Cora,,2,5\nlink,Amra,Bela,1,3\n"))

    assert [place.kind for place in instance.places] == [Kind.CONFLICT_ZONE, Kind.TOWN, Kind.CAMP]
    assert instance.places[2].capacity == 500
    assert instance.places[0].population == 1000
    assert [closure.kind for closure in instance.closures] == [ClosureKind.CAMP, ClosureKind.LINK]
    assert instance.reports.reports["Cora"] == (Report(0, 0), Report(3, 30), Report(7, 90))
    assert instance.warnings == ()


def test_columns_in_another_order_are_found_by_their_headings() -> None:
    text = "#name,location_type,country,region,longitude,latitude,population,conflict_date\n"
    rows = (
        "Amra,conflict_zone,Home,N,2,1,1000,0\nBela,town,Home,N,2,1,,\nCora,camp,Far,E,2,1,500,\n"
    )

    instance = read_instance(small(locations=text + rows))

    assert instance.places[0].population == 1000
    assert instance.places[2].kind is Kind.CAMP


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"locations": HEAD + "Amra,North,Home,conflict_zone,2.0,1.0,0,1000\n"},
            ("locations.csv, line 2", "location_type is '1.0'", "order name, region"),
        ),
        (
            {"locations": HEAD + "Amra,North,Home,95.0,2.0,conflict_zone,0,1000\n"},
            ("locations.csv, line 2", "latitude is 95.0", "between -90 and 90"),
        ),
        ({"routes": ""}, ("routes.csv", "lists no road", "add one line per road")),
        ({"routes": "Amra,Bella,50,0\n"}, ("routes.csv, line 1", "'Bella'", "did you mean 'Bela'")),
        (
            {"routes": "Amra,Bela,-5,0\n"},
            ("routes.csv, line 1", "distance is -5", "between 0 and 20000"),
        ),
        ({"routes": "Amra,Amra,5,0\n"}, ("routes.csv, line 1", "itself", "delete")),
        (
            {"routes": "Amra,Bela,50,2\nBela,Cora,50,2\nAmra,Cora,50,1\n"},
            ("routes.csv", "in a circle", "back to 0"),
        ),
        ({"conflicts": "#Day,Amro\n0,1\n"}, ("conflicts.csv, line 1", "'Amro'", "'Amra'")),
        ({"conflicts": "#Day,Amra\n0,1\n2,1\n"}, ("conflicts.csv, line 3", "day 2 follows day 0")),
        ({"conflicts": "#Day,Amra\n0,x\n"}, ("conflicts.csv, line 2", "'x'", "not a number")),
        ({"closures": "border,Amra,Bela,0,5\n"}, ("closures.csv, line 1", "'border'", "country")),
        ({"closures": "country,Home,Abrod,0,5\n"}, ("closures.csv", "'Abrod'", "'Abroad'")),
        ({"closures": "link,Amra,Cora,0,5\n"}, ("closures.csv, line 1", "no road joins")),
        (
            {"sim_period": "StartDate,1.1.2020\nLength,10\n"},
            ("sim_period.csv, line 1", "YYYY-MM-DD"),
        ),
        (
            {"sim_period": "StartDate,9999-12-01\nLength,300\n"},
            ("sim_period.csv, line 1", "the first day is 9999-12-01"),
        ),
        ({"routes": "Amra,Be\0la,5,0\n"}, ("routes.csv", "not UTF-8")),
        ({"sim_period": "StartDate,2020-01-01\n"}, ("sim_period.csv", "'length'", "Length,300")),
        ({"data_layout": "Cora,none.csv\n"}, ("data_layout.csv, line 1", "none.csv is missing")),
        ({"data_layout": "Kora,cora.csv\n"}, ("data_layout.csv, line 1", "'Kora'", "'Cora'")),
        ({"cora": "2020-01-01,many\n"}, ("source_data/cora.csv, line 1", "'many'", "not a number")),
        ({"cora": "2020-13-01,5\n"}, ("source_data/cora.csv, line 1", "not a date")),
    ],
)
def test_damaged_instance_names_file_line_and_remedy(
    change: dict[str, str], told: tuple[str, ...]
) -> None:
    message = fault_in(small(**change))

    assert all(text in message for text in told), message


def test_missing_files_are_all_named_at_once() -> None:
    message = fault_in({"input_csv/locations.csv": ""})

    assert message.count("is missing; add it") == 4
    assert "input_csv/routes.csv" in message


def test_every_fault_is_told_not_only_the_first() -> None:
    message = fault_in(small(routes="Amra,Bela,-5,0\nBela,Nowhere,80,0\n"))

    assert "line 1" in message
    assert "line 2" in message


def test_report_that_goes_back_in_time_is_left_out_with_a_warning() -> None:
    instance = read_instance(small(cora="2020-01-04,30\n2019-01-05,40\n2020-01-08,90\n"))

    assert [report.day for report in instance.reports.reports["Cora"]] == [3, 7]
    assert "cora.csv, line 2" in str(instance.warnings[0])


def test_closing_a_location_with_two_names_warns_that_all_its_roads_close() -> None:
    instance = read_instance(small(closures="location,Amra,Bela,0,5\n"))

    assert "write 'link'" in str(instance.warnings[0])


@pytest.mark.parametrize("distance", ["inf", "nan", "1e400"])
def test_number_that_is_none_or_endless_is_no_number(distance: str) -> None:
    message = fault_in(small(routes=f"Amra,Bela,{distance},0\n"))

    assert f"routes.csv, line 1: the distance is '{distance}', not a number" in message


def test_stray_quotation_mark_spoils_its_own_line_only() -> None:
    message = fault_in(small(routes='"Amra,Bela,50,0\nBela,Cora,80,0\n'))

    assert "routes.csv, line 1" in message
    assert "line 2" not in message


def test_line_without_end_is_named_and_not_read() -> None:
    message = fault_in(small(routes="Amra,Bela," + "5" * 200_000))

    assert message.startswith("input_csv/routes.csv, line 1: has more than 120000 characters")


def test_table_with_too_much_wrong_is_read_no_further() -> None:
    with pytest.raises(InstanceError) as caught:
        read_instance(small(routes="Amra,Nowhere,50,0\n" * 5_000))

    assert len(caught.value.faults) == MOST_FAULTS


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"locations": HEAD + "".join(f"P{n},N,H,1,2,town,,\n" for n in range(5_002))},
            "lists more than 5000 places",
        ),
        (
            {
                "locations": HEAD + "".join(f"P{n},N,H,1,2,town,,\n" for n in range(2_000)),
                "sim_period": "StartDate,2020-01-01\nLength,20000\n",
            },
            "20000 days of 2000 places are more than can be held",
        ),
    ],
)
def test_instance_that_is_too_large_says_so_before_it_is_held(
    change: dict[str, str], told: str
) -> None:
    assert told in fault_in(small(**change))


def test_no_more_warnings_than_faults_are_kept() -> None:
    instance = read_instance(
        small(routes=SMALL["input_csv/routes.csv"] + "Amra,Bela,50,0\n" * 5_000)
    )

    assert len(instance.warnings) == MOST_FAULTS


def crowded(roads: int = 5_000, days: int = 60) -> dict[str, str]:
    """As many closures as roads, and many tables and corrections of one camp."""
    names = [f"P{number:03}" for number in range(300)]
    places = "".join(f"{name},R,Home,1,2,town,,\n" for name in names)
    pairs = [(a, b) for b in range(300) for a in range(b)][:roads]
    first = date(2020, 1, 1)
    dated = [f"{first + timedelta(days=n)}" for n in range(400)]
    tables = {
        f"source_data/t{n}.csv": "".join(f"{on},{n + 1}\n" for on in dated) for n in range(20)
    }
    return small(
        sim_period=f"StartDate,2020-01-01\nLength,{days}\n",
        locations=HEAD + places + "Camp,R,Abroad,1,2,camp,,\n",
        routes="".join(f"{names[a]},{names[b]},50,0\n" for a, b in pairs),
        closures="".join(
            f"link,{names[a]},{names[b]},{(a + b) % days},{days}\n" for a, b in pairs
        ),
        conflicts="",
        data_layout="Camp," + ",".join(f"t{n}.csv" for n in range(20)) + "\n",
    ) | tables | {
        "input_csv/registration_corrections.csv": "".join(f"Camp,{on}\n" for on in dated[1:])
    }  # fmt: skip


def test_large_crisis_is_read_and_prepared_in_time_that_grows_with_its_size():
    files = crowded()
    begun = time.process_time()

    made = read_instance(files)
    network = network_of(made, MoveSettings())
    stocks = made.reports.stocks(made.days)

    # Comparing every closure with every road took more than ten times as long.
    assert time.process_time() - begun < 2.5
    assert (len(made.links), len(made.closures)) == (5_000, 5_000)
    assert network.open.sum() == 2 * sum(closure.start for closure in made.closures)
    assert stocks[-1, 0] == sum(range(1, 21))


def test_sum_of_tables_takes_the_last_report_of_each():
    early = (Report(0, 10.0), Report(4, 30.0))
    late = (Report(2, 5.0), Report(4, 1.0), Report(9, 0.0))

    assert sum_of([early, late]) == tuple(
        Report(day, persons) for day, persons in ((0, 10.0), (2, 15.0), (4, 31.0), (9, 30.0))
    )


def test_corrections_rescale_everything_before_them_one_after_another():
    told = tuple(Report(day, persons) for day, persons in ((0, 10.0), (3, 40.0), (5, 20.0)))

    found = StockReports({"C": told}, {"C": (3, 5, 3)}).corrected("C")

    np.testing.assert_allclose([report.persons for report in found], [20.0, 20.0, 20.0])


def test_nearest_name_is_sought_for_the_first_wrong_ones_only():
    routes = "".join(f"Amr,Bela,{n},0\n" for n in range(MOST_SUGGESTED + 3))

    message = fault_in(small(routes=routes))

    assert message.count("did you mean 'Amra'?") == MOST_SUGGESTED
    assert message.count("correct the name") == 3


def test_layout_that_adds_up_one_table_over_and_over_is_told():
    days = "".join(f"{date(2020, 1, 1) + timedelta(days=n)},1\n" for n in range(2_600))
    line = "total," + ",".join(400 * ["all.csv"]) + "\n"

    message = fault_in(small(data_layout=line, all=days))

    assert "data_layout.csv" in message
    assert "adds up more than 1,000,000 reports" in message


def test_road_longer_than_half_way_round_the_earth_is_refused():
    assert "distance is 90000" in fault_in(small(routes="Amra,Bela,90000,0\n"))
