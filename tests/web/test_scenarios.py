"""What if, on the pages: a crisis is loaded, changes are asked for, both answers stand beside each
other and never without what the model was worth."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from openhbm.apps.capacity.queries import plan_for
from openhbm.apps.foresight.whatif.actions import ScenarioDetails, ask_scenario, load_instance
from openhbm.apps.foresight.whatif.changes import ChangeDetails
from openhbm.apps.foresight.whatif.queries import (
    Outcome,
    Row,
    instances_visible_to,
    outcome_of,
    scenario_for,
    scenarios_visible_to,
)
from openhbm.apps.foresight.whatif.running import work_on
from tests.apps.foresight.test_whatif import archive
from tests.core.flows.displacement.crises import SMALL, small


@pytest.fixture(autouse=True)
def at_once(settings):
    """The work is done before the answer, so that a test sees its end."""
    settings.HBM_WORK_IN_BACKGROUND = False


@pytest.fixture
def crisis(analyst):
    return load_instance(by=analyst, name="Small", files=small())


@pytest.fixture
def scenario(analyst, crisis):
    shut = ChangeDetails("close_road", "Bela", "Cora", from_on=date(2020, 1, 7))
    details = ScenarioDetails("Shut", date(2020, 1, 5), 4, (shut,), per_day=40.0)
    made = ask_scenario(by=analyst, instance=crisis, details=details)
    work_on(analyst, made, "en")
    return scenario_for(analyst, made.id)


def load(client, files, name="Small"):
    sent = [SimpleUploadedFile(each, data) for each, data in files]
    return client.post(reverse("load-crisis"), {"name": name, "files": sent}, follow=True)


def asked(**changes):
    plain = {
        "name": "Shut", "as_of_on": "2020-01-05", "days_ahead": "4", "per_day": "40", "runs": "25",
        "seed": "1", "change1-kind": "close_road", "change1-first": "Bela",
        "change1-second": "Cora", "change1-from_on": "2020-01-07",
    }  # fmt: skip
    return {**plain, **changes}


@pytest.mark.parametrize(
    "files",
    [
        [("small.zip", archive(SMALL))],
        [(name.split("/")[1], text.encode()) for name, text in SMALL.items()],
        [(name.split("/")[1], text.encode()) for name, text in small(closures="").items()],
    ],
    ids=["archive", "tables", "an empty table"],
)
def test_crisis_is_loaded_from_an_archive_or_its_tables(analyst, signed_in, files):
    page = load(signed_in(analyst), files).content.decode()

    assert "The crisis is loaded." in page
    assert "Not judged yet" in page
    assert instances_visible_to(analyst).get().plain["places"][0]["name"] == "Amra"


DAMAGED = [
    (
        {"locations": "#name,region,country,latitude,longitude,location_type,conflict_date,"
         "population\nAmra,North,Home,conflict_zone,2.0,1.0,0,1000\n"},
        "input_csv/locations.csv", 2, "look whether the columns are in the order",
    ),
    ({"routes": "Amra,Belo,50,0\n"}, "input_csv/routes.csv", 1, "did you mean &#x27;Bela&#x27;?"),
    ({"routes": "Amra,Bela,-5,0\n"}, "input_csv/routes.csv", 1, "between 0 and 20000"),
    (
        {"routes": "Amra,Bela,50,2\nBela,Cora,50,2\nAmra,Cora,50,1\n"},
        "input_csv/routes.csv", 0, "take one of them back to 0",
    ),
    ({"sim_period": "StartDate,1.1.2020\nLength,9\n"}, "input_csv/sim_period.csv", 1, "YYYY-MM-DD"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "file", "line", "remedy"), DAMAGED)
def test_damaged_crisis_is_told_by_file_line_and_remedy_and_nothing_is_loaded(
    analyst, signed_in, change, file, line, remedy
):
    answer = load(signed_in(analyst), [("small.zip", archive(small(**change)))])

    page = answer.content.decode()
    assert answer.status_code == 200
    assert file in page
    assert f'<span class="number">{line or "–"}</span>' in page
    assert remedy in page
    assert not instances_visible_to(analyst).exists()


def test_crisis_with_files_missing_names_each(analyst, signed_in):
    page = load(signed_in(analyst), [("locations.csv", b"Amra")]).content.decode()

    assert page.count("is missing") == 4
    assert "an empty file will do for closures.csv" in page


@pytest.mark.parametrize("data", [b"PK\x03\x04 no archive", b"\x00\x01", b"words"])
def test_file_that_is_no_archive_says_what_to_send(analyst, signed_in, data):
    answer = load(signed_in(analyst), [("small.zip", data)])

    assert answer.status_code == 200
    assert "is not an archive that can be opened" in answer.content.decode()


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_archive_packed_so_that_its_size_cannot_be_bounded_is_not_unpacked(
    analyst, signed_in, packing
):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as zipped:
        zipped.writestr("input_csv/routes.csv", "0" * 50_000_000)

    answer = load(signed_in(analyst), [("small.zip", made.getvalue())])

    assert answer.status_code == 200
    assert "is not an archive that can be opened" in answer.content.decode()


def test_scenario_is_asked_for_and_worked_out(analyst, crisis, signed_in):
    client, url = signed_in(analyst), reverse("new-scenario", args=[crisis.id])
    form = client.get(url).content.decode()

    page = client.post(url, asked(), follow=True).content.decode()

    made = scenarios_visible_to(analyst).get()
    assert '<option value="Abroad">' in form
    assert made.is_done
    assert "Close a road or crossing" in page
    assert reverse("scenario", args=[made.id]) in client.get(reverse("scenarios")).content.decode()
    assert "Shut" in client.get(reverse("crisis", args=[crisis.id])).content.decode()


@pytest.mark.parametrize(
    ("wrong", "field", "told"),
    [
        ({"name": ""}, "id_name", ""),
        ({"days_ahead": "x"}, "id_days_ahead", ""),
        ({"as_of_on": "2021-01-01"}, "id_as_of_on", "described from"),
        ({"runs": "9999"}, "id_runs", ""),
        ({"change1-kind": ""}, "id_change1-kind", "Choose what is to be changed."),
        ({"change1-kind": "flood"}, "id_change1-kind", ""),
        ({"change1-second": "Corra"}, "id_change1-second", "Did you mean Cora?"),
        ({"change1-from_on": "2020-01-01"}, "id_change1-from_on", "had passed"),
        (
            {"change3-kind": "conflict", "change3-first": "<b>"},
            "id_change3-first",
            "There is no place &lt;b&gt;.",
        ),
        ({"change2-kind": "capacity", "change2-first": "Cora", "change2-amount": "nan"},
         "id_change2-amount", ""),
    ],
)  # fmt: skip
def test_scenario_with_nonsense_shows_the_form_again_at_the_field(
    analyst, crisis, signed_in, wrong, field, told
):
    answer = signed_in(analyst).post(reverse("new-scenario", args=[crisis.id]), asked(**wrong))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'href="#{field}"' in page
    assert told in page
    assert not scenarios_visible_to(analyst).exists()


def test_scenario_shows_both_sides_their_difference_maps_and_settings(analyst, scenario, signed_in):
    url = reverse("scenario", args=[scenario.id])
    client = signed_in(analyst)

    page = client.get(url, {"to": "Cora", "part": "3"}).content.decode()
    odd = client.get(url, {"to": "<b>", "part": "x" * 9})

    assert page.count("<polygon") == 3
    assert page.count('class="flow-map"') == 3
    assert "flow-fewer" in page
    assert "−" in page
    assert scenario.spec_sha256[:16] in page
    assert scenario.content_hash[:16] in page
    assert "Analyst Example" in page
    assert odd.status_code == 200
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_figures_of_a_scenario_stand_beside_what_the_model_was_worth(
    analyst, crisis, scenario, signed_in
):
    url, client = reverse("scenario", args=[scenario.id]), signed_in(analyst)

    never = client.get(url).content.decode()
    crisis.past_error = {
        "horizon": 28, "forecasts": 6, "misallocated": 0.31, "still": 0.4, "total_error": 1200.0,
        "persistence_error": 2500.0, "inside": 0.8,
    }  # fmt: skip
    crisis.save()
    judged = client.get(url).content.decode()

    assert never.count("was never compared with what happened") == 1
    assert judged.count("31 were put at the wrong destination") == 1
    # Once for each chart, the maps and the planning figures.
    assert never.count("Never compared with what happened.") == 4
    assert judged.count("Past error: 31 of 100") == 4


def test_outcome_without_what_the_model_was_worth_cannot_be_made(analyst, scenario):
    outcome = outcome_of(analyst, scenario)
    row = outcome.destinations[0]

    with pytest.raises(TypeError, match="trust"):
        Outcome(  # type: ignore[call-arg]
            first_on=outcome.first_on, everywhere=row, destinations=(), planning=(), figures={}
        )
    with pytest.raises(TypeError, match="trust"):
        Row(name="", before=row.before, after=row.after, more=row.more, on=None)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("table", "rows"),
    [("", 4), ("scenario-days", 4), ("scenario-totals", 1), ("scenario-planning", 2)],
)
def test_tables_of_a_scenario_are_exported_with_every_row(
    analyst, scenario, signed_in, table, rows
):
    client, url = signed_in(analyst), reverse("scenario", args=[scenario.id])

    text = b"".join(client.get(url, {"format": "csv", "table": table})).decode("utf-8-sig")
    book = b"".join(client.get(url, {"format": "xlsx", "table": table}))

    assert text.count("Cora") == rows == text.count("\n") - 1
    assert "past_misallocated" in text
    assert book[:2] == b"PK"


def test_roads_of_every_part_of_the_time_are_exported(analyst, scenario, signed_in):
    url = reverse("scenario", args=[scenario.id])
    sent = {"format": "csv", "table": "scenario-roads"}

    text = b"".join(signed_in(analyst).get(url, sent)).decode("utf-8-sig")

    rows = [line.split(",") for line in text.splitlines()[1:]]
    into_camp = [row for row in rows if row[2:4] == ["Bela", "Cora"]]
    assert [row[0] for row in into_camp] == [f"2020-01-0{day}" for day in (6, 7, 8, 9)]
    assert float(into_camp[3][4]) > 0
    assert float(into_camp[3][5]) == 0


def test_plan_of_a_post_is_drawn_from_a_scenario(analyst, scenario, post, signed_in):
    client, url = signed_in(analyst), reverse("scenario", args=[scenario.id])
    sent = {
        "plan": "1", "post": post.code, "destination": "Cora", "side": "before",
        "figure": "worst", "for_on": timezone.localdate().isoformat(),
    }  # fmt: skip

    refused = client.post(url, {**sent, "destination": "Amra"})
    late = client.post(url, {**sent, "for_on": "2100-01-01"})
    answer = client.post(url, sent)

    assert [refused.status_code, late.status_code, answer.url] == [
        200, 200, reverse("post", args=[post.code]),
    ]  # fmt: skip
    assert plan_for(analyst, post).load["source"] == "scenario"
    assert "Planned for the scenario" in client.get(answer.url).content.decode()


def test_reader_without_the_right_sees_scenarios_and_asks_for_none(
    officer, crisis, scenario, signed_in
):
    client = signed_in(officer)

    pages = [
        client.get(reverse("scenarios")),
        client.get(reverse("crisis", args=[crisis.id])),
        client.get(reverse("scenario", args=[scenario.id])),
    ]
    refused = [
        client.get(reverse("load-crisis")),
        client.post(reverse("new-scenario", args=[crisis.id]), asked()),
    ]

    assert [page.status_code for page in pages] == [200] * 3
    assert all(reverse("load-crisis") not in page.content.decode() for page in pages)
    assert [page.status_code for page in refused] == [403] * 2


def test_running_scenario_shows_its_progress_and_a_stopped_one_fails_and_is_asked_again(
    analyst, crisis, signed_in
):
    details = ScenarioDetails("Slow", date(2020, 1, 5), 4, (), per_day=4.0)
    long_ago = timezone.now() - timedelta(minutes=10)
    made = ask_scenario(by=analyst, instance=crisis, details=details, at=long_ago)
    client, url = signed_in(analyst), reverse("scenario", args=[made.id])
    cache.set(f"scenario-{made.id}", (40, 160))

    running = client.get(url).content.decode()
    busy = client.post(url, {"again": "1"}, follow=True).content.decode()
    cache.delete(f"scenario-{made.id}")
    failed = client.get(url).content.decode()
    again = client.post(url, {"again": "1"}, follow=True).content.decode()

    assert 'value="25"' in running
    assert '<noscript><meta http-equiv="refresh"' in running
    assert "Only a scenario that failed is asked again" in busy
    assert "stopped half-way" in failed
    assert "Ask again" in failed
    assert "Arrivals in all" in again
