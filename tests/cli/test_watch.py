"""``hbm watch`` and ``hbm foresight`` in this process."""

from __future__ import annotations

import json

import pytest
from django.core import mail
from django.utils import timezone

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.crossings.actions import count_arrivals
from openhbm.apps.places.actions import open_post
from openhbm.cli.main import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    user = add_user(by=None, username="admin", password=None)
    for role in ("administrator", "national_coordinator"):
        give_role(by=None, user=user, role=role)
    found = open_post(by=user, code="PL-T", name="T", country="POL", post_type="OFFICIAL_LAND")
    count_arrivals(by=user, post=found, persons=900)
    return found


def told(capsys, *words):
    code = main([*words, "--as", "admin", "--json"])
    out = capsys.readouterr()
    return code, json.loads(out.out) if out.out else out.err


def test_round_reads_sources_judges_posts_and_sends(post, capsys, tmp_path):
    day = timezone.localdate().isoformat()
    file = tmp_path / "patrols.csv"
    file.write_text(f"report,seen_on,persons,post\n1,{day},60,PL-T\n2,soon,1,PL-T\n", "utf-8")
    told(capsys, "watch", "tell", "Duty", "email", "duty@example.org", "--level", "1")
    told(capsys, "watch", "add", "patrols", "patrol_table", str(file), "--post", "PL-T")

    code, figures = told(capsys, "watch", "run")

    assert code == 0
    assert (figures["feeds"][0]["new"], len(figures["feeds"][0]["faults"])) == (1, 1)
    assert figures["alerts"][0]["post"] == "PL-T"
    assert [sent["problem"] for sent in figures["sent"]] == [""]
    assert mail.outbox[0].to == ["duty@example.org"]


def test_score_tells_error_and_alarms_of_every_post(post, capsys):
    told(capsys, "watch", "run", "--no-send")

    code, figures = told(capsys, "foresight", "score")

    assert code == 0
    assert figures["posts"][0]["post"] == "PL-T"
    assert figures["posts"][0]["forecasts"] == 1
    assert figures["posts"][0]["overall"] is None


def test_score_of_a_country_tells_each_of_its_forecasts(post, capsys):
    told(capsys, "watch", "run", "--no-send")

    code, figures = told(capsys, "foresight", "score", "--place", "pol")
    main(["foresight", "score", "--place", "POL", "--as", "admin"])
    lines = capsys.readouterr().out.splitlines()

    assert (code, figures["posts"]) == (0, [])
    (country,) = figures["areas"]
    assert (country["place"], country["each"][0]["score"]) == ("POL", None)
    assert [line.count("not yet known") for line in lines] == [1, 1]


def test_source_of_no_kind_is_refused_in_one_sentence(post, capsys):
    code, said = told(capsys, "watch", "add", "x", "tables", "x.csv")

    assert code == 1
    assert "signal_table" in said


@pytest.mark.parametrize("words", [("--every-hours", "-4"), ("--reliability", "Z")])
def test_source_with_a_figure_that_cannot_be_is_refused(post, words):
    assert main(["watch", "add", "x", "patrol_table", "/nowhere.csv", *words]) == 2


def test_sources_and_channels_are_listed_and_ended(post, capsys, tmp_path):
    told(capsys, "watch", "add", "news", "media_feed", str(tmp_path / "n.xml"))
    told(capsys, "watch", "tell", "Hook", "webhook", "https://example.org/hook")
    told(capsys, "watch", "end", "news")
    told(capsys, "watch", "untell", "Hook")

    _code, feeds = told(capsys, "watch", "feeds")
    _code, channels = told(capsys, "watch", "channels")
    gone, _said = told(capsys, "watch", "end", "news")

    assert [feed["is_active"] for feed in feeds["feeds"]] == [False]
    assert [channel["is_active"] for channel in channels["channels"]] == [False]
    assert gone == 1
