"""``hbm forecast arrivals`` of posts, areas and countries, in this process."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.accounts.queries import user_named
from openhbm.apps.crossings.actions import count_arrivals
from openhbm.apps.places.actions import open_post
from openhbm.apps.places.models import Area
from openhbm.cli.main import main

pytestmark = pytest.mark.django_db
DAYS = 10


@pytest.fixture
def posts():
    user = add_user(by=None, username="admin", password=None)
    for role in ("administrator", "national_coordinator"):
        give_role(by=None, user=user, role=role)
    area = Area.objects.create(pcode="PL18", name="East", level=1, country="POL")
    made = []
    today = timezone.localtime().replace(hour=8, minute=0)
    for number in (1, 2):
        code = f"PL-{number}"
        post = open_post(by=user, code=code, name=code, country="POL", post_type="OFFICIAL_LAND")
        for back in range(DAYS, 0, -1):
            at = today - timedelta(days=back)
            count_arrivals(by=user, post=post, persons=100 * number + back, mode="FOOT", at=at)
        made.append(post)
    made[0].area = area
    made[0].save()
    return made


def told(capsys, *words):
    code = main(["forecast", "arrivals", *words, "--as", "admin", "--json"])
    out = capsys.readouterr()
    return code, json.loads(out.out) if code == 0 else out.err


def yesterday() -> str:
    return (timezone.localdate() - timedelta(days=1)).isoformat()


def test_country_is_the_sum_of_its_posts(posts, capsys):
    code, figures = told(capsys, "--country", "pol", "--as-of", yesterday(), "--days", "4")

    assert code == 0
    assert (figures["place"], len(figures["days"]), len(figures["posts"])) == ("POL", 4, 2)
    for number, day in enumerate(figures["days"]):
        parts = [each["days"][number]["expected"] for each in figures["posts"]]
        assert day["expected"] == pytest.approx(sum(parts), abs=0.01)
    assert figures["skill"]["past_forecasts"] > 0


def test_posts_where_nothing_was_counted_are_told_to_be_left_out_of_the_sum(posts, capsys):
    by = user_named(None, "admin")
    open_post(by=by, code="PL-3", name="PL-3", country="POL", post_type="OFFICIAL_LAND")

    _code, figures = told(capsys, "--country", "POL", "--days", "1")
    main(["forecast", "arrivals", "--country", "POL", "--days", "1", "--as", "admin"])

    assert (figures["posts_counted"], figures["posts_in_all"]) == (2, 3)
    assert figures["left_out"] == ["PL-3"]
    assert (
        "POL, 2 of 3 posts together; nothing was counted in eight weeks at PL-3"
        in capsys.readouterr().out
    )


def test_area_takes_its_own_posts_only(posts, capsys):
    code, figures = told(capsys, "--area", "pl18", "--as-of", yesterday())

    assert code == 0
    assert [each["post"] for each in figures["posts"]] == ["PL-1"]
    assert figures["days"] == figures["posts"][0]["days"]


def test_post_is_told_by_the_hour_and_by_class(posts, capsys):
    code, figures = told(capsys, "--post", "PL-2", "--as-of", yesterday(), "--hourly", "--by-class")

    assert code == 0
    assert 71 <= len(figures["hours"]) <= 73
    assert figures["days_known_by_the_hour"] == DAYS
    together = sum(each["expected"] for each in figures["hours"])
    days = sum(each["expected"] for each in figures["days"][:3])
    assert together == pytest.approx(days, rel=0.02)
    assert [each["class"] for each in figures["classes"]] == ["mode FOOT"]


def test_lines_of_a_country_name_every_post(posts, capsys):
    assert main(["forecast", "arrivals", "--country", "POL", "--as", "admin"]) == 0

    said = capsys.readouterr().out
    assert "POL, 2 of 2 posts together" in said
    assert "PL-1" in said
    assert "PL-2" in said


@pytest.mark.parametrize(
    "words", [("--days", "0"), ("--days", "100000"), ("--as-of", "0001-01-01")]
)
def test_days_out_of_all_bounds_are_refused(posts, capsys, words):
    code, error = told(capsys, "--country", "POL", *words)

    assert code == 2
    assert words[0] in error


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ((), "one of --post"),
        (("--post", "PL-1", "--country", "POL"), "one of --post"),
        (("--country", "POL", "--hourly"), "divide the forecast of a --post"),
        (("--country", "XXX"), "No post lies in XXX"),
        (("--area", "NOWHERE"), "no area NOWHERE"),
        (("--country", "POL", "--as-of", "2001-01-01"), "Nothing was counted in POL"),
    ],
)
def test_what_cannot_be_forecast_is_said(posts, capsys, words, part):
    code, error = told(capsys, *words)

    assert code == 1
    assert part in error
