"""A day of a tablet without a line: killed, filled up, exchanged for a new version; all arrive.

Households are entered in a real browser while the node is out of reach. The browser is killed
again and again, the node comes back with other content, so that a new version of the page waits,
and the tablet's storage is full for a while. Then the line is back, and dies with the node.
"""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.faults.amounts import TABLET_HOUSEHOLDS, TABLET_KILLS
from tests.faults.desks import stored_people
from tests.journeys.conftest import ARGUMENTS, browser
from tests.journeys.tablets import BrowserTablet

__all__ = ["browser"]
pytestmark = [pytest.mark.fault, pytest.mark.slow]

WAIT_LONG_MS = 240_000
PASSWORD = "correct horse battery"
STANDARDS = Path(__file__).resolve().parents[2] / "src" / "openhbm" / "content" / "standards"


@pytest.fixture
def tablet(browser, served, node, post, tmp_path):
    words = ("user", "add", "lead", "--role", "shift_lead", "--password-stdin")
    node(*words, typed=f"{PASSWORD}\n")
    base = f"http://127.0.0.1:{served.port}"
    made = BrowserTablet(browser.browser_type, base, tmp_path / "profile", ARGUMENTS)
    let_in(made)
    made.prepare()
    yield made
    made.close()


def let_in(tablet: BrowserTablet) -> None:
    """Sign in as a shift lead, who lets this very device in and works on it."""
    page = tablet.page
    page.goto("/sign-in/")
    page.locator("[name=username]").fill("lead")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()
    expect(page.locator(".find")).to_be_visible()
    page.goto("/devices/")
    page.locator("form[action$='/devices/new/'] button").click()
    code = page.locator(".one-time .code").inner_text()
    page.goto(f"/devices/join/{code}/")
    page.locator("[name=label]").fill("Tablet 3")
    page.locator("main button[type=submit]").click()
    page.wait_for_load_state()


def other_content(folder: Path) -> Path:
    """The shipped content with one file of a country's own: another version of everything."""
    place = folder / "content" / "standards"
    place.mkdir(parents=True)
    file = shutil.copy(sorted(STANDARDS.glob("*.yaml"))[0], place)
    Path(file).write_text(f"# Adapted.\n{Path(file).read_text(encoding='utf-8')}", encoding="utf-8")
    return place.parent


def fill_up(tablet: BrowserTablet, name: str) -> None:
    """The tablet is full: it opens, the form stays filled and says so; with room it is saved.

    Full before the browser has looked, since it trusts what it found for half a minute.
    """
    tablet.close()
    tablet.start()
    tablet.cut_off()
    devtools = tablet.context.new_cdp_session(tablet.page)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": tablet.base, "quotaSize": 1})
    tablet.open()
    tablet.unlock()
    tablet.go("household")
    form = tablet.page.locator("[data-form=household]")
    form.locator("[name=m0-name]").fill(name)
    form.locator("[type=submit]").click()
    expect(tablet.page.locator("[data-said].message-error")).to_be_visible()
    expect(form.locator("[name=m0-name]")).to_have_value(name)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": tablet.base})
    form.locator("[type=submit]").click()
    expect(tablet.page.locator("[data-numbers] [data-number]")).to_have_count(1)


def again(tablet: BrowserTablet) -> None:
    """Open the browser anew, with no line, and go on with the shift."""
    tablet.start()
    tablet.cut_off()
    tablet.open()
    tablet.unlock()
    expect(tablet.page.locator(".tablet-tabs")).to_be_visible()


def test_households_of_a_day_without_a_line_all_arrive_once(
    tablet, served, node, tmp_path, tell_faults
):
    done = Counter()
    kill_after = {TABLET_HOUSEHOLDS * (n + 1) // (TABLET_KILLS + 1) for n in range(TABLET_KILLS)}
    tablet.cut_off()
    served.kill()
    numbers: list[str] = []
    for n in range(TABLET_HOUSEHOLDS):
        numbers += tablet.register(f"Zoriana Testenko {n}")
        if n in kill_after:
            tablet.kill()
            assert tablet.holds_in_its_files("Testenko") == []
            again(tablet)
            done["browser killed"] += 1
    fill_up(tablet, "Zoriana Testenko full")
    done["storage full"] += 1
    waiting = TABLET_HOUSEHOLDS + 1
    expect(tablet.page.locator(".tablet-unsent")).to_contain_text(f"{waiting} unsent")

    served.environment["HBM_CONTENT"] = str(other_content(tmp_path))
    served.start()
    before = version(tablet)
    tablet.cut_off(False)
    expect(tablet.page.locator(".tablet-unsent")).to_contain_text("All sent", timeout=WAIT_LONG_MS)
    tablet.page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    tablet.page.evaluate(WAITS)
    assert version(tablet) == before, "exchanged in the middle of a shift"
    with tablet.page.expect_event("load", timeout=WAIT_LONG_MS):
        tablet.page.locator("[data-lock]").click()
    expect(tablet.page.locator("[data-screen=locked]")).to_be_visible()
    assert version(tablet) != before
    done["version exchanged"] += 1

    served.kill()
    people = Counter(name for _id, name in stored_people(node))
    assert people == Counter(
        {f"Zoriana Testenko {n}": 1 for n in range(TABLET_HOUSEHOLDS)}
        | {"Zoriana Testenko full": 1}
    )
    assert len(set(numbers)) == TABLET_HOUSEHOLDS
    assert tablet.faults == []
    tell_faults(done, households=waiting)


WAITS = """
async () => {
  const soon = () => new Promise((done) => setTimeout(done, 100));
  while (!(await navigator.serviceWorker.getRegistration()).waiting) await soon();
}
"""
VERSION = """
async () => {
  const channel = new MessageChannel();
  const told = new Promise((done) => (channel.port1.onmessage = (event) => done(event.data)));
  navigator.serviceWorker.controller.postMessage("version", [channel.port2]);
  return (await told).version;
}
"""


def version(tablet: BrowserTablet) -> str:
    found: str = tablet.page.evaluate(VERSION)
    return found
