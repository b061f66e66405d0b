"""A partner's caseworker takes what was referred to their service, and sees nothing else."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from openhbm.web.content_words import state_words

pytestmark = pytest.mark.journey


def test_partner_accepts_and_closes_the_one_referral_they_see(telling):
    part = telling.part
    tab = telling.enter(part["partner"])
    telling.look(tab, "home-partner")
    expect(tab.locator("main")).to_contain_text(part["case_code"])
    assert part["mother_name"] not in tab.content()
    telling.area(tab, "Referrals")
    mine = tab.locator("main tbody tr").filter(has_text=part["case_code"])
    expect(mine).to_have_count(1)
    assert_only_own_service(telling, tab, part)
    telling.look(tab, "referrals")
    mine.get_by_role("link").first.click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text(part["case_code"])
    telling.look(tab, "referral")

    for state in ("received", "accepted", "in_service"):
        move_on(telling, tab, state)
    tab.get_by_label(telling.say("Outcome")).fill("✓")
    move_on(telling, tab, "completed")

    expect(tab.get_by_role("button", name=telling.say("Move on"))).to_have_count(0)
    telling.look(tab, "referral-closed")
    telling.area(tab, "Referrals")
    tab.get_by_role("navigation", name=telling.say("Parts of the inbox")).get_by_role(
        "link", name=telling.say("Closed")
    ).click()
    expect(tab.locator("main tbody tr").filter(has_text=part["case_code"])).to_have_count(1)
    assert_register_is_closed(telling, tab, part)


def assert_only_own_service(telling, tab: Page, part: dict[str, str]) -> None:
    own = part["service"].split(" · ")[0]
    services = tab.locator("main tbody tr td:nth-child(4)").all_inner_texts()
    assert {own in text for text in services} == {True}


def move_on(telling, tab: Page, state: str) -> None:
    tab.get_by_label(telling.say("Next state")).select_option(state)
    telling.button(tab, "Move on").click()
    with telling.language_chosen():
        expect(tab.locator(".head .tag").first).to_have_text(state_words(state))


def assert_register_is_closed(telling, tab: Page, part: dict[str, str]) -> None:
    """No area leads to persons, and their addresses answer as if nobody were there."""
    assert tab.locator("a[href='/persons/']").count() == 0
    answer = tab.goto(f"/persons/{part['child']}/")
    assert answer is not None and answer.status == 404
    telling.look(tab, "not-found")
    tab.goto("/persons/")
    assert tab.locator("main tbody tr").count() == 0
    tab.locator(".find input").fill(part["child_name"])
    tab.locator(".find button").click()
    expect(tab.locator("main").get_by_role("link", name=part["child_name"])).to_have_count(0)
