"""``hbm displace``, ``hbm forecast`` and ``hbm kernels`` from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from openhbm.cli.main import main
from tests.core.flows.displacement.crises import SMALL

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in SMALL.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main([*words, "--json"]) == 0, capsys.readouterr().err
    figures: dict[str, Any] = json.loads(capsys.readouterr().out)
    return figures


def test_displace_run_tells_total_and_division_apart(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = told(capsys, "displace", "run", str(folder), "--as-of", "2020-01-05", "--days", "3")

    assert figures["as_of"] == "2020-01-05"
    assert figures["division"]["shares"] == {"Cora": 1.0}
    assert list(figures["total"]["quantiles"]) == [
        "0.05",
        "0.1",
        "0.25",
        "0.5",
        "0.75",
        "0.9",
        "0.95",
    ]
    assert figures["total"]["coverage_of_80_percent_range"] is None


def test_displace_replay_shows_errors_and_what_a_closure_changes(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("displace", "run", str(folder), "--oracle", "--close", "country:Home:Abroad:0:0")

    figures = told(capsys, *words)

    assert figures["with_changes"]["arrivals"] == {"Cora": 0}
    assert figures["errors_with_the_true_total"]["report_days"]["days"] > 0


def test_displace_replay_draws_maps_of_flows_and_of_what_a_closure_changes(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "maps.html"
    closure = ("--close", "country:Home:Abroad:0:0")

    figures = told(
        capsys, "displace", "run", str(folder), "--per-day", "20", *closure, "--page", str(page)
    )

    root = fromstring(page.read_text(encoding="utf-8"))
    titles = [each.text or "" for each in root.iter("title")]
    arrived = figures["arrivals"]["Cora"]
    assert len(root.findall(".//figure")) == 3 * 6
    assert any(each.startswith("Bela → Cora: ") for each in titles)
    assert any(each.startswith("Bela → Cora: -") for each in titles)
    assert [cell.text for cell in root.findall(".//td")] == [f"{arrived:,}", "0", f"{-arrived:+,}"]
    assert main(["displace", "run", str(folder), "--page", str(page)]) == 1


def test_displace_evaluate_puts_naive_shares_beside(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("displace", "evaluate", str(folder), "--as-of", "2020-01-05", "--days", "4")

    figures = told(capsys, *words)

    assert figures["report_days"]["came"] == 60
    assert set(figures["report_days"]["misallocated"]) == {
        "ours",
        "even",
        "frozen stocks",
        "last 28 days",
        "last 56 days",
    }


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--as-of", "2021-01-05"), "outside the run"),
        (("--per-day", "5", "--close", "gate:a:b:1:2"), "KIND:FIRST:SECOND:START:END"),
        (("--per-day", "5", "--front", "Bela"), "PLACE:START:END"),
        (("--per-day", "-5"), "negative"),
        (("--per-day", "1e300"), "at most 2000000000"),
        (("--per-day", "5", "--close", "link:Amra:Bela:5:1"), "END has to come after START"),
        (("--per-day", "5", "--front", "Belo:1:2"), "no place 'Belo'; did you mean 'Bela'?"),
        (("--per-day", "5", "--close", "link:Amra:Cora:1:2"), "no road joins Amra and Cora"),
        (("--per-day", "5", "--close", "country:Home:Abrod:1:2"), "did you mean 'Abroad'?"),
    ],
)
def test_displace_run_with_wrong_words_says_what_to_write(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], message: str
) -> None:
    assert main(["displace", "run", str(folder), *words]) == 1
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("run", "--days", "0"),
        ("run", "--days", "-5"),
        ("run", "--days", "9" * 5000),
        ("run", "--seed", "-1"),
        ("evaluate", "--every", "0"),
        ("plan", "--runs", "0"),
        ("plan", "--workers", "0"),
    ],
)
def test_displace_with_a_number_out_of_bounds_says_the_bounds(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert main(["displace", words[0], str(folder), *words[1:]]) == 2
    assert "write a whole number from " in capsys.readouterr().err


def test_displace_evaluate_of_a_run_too_short_to_judge_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["displace", "evaluate", str(folder), "--days", "366"]) == 1
    assert "give fewer --days" in capsys.readouterr().err


SWAPPED = (
    "#name,region,country,latitude,longitude,location_type,conflict_date,population\n"
    "Amra,North,Home,conflict_zone,2.0,1.0,0,1000\n"
)


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("routes", "Amra,Belo,50,0\n", "line 1: there is no place 'Belo'; did you mean 'Bela'?"),
        (
            "routes",
            "Amra,Bela,-5,0\n",
            "line 1: the distance is -5; give a number between 0 and 20000",
        ),
        (
            "routes",
            "Amra,Bela,50,2\nBela,Cora,50,2\nAmra,Cora,50,1\n",
            "redirections lead in a circle: Amra → Bela → Cora → Amra; take one of them back to 0",
        ),
        ("locations", SWAPPED, "line 2: location_type is '1.0'; write one of conflict_zone"),
        ("closures", None, "is missing; add it beside the others"),
    ],
    ids=["unknown name", "negative distance", "cycle", "swapped columns", "missing file"],
)
@pytest.mark.parametrize("verb", ["run", "evaluate", "plan"])
def test_displace_run_on_damaged_files_names_file_line_and_remedy(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    verb: str,
    file: str,
    text: str | None,
    told: str,
) -> None:
    path = folder / "input_csv" / f"{file}.csv"
    path.unlink() if text is None else path.write_text(text, encoding="utf-8")

    assert main(["displace", verb, str(folder)]) == 1
    message = capsys.readouterr().err
    assert f"input_csv/{file}.csv" in message
    assert told in message


def test_forecast_arrivals_of_a_table_tells_days_and_skill(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "counts.csv"
    rows = "".join(f"2022-03-{day:02},{100 + day}\n" for day in range(1, 31))
    file.write_text("day,persons\n" + rows, encoding="utf-8")

    words = ("forecast", "arrivals", "--file", str(file), "--as-of", "2022-03-20", "--days", "3")
    figures = told(capsys, *words)

    assert [day["day"] for day in figures["days"]] == ["2022-03-21", "2022-03-22", "2022-03-23"]
    assert figures["skill"]["past_forecasts"] > 0


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"2022-03-01,5\n2022-03-02,many\n", "line 2: ['2022-03-02', 'many'] is not a day"),
        (b"2022-03-01,5\n2022-03-02,-5\n", "line 2: the count is -5; give a number from 0"),
        (b"2022-03-01,5\n2022-03-02,inf\n", "line 2: the count is inf"),
        (b"2022-03-01,5\n2022-03-01,6\n", "line 2: 2022-03-01 stands twice"),
        (b"0001-01-01,5\n9999-12-31,6\n", "line 1: 0001-01-01 lies outside"),
        (b"2022-03-01,5\n2022-03-02," + b"9" * 200_000 + b"\n", "line 2: field larger than"),
        (b"\xff\xfe2\x000\x00", "is not UTF-8 text; save it as CSV"),
        (b"day,persons\n", "holds no day with a count; write YYYY-MM-DD,persons"),
    ],
)
def test_forecast_arrivals_of_a_damaged_table_names_file_line_and_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes, said: str
) -> None:
    file = tmp_path / "counts.csv"
    file.write_bytes(data)

    assert main(["forecast", "arrivals", "--file", str(file)]) == 1
    message = capsys.readouterr().err
    assert str(file) in message
    assert said in message


def test_forecast_arrivals_of_nothing_says_what_to_give(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["forecast", "arrivals"]) == 1
    assert "--post CODE" in capsys.readouterr().err


def test_kernels_are_compiled_or_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "kernels")["engines"] == ["agents", "cohorts", "expected", "linkage"]
