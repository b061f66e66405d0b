"""Every page that somebody can reach is read by axe, from the left and from the right, and walked
through by key: all of it is reached, seen when it is reached, and left again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.accessibility import faults_on, wide_content
from tests.journeys.keyboard import walk_through
from tests.journeys.pages import NO_PAGES, PAGES, REFUSED, address, named_addresses
from tests.journeys.stage import WITH_SECOND_FACTOR

pytestmark = pytest.mark.journey

CONTRAST = ("color-contrast",)
LOOKS = (("light", "more"), ("dark", "device"), ("dark", "more"))
LOOK_NOW = """() => {
  const { theme, contrast } = document.documentElement.dataset;
  return [theme ?? null, contrast ?? null];
}"""
LOOK = """([theme, contrast]) => {
  for (const [name, value] of Object.entries({ theme, contrast })) {
    if (value === null) delete document.documentElement.dataset[name];
    else document.documentElement.dataset[name] = value;
  }
}"""
WIDE = {"width": 1280, "height": 850}
SMALL_PHONE = {"width": 360, "height": 740}


def test_every_address_is_read_or_said_to_be_no_page():
    written: dict[str, set[str]] = {}
    for name, pattern in named_addresses():
        written.setdefault(pattern, set()).add(name)
    known = {asked.partition("?")[0] for pages in PAGES.values() for asked in pages} | {*NO_PAGES}

    forgotten = {pattern: names for pattern, names in written.items() if not names & known}

    assert forgotten == {}
    assert known <= set().union(*written.values())


def test_addresses_said_to_be_no_pages_show_none(reading, stage):
    tab = reading("coordinator", "en")
    shown = {}
    for name, reason in NO_PAGES.items():
        answer = tab.request.get(address(name, stage.records), max_redirects=0)
        kind = answer.headers.get("content-type", "")
        if answer.status == 200 and "html" in kind:
            shown[name] = reason

    assert shown == {}


@pytest.mark.parametrize("reader", PAGES)
def test_pages_have_no_fault_of_level_a_or_aa_fit_a_phone_and_work_by_key(reading, reader):
    """All in one visit, as every page is to be opened for each."""
    tab = reading(reader, "en")
    found = []
    for url in reading.addresses(reader):
        reading.open(tab, url)
        found += faults_on(tab)
        found += faults_in_other_looks(tab)
        found += faults_in_width(tab, url)
        found += [f"{url}: {fault}" for fault in faults_by_key(tab)]

    assert not found, "\n".join(found)
    assert tab.faults == []


@pytest.mark.parametrize("reader", PAGES)
def test_pages_from_the_right_have_no_fault_of_level_a_or_aa_and_fit_a_phone(reading, reader):
    tab = reading(reader, "ar")
    found = []
    for url in reading.addresses(reader):
        reading.open(tab, url)
        found += faults_on(tab)
        found += faults_in_width(tab, url)

    assert not found, "\n".join(found)
    assert tab.faults == []


def faults_in_other_looks(tab: Page) -> list[str]:
    """What cannot be told from its ground in another look; the page is as before at the end."""
    found = []
    before = tab.evaluate(LOOK_NOW)
    for look in LOOKS:
        tab.evaluate(LOOK, look)
        found += [f"{'.'.join(look)}: {fault}" for fault in faults_on(tab, CONTRAST)]
    tab.evaluate(LOOK, before)
    return found


def faults_in_width(tab: Page, url: str) -> list[str]:
    """By how much the page is wider than a desk's screen or a small phone's."""
    too_wide = {WIDE["width"]: wide_content(tab)}
    tab.set_viewport_size(SMALL_PHONE)
    too_wide[SMALL_PHONE["width"]] = wide_content(tab)
    tab.set_viewport_size(WIDE)
    return [f"{url} is {n} pixels wider than {width}" for width, n in too_wide.items() if n]


def faults_by_key(tab: Page) -> list[str]:
    walk = walk_through(tab)
    if tab.locator(".bar").count() and not walk.names[0].startswith("a Skip"):
        return [*walk.faults, f"begins with {walk.names[0]} in place of the way past the bar"]
    return walk.faults


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_of_those_who_may_not_see_more_have_no_fault(reading, language):
    found = []
    for reader, urls in REFUSED.items():
        tab = reading(reader, language)
        for url in urls:
            answer = tab.goto(url)
            assert answer is not None and answer.status in (403, 404), url
            found += faults_on(tab)

    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_shown_once_have_no_fault(reading, language):
    """Codes to let a device or a colleague in, and the code asked for between two pages."""
    tab = reading("lead", language)
    found = []
    for name, mark in (("devices", "form[action$='/devices/new/'] button"), ("recoveries", "")):
        tab.goto(address(name, {}))
        with tab.expect_navigation():
            tab.locator(mark or "main form button").first.click()
        found += faults_on(tab)

    assert not found, "\n".join(found)


def test_page_that_asks_for_the_second_factor_has_no_fault(stage, reading):
    tab = reading("", "ar")
    stage.fill_in(tab, WITH_SECOND_FACTOR)
    expect(tab).to_have_url(f"{stage.url}/sign-in/second/")
    found = faults_on(tab)
    stage.fill_in_code(tab)
    expect(tab.locator(".find")).to_be_visible()

    assert not found, "\n".join(found)


def test_appearance_is_chosen_in_the_menu_and_kept(reading):
    tab = reading("liaison", "en")
    tab.goto("/")

    tab.locator(".menus details.menu > summary").last.click()
    tab.get_by_role("button", name="Dark").click()
    tab.locator(".menus details.menu > summary").last.click()
    tab.get_by_role("button", name="High contrast").click()
    tab.goto("/persons/")

    expect(tab.locator("html")).to_have_attribute("data-theme", "dark")
    expect(tab.locator("html")).to_have_attribute("data-contrast", "more")
    ground = tab.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert ground == "rgb(0, 0, 0)"


def test_menus_open_and_pages_are_read_without_scripts(browser, stage):
    context = browser.new_context(base_url=stage.url, java_script_enabled=False)
    tab = context.new_page()
    stage.fill_in(tab, "children")

    tab.locator(".menus details.menu > summary").last.click()
    expect(tab.get_by_role("button", name="Sign out")).to_be_visible()
    tab.locator(".find input").fill("paper olha")
    tab.locator(".find button").click()
    tab.get_by_role("link", name="Olha Paper").click()

    expect(tab.get_by_role("heading", level=1)).to_contain_text("Olha Paper")
    context.close()
