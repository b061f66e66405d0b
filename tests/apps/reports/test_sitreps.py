import json
from datetime import date, timedelta

import pytest
from tests.apps.reports.conftest import LAST

from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.crossings.actions import count_arrivals
from openhbm.apps.foresight.actions import forecast_posts
from openhbm.apps.foresight.area_models import AreaForecast
from openhbm.apps.ledger.errors import ActionError, NotVisible
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.places.actions import open_post
from openhbm.apps.reports.actions import compose_sitrep, edit_sitrep, issue_sitrep
from openhbm.apps.reports.queries import latest_sitrep, sitrep_for, sitreps_visible_to
from openhbm.apps.reports.rendering import sitrep_html
from openhbm.content.loader import pack

ONE_DAY = timedelta(days=1)


@pytest.fixture
def report(crisis):
    return compose_sitrep(by=crisis.user, on=LAST, at=crisis.at)


def test_sitrep_gathers_arrivals_of_the_day_and_so_far(report):
    came = report.figures["arrivals"]

    assert (came["in"], came["in_day_before"], came["out"]) == (400, 420, 25)
    assert came["cumulative"] == 300 + 320 + 350 + 360 + 340 + 370 + 390 + 380 + 400 + 40
    assert (came["posts_reporting"], came["posts"]) == (1, 2)
    assert came["by_day"][3] == {"on": "2022-03-04", "count": None}
    assert report.number == "ALL-20220310-1"
    assert report.content_hash == pack().hash


def test_sitrep_tells_load_now_and_at_the_peak_of_72_hours(report):
    [row] = report.figures["capacity"]["by_post"]

    assert row["ratio"] == pytest.approx(400 / (50 * 24), abs=0.001)
    assert row["ratio_72h"] > 0
    assert report.figures["capacity"]["level"] == report.level


def test_sitrep_counts_people_by_age_and_sex_with_small_cells_hidden(report):
    found = report.figures["demographics"]

    by_band = {row["band"]: row for row in found["rows"]}
    assert found["sexes"] == ["F", "M"]
    assert found["total"] == "24"
    assert by_band["5-11"]["total"] == "8"
    assert not any(count in "1234" for row in found["rows"] for count in row["counts"])


def test_sitrep_hides_small_counts_of_nationalities_and_needs(report):
    assert report.figures["nationalities"]["top"] == [
        {"country": "UKR", "count": "22"},
        {"country": "NGA", "count": "<5"},
    ]
    needs = report.figures["specific_needs"]["counts"]
    assert needs["any"] == "6"
    assert needs["SM"] == "6"


def test_sitrep_tells_the_share_of_documents_and_referrals_by_clock(report):
    assert report.figures["documents"]["total"] == "24"
    assert report.figures["referrals"]["buckets"]["overdue"] == "6"
    assert report.figures["referrals"]["states"] == {"sent": "6"}


def test_sitrep_holds_needs_gaps_and_where_supplies_run_out(report):
    assert report.figures["needs"]["plans"] == 2
    short = {line["item"] for line in report.figures["needs"]["lines"]}
    assert {"food", "water"} <= short
    assert report.figures["stock"]["shortest"][0]["item"] == "food"


def test_sitrep_gives_every_forecast_with_its_error(report):
    found = report.figures["forecast"]

    assert found["total"]["error"]["mae"] > 0
    assert len(found["total"]["days"]) == 14
    for row in found["by_post"]:
        if row["error"]:
            assert row["low"] <= row["middle"] <= row["high"]


def test_sitrep_takes_the_range_of_all_posts_from_what_was_forecast_together(report, crisis):
    total = report.figures["forecast"]["total"]

    together = AreaForecast.objects.get(country="")
    columns = [together.levels.index(level) for level in (0.1, 0.5, 0.9)]
    first = [round(together.quantiles[0][column], 1) for column in columns]
    assert [total["days"][0][name] for name in ("low", "middle", "high")] == first
    assert (total["posts"], total["of"]) == (2, 2)
    assert total["error"]["is_bound"] is False


def test_sitrep_of_posts_that_were_not_forecast_together_tells_no_range(crisis):
    count_arrivals(by=crisis.user, post=crisis.post, persons=30, at=crisis.at + ONE_DAY)
    (forecast,) = forecast_posts(by=crisis.user, posts=[crisis.post], as_of_on=LAST + ONE_DAY,
                                 at=crisis.at + ONE_DAY)  # fmt: skip

    report = compose_sitrep(by=crisis.user, on=LAST + ONE_DAY, at=crisis.at + ONE_DAY)
    html = sitrep_html(report, "en")

    total = report.figures["forecast"]["total"]
    assert {(day["low"], day["high"]) for day in total["days"]} == {(None, None)}
    assert total["days"][0]["middle"] == round(forecast.expected[0], 1)
    assert "1 of 2 posts" in html
    assert "ends of their ranges do not add up" in html
    assert "<polygon" not in html


def test_sitrep_says_what_is_not_known(report, crisis):
    gaps = {gap["code"]: gap for gap in report.figures["data_gaps"]["gaps"]}

    assert gaps["silent"]["names"] == [crisis.other.name]
    assert gaps["no_throughput"]["count"] == 1
    assert "blankets" in gaps["uncounted"]["items"]


def test_sitrep_of_one_post_withholds_what_could_give_somebody_away(crisis):
    report = compose_sitrep(by=crisis.user, on=LAST, at=crisis.at, post=crisis.post)

    assert report.scope == "PL-TEST"
    assert report.figures["arrivals"]["posts"] == 1
    assert "SC" not in report.figures["specific_needs"]["counts"]
    assert "SM" in report.figures["specific_needs"]["counts"]


def test_sitrep_of_a_post_where_nothing_happened_composes_too(crisis, administrator):
    quiet = open_post(
        by=administrator, code="QUIET", name="Quiet", country="POL", post_type="RIVER"
    )

    report = compose_sitrep(by=crisis.user, on=LAST, at=crisis.at, post=quiet)

    assert report.figures["arrivals"]["in"] is None
    assert report.figures["forecast"] == {"total": None, "by_post": []}


def test_sitrep_names_no_person(report):
    assert "Invented Person" not in json.dumps(report.figures)


def test_sitreps_of_one_day_get_numbers_of_their_own(crisis, report):
    second = compose_sitrep(by=crisis.user, on=LAST, at=crisis.at + timedelta(hours=1))

    assert second.number == "ALL-20220310-2"
    assert latest_sitrep(crisis.user).id == second.id
    assert sitrep_for(crisis.user, report.number).id == report.id


def test_sitrep_of_all_posts_is_not_for_somebody_of_one_post(crisis, user_with):
    officer = user_with("border_officer", post=crisis.post)

    with pytest.raises(NotPermitted):
        compose_sitrep(by=officer, on=LAST, at=crisis.at)


def test_sitreps_of_another_post_are_hidden(crisis, report, user_with):
    own = compose_sitrep(by=crisis.user, on=LAST, at=crisis.at, post=crisis.post)
    officer = user_with("border_officer", post=crisis.other)

    assert [found.id for found in sitreps_visible_to(officer)] == [report.id]
    with pytest.raises(NotVisible):
        sitrep_for(officer, own.id)
    with pytest.raises(NotVisible):
        sitrep_for(officer, "nonsense")


def test_edited_sitrep_keeps_texts_of_other_sections(crisis, report):
    edit_sitrep(by=crisis.user, report=report, narrative={"health": "Two cases of measles."})
    edit_sitrep(by=crisis.user, report=report, narrative={"partners": " A second tent. "})

    assert report.narrative == {"health": "Two cases of measles.", "partners": "A second tent."}


def test_sitrep_takes_no_text_where_figures_stand(crisis, report):
    with pytest.raises(ActionError, match="arrivals") as refused:
        edit_sitrep(by=crisis.user, report=report, narrative={"arrivals": "Many."})

    assert "highlights" in refused.value.remedy


def test_issued_sitrep_is_never_changed(crisis, report):
    issue_sitrep(by=crisis.user, report=report, at=crisis.at)

    with pytest.raises(ActionError, match="was issued"):
        edit_sitrep(by=crisis.user, report=report, narrative={"health": "Late news."})
    assert (report.issued_by_id, report.issued_at) == (crisis.user.id, crisis.at)
    assert verdict(crisis.user).verified


@pytest.mark.parametrize("on", [date.max, LAST + timedelta(days=1), date.min])
def test_sitrep_of_a_day_out_of_reach_is_refused(crisis, on):
    with pytest.raises(ActionError) as refused:
        compose_sitrep(by=crisis.user, on=on, at=crisis.at)

    assert refused.value.field == "on"


def test_sitrep_counts_posts_with_hardly_a_wait_and_lists_those_whose_queue_grows(crisis):
    calm = compose_sitrep(by=crisis.user, on=LAST, at=crisis.at).figures["waits"]
    count_arrivals(by=crisis.user, post=crisis.post, persons=900, at=crisis.at)
    busy = compose_sitrep(by=crisis.user, on=LAST, at=crisis.at).figures["waits"]

    assert (calm["posts_modelled"], calm["by_post"]) == (1, [])
    assert [(row["post"], row["stations"], row["is_stable"]) for row in busy["by_post"]] == [
        ("PL-TEST", 2, False)
    ]
