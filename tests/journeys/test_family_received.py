"""A family arrives: counted, grouped, registered, screened, referred, decided; all by clicking."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from openhbm.apps.casework.queries import referrals_visible_to
from openhbm.apps.crossings.queries import decisions_visible_to, tallies_visible_to
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people.queries import people_visible_to

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def submit(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def count_two_persons(page: Page) -> None:
    page.goto("/arrivals/count/")
    page.fill("[name=persons]", "2")
    submit(page, "Save the count")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 persons counted")


def register_group(page: Page) -> None:
    page.get_by_role("link", name="Register a group of it").click()
    page.fill("[name=label]", "Koval with a blue bag")
    submit(page, "Register the group")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Koval with a blue bag")


def register_member(page: Page, name: str, relationship: str, age: str) -> None:
    page.get_by_role("link", name="Register a person of the group").click()
    page.fill("[name=name]", name)
    page.select_option("[name=relationship]", relationship)
    page.fill("[name=age_years]", age)
    page.select_option("[name=nationality]", "UKR")
    submit(page, "Register the person")


def screen_for_medicine(page: Page, person_id: object) -> None:
    """Daily medicine with one day left; the second question comes when the first is answered."""
    page.goto(f"/persons/{person_id}/screening/")
    page.check("[name=is_private]")
    page.locator("[name=q_daily_medicine][value=yes]").check()
    page.fill("[name=q_medicine_days_left]", "1")
    submit(page, "Record the screening")


def refer(page: Page, person_id: object) -> None:
    page.goto(f"/persons/{person_id}/refer/")
    page.locator("[name=findings]").first.check()
    page.locator("[name=service]").select_option(index=0)
    page.locator("[name=consent][value=yes]").check()
    submit(page, "Send the referral")
    expect(page.locator(".message-success")).to_be_visible()


def test_family_from_count_to_decision_through_the_pages(
    signed_in_at, officer, protector, administrator, post, service, measure
):
    page = signed_in_at(officer)
    count_two_persons(page)
    register_group(page)
    group_url = page.url
    register_member(page, "Олена Коваль", "PA", "34")
    page.goto(group_url)
    register_member(page, "Danylo Koval", "SON", "7")
    page.goto(group_url)
    expect(page.locator("#members tbody tr")).to_have_count(2)

    mother = people_visible_to(officer).get(name="Олена Коваль")
    protection = signed_in_at(protector)
    screen_for_medicine(protection, mother.id)
    refer(protection, mother.id)

    assert page.faults == protection.faults == []
    assert referrals_visible_to(protector).get().person == mother
    assert tallies_visible_to(officer).get().persons == 2
    assert people_visible_to(officer).count() == 2
    assert verdict(administrator).verified


def test_decision_is_the_officer_s_among_what_the_law_allows(
    signed_in_at, family, officer, protector
):
    page = signed_in_at(officer)
    page.goto(f"/persons/{family.child.id}/")
    page.get_by_role("link", name="Decide", exact=False).first.click()
    page.locator("[name=crisis_affected][value=yes]").check()
    for doubt in ("identity_doubt", "security_doubt", "armed_or_combatant"):
        page.locator(f"[name={doubt}][value=no]").check()
    submit(page, "See what may be decided")

    expect(page.locator("input[name=code][value=REFUSE]")).to_be_disabled()
    page.check("input[name=code][value=ADMIT_EXC]")
    submit(page, "Record the decision")

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
