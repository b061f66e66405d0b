"""The officer decides among what the law allows; each step of the family can be looked up."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from openhbm.apps.crossings.queries import decisions_visible_to

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_decision_is_the_officer_s_among_what_the_law_allows(
    signed_in_at, family, officer, protector
):
    page = signed_in_at(officer)
    page.goto(f"/persons/{family.child.id}/")
    page.get_by_role("link", name="Decide", exact=False).first.click()
    page.locator("[name=crisis_affected][value=yes]").check()
    for doubt in ("identity_doubt", "security_doubt", "armed_or_combatant"):
        page.locator(f"[name={doubt}][value=no]").check()
    page.get_by_role("button", name="See what may be decided").click()

    expect(page.locator("input[name=code][value=REFUSE]")).to_be_disabled()
    page.check("input[name=code][value=ADMIT_EXC]")
    page.get_by_role("button", name="Record the decision").click()

    expect(page.locator(".message-success")).to_be_visible()
    assert decisions_visible_to(officer).count() == 2


def test_group_page_leads_from_count_to_referral_and_journal(signed_in_at, family, protector):
    page = signed_in_at(protector)
    page.goto(f"/groups/{family.group.id}/")
    expect(page.locator(".step-done")).to_have_count(6)
    for url in (
        f"/arrivals/{family.tally.id}/",
        f"/persons/{family.mother.id}/",
        f"/referrals/{family.referral.id}/",
        f"/crossings/{family.decision.crossing_id}/",
    ):
        page.goto(url)
        expect(page.locator("h1")).to_be_visible()
        assert page.locator("text=Journal").count() >= 1
    assert page.faults == []
