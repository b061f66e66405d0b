"""A tablet that is cut off: it counts, registers and screens, is killed, and loses nobody."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from openhbm.apps.crossings.queries import tallies_visible_to
from openhbm.apps.intake.tablets.queries import all_standings
from openhbm.apps.people.queries import people_visible_to
from tests.journeys.accessibility import faults_on, wide_content
from tests.journeys.conftest import ARGUMENTS
from tests.journeys.tablets import BrowserTablet

NAME = "Zoriana Testenko"


@pytest.fixture
def lead(user_with):
    return user_with("shift_lead", username="lead")


@pytest.fixture
def tablet(browser, live_server, tmp_path, officer, lead, post):
    made = BrowserTablet(browser.browser_type, live_server.url, tmp_path / "profile", ARGUMENTS)
    made.let_in(lead, post)
    made.sign_in(officer)
    made.prepare()
    yield made
    made.close()
    assert made.faults == []


def test_family_written_without_a_line_survives_the_browser_and_arrives_once(tablet, officer):
    page = tablet.page
    tablet.cut_off()
    tablet.count(4)
    numbers = tablet.register(NAME, "Danylo Testenko")
    page.locator("[data-screen-one]").first.click()
    page.locator("[data-form=screening] [name=q_injured_seen]").check()
    page.locator("[data-form=screening] [type=submit]").click()
    expect(page.locator(".tablet-unsent")).to_contain_text("3 unsent")
    tablet.go("find")
    page.locator("[data-asked]").fill("zoriana")
    page.keyboard.press("Enter")
    expect(page.locator("[data-found] li")).to_contain_text(NAME)
    tablet.go("household")
    page.locator("[name=m0-name]").fill("Half written")
    page.wait_for_timeout(2000)

    tablet.close()
    assert tablet.holds_in_its_files("Zoriana") == []
    assert tablet.holds_in_its_files("Half written") == []
    tablet.start()
    tablet.cut_off()
    tablet.open()
    expect(tablet.page.locator(".tablet-unsent")).to_contain_text("3 unsent")
    tablet.unlock("wrong words for this")
    expect(tablet.page.locator("[data-wrong]")).to_be_visible()
    tablet.unlock()
    expect(tablet.page.locator("[data-said]")).to_contain_text("begun is here again")
    tablet.go("household")
    expect(tablet.page.locator("[name=m0-name]")).to_have_value("Half written")
    tablet.cut_off(False)

    expect(tablet.page.locator(".tablet-unsent")).to_contain_text("All sent")
    people = {person.number: person for person in people_visible_to(officer)}
    assert set(people) == set(numbers)
    assert people[numbers[0]].name == NAME
    assert [t.persons for t in tallies_visible_to(officer).filter(source="officer")] == [4]
    assert people[numbers[0]].screenings.count() == 1
    assert all_standings(None)[0].unsent == 0
