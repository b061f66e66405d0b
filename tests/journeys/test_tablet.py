"""A tablet that is cut off: it counts, registers and screens, is killed, and loses nobody."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from openhbm.apps.accounts.devices.actions import revoke_device
from openhbm.apps.accounts.models import Device
from openhbm.apps.crossings.queries import tallies_visible_to
from openhbm.apps.intake.tablets.queries import all_standings
from openhbm.apps.people.queries import people_visible_to
from tests.journeys.accessibility import faults_on, wide_content
from tests.journeys.conftest import ARGUMENTS
from tests.journeys.tablets import BrowserTablet

NAME = "Zoriana Testenko"


def picture() -> dict[str, object]:
    """A photo as a camera gives it: larger than what is kept."""
    written = BytesIO()
    Image.new("RGB", (1600, 1200), "teal").save(written, "PNG")
    return {"name": "face.png", "mimeType": "image/png", "buffer": written.getvalue()}


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
    numbers = tablet.register(NAME, "Danylo Testenko", photo=picture())
    page.locator("[data-screen-one]").first.click()
    page.locator("[data-form=screening] [name=q_injured_seen]").check()
    page.locator("[data-form=screening] [type=submit]").click()
    expect(page.locator(".tablet-unsent")).to_contain_text("4 unsent")
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
    expect(tablet.page.locator(".tablet-unsent")).to_contain_text("4 unsent")
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
    assert people[numbers[0]].photos.get().media_type == "image/jpeg"
    assert all_standings(None)[0].unsent == 0

    # Then it is alone for longer than it may be read: nothing readable is left on it.
    tablet.cut_off()
    tablet.page.evaluate(LONG_ALONE)
    tablet.open()
    tablet.unlock()
    expect(tablet.page.locator("[data-said]")).to_contain_text("without its node for too long")
    assert tablet.page.evaluate(TABLES) == {
        "users": 0, "packs": 0, "drafts": 0, "items": 0, "readable": 0,
    }  # fmt: skip


def test_refused_item_is_corrected_and_a_revoked_tablet_tells_nothing(tablet, officer, lead):
    page = tablet.page
    tablet.cut_off()
    tablet.go("household")
    page.locator("[name=m0-name]").fill(NAME)
    page.locator("[name=m0-age]").fill("12.5.2199")
    page.locator("[data-form=household] [type=submit]").click()
    number = page.locator("[data-numbers] [data-number]").inner_text()
    tablet.count(3)
    tablet.cut_off(False)
    expect(page.locator(".tablet-unsent")).to_contain_text("1 unsent")
    page.locator(".tablet-unsent").click()
    line = page.locator(".tablet-item")
    expect(line).to_contain_text("in the future")
    assert [t.persons for t in tallies_visible_to(officer)] == [3]

    line.locator("[data-correct]").click()
    page.locator("[name=m0-age]").fill("12.5.1988")
    page.locator("[data-form=household] [type=submit]").click()

    expect(page.locator(".tablet-unsent")).to_contain_text("All sent")
    assert [person.number for person in people_visible_to(officer)] == [number]

    # Then the tablet is lost, with a household on it that nobody else has.
    tablet.cut_off()
    tablet.register("Danylo Testenko")
    revoke_device(by=lead, device=Device.objects.get())
    tablet.cut_off(False)

    expect(page.locator("[data-said]")).to_contain_text("was put out")
    expect(page.locator("[data-screen=start]")).to_be_visible()
    expect(page.locator(".tablet-unsent")).to_contain_text("1 unsent")
    page.locator(".tablet-unsent").click()
    with page.expect_download() as saved:
        page.locator("[data-screen=unsent] [data-backup]").click()
    assert "Testenko" not in Path(saved.value.path()).read_text(encoding="utf-8")
    kept = page.evaluate(TABLES)
    assert kept == {"users": 0, "packs": 0, "drafts": 0, "items": 1, "readable": 0}
    assert people_visible_to(officer).count() == 1


def test_screens_are_readable_in_arabic_and_another_user_begins_without_a_line(
    tablet, officer, user_with
):
    other = user_with("registration_clerk", username="second", display_name="Second Example")
    tablet.page.locator("[data-lock]").click()
    tablet.page.context.clear_cookies(name="sessionid")
    tablet.sign_in(other)
    tablet.open()
    tablet.page.locator("[data-add-worker]").click()
    tablet.choose("three other words")
    tablet.cut_off()
    tablet.page.locator("[data-lock]").click()
    tablet.page.locator("[data-languages] a[lang=ar]").click()
    tablet.page.locator("[data-worker-chosen]").select_option(label="Officer Example")
    tablet.unlock()
    tablet.page.set_viewport_size({"width": 360, "height": 740})
    expect(tablet.page.locator("html")).to_have_attribute("dir", "rtl")

    for name in ("tally", "group", "screening", "find", "unsent", "household"):
        tablet.go(name)
        assert wide_content(tablet.page) == 0
    tablet.register("زينب مثال", "يوسف مثال")
    assert wide_content(tablet.page) == 0
    tablet.page.evaluate(ALL_SCREENS)
    assert faults_on(tablet.page) == []
    assert tablet.small_targets() == []
    tablet.open()
    tablet.page.locator("[data-worker-chosen]").select_option(label="Second Example")
    tablet.unlock("three other words")
    tablet.go("find")
    tablet.page.locator("[data-asked]").fill("زينب")
    tablet.page.keyboard.press("Enter")
    expect(tablet.page.locator("[data-said]")).to_be_visible()
    assert tablet.page.locator("[data-found] li").count() == 0


# Axe once for all screens, instead of once for each.
ALL_SCREENS = """
() => { for (const one of document.querySelectorAll("[data-screen]")) one.hidden = false; }
"""
LONG_ALONE = """
() => new Promise((done) => {
  const asked = indexedDB.open("openhbm-tablet");
  asked.onsuccess = () => {
    const turn = asked.result.transaction("meta", "readwrite");
    const day = 86_400_000;
    turn.objectStore("meta").put(new Date(Date.now() - 22 * day).toISOString(), "contact");
    turn.oncomplete = () => (asked.result.close(), done());
  };
})
"""
TABLES = """
() => new Promise((done) => {
  const asked = indexedDB.open("openhbm-tablet");
  asked.onsuccess = async () => {
    const all = (name) => new Promise((told) => {
      const rows = asked.result.transaction(name).objectStore(name).getAll();
      rows.onsuccess = () => told(rows.result);
    });
    const found = {};
    for (const name of ["users", "packs", "drafts", "items"]) {
      found[name] = (await all(name)).length;
    }
    found.readable = (await all("items")).filter((one) => one.draft).length;
    asked.result.close();
    done(found);
  };
})
"""
