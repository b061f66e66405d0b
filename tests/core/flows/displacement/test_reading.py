"""Instances: real ones are read whole, damaged ones say file, line and remedy."""

import pytest
from tests.core.flows.displacement.crises import SMALL, shared, small

from openhbm.core.flows.displacement.faults import InstanceError
from openhbm.core.flows.displacement.places import ClosureKind, Kind
from openhbm.core.flows.displacement.reading import read_instance
from openhbm.core.flows.displacement.reports import Report
from openhbm.core.flows.displacement.rows import MOST_FAULTS

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
        ({"routes": "Amra,Bella,50,0\n"}, ("routes.csv, line 1", "'Bella'", "did you mean 'Bela'")),
        ({"routes": "Amra,Bela,-5,0\n"}, ("routes.csv, line 1", "distance is -5", "0 or more")),
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
