"""A family arrives: counted, received, registered, screened, referred and admitted."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_family_goes_from_tally_to_referral_and_decision(
    page, sign_in, protector, officer, post, service, measure
):
    sign_in(protector)
    count_two_people(page)
    register_family(page)
    screen_child(page)
    refer_child(page)
    group = page.get_by_label("Where you are").get_by_role("link", name="Danylo Koval")
    group.click()
    page.get_by_label("Where you are").get_by_role("link", name="Koval family").click()
    expect(page.locator(".step-done")).to_have_count(5)

    leave(page)
    sign_in(officer)
    admit(page, "Olena Koval")
    page.get_by_label("Where you are").get_by_role("link", name="Koval family").click()

    expect(page.get_by_label("The way of this group")).to_contain_text("1 of 2")
    leave(page)
    sign_in(protector)
    page.get_by_role("link", name="Groups", exact=True).first.click()
    page.get_by_role("link", name="Koval family").click()
    expect(page.locator(".step-done")).to_have_count(6)


def count_two_people(page: Page) -> None:
    page.get_by_role("link", name="Arrivals", exact=True).first.click()
    page.get_by_role("link", name="Count", exact=True).click()
    page.get_by_role("button", name="One more: Women 18–59").click()
    page.get_by_role("button", name="One more: Boys 5–11").click()
    expect(page.locator("[data-pad-total]")).to_have_text("2")
    page.get_by_role("button", name="Save the count").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 persons counted")


def register_family(page: Page) -> None:
    page.get_by_role("link", name="Register a group of it").click()
    expect(page.get_by_label("Persons in the group")).to_have_value("2")
    page.get_by_label("Name to call the group by").fill("Koval family")
    page.get_by_role("button", name="Register the group").click()
    page.get_by_role("link", name="Register a person of the group").click()
    page.get_by_label("Name as it is said").fill("Olena Koval")
    page.get_by_label("Sex").select_option("F")
    page.get_by_label("Date of birth").fill("1988-03")
    page.get_by_label("Nationality").select_option("UKR")
    page.get_by_role("button", name="Register and go on with the next").click()
    page.get_by_label("Name as it is said").fill("Danylo Koval")
    page.get_by_label("To the focal point of the group").select_option("SON")
    page.get_by_label("Or age in years").fill("7")
    page.get_by_role("button", name="Register the person").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Danylo Koval")


def screen_child(page: Page) -> None:
    page.get_by_role("link", name="Screen", exact=True).click()
    asked = page.get_by_role("group", name="child here without mother")
    asked.get_by_text("Yes").click()
    # The next question appears without the page being sent.
    page.get_by_role("group", name="Who looks after the child").get_by_text("Nobody").click()
    page.get_by_role("button", name="Record the screening").click()
    expect(page.get_by_text("The screening is recorded.")).to_be_visible()
    expect(page.get_by_role("heading", name="separated child")).to_be_visible()


def refer_child(page: Page) -> None:
    page.get_by_role("link", name="Refer", exact=True).click()
    page.get_by_label("Service").select_option(label="Child care corner · Example Aid")
    page.get_by_text("Yes, said so now").click()
    page.get_by_role("button", name="Send the referral").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Danylo Koval")
    expect(page.get_by_text("Person referred")).to_be_visible()


def admit(page: Page, name: str) -> None:
    page.get_by_role("link", name="Persons", exact=True).first.click()
    page.get_by_role("link", name=name).click()
    page.get_by_role("link", name="Decide on entry").click()
    for fact, answer in (
        ("affected by the crisis", "Yes"),
        ("doubt about the identity", "No"),
        ("security doubt", "No"),
        ("armed or a combatant", "No"),
    ):
        page.get_by_role("group", name=fact).get_by_text(answer, exact=True).click()
    page.get_by_role("button", name="See what may be decided").click()
    page.get_by_text("Admit under the measure").click()
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("Entry decided")).to_be_visible()


def leave(page: Page) -> None:
    page.locator(".bar details.menu > summary").last.click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_family_is_read_in_arabic_from_right_to_left(page, sign_in, protector, family):
    sign_in(protector)
    page.goto(reverse("group", args=[family.group.id]))
    page.locator(".menus details.menu > summary").last.click()
    page.get_by_role("button", name="العربيّة").click()

    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator(".step-done")).to_have_count(6)
    expect(page.get_by_role("heading", name="الأشخاص")).to_be_visible()
    first, last = page.locator(".step").first, page.locator(".step").last
    assert first.bounding_box()["x"] > last.bounding_box()["x"]

    page.get_by_role("link", name="Олена Коваль").click()
    expect(page.get_by_role("heading", name="المقابلة والاحتياجات")).to_be_visible()
    page.get_by_role("link", name="Child care corner").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("الإحالة")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
