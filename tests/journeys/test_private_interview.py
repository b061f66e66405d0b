"""A protection officer screens somebody in private, leaves in a hurry, comes back, and refers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from openhbm.cli.demo.cast import PASSWORD

pytestmark = pytest.mark.journey

ANSWERS = {"q_child_without_carer": "yes", "q_child_looked_after_by": "nobody"}
SCREENS = 60


def test_protection_officer_screens_in_private_and_refers(telling):
    part = telling.part
    tab = telling.enter("protection")
    telling.look(tab, "home-protection")
    find_person(telling, tab, part["child_name"])
    telling.link(tab, "Screen").click()
    telling.look(tab, "screening")
    telling.button(tab, "Begin a private interview").click()

    reached = first_screens(telling, tab)
    leave_quickly(telling, tab, part)
    come_back(telling, tab, reached)
    answer_to_the_end(telling, tab)

    expect(tab.get_by_role("status")).to_contain_text(telling.say("The screening is recorded."))
    expect(tab.get_by_role("heading", level=1)).to_have_text(part["child_name"])
    expect(tab.locator(".finding").first).to_be_visible()
    telling.look(tab, "person")
    refer_with_consent(telling, tab, part)


def find_person(telling, tab: Page, name: str) -> None:
    tab.locator(".find input").fill(name)
    tab.locator(".find button").click()
    telling.look(tab, "search")
    tab.locator("main").get_by_role("link", name=name).first.click()
    expect(tab.get_by_role("heading", level=1)).to_have_text(name)


def first_screens(telling, tab: Page) -> str:
    """Nothing that is on the screen, in its title or in its address tells who sits there."""
    heading = tab.get_by_role("heading", level=1)
    expect(heading).to_have_text(telling.say("Before we begin"))
    telling.look(tab, "interview-opening")
    for place in range(2, 5):
        telling.button(tab, "Next").click()
        expect(tab.locator(".interview-progress .number")).to_contain_text(f"{place} /")
        assert_nobody_is_named(telling, tab)
    tab.keyboard.press("1")
    expect(tab.locator(".interview-option input").first).to_be_checked()
    telling.look(tab, "interview")
    return f"{place} /"


def assert_nobody_is_named(telling, tab: Page) -> None:
    shown = tab.content() + tab.url + tab.title()
    for name in telling.part["child_name"].split():
        assert name not in shown
    assert telling.part["child"] not in shown


def leave_quickly(telling, tab: Page, part: dict[str, str]) -> None:
    """Escape twice shows what anybody may see, and neither going back nor an address leads in."""
    tab.keyboard.press("Escape")
    tab.keyboard.press("Escape")
    neutral = tab.get_by_role("heading", name=telling.say("Border post information"))
    expect(neutral).to_be_visible()
    telling.look(tab, "information")
    tab.go_back()
    expect(neutral).to_be_visible()
    assert_nobody_is_named(telling, tab)
    tab.goto(f"/persons/{part['child']}/")
    expect(neutral).to_be_visible()
    assert_nobody_is_named(telling, tab)


def come_back(telling, tab: Page, reached: str) -> None:
    telling.link(tab, "Staff").click()
    telling.look(tab, "staff-entrance")
    tab.get_by_label(telling.say("Password")).fill(PASSWORD)
    telling.button(tab, "Go on").click()
    expect(tab.locator(".interview-progress .number")).to_contain_text(reached)
    expect(tab.locator(".interview-option input").first).to_be_checked()


def answer_to_the_end(telling, tab: Page) -> None:
    record = telling.button(tab, "Record the screening")
    progress = tab.locator(".interview-progress .number")
    for _screen in range(SCREENS):
        if record.is_visible():
            break
        for name, answer in ANSWERS.items():
            option = tab.locator(f"[name={name}][value={answer}]")
            if option.count():
                option.check()
        before = progress.inner_text().split("/")[0]
        telling.button(tab, "Next").click()
        expect(progress).not_to_contain_text(f"{before}/")
    telling.look(tab, "interview-end")
    record.click()


def refer_with_consent(telling, tab: Page, part: dict[str, str]) -> None:
    telling.link(tab, "Refer").click()
    tab.get_by_label(telling.say("Service"), exact=True).select_option(label=part["service"])
    tab.get_by_text(telling.say("Yes, said so now")).click()
    telling.look(tab, "refer")
    telling.button(tab, "Send the referral").click()
    expect(tab.get_by_role("status")).to_contain_text(
        telling.say("The referral is sent; its clock runs.")
    )
    expect(tab.get_by_role("heading", level=1)).to_contain_text(part["child_name"])
    expect(tab.locator("main")).to_contain_text(telling.say("given"))
    telling.look(tab, "referral-sent")
