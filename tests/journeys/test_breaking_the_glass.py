"""An officer opens a record of another post; the data-protection officer judges whether rightly."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from openhbm.apps.accounts.codes import GlassOutcome

pytestmark = pytest.mark.journey

WHY = {
    "en": "The mother is unconscious and her medicine is not known.",
    "ar": "الأم فاقدة الوعي ودواؤها غير معروف.",
}


def test_opened_record_is_seen_and_reviewed(telling):
    part = telling.part
    officer = telling.enter("officer")
    assert not is_found_by_number(officer, part)
    open_record(telling, officer, part)
    assert is_found_by_number(officer, part)
    telling.look(officer, "found-opened")

    guardian = telling.enter("dpo")
    telling.look(guardian, "home-dpo")
    review(telling, guardian, part)


def is_found_by_number(tab: Page, part: dict[str, str]) -> bool:
    """Whether the search leads to the person: a number that is known opens their page."""
    tab.locator(".find input").fill(part["elsewhere"])
    with tab.expect_navigation():
        tab.locator(".find button").click()
    return part["elsewhere_name"] in tab.locator("main").inner_text()


def open_record(telling, tab: Page, part: dict[str, str]) -> None:
    tab.goto("/")
    telling.link(tab, "Open a record").click()
    tab.get_by_label(telling.say("Registration number")).fill(part["elsewhere"])
    tab.get_by_label(telling.say("Why must it be opened now?")).fill(WHY[telling.language])
    telling.look(tab, "open-record")
    telling.button(tab, "Open the record").click()
    expect(tab.locator("main tbody tr").filter(has_text=part["elsewhere"])).to_have_count(1)
    telling.look(tab, "opened-records")


def review(telling, tab: Page, part: dict[str, str]) -> None:
    panel = tab.locator("[data-panel^=glass]").filter(has_text=part["elsewhere"])
    expect(panel.get_by_role("heading")).to_have_text(telling.say("Opened records to review"))
    panel.get_by_role("link", name=part["elsewhere"]).click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text(part["elsewhere"])
    with telling.language_chosen():
        justified = str(GlassOutcome.JUSTIFIED.label)
    tab.get_by_text(justified, exact=True).click()
    telling.look(tab, "opened-record")
    telling.button(tab, "Keep the review").click()
    expect(tab.get_by_role("status")).to_contain_text(telling.say("Your review is kept."))
    reviewed = tab.locator("main tbody tr").filter(has_text=part["elsewhere"])
    expect(reviewed).to_contain_text(justified)
