"""The same pages read in Arabic, on a phone, and with the map drawn."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from openhbm.apps.crossings.actions import count_arrivals

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

WIDTHS = (1366, 390)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_of_a_family_fit_the_screen(signed_in_at, family, protector, language, width):
    page = signed_in_at(protector, language, width)
    overflowing = []
    for url in (
        "/",
        f"/arrivals/{family.tally.id}/",
        f"/groups/{family.group.id}/",
        f"/persons/{family.mother.id}/",
        f"/persons/{family.child.id}/screening/",
        f"/referrals/{family.referral.id}/",
        f"/crossings/{family.decision.crossing_id}/decision/",
        "/persons/",
        "/alerts/",
        "/reports/",
    ):
        page.goto(url)
        found = page.evaluate("document.documentElement.scrollWidth")
        if found > width:
            overflowing.append((url, found))
    assert overflowing == []
    assert page.faults == []


def test_arabic_page_runs_from_right_to_left(signed_in_at, family, protector):
    page = signed_in_at(protector, "ar")
    page.goto(f"/groups/{family.group.id}/")
    html = page.locator("html")
    expect(html).to_have_attribute("dir", "rtl")
    brand = page.locator("header").first.bounding_box()
    title = page.locator("h1").bounding_box()
    assert brand is not None
    assert title is not None
    assert title["x"] + title["width"] > 683, "the heading stands on the right-hand side"


def test_map_draws_a_mark_for_each_post(signed_in_at, clerk, post, protector):
    count_arrivals(by=clerk, post=post, persons=12)
    page = signed_in_at(protector)
    page.goto("/")
    marks = page.locator(".map-post")
    expect(marks.first).to_be_visible(timeout=30_000)
    assert marks.count() == 1
    assert page.faults == []
