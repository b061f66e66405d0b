"""The shift lead opens the post: its state, its lanes, and who is on duty."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey


def test_shift_lead_opens_the_post(telling):
    number = int(telling.part["number"])
    tab = telling.enter("lead")
    expect(tab.get_by_role("heading", level=1)).to_contain_text(telling.say("Start"))
    telling.look(tab, "home-lead")
    telling.link(tab, "Arrival desk").click()
    telling.link(tab, "Open the post for a shift").click()

    tab.get_by_label(telling.say("The post is")).select_option("OPEN")
    lanes = tab.locator(".shift-lane")
    count = lanes.count()
    first = lanes.first
    first.get_by_role("checkbox").set_checked(number % 2 == 0)
    first.get_by_role("spinbutton").fill(str(number + 1))
    registrars = tab.get_by_label(telling.say("Registration staff"))
    registrars.fill(str(20 + number))
    telling.look(tab, "shift")
    telling.button(tab, "Start the shift").click()

    expect(tab.get_by_role("status")).to_contain_text(
        telling.say("The post is set for this shift.")
    )
    expect(tab.get_by_role("heading", level=1)).to_have_text(telling.say("Arrival desk"))
    expect(tab.locator(".desk-post .tag")).to_have_text(telling.say("Open"))
    assert open_lanes(tab) == count - number % 2
    telling.look(tab, "desk-opened")
    telling.link(tab, "Open the post for a shift").click()
    expect(tab.locator(".shift-lane").first.get_by_role("spinbutton")).to_have_value(
        str(number + 1)
    )
    expect(registrars).to_have_value(str(20 + number))


def open_lanes(tab: Page) -> int:
    """How many lanes the desk shows as open: a line for each kind, its number first."""
    lines = tab.locator("main ul.plain").last.get_by_role("listitem").all_inner_texts()
    return sum(int(re.search(r"\d+", line)[0]) for line in lines)
