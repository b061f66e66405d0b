"""The ways past the bar and through its menus by key; every page is walked through with axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey


def test_first_key_offers_the_way_past_the_bar(reading):
    tab = reading("officer", "ar")
    tab.goto("/persons/")
    skip = tab.locator(".skip")

    tab.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    tab.keyboard.press("Enter")

    expect(tab.locator("main")).to_be_focused()
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize(("width", "menus"), [(1280, 1), (390, 2)])
def test_menus_open_and_close_by_key(reading, width, menus):
    tab = reading("officer", "en")
    tab.set_viewport_size({"width": width, "height": 850})
    tab.goto("/persons/")
    shown = tab.locator(".bar details.menu:visible > summary")
    assert shown.count() == menus
    for place in range(menus):
        summary = shown.nth(place)
        panel = summary.locator("xpath=following-sibling::*[contains(@class, 'menu-panel')]")
        summary.focus()
        tab.keyboard.press("Enter")
        expect(panel).to_be_visible()
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.closest('.menu-panel') !== null")
        tab.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        expect(summary).to_be_focused()
