"""The page that a tablet keeps: the same for everybody, with nothing about anybody; its parts."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from openhbm.apps.accounts.devices.actions import enrol_device, issue_enrolment
from openhbm.apps.intake.tablet_models import Tablet, TabletUser


@pytest.fixture
def lead(user_with):
    return user_with("shift_lead", username="lead")


@pytest.fixture
def browser_let_in(lead, post):
    """A browser with the cookie of a device that was let in."""
    code = issue_enrolment(by=lead, place_id=post.id)
    client = Client()
    client.cookies["hbm_device"] = enrol_device(by=None, code=code, label="Tablet 3").secret
    return client


def test_page_is_the_same_for_everybody_and_names_nobody(signed_in, officer, family):
    stranger = Client().get(reverse("tablet-in", args=["ar"])).content.decode()
    officers = signed_in(officer).get(reverse("tablet-in", args=["ar"])).content.decode()

    assert stranger == officers
    assert 'dir="rtl"' in stranger
    for said in (officer.display_name, family.group.label, family.mother.number):
        assert said not in stranger
    assert Client().get(reverse("tablet-in", args=["xx"])).status_code == 404


def test_page_asks_the_scripts_questions_and_no_specialist_ones(db):
    page = Client().get(reverse("tablet-in", args=["en"])).content.decode()

    asked = re.findall(r'data-question="(\w+)"', page)
    assert {"injured_seen", "sick_or_injured", "pregnancy"} - set(asked) == {"pregnancy"}
    assert "afraid_to_return" in asked
    assert len(asked) == len(set(asked))
    for condition in re.findall(r'data-when="(.+?)"', page):
        assert {"subject", "all", "any"} & set(json.loads(unescape(condition)))


def test_worker_lists_files_that_are_there_and_tells_its_version(db):
    client = Client()
    answer = client.get(reverse("tablet-worker"))
    told = json.loads(re.match(r"self.HBM_TABLET = (.+?);\n", answer.content.decode())[1])

    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert re.fullmatch(r"[0-9a-f]{16}", told["version"])
    for path in told["files"]:
        # Read to its end, a file closes itself; closed by hand it would take the database along.
        answer = client.get(path)
        assert (answer.status_code, bool(answer.getvalue())) == (200, True), path
    assert sum(path.endswith(".css") for path in told["files"]) >= 2


def test_manifest_makes_the_page_installable(db):
    told = Client().get(reverse("tablet-manifest")).json()
    assert (told["start_url"], told["scope"]) == ("/tablet/", "/tablet/")
    assert told["display"] == "standalone"
    assert told["icons"][0]["sizes"] == "any"


def test_device_that_was_not_let_in_is_not_prepared(signed_in, officer, post):
    client = signed_in(officer)
    assert client.get(reverse("prepare-tablet")).json()["device"] == ""
    answer = client.post(reverse("prepare-tablet"))
    assert answer.status_code == 422
    assert "not let in" in answer.json()["problem"]
    assert not Tablet.objects.exists()


def test_device_let_in_is_prepared_once_and_another_user_added(
    browser_let_in, officer, clerk, user_with
):
    browser_let_in.force_login(officer)
    first = browser_let_in.post(reverse("prepare-tablet")).json()
    browser_let_in.force_login(clerk)
    second = browser_let_in.post(reverse("prepare-tablet"), {"tablet": first["tablet"]}).json()
    forgot = browser_let_in.post(reverse("prepare-tablet"), {"tablet": "nonsense"}).json()
    browser_let_in.force_login(user_with("auditor"))
    refused = browser_let_in.post(reverse("prepare-tablet"))

    assert first["tablet_secret"] and first["user_secret"] and not second["tablet_secret"]
    assert (first["tablet"], first["block"]) == (second["tablet"], second["block"])
    assert (forgot["block"], Tablet.objects.count()) == (first["block"] + 1, 2)
    assert TabletUser.objects.count() == 3
    assert refused.status_code in (403, 422)
    assert first["user_secret"] not in str(TabletUser.objects.values_list("digest", flat=True))


def test_devices_page_tells_what_is_unsent(browser_let_in, officer, lead, signed_in):
    browser_let_in.force_login(officer)
    told = browser_let_in.post(reverse("prepare-tablet")).json()
    body = {"items": [], "unsent": 7, "refused": 1}
    answer = Client().post(
        "/api/v1/tablet/items",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {told['tablet_secret']}"},
    )

    page = signed_in(lead).get(reverse("devices")).content.decode()

    assert answer.status_code == 200
    assert "7 as of" in page
    assert "1 not taken" in page
