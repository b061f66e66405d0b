"""Crises that are loaded and scenarios worked out on them: kept, repeated, never without what the
model was worth, and handed to the plans of posts."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.core.cache import cache
from django.utils import timezone
from tests.apps.foresight.conftest import evening
from tests.core.flows.displacement.crises import SMALL, files_of, small

from openhbm.apps.accounts.models import RoleHeld, User
from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.capacity.actions import draw_plan_for_scenario
from openhbm.apps.foresight.models import Scenario
from openhbm.apps.foresight.whatif import running
from openhbm.apps.foresight.whatif.actions import (
    ScenarioDetails,
    ask_scenario,
    load_instance,
)
from openhbm.apps.foresight.whatif.changes import ChangeDetails
from openhbm.apps.foresight.whatif.queries import (
    changes_of,
    crisis_of,
    instances_visible_to,
    outcome_of,
    scenario_for,
    scenarios_visible_to,
    trust_in,
)
from openhbm.apps.foresight.whatif.uploads import MOST_BYTES, texts_from
from openhbm.apps.ledger.actions import rebuild_tables
from openhbm.apps.ledger.errors import ActionError, NotVisible
from openhbm.apps.ledger.models import Entry
from openhbm.core.flows.displacement.faults import InstanceError

DAY = date(2020, 1, 5)
SHUT = ChangeDetails("close_road", "Bela", "Cora", from_on=date(2020, 1, 7))


def asked(**changes) -> ScenarioDetails:
    plain = {"name": "Shut", "as_of_on": DAY, "days_ahead": 4, "changes": (SHUT,), "per_day": 40.0}
    return ScenarioDetails(**{**plain, **changes})


@pytest.fixture
def crisis(analyst):
    return load_instance(by=analyst, name="Small", files=small())


@pytest.fixture
def done(analyst, crisis):
    scenario = ask_scenario(by=analyst, instance=crisis, details=asked())
    running.work_on(analyst, scenario, "en")
    return scenario_for(analyst, scenario.id)


def test_loaded_crisis_is_kept_once_as_places_and_roads(analyst, crisis):
    again = load_instance(by=analyst, name="Small again", files=small())

    assert again.id == crisis.id
    assert [place["name"] for place in crisis.plain["places"]] == ["Amra", "Bela", "Cora"]
    assert crisis.plain["links"] == [["Amra", "Bela", 50.0, None], ["Bela", "Cora", 80.0, None]]
    assert crisis_of(analyst, crisis).names == ("Amra", "Bela", "Cora")


def test_damaged_crisis_is_not_kept_and_every_fault_is_told(analyst):
    with pytest.raises(InstanceError) as caught:
        load_instance(by=analyst, name="x", files=small(routes="Amra,Belo,-5,0\n"))

    assert [(fault.file, fault.line) for fault in caught.value.faults] == [
        ("input_csv/routes.csv", 1)
    ] * 2
    assert not instances_visible_to(analyst).exists()


def bare(places: str, roads: str, days: int) -> dict[str, str]:
    """A crisis of nothing but places and roads."""
    head = SMALL["input_csv/locations.csv"].splitlines()[0] + "\n"
    return small(
        locations=head + places, routes=roads, closures="", conflicts="",
        sim_period=f"StartDate,2020-01-01\nLength,{days}\n", data_layout="",
    )  # fmt: skip


TOWNS = "".join(f"T{n},N,H,1,2,town,,\n" for n in range(60))
MANY_ROADS = "".join(f"T{a},T{b},5,0\n" for b in range(60) for a in range(b))
BENDS = "A,N,H,1,2,town,,\n" + "".join(f"M{n},N,H,1,2,marker,,\n" for n in range(6))
MANY_ROUTES = "".join(f"M{a},M{b},5,0\n" for b in range(6) for a in range(b)) + "".join(
    f"M{n},T{n},5,0\n" for n in range(6)
)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (bare(TOWNS, MANY_ROADS, 600), "1770 roads are more than can be worked out"),
        (bare(TOWNS, "T0,T1,5,0\n", 20_000), "60 places are more than can be held"),
        (bare(BENDS + TOWNS, MANY_ROUTES, 6000), "So many roads"),
        (small(conflicts="\n" * MOST_BYTES), "more than 8 MB in all"),
    ],
)  # fmt: skip
def test_crisis_too_large_to_be_worked_out_is_not_kept(analyst, files, told):
    with pytest.raises((ActionError, InstanceError), match=told):
        load_instance(by=analyst, name="x", files=files)
    assert not instances_visible_to(analyst).exists()


def test_scenario_with_more_figures_than_can_be_kept_is_refused(analyst):
    camps = "".join(f"C{n},E,Abroad,2,2,camp,,5\n" for n in range(200))
    files = small(
        locations=SMALL["input_csv/locations.csv"] + camps,
        sim_period="StartDate,2020-01-01\nLength,130\n",
    )
    crisis = load_instance(by=analyst, name="Many camps", files=files)

    with pytest.raises(ActionError, match="more than can be kept"):
        ask_scenario(by=analyst, instance=crisis, details=asked(days_ahead=120))


def test_scenario_is_what_the_journal_says(analyst, administrator, done):
    rebuild_tables(by=administrator)

    again = scenario_for(analyst, done.id)
    assert again.figures == done.figures
    assert again.instance.plain == done.instance.plain


def test_scenario_shows_what_the_change_makes_of_each_day(analyst, done):
    outcome = outcome_of(analyst, done)

    days = outcome.days_at("Cora")
    assert [row.on for row in days] == [date(2020, 1, each) for each in (6, 7, 8, 9)]
    assert days[0].more.middle == 0
    assert all(row.after.high == 0 for row in days[1:])
    assert outcome.destinations[0].more.middle < -20
    assert len(outcome.every_day) == 4


def test_scenario_gives_the_same_figures_whenever_it_is_worked_out(analyst, crisis, done):
    again = ask_scenario(by=analyst, instance=crisis, details=asked(name="Again"))
    other = ask_scenario(by=analyst, instance=crisis, details=asked(seed=2))
    for each in (again, other):
        running.work_on(analyst, each, "en")

    assert again.spec_sha256 == done.spec_sha256 != other.spec_sha256
    assert scenario_for(analyst, again.id).figures == done.figures
    assert scenario_for(analyst, other.id).figures != done.figures


def test_scenario_keeps_who_asked_what_of_which_content(analyst, done):
    assert (done.asked_by_id, done.seed, done.runs) == (analyst.id, 1, 25)
    assert len(done.content_hash) == len(done.spec_sha256) == 64
    assert changes_of(analyst, done) == (SHUT,)


def test_crisis_too_short_to_judge_was_never_compared_with_what_happened(analyst, crisis, done):
    assert outcome_of(analyst, done).trust.past is None
    assert not trust_in(analyst, crisis).is_judged


def test_crisis_that_was_counted_for_long_is_judged_once(analyst):
    files = files_of("mali2012")
    files["input_csv/sim_period.csv"] = "StartDate,2012-02-29\nLength,62\n"
    crisis = load_instance(by=analyst, name="Mali 2012", files=files)
    shut = ChangeDetails("close_place", "Fassala-Mbera")
    details = asked(as_of_on=date(2012, 4, 15), days_ahead=7, per_day=None, changes=(shut,))
    scenario = ask_scenario(by=analyst, instance=crisis, details=details)

    running.work_on(analyst, scenario, "en")

    crisis.refresh_from_db()
    outcome = outcome_of(analyst, scenario_for(analyst, scenario.id))
    there = next(row for row in outcome.destinations if row.name == "Fassala-Mbera")
    assert outcome.trust.past.forecasts > 3
    assert 0 < outcome.trust.past.misallocated < 1
    assert there.before.middle > 0
    assert there.after.high == 0
    assert crisis.judged_at is not None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"runs": 7}, "runs"),
        ({"seed": -1}, "seed"),
        ({"days_ahead": 0}, "days_ahead"),
        ({"days_ahead": 121}, "days_ahead"),
        ({"as_of_on": date(2019, 12, 31)}, "as_of_on"),
        ({"as_of_on": date(2020, 1, 9)}, "as_of_on"),
        ({"changes": (SHUT,) * 21}, "changes"),
        ({"changes": (ChangeDetails("flood", "Amra"),)}, "changes.1.kind"),
        ({"changes": (SHUT, ChangeDetails("conflict", "Bella"))}, "changes.2.first"),
        ({"changes": (ChangeDetails("close_border", "Home", "Abrod"),)}, "changes.1.second"),
        ({"changes": (ChangeDetails("close_road", "Amra", "Cora"),)}, "changes.1.second"),
        ({"changes": (ChangeDetails("open_road", "Amra", "Bela", amount=5),)}, "changes.1.second"),
        ({"changes": (ChangeDetails("open_road", "Amra", "Amra", amount=5),)}, "changes.1.second"),
        ({"changes": (ChangeDetails("open_road", "Amra", "Cora"),)}, "changes.1.amount"),
        ({"changes": (ChangeDetails("capacity", "Cora", amount=-1),)}, "changes.1.amount"),
        (
            {"changes": (ChangeDetails("capacity", "Cora", amount=5, from_on=date(2022, 3, 9)),)},
            "changes.1.from_on",
        ),
        ({"changes": (ChangeDetails("conflict", "Bela", from_on=DAY),)}, "changes.1.from_on"),
        (
            {"changes": (ChangeDetails("conflict", "Bela", until_on=DAY),)},
            "changes.1.until_on",
        ),
    ],
)
def test_scenario_that_cannot_be_run_names_the_field(analyst, crisis, wrong, field):
    with pytest.raises(ActionError) as caught:
        ask_scenario(by=analyst, instance=crisis, details=asked(**wrong))

    assert (caught.value.field, bool(caught.value.remedy)) == (field, True)
    assert not scenarios_visible_to(analyst).exists()


def test_scenario_without_counts_needs_a_number(analyst):
    files = {name: text for name, text in small().items() if name.startswith("input_csv/")}
    crisis = load_instance(by=analyst, name="Uncounted", files=files)

    with pytest.raises(ActionError, match="nobody had been counted"):
        ask_scenario(by=analyst, instance=crisis, details=asked(per_day=None))


@pytest.mark.parametrize(
    "change",
    [
        ChangeDetails("close_place", "Bela"),
        ChangeDetails("close_border", "Home", "Abroad", until_on=date(2020, 1, 8)),
        ChangeDetails("open_road", "Amra", "Cora", amount=10, from_on=date(2020, 1, 7)),
        ChangeDetails("conflict", "Bela", amount=2),
        ChangeDetails("capacity", "Cora", amount=5),
        ChangeDetails("capacity", "Cora"),
        ChangeDetails("redirect", "Bela", "Cora", until_on=date(2020, 1, 8)),
    ],
)
def test_every_kind_of_change_can_be_asked_and_worked_out(analyst, crisis, change):
    scenario = ask_scenario(by=analyst, instance=crisis, details=asked(changes=(change,)))

    running.work_on(analyst, scenario, "en")

    assert scenario_for(analyst, scenario.id).is_done
    assert changes_of(analyst, scenario) == (change,)


def test_scenario_that_nobody_works_on_any_more_ends_as_failed_with_the_reason(analyst, crisis):
    made = [ask_scenario(by=analyst, instance=crisis, details=asked()) for _ in range(2)]
    cache.set(f"scenario-{made[1].id}", (1, 4))
    later = timezone.now() + 2 * running.STALLED_AFTER

    assert running.end_stalled(analyst, timezone.now()) == 0
    assert running.end_stalled(analyst, later) == 1
    assert running.end_stalled(analyst, later) == 0

    stopped, at_work = (scenario_for(analyst, each.id) for each in made)
    assert (stopped.state, at_work.state) == ("failed", "running")
    assert "stopped half-way" in stopped.message
    running.work_on(analyst, stopped, "en")
    assert scenario_for(analyst, stopped.id).state == "failed"


def test_scenario_of_another_node_is_not_ended_here(analyst, crisis):
    made = ask_scenario(by=analyst, instance=crisis, details=asked())
    Entry.objects.filter(record=f"foresight.scenario:{made.id}").update(record="told elsewhere")

    assert running.end_stalled(analyst, timezone.now() + 2 * running.STALLED_AFTER) == 0


@pytest.mark.parametrize("lost", ["roles", "account"])
def test_scenario_fails_when_whoever_asked_may_no_longer_plan(analyst, administrator, crisis, lost):
    scenario = ask_scenario(by=analyst, instance=crisis, details=asked())

    if lost == "roles":
        RoleHeld.objects.filter(user=analyst).delete()
    else:
        User.objects.filter(id=analyst.id).update(is_active=False)
    running.work_on(analyst, scenario, "en")

    ended = scenario_for(administrator, scenario.id)
    assert ended.state == "failed"
    assert "may no longer plan scenarios" in ended.message


def test_failure_ends_the_scenario_and_says_so(analyst, crisis, caplog):
    scenario = ask_scenario(by=analyst, instance=crisis, details=asked())
    Scenario.objects.filter(id=scenario.id).update(changes=[{"kind": "close_road"}])
    scenario = scenario_for(analyst, scenario.id)

    running.work_on(analyst, scenario, "en")

    ended = scenario_for(analyst, scenario.id)
    assert ended.state == "failed"
    assert "the log says why" in ended.message
    assert outcome_of(analyst, ended) is None


def test_only_those_who_plan_scenarios_ask_and_others_read(analyst, crisis, done, user_with):
    officer, stranger = user_with("border_officer", username="o"), user_with(username="s")

    with pytest.raises(NotPermitted):
        ask_scenario(by=officer, instance=crisis, details=asked())
    with pytest.raises(NotPermitted):
        load_instance(by=officer, name="x", files=small())
    assert outcome_of(officer, scenario_for(officer, done.id)) is not None
    with pytest.raises(NotVisible):
        scenario_for(stranger, done.id)


def test_plan_of_a_post_rests_on_the_worst_day_of_a_scenario(analyst, done, post):
    plan = draw_plan_for_scenario(
        by=analyst, post=post, scenario=done, destination="Cora", side="before", figure="worst",
        for_on=evening(10).date(), at=evening(9),
    )  # fmt: skip

    worst = next(row for row in outcome_of(analyst, done).planning if row.side == "before")
    assert worst.worst >= worst.likely > 0
    assert plan.load["arrivals_per_day"] == worst.worst
    assert plan.load["source"] == "scenario"
    assert plan.load["details"]["scenario_id"] == str(done.id)
    assert plan.load["details"]["spec_sha256"] == done.spec_sha256


@pytest.mark.parametrize("wrong", [{"destination": "Amra"}, {"side": "beside"}, {"figure": "best"}])
def test_plan_for_a_figure_that_a_scenario_has_not_is_refused(analyst, done, post, wrong):
    given = {"destination": "Cora", "side": "after", "figure": "worst", **wrong}

    with pytest.raises(ActionError, match="no such figure"):
        draw_plan_for_scenario(
            by=analyst, post=post, scenario=done, for_on=evening(10).date(), at=evening(9), **given
        )


def archive(files: dict[str, str], prefix: str = "mali/") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, text in files.items():
            zipped.writestr(prefix + name, text)
    return made.getvalue()


def test_archive_and_loose_tables_are_the_same_crisis():
    loose = [(name.split("/")[1], text.encode()) for name, text in SMALL.items()]

    assert texts_from([("mali.zip", archive(SMALL))]) == SMALL
    assert texts_from(loose) == SMALL
    assert texts_from([("mali.zip", archive({**SMALL, "notes.txt": "x", ".a.csv": "y"}))]) == SMALL


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([("a.zip", b"PK\x03\x04 no archive")], "a.zip: is not an archive"),
        ([("a.zip", b"words")], "a.zip: is not an archive"),
        ([("routes.csv", b"\xff\xfe\x00a")], "routes.csv: is not UTF-8"),
        (
            [("a.zip", archive({"input_csv/routes.csv": "0" * (MOST_BYTES + 1)}))],
            "goes beyond 8 MB",
        ),
        ([(f"{n}.csv", b"1") for n in range(401)], "400 tables"),
    ],
)
def test_files_that_cannot_be_read_are_named_with_what_to_do(files, told):
    with pytest.raises(InstanceError) as caught:
        texts_from(files)

    assert told in str(caught.value)
    assert str(caught.value.faults[0].remedy)
